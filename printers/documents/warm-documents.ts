/** Draws what a station will print before anyone waits for it: loading fonts and pdfium alone saves only a part of the first document's time. */
import type { PackingSlipContent } from '../../domain/documents/document-content.ts';
import { makePackingSlipPdf } from './packing-slip-pdf.ts';
import { prepareDocument, type DocumentRequest } from './prepare-documents.ts';
import { LETTER_HALF_AND_HALF } from './sheets.ts';
import { thermalForm } from './slip-form.ts';

export type WarmUpRequest = Pick<DocumentRequest, 'document' | 'layout' | 'printer'>;

const ADDRESS = { name: 'Warm-up', company: null, address1: '1 Example Street', address2: 'Unit 2', city: 'Albany', state: 'NY', postalCode: '12207', countryCode: 'US', phone: null };
const SAMPLE: PackingSlipContent = {
  brand: {
    brandId: 'warm-up', name: 'Warm-up', tagline: 'Never printed', primaryColor: '#2f6f4f', logoSvgPath: null, returnAddress: ADDRESS,
    support: { heading: 'Questions?', lines: ['warm-up'] }, footer: 'Thank you', learningNotes: { sample: { heading: 'Note', text: 'A sentence that is long enough to be wrapped onto a second line of the packing slip, as learning notes are.' } },
  },
  orderNumber: '#0', placedAt: '2026-01-01T09:00:00Z', channelName: 'Shop', shipTo: ADDRESS,
  lines: Array.from({ length: 8 }, (_, index) => ({ sku: `SKU-WARM-${index}`, title: `A product with a name of usual length, number ${index}`, units: index + 1, binCode: `A-0${index}`, productLine: 'sample' })),
  customerNote: 'A note.', giftMessage: 'A message.', trackingNumber: 'PB9400100000000000017', carrierName: 'Carrier', serviceName: 'Ground',
  pairCode: '0123456789', boxNumber: 1, boxCount: 1, language: 'en', copy: 1,
};

let labelPdf: Uint8Array | null = null;

/** Nothing drawn here is kept or sent. */
export async function warmDocument(request: WarmUpRequest): Promise<void> {
  labelPdf ??= (await makePackingSlipPdf(SAMPLE, thermalForm(203))).bytes;
  const labelZpl = new TextEncoder().encode('^XA^FO50,50^BY3^BCN,200,Y,N,N^FDPB9400100000000000017^FS^XZ');
  await prepareDocument({ ...request, slip: SAMPLE, labelZpl, labelPdf, sheet: LETTER_HALF_AND_HALF });
}
