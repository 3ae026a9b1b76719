/** The slip's own words. Shop texts come with the brand; these are ours. */
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';

type SlipTexts = {
  readonly title: string; readonly shipTo: string; readonly order: string; readonly placed: string; readonly channel: string; readonly service: string; readonly tracking: string;
  readonly box: string; readonly of: string; readonly page: string; readonly quantity: string; readonly item: string; readonly sku: string; readonly bin: string;
  readonly giftMessage: string; readonly customerNote: string; readonly reprint: string; readonly continued: string; readonly pairCode: string;
  readonly returnTo: string; readonly parents: string; readonly teachers: string;
  /** By the plural category of the language (CLDR). */
  readonly units: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };
  readonly locale: string;
};

export const SLIP_TEXTS: Readonly<Record<SlipLanguage, SlipTexts>> = {
  en: {
    title: 'Packing slip', shipTo: 'Ship to', order: 'Order', placed: 'Ordered', channel: 'Bought at', service: 'Shipped by', tracking: 'Tracking',
    box: 'Box', of: 'of', page: 'Page', quantity: 'Qty', item: 'Item', sku: 'SKU', bin: 'Bin',
    giftMessage: 'Gift message', customerNote: 'Your note to us', reprint: 'Reprint', continued: 'continued', pairCode: 'Pair code',
    returnTo: 'Returns go to', parents: 'For parents', teachers: 'For teachers', units: { one: 'item', other: 'items' },
    locale: 'en-US',
  },
  es: {
    title: 'Albarán', shipTo: 'Enviar a', order: 'Pedido', placed: 'Fecha', channel: 'Comprado en', service: 'Enviado por', tracking: 'Seguimiento',
    box: 'Caja', of: 'de', page: 'Página', quantity: 'Cant.', item: 'Artículo', sku: 'SKU', bin: 'Ubic.',
    giftMessage: 'Mensaje de regalo', customerNote: 'Tu nota para nosotros', reprint: 'Reimpresión', continued: 'continúa', pairCode: 'Código de pareja',
    returnTo: 'Devoluciones a', parents: 'Para las familias', teachers: 'Para docentes', units: { one: 'artículo', other: 'artículos' },
    locale: 'es-ES',
  },
  ru: {
    title: 'Упаковочный лист', shipTo: 'Получатель', order: 'Заказ', placed: 'Дата', channel: 'Магазин', service: 'Доставка', tracking: 'Трек-номер',
    box: 'Коробка', of: 'из', page: 'Стр.', quantity: 'Кол.', item: 'Товар', sku: 'Артикул', bin: 'Ячейка',
    giftMessage: 'Поздравление', customerNote: 'Ваше примечание', reprint: 'Повторная печать', continued: 'продолжение', pairCode: 'Парный код',
    returnTo: 'Адрес для возврата', parents: 'Родителям', teachers: 'Учителям', units: { one: 'товар', few: 'товара', many: 'товаров', other: 'товара' },
    locale: 'ru-RU',
  },
  kk: {
    title: 'Қаптама парағы', shipTo: 'Алушы', order: 'Тапсырыс', placed: 'Күні', channel: 'Дүкен', service: 'Жеткізу', tracking: 'Трек-нөмір',
    box: 'Қорап', of: '/', page: 'Бет', quantity: 'Саны', item: 'Тауар', sku: 'Артикул', bin: 'Ұяшық',
    giftMessage: 'Құттықтау', customerNote: 'Сіздің ескертпеңіз', reprint: 'Қайта басылды', continued: 'жалғасы', pairCode: 'Жұп коды',
    returnTo: 'Қайтару мекенжайы', parents: 'Ата-аналарға', teachers: 'Мұғалімдерге', units: { other: 'тауар' },
    locale: 'kk-KZ',
  },
};

/** Making one takes a quarter of a millisecond, and a slip asks for several (measured 2026-11). */
const pluralRules = new Map<string, Intl.PluralRules>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function remembered<T>(kept: Map<string, T>, locale: string, make: () => T): T {
  const known = kept.get(locale) ?? make();
  kept.set(locale, known);
  return known;
}

export function countUnits(units: number, texts: SlipTexts): string {
  const rules = remembered(pluralRules, texts.locale, () => new Intl.PluralRules(texts.locale));
  return `${units} ${texts.units[rules.select(units)] ?? texts.units.other}`;
}

/** The day in UTC, so that the same slip has the same bytes on every machine; the raw text when it is no date. */
export function formatSlipDate(iso: string, locale: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : remembered(dateFormats, locale, () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })).format(time);
}
