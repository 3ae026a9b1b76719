import { expect, test } from 'vitest';
import { LETTER_HALF_AND_HALF } from '../../printers/documents/sheets.ts';
import type { DocumentRequest, PreparedDocument } from '../../printers/documents/prepare-documents.ts';
import { carrierZpl, SLIP } from '../../test/fixtures/documents/slip-content.ts';
import { createDocumentDesk } from './document-desk.ts';

const request = (part: Partial<DocumentRequest> = {}): DocumentRequest => ({
  document: 'slip', layout: 'two-printers', slip: SLIP, labelZpl: carrierZpl('PB1'), labelPdf: new Uint8Array([1]),
  printer: { language: 'pdf', dotsPerInch: 300 }, sheet: LETTER_HALF_AND_HALF, ...part,
});

function setupDesk() {
  const made: DocumentRequest[] = [];
  const desk = createDocumentDesk((wanted) => {
    const order = wanted as DocumentRequest;
    made.push(order);
    const prepared: PreparedDocument = { bytes: new Uint8Array([made.length]), impressions: 1, mediaType: 'x', unprintable: [], strippedCommands: [] };
    return order.slip.orderNumber === 'broken' ? Promise.reject(new Error('cannot be drawn')) : Promise.resolve(prepared);
  });
  return { desk, made };
}

test('what was made while the order was packed is taken as it is by its print job', async () => {
  const { desk, made } = setupDesk();
  const ahead = await desk.prepare(request());
  expect(await desk.prepare(request())).toBe(ahead);
  expect(made).toHaveLength(1);
});

test.each<[string, Partial<DocumentRequest>]>([
  ['the address', { slip: { ...SLIP, shipTo: { ...SLIP.shipTo, city: 'Elsewhere' } } }],
  ['the language', { slip: { ...SLIP, language: 'es' } }],
  ['the copy, which says REPRINT', { slip: { ...SLIP, copy: 2 } }],
  ['the label', { labelZpl: carrierZpl('PB2') }],
  ['the printer', { printer: { language: 'zpl', dotsPerInch: 203 } }],
])('a document is made anew when %s has changed meanwhile', async (_what, change) => {
  const { desk, made } = setupDesk();
  await desk.prepare(request());
  await desk.prepare(request(change));
  expect(made).toHaveLength(2);
});

test('a document that could not be made is tried again by its job', async () => {
  const { desk, made } = setupDesk();
  const broken = request({ slip: { ...SLIP, orderNumber: 'broken' } });
  await expect(desk.prepare(broken)).rejects.toThrow('cannot be drawn');
  await expect(desk.prepare(broken)).rejects.toThrow('cannot be drawn');
  expect(made).toHaveLength(2);
});

test('only the documents of the last few orders are kept in memory', async () => {
  const { desk, made } = setupDesk();
  for (let number = 0; number < 12; number += 1) await desk.prepare(request({ slip: { ...SLIP, orderNumber: `#${number}` } }));
  await desk.prepare(request({ slip: { ...SLIP, orderNumber: '#0' } }));
  await desk.prepare(request({ slip: { ...SLIP, orderNumber: '#11' } }));
  expect(made).toHaveLength(13);
});
