/** The slip's own words. Shop texts come with the brand; these are ours. */

type SlipTexts = {
  readonly title: string; readonly shipTo: string; readonly order: string; readonly placed: string; readonly channel: string; readonly service: string; readonly tracking: string;
  readonly box: string; readonly of: string; readonly page: string; readonly quantity: string; readonly item: string; readonly sku: string; readonly bin: string;
  readonly giftMessage: string; readonly customerNote: string; readonly reprint: string; readonly continued: string; readonly pairCode: string; readonly units: string; readonly unit: string;
  readonly locale: string;
};

export const SLIP_TEXTS: Readonly<Record<'en' | 'es', SlipTexts>> = {
  en: {
    title: 'Packing slip', shipTo: 'Ship to', order: 'Order', placed: 'Ordered', channel: 'Bought at', service: 'Shipped by', tracking: 'Tracking',
    box: 'Box', of: 'of', page: 'Page', quantity: 'Qty', item: 'Item', sku: 'SKU', bin: 'Bin',
    giftMessage: 'Gift message', customerNote: 'Your note to us', reprint: 'Reprint', continued: 'continued', pairCode: 'Pair code', units: 'items', unit: 'item',
    locale: 'en-US',
  },
  es: {
    title: 'Albarán', shipTo: 'Enviar a', order: 'Pedido', placed: 'Fecha', channel: 'Comprado en', service: 'Enviado por', tracking: 'Seguimiento',
    box: 'Caja', of: 'de', page: 'Página', quantity: 'Cant.', item: 'Artículo', sku: 'SKU', bin: 'Ubic.',
    giftMessage: 'Mensaje de regalo', customerNote: 'Tu nota para nosotros', reprint: 'Reimpresión', continued: 'continúa', pairCode: 'Código de pareja', units: 'artículos', unit: 'artículo',
    locale: 'es-ES',
  },
};

/** The day in UTC, so that the same slip has the same bytes on every machine; the raw text when it is no date. */
export function formatSlipDate(iso: string, locale: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(time);
}
