import { afterEach, describe, expect, test, vi } from 'vitest';
import { DOCUMENTS_HERE } from '../../test/support/documents-here.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { createPaperPrinter, type PaperPrinter } from '../../test/support/paper-printer.ts';
import { createPreviewer } from '../../printers/preview/preview.ts';
import { decodeBarcodes } from '../../test/support/decode.ts';
import { keepOwnBlob } from '../labels/read-blob.ts';
import { listPrintJobs } from './list-print-jobs.ts';
import { updateJobBytes } from './print-job-store.ts';
import { PRINT_TIMINGS } from './print-timings.ts';
import { readJobPictures } from './read-job-pictures.ts';
import { releasePrintJob, settlePrintUnit } from './settle-print-job.ts';
import { startPrintQueue, type PrintQueue } from './start-print-queue.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => { for (const one of undo.splice(0).toReversed()) await one(); });

type World = { readonly station: PackingStation; readonly thermal: PaperPrinter; readonly laser: PaperPrinter; start(): PrintQueue };

function setupPacked(): World {
  const station = openPackingStation();
  undo.push(() => station.destroy());
  station.putOrder(makePackOrder(1001));
  for (const code of [ALEX_BADGE, '#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  const [thermal, laser] = [createPaperPrinter(), createPaperPrinter()];
  for (const job of station.jobs('prc_1001')) station.context.db.inTransaction((tx) => updateJobBytes(tx, job.jobId, { sha256: keepOwnBlob(tx, Buffer.from(job.document === 'label' ? '^XA^FO50,50^BY3^BCN,200,Y,N,N^FDTRACK1001^FS^XZ' : '%PDF slip')), impressions: 1, unprintable: [] }));
  return {
    station, thermal, laser,
    start: () => {
      const queue = startPrintQueue(station.context, [{ printerId: 'thermal', name: 'Thermal', roles: ['label'], driver: thermal }, { printerId: 'laser', name: 'Laser', roles: ['slip'], driver: laser }], DOCUMENTS_HERE);
      undo.push(() => queue.close());
      return queue;
    },
  };
}

const states = ({ station }: World): string[] => station.jobs('prc_1001').map((job) => `${job.document} ${job.state}`);
const rows = ({ station }: World) => station.context.db.read((tx) => listPrintJobs(tx, station.context));

describe('label and slip are settled together', () => {
  test('an answer for one of two papers in doubt changes nothing; answers for both settle both', async () => {
    const world = setupPacked();
    for (const printer of [world.thermal, world.laser]) Object.assign(printer, { behaviour: 'prints-and-breaks', hasOdometer: false });
    const queue = world.start();
    await vi.waitFor(() => expect(states(world)).toEqual(['label uncertain', 'slip uncertain']), { timeout: 5_000, interval: 5 });
    expect(rows(world).map((row) => row.actions)).toEqual([['settle'], ['settle']]);
    const [label, slip] = world.station.jobs('prc_1001');
    expect(settlePrintUnit(world.station.context, { answers: [{ jobId: label?.jobId ?? '', cameOut: true }] }).message?.key).toBe('print.answerAll');
    expect(states(world)).toEqual(['label uncertain', 'slip uncertain']);
    world.laser.behaviour = 'prints';
    expect(settlePrintUnit(world.station.context, { answers: [{ jobId: label?.jobId ?? '', cameOut: true }, { jobId: slip?.jobId ?? '', cameOut: false }] }).ok).toBe(true);
    await vi.waitFor(() => { queue.wake(); expect(states(world)).toEqual(['label confirmed', 'slip confirmed']); }, { timeout: 5_000, interval: 5 });
    expect([world.thermal.sent.length, world.laser.sent.length]).toEqual([1, 2]);
  });
});

describe('the print queue page', () => {
  test('shows each job with its order, and its picture is the label', async () => {
    const world = setupPacked();
    expect(rows(world)).toMatchObject([{ orderNumber: '#1001', document: 'slip', state: 'prepared', act: 'print', printerName: 'Laser' }, { document: 'label', printerName: 'Thermal' }]);
    const previewer = createPreviewer();
    undo.push(() => previewer.close());
    const jobId = rows(world).find((row) => row.document === 'label')?.jobId ?? '';
    const { pngs } = await readJobPictures(world.station.context, previewer, jobId);
    expect(await decodeBarcodes(Buffer.from(pngs[0] ?? '', 'base64'))).toEqual([{ format: 'Code128', text: 'TRACK1001' }]);
    expect(await readJobPictures(world.station.context, previewer, 'job_none')).toEqual({ pngs: [] });
  });

  test('a job that waited too long is let go by a packer: it never came out, so it is no reprint', async () => {
    const world = setupPacked();
    world.station.pass(PRINT_TIMINGS.staleMs + 1);
    const queue = world.start();
    await vi.waitFor(() => expect(states(world)).toEqual(['label failed_safe', 'slip failed_safe']), { timeout: 5_000, interval: 5 });
    const stale = rows(world).find((row) => row.document === 'label');
    expect(stale?.actions).toEqual(['release']);
    expect(releasePrintJob(world.station.context, { jobId: stale?.jobId ?? '', isBlind: false }).ok).toBe(true);
    await vi.waitFor(() => { queue.wake(); expect(states(world).toSorted()).toEqual(['label confirmed', 'slip failed_safe']); }, { timeout: 5_000, interval: 5 });
    expect(world.thermal.papers).toHaveLength(1);
  });

  test('a printer that says nothing prints when a person wants it, and is only believed', async () => {
    const world = setupPacked();
    world.thermal.condition = 'silent';
    const queue = world.start();
    await vi.waitFor(() => expect(states(world)[0]).toBe('label failed_safe'), { timeout: 5_000, interval: 5 });
    const silent = rows(world).find((row) => row.document === 'label');
    expect(silent?.actions).toEqual(['blind']);
    world.thermal.behaviour = 'tells-nothing';
    releasePrintJob(world.station.context, { jobId: silent?.jobId ?? '', isBlind: true });
    await vi.waitFor(() => { world.station.pass(50); queue.wake(); expect(states(world)).toContain('label sent'); }, { timeout: 5_000, interval: 5 });
    expect(world.thermal.papers).toHaveLength(1);
  });
});
