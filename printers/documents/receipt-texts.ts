/** The words of receipts, and what stands on them, line by line: the same for text and for pages. */
import type { ReceiptPaper } from '../../domain/documents/warehouse-paper.ts';
import { formatSlipDate } from './slip-texts.ts';

const TEXTS = {
  en: { locale: 'en-US', handOver: 'Hand-over', pickup: 'For pick-up', parcels: 'Parcels', total: 'Total', driver: 'Driver', signature: 'Signature', box: 'Box', of: 'of', units: 'Units' },
  es: { locale: 'es-ES', handOver: 'Entrega', pickup: 'Para recoger', parcels: 'Paquetes', total: 'Total', driver: 'Conductor', signature: 'Firma', box: 'Caja', of: 'de', units: 'Unidades' },
} as const;

export type ReceiptWords = {
  readonly title: string; readonly heading: string; readonly facts: readonly string[]; readonly rows: readonly (readonly [string, string])[]; readonly total: readonly [string, string];
  /** Lines to write on by hand. */
  readonly toSign: readonly string[];
};

export function receiptWords(receipt: ReceiptPaper): ReceiptWords {
  const texts = TEXTS[receipt.language];
  const printed = `${receipt.placeName}  ${formatSlipDate(receipt.createdAt, texts.locale)}`;
  if (receipt.kind === 'hand-over') {
    return {
      title: texts.handOver, heading: receipt.carrierName, facts: [printed], rows: receipt.services.map((service) => [service.serviceName, String(service.parcels)]),
      total: [texts.parcels, String(receipt.parcels)], toSign: [texts.driver, texts.signature],
    };
  }
  return {
    title: texts.pickup, heading: receipt.customerName, facts: [receipt.orderNumber, `${texts.box} ${receipt.box} ${texts.of} ${receipt.boxCount}`, printed],
    rows: receipt.lines.map((line) => [line.title, `${line.units}x`]), total: [texts.units, String(receipt.units)], toSign: [],
  };
}
