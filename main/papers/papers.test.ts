/** Receipts and reports: real content through the real queue, read as a person and a scanner would read them. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { must } from '../../domain/assert.ts';
import type { WarehousePaper } from '../../domain/documents/warehouse-paper.ts';
import { decodeEscpos } from '../../test/simulators/escpos/decode-escpos.ts';
import { decodeBarcodes, renderPdf, renderZpl } from '../../test/support/decode.ts';
import { DOCUMENTS_HERE } from '../../test/support/documents-here.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation, type TestPrinter } from '../../test/support/packing-station.ts';
import { createPaperPrinter } from '../../test/support/paper-printer.ts';
import { control } from '../../test/support/print-world.ts';
import { listPrintJobs } from '../print-queue/list-print-jobs.ts';
import { selectRecentJobs, type PrintJob } from '../print-queue/print-job-store.ts';
import { startPrintQueue, type PrintQueue } from '../print-queue/start-print-queue.ts';
import { printPaper } from './print-paper.ts';

const PRINTERS: readonly TestPrinter[] = [
  { printerId: 'thermal', name: 'Thermal', roles: ['label'] }, { printerId: 'laser', name: 'Laser', roles: ['slip', 'report'], language: 'pdf' }, { printerId: 'till', name: 'Till', roles: ['receipt'], language: 'escpos' },
];
const undo: (() => unknown)[] = [];
afterEach(async () => { for (const one of undo.splice(0).toReversed()) await one(); });

function setupBench(printers = PRINTERS): PackingStation {
  const station = openPackingStation({ printers });
  undo.push(() => station.destroy());
  for (const number of [1001, 1002]) station.putOrder(makePackOrder(number));
  station.scan(ALEX_BADGE);
  return station;
}

/** Packed, printed and scanned back, whatever the printers did: these tests are about other papers. */
function close(station: PackingStation, number: number): void {
  for (const code of [`#${number}`, ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  station.context.db.inTransaction((tx) => tx.prepare("UPDATE print_jobs SET state = 'confirmed', attempt = 1 WHERE order_id = ?").run(`ord_${number}`));
  expect(station.scan(`TRACK${number}`).code).toBe('ParcelClosed');
}

const jobs = (station: PackingStation, document: PrintJob['document']): PrintJob[] => station.context.db.read((tx) => selectRecentJobs(tx, 0, 100)).filter((job) => job.document === document);
const contentOf = (job: PrintJob | undefined): WarehousePaper => must(job?.content, 'what stands on it');

describe('a manifest', () => {
  test('lists every box closed here today, by carrier, and goes to the report printer', () => {
    const station = setupBench();
    for (const number of [1001, 1002]) close(station, number);
    expect(printPaper(station.context, 'manifest')).toEqual({ ok: true, message: { key: 'papers.printing', values: { count: 1 } } });
    const [job] = jobs(station, 'report');
    expect([job?.printerId, job?.state]).toEqual(['laser', 'prepared']);
    expect(contentOf(job)).toMatchObject({ kind: 'manifest', carrierName: 'Demo Carrier', parcels: [{ trackingNumber: 'TRACK1001', orderNumber: '#1001', weightGrams: 1740 }, { trackingNumber: 'TRACK1002' }] });
  });

  test('is a PDF whose code scans, and a signature has its place', async () => {
    const station = setupBench();
    close(station, 1001);
    printPaper(station.context, 'manifest');
    const paper = contentOf(jobs(station, 'report')[0]);
    const made = await DOCUMENTS_HERE.prepare({ paper, printer: { language: 'pdf', dotsPerInch: 600 } });
    const texts = (await Promise.all((await renderPdf(made.bytes, { dotsPerInch: 300 })).map(decodeBarcodes))).flat().map((code) => code.text);
    expect(texts).toEqual(['code' in paper ? paper.code : '']);
  });

  test('of a day without a box says so and prints nothing', () => {
    const station = setupBench();
    expect(printPaper(station.context, 'manifest')).toEqual({ ok: false, message: { key: 'papers.nothingPacked', values: {} } });
    expect(jobs(station, 'report')).toEqual([]);
  });
});

test('the hand-over receipt has the manifest\'s code, as bars on receipt paper', async () => {
  const station = setupBench();
  close(station, 1001);
  for (const kind of ['manifest', 'hand-over'] as const) printPaper(station.context, kind);
  const [manifest, receipt] = [contentOf(jobs(station, 'report')[0]), contentOf(jobs(station, 'receipt')[0])];
  const made = await DOCUMENTS_HERE.prepare({ paper: receipt, printer: { language: 'pdf', encoding: 'escpos', dotsPerInch: 203 } });
  const ops = decodeEscpos(made.bytes);
  expect(ops.flatMap((op) => (op.kind === 'barcode' ? [Buffer.from(op.data).toString('latin1')] : []))).toEqual([`{B${'code' in manifest ? manifest.code : ''}`]);
  expect(Buffer.concat(ops.flatMap((op) => (op.kind === 'text' ? [op.bytes] : []))).toString('latin1')).toContain('Demo Carrier');
});

test('a receipt printer that reads ZPL or pages gets the same receipt as one 4x6', async () => {
  const station = setupBench();
  close(station, 1001);
  printPaper(station.context, 'hand-over');
  const paper = contentOf(jobs(station, 'receipt')[0]);
  const code = 'code' in paper ? paper.code : '';
  const [zpl, pdf] = [await DOCUMENTS_HERE.prepare({ paper, printer: { language: 'zpl', dotsPerInch: 203 } }), await DOCUMENTS_HERE.prepare({ paper, printer: { language: 'pdf', dotsPerInch: 600 } })];
  const codes = async (pictures: readonly Uint8Array[]): Promise<string[]> => (await Promise.all(pictures.map(decodeBarcodes))).flat().map((one) => one.text);
  expect([await codes(await renderZpl(zpl.bytes, { dotsPerInch: 203 })), await codes(await renderPdf(pdf.bytes, { dotsPerInch: 300 })), zpl.impressions]).toEqual([[code], [code], 1]);
});

describe('a box that its customer fetches', () => {
  test('gets its receipt when it is closed: whose it is, and the order\'s number to scan', () => {
    const station = setupBench();
    station.putOrder({ ...makePackOrder(1001), isPickup: true });
    close(station, 1001);
    const [job] = jobs(station, 'receipt');
    expect([job?.printerId, job?.parcelId]).toEqual(['till', 'prc_1001']);
    expect(contentOf(job)).toMatchObject({ kind: 'pickup', orderNumber: '#1001', customerName: 'Sam Reader', units: 3, box: 1, boxCount: 1, code: '#1001' });
  });

  test('gets none where no receipt printer stands, and neither does a box that is shipped', () => {
    const station = setupBench(PRINTERS.slice(0, 2));
    station.putOrder({ ...makePackOrder(1001), isPickup: true });
    close(station, 1001);
    const shipped = setupBench();
    close(shipped, 1001);
    expect([jobs(station, 'receipt'), jobs(shipped, 'receipt')]).toEqual([[], []]);
  });
});

test('the pick list has what nobody has begun, of this bench alone', () => {
  const station = setupBench();
  station.putOrder({ ...makePackOrder(1002), lease: { stationId: 'sta_other', fence: 1 } });
  printPaper(station.context, 'pick-list');
  expect(contentOf(jobs(station, 'report')[0])).toMatchObject({ kind: 'pick-list', picks: [{ binCode: 'A-01', sku: 'ABACUS', units: 2, orderNumber: '#1001' }, { binCode: 'A-02', sku: 'GLOBE', units: 1 }] });
});

test.each(['control-sheet', 'scanner-test'] as const)('the %s is printed for whoever is signed in, and for nobody else', (kind) => {
  const station = setupBench();
  expect(printPaper(station.context, kind).ok).toBe(true);
  expect(station.context.db.read((tx) => listPrintJobs(tx, station.context)).map((row) => row.paper)).toEqual([kind]);
  station.scan(control('LOCK'));
  expect(printPaper(station.context, kind)).toEqual({ ok: false, message: { key: 'refusal.NotSignedIn.title', values: {} } });
});

test('without a printer of the role nothing is queued, and the person is told which is missing', () => {
  const station = setupBench(PRINTERS.slice(0, 1));
  expect([printPaper(station.context, 'control-sheet').message?.key, printPaper(station.context, 'hand-over').message?.key]).toEqual(['papers.noReportPrinter', 'papers.noReceiptPrinter']);
  expect(jobs(station, 'report')).toEqual([]);
});

describe('by the same rules as labels', () => {
  function startQueue(station: PackingStation, condition: 'ready' | 'out_of_paper') {
    const [laser, spare] = [createPaperPrinter(), createPaperPrinter()];
    laser.condition = condition;
    const queue: PrintQueue = startPrintQueue(station.context, [
      { printerId: 'laser', name: 'Laser', roles: ['slip', 'report'], driver: laser }, { printerId: 'spare', name: 'Spare', roles: ['report'], driver: spare },
    ], DOCUMENTS_HERE, { failOverAfterMs: 30, blockedPollMs: 5, idlePollMs: 5, retryMs: 5 });
    undo.push(() => queue.close());
    return { laser, spare, letWork: () => { station.pass(50); queue.wake(); } };
  }
  const withSpare = (): PackingStation => setupBench([...PRINTERS.slice(0, 2), { printerId: 'spare', name: 'Spare', roles: ['report'], language: 'pdf' }]);

  test('it waits for paper, and another printer of its role takes over what surely did not print, once', async () => {
    const station = withSpare();
    const { laser, spare, letWork } = startQueue(station, 'out_of_paper');
    printPaper(station.context, 'control-sheet');
    await vi.waitFor(() => { letWork(); expect(jobs(station, 'report')[0]?.state).toBe('confirmed'); }, { timeout: 15_000, interval: 10 });
    expect([laser.papers.length, spare.papers.length]).toEqual([0, 1]);
    expect(station.facts().some((fact) => fact.type === 'DocumentPrinted' && !['label', 'slip', 'combined'].includes(fact.document))).toBe(false);
  });

  test('in doubt, it is asked about and never sent again by itself', async () => {
    const station = withSpare();
    const { laser, spare } = startQueue(station, 'ready');
    laser.behaviour = 'prints-and-breaks';
    printPaper(station.context, 'control-sheet');
    await vi.waitFor(() => expect(jobs(station, 'report')[0]?.state).toBe('uncertain'), { timeout: 15_000, interval: 10 });
    await new Promise((resolve) => { setTimeout(resolve, 150); });
    expect([jobs(station, 'report')[0]?.state, spare.papers.length]).toEqual(['uncertain', 0]);
    expect(station.context.db.read((tx) => listPrintJobs(tx, station.context))[0]?.actions).toEqual(['settle']);
  });
});
