/** A label reaches the bench as the carrier sent it, in any format, and prints on the bench's own printer. */
import { afterEach, describe, expect, test } from 'vitest';
import { must } from '../../domain/assert.ts';
import { carrierEpl, carrierPicture, encodeGif, oneBitPng } from '../../test/fixtures/documents/carrier-pictures.ts';
import { carrierPdf, carrierZpl } from '../../test/fixtures/documents/slip-content.ts';
import { decodeBarcodes, renderPdf, renderZpl } from '../../test/support/decode.ts';
import { DOCUMENTS_HERE } from '../../test/support/documents-here.ts';
import { makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { createPaperPrinter } from '../../test/support/paper-printer.ts';
import { createDocumentDesk } from './document-desk.ts';
import { insertPrintJob, selectPrintJob } from './print-job-store.ts';
import { readRequest, renderJob } from './render-job.ts';

const TRACKING = 'PB9400100000000000017';
const stations: PackingStation[] = [];
afterEach(() => { for (const station of stations.splice(0)) station.destroy(); });

const FILES: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  epl: async () => carrierEpl(TRACKING), png: async () => oneBitPng(await carrierPicture(TRACKING, 203)), gif: async () => encodeGif(await carrierPicture(TRACKING, 203)),
  pdf: () => carrierPdf(TRACKING), zpl: async () => carrierZpl(TRACKING),
};

async function benchWith(format: string): Promise<PackingStation> {
  const station = openPackingStation();
  stations.push(station);
  const sha256 = station.putFile(await must(FILES[format], format)());
  const order = makePackOrder(1001);
  station.putOrder({ ...order, label: { ...must(order.label, 'label'), zplSha256: sha256, pdfSha256: sha256, trackingNumber: TRACKING } });
  return station;
}

const wanted = { orderId: 'ord_1001', parcelId: 'prc_1001', document: 'label', copy: 1 } as const;
const texts = async (pictures: readonly Uint8Array[]): Promise<string[]> => (await Promise.all(pictures.map(decodeBarcodes))).flat().map((code) => code.text);

describe.each(Object.keys(FILES))('a label that came as %s alone', (format) => {
  test('comes out of a ZPL printer and of a page printer, and scans', async () => {
    const station = await benchWith(format);
    const make = (language: 'zpl' | 'pdf') => DOCUMENTS_HERE.prepare(station.context.db.read((tx) => readRequest(tx, station.context, wanted, { driver: { ...createPaperPrinter(), language, dotsPerInch: 203 } })));
    expect(await texts(await renderZpl((await make('zpl')).bytes, { dotsPerInch: 203 }))).toContain(TRACKING);
    expect(await texts(await renderPdf((await make('pdf')).bytes, { dotsPerInch: 203 }))).toContain(TRACKING);
  });
});

test('each command that is taken out of a carrier\'s label and each character that cannot be drawn is logged, and the person is told of the characters', async () => {
  const station = await benchWith('zpl');
  const order = makePackOrder(1001);
  const sha256 = station.putFile(Buffer.from(Buffer.from(carrierZpl(TRACKING)).toString('latin1').replace('^XA', '^XA^MMT^MD30'), 'latin1'));
  station.putOrder({ ...order, shipTo: { ...order.shipTo, name: 'Sunny \u{1f33b} \u738b' }, label: { ...must(order.label, 'label'), zplSha256: sha256, pdfSha256: sha256 } });
  const said: string[] = [];
  const context = { ...station.context, log: { ...station.context.log, warn: (fields: object, event: string) => { said.push(`${event} ${'command' in fields ? String(fields.command) : 'character' in fields ? String(fields.character) : ''}`); } } };
  const job = { unitId: 'unt_1', orderId: 'ord_1001', parcelId: 'prc_1001', copy: 1, printerId: 'thermal', sha256: null, impressions: 1, preparedAtMs: 1, act: 'print' } as const;
  for (const document of ['label', 'slip'] as const) {
    context.db.inTransaction((tx) => insertPrintJob(tx, { ...job, jobId: `job_${document}`, document }));
    const read = must(context.db.read((tx) => selectPrintJob(tx, `job_${document}`)), document);
    await renderJob(context, read, { driver: { ...createPaperPrinter(), language: 'zpl', dotsPerInch: 203 } }, createDocumentDesk((request) => DOCUMENTS_HERE.prepare(request)));
  }
  const about = (event: string): string[] => said.filter((line) => line.startsWith(event)).map((line) => line.slice(event.length + 1));
  expect(about('print:label:command-stripped')).toEqual(expect.arrayContaining([expect.stringContaining('MMT'), expect.stringContaining('MD30')]));
  expect(about('print:character-not-drawn')).toHaveLength(2);
  expect(context.db.read((tx) => selectPrintJob(tx, 'job_slip'))?.unprintable).toEqual([expect.stringContaining('U+1F33B'), expect.stringContaining('U+738B')]);
});
