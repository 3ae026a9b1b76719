/** The words of the papers that stay in the warehouse. */
import type { SlipLanguage } from '../../domain/documents/slip-wording.ts';

export type ReportTexts = {
  readonly locale: string; readonly page: string; readonly of: string; readonly printed: string;
  readonly pickList: string; readonly bin: string; readonly quantity: string; readonly item: string; readonly tote: string; readonly order: string; readonly lines: string; readonly units: string; readonly destination: string;
  readonly manifest: string; readonly service: string; readonly tracking: string; readonly weight: string; readonly parcels: string; readonly handedOver: string; readonly driver: string; readonly signature: string; readonly time: string;
};

export const REPORT_TEXTS: Readonly<Record<SlipLanguage, ReportTexts>> = {
  en: {
    locale: 'en-US', page: 'Page', of: 'of', printed: 'Printed',
    pickList: 'Pick list', bin: 'Bin', quantity: 'Qty', item: 'Item', tote: 'Tote', order: 'Order', lines: 'Lines', units: 'Units', destination: 'Destination',
    manifest: 'Manifest', service: 'Service', tracking: 'Tracking number', weight: 'Weight', parcels: 'Parcels', handedOver: 'Handed over by', driver: 'Taken by the driver', signature: 'Signature', time: 'Date and time',
  },
  es: {
    locale: 'es-ES', page: 'Página', of: 'de', printed: 'Impreso',
    pickList: 'Lista de recogida', bin: 'Ubic.', quantity: 'Cant.', item: 'Artículo', tote: 'Caja', order: 'Pedido', lines: 'Líneas', units: 'Unidades', destination: 'Destino',
    manifest: 'Manifiesto', service: 'Servicio', tracking: 'Número de seguimiento', weight: 'Peso', parcels: 'Paquetes', handedOver: 'Entregado por', driver: 'Recogido por', signature: 'Firma', time: 'Fecha y hora',
  },
  ru: {
    locale: 'ru-RU', page: 'Стр.', of: 'из', printed: 'Напечатано',
    pickList: 'Лист подбора', bin: 'Ячейка', quantity: 'Кол.', item: 'Товар', tote: 'Ящик', order: 'Заказ', lines: 'Строки', units: 'Штуки', destination: 'Куда',
    manifest: 'Манифест', service: 'Услуга', tracking: 'Трек-номер', weight: 'Вес', parcels: 'Посылки', handedOver: 'Передал', driver: 'Принял водитель', signature: 'Подпись', time: 'Дата и время',
  },
  kk: {
    locale: 'kk-KZ', page: 'Бет', of: '/', printed: 'Басылды',
    pickList: 'Жинау тізімі', bin: 'Ұяшық', quantity: 'Саны', item: 'Тауар', tote: 'Жәшік', order: 'Тапсырыс', lines: 'Жолдар', units: 'Дана', destination: 'Қайда',
    manifest: 'Манифест', service: 'Қызмет', tracking: 'Трек-нөмір', weight: 'Салмағы', parcels: 'Сәлемдемелер', handedOver: 'Тапсырған', driver: 'Қабылдаған жүргізуші', signature: 'Қолы', time: 'Күні мен уақыты',
  },
};
