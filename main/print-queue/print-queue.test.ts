import { afterEach, describe, expect, test, vi } from 'vitest';
import { DOCUMENTS_HERE } from '../../test/support/documents-here.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, TWO_PRINTERS } from '../../test/support/packing-station.ts';
import { closeWorlds, control, giveBytes, letWork, messages, pack, reprintWithLead, settled, setupWorld, states } from '../../test/support/print-world.ts';
import { changePrintJob } from './change-print-job.ts';
import { updateJobAttempt } from './print-job-store.ts';
import { PRINT_TIMINGS } from './print-timings.ts';
import { settlePrintJob } from './settle-print-job.ts';
import { startPrintQueue } from './start-print-queue.ts';

afterEach(closeWorlds);

describe('printing', () => {
  test('label and slip come out once, each on its printer, and the office learns of it with its evidence', async () => {
    const world = setupWorld();
    pack(world, 1001);
    world.start();
    await settled(world, ['label confirmed', 'slip confirmed']);
    expect([world.thermal.papers, world.laser.papers]).toEqual([['label 1001 copy 1'], ['slip 1001 copy 1']]);
    expect(world.station.facts().filter((fact) => fact.type === 'DocumentPrinted')).toMatchObject([{ printerName: 'Thermal', evidence: 'printer' }, { printerName: 'Laser', evidence: 'printer' }]);
    expect(world.station.scan('TRACK1001').code).toBe('ParcelClosed');
  });

  test('first packed is first printed', async () => {
    const world = setupWorld();
    for (const number of [1001, 1002]) { pack(world, number); world.station.scan(control('PARK')); }
    world.start();
    await settled(world, ['label confirmed', 'slip confirmed'], 1002);
    expect(world.thermal.papers).toEqual(['label 1001 copy 1', 'label 1002 copy 1']);
  });

  test('a printer without paper says so, holds up nobody else, and prints by itself after the refill, once', async () => {
    const world = setupWorld();
    world.thermal.condition = 'out_of_paper';
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label failed_safe', 'slip confirmed']);
    expect(messages(world)).toEqual(['print.waiting.out_of_paper', null]);
    await letWork(world, queue);
    expect(queue.views()).toMatchObject([{ condition: 'out_of_paper', waitingJobs: 1 }, { condition: 'ready', waitingJobs: 0 }]);
    expect(world.station.scan('TRACK1001').code).toBe('LabelNotPrinted');
    world.thermal.condition = 'ready';
    await letWork(world, queue);
    await settled(world, ['label confirmed', 'slip confirmed']);
    expect(world.thermal.papers).toEqual(['label 1001 copy 1']);
  });

  test('a printer that misses one poll is silent; only after three it is called offline', async () => {
    const world = setupWorld();
    world.laser.condition = 'offline';
    const queue = world.start();
    await vi.waitFor(() => expect(queue.views()[1]?.condition).toBe('silent'), { interval: 5 });
    await letWork(world, queue);
    expect(queue.views()[1]?.condition).toBe('offline');
  });

  test('a printer that tells nothing is believed to have taken it, and the label scanned back proves it', async () => {
    const world = setupWorld();
    world.thermal.behaviour = 'tells-nothing';
    pack(world, 1001);
    world.start();
    await settled(world, ['label sent', 'slip confirmed']);
    expect(messages(world)[0]).toBe('print.unconfirmed');
    expect(world.station.scan('TRACK1001').code).toBe('ParcelClosed');
    expect(states(world)[0]).toBe('label confirmed');
    expect(world.station.facts().at(-1)).toMatchObject({ type: 'DocumentPrinted', document: 'label', evidence: 'handshake' });
  });

  test('a document that cannot be made says so and does not hold up the next', async () => {
    const world = setupWorld();
    for (const code of ['#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) world.station.scan(code);
    const order = makePackOrder(1001);
    world.station.putOrder({ ...order, label: order.label && { ...order.label, zplSha256: 'f'.repeat(64) } });
    world.station.scan(control('PARK'));
    pack(world, 1002);
    const queue = world.start();
    await settled(world, ['label confirmed', 'slip confirmed'], 1002);
    await letWork(world, queue);
    expect(states(world)).toEqual(['label failed_safe', 'slip failed_safe']);
    expect(world.station.jobs('prc_1001')[0]?.detail).toMatch(/^unrendered: .*ZPL of the label/);
  });

  test('the label of an order that was cancelled meanwhile does not come out', async () => {
    const world = setupWorld();
    pack(world, 1001);
    world.station.putOrder(makePackOrder(1001, { status: 'CANCELLED' }));
    const queue = world.start();
    await settled(world, ['label abandoned', 'slip abandoned']);
    await letWork(world, queue);
    expect(world.thermal.papers).toEqual([]);
  });

  test('a label that waited for paper does not come out once its order was given to another bench', async () => {
    const world = setupWorld();
    world.thermal.condition = 'out_of_paper';
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label failed_safe', 'slip confirmed']);
    world.station.putOrder(makePackOrder(1001, { lease: { stationId: 'sta_2', fence: 2 } }));
    world.thermal.condition = 'ready';
    await letWork(world, queue);
    expect([states(world), world.thermal.papers]).toEqual([['label abandoned', 'slip confirmed'], []]);
  });

  test("last night's job asks before it prints", async () => {
    const world = setupWorld();
    pack(world, 1001);
    world.station.pass(PRINT_TIMINGS.staleMs + 1);
    const queue = world.start();
    await settled(world, ['label failed_safe', 'slip failed_safe']);
    await letWork(world, queue);
    expect(messages(world)).toEqual(['print.stale', 'print.stale']);
    expect(world.station.scan(control('REPRINT-LABEL')).code).toBe('LabelReprinting');
    queue.wake();
    await settled(world, ['slip failed_safe', 'label confirmed']);
    expect(world.thermal.papers).toEqual(['label 1001 copy 1']);
  });
});

describe('never a silent second label', () => {
  test('a job that broke in the middle is not sent again by itself, however long it waits', async () => {
    const world = setupWorld();
    Object.assign(world.thermal, { behaviour: 'prints-and-breaks', hasOdometer: false });
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label uncertain', 'slip confirmed']);
    await letWork(world, queue);
    expect(world.thermal.sent).toHaveLength(1);
    expect(messages(world)[0]).toBe('print.uncertain');
  });

  test.each([['printed', 'prints-and-breaks', 1], ['did not print', 'breaks-and-loses', 2]] as const)("the printer's own count settles a job that %s", async (_, behaviour, sentCount) => {
    const world = setupWorld();
    world.thermal.behaviour = behaviour;
    pack(world, 1001);
    const queue = world.start();
    await vi.waitFor(() => expect(world.thermal.sent).toHaveLength(1), { interval: 1 });
    world.thermal.behaviour = 'prints';
    await letWork(world, queue);
    await settled(world, ['label confirmed', 'slip confirmed']);
    expect([world.thermal.papers, world.thermal.sent.length]).toEqual([['label 1001 copy 1'], sentCount]);
  });

  test.each([[true, 1], [false, 2]])('the operator says whether it came out (%s), and an answer counts once', async (cameOut, sentCount) => {
    const world = setupWorld();
    Object.assign(world.thermal, { behaviour: cameOut ? 'prints-and-breaks' : 'breaks-and-loses', hasOdometer: false });
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label uncertain', 'slip confirmed']);
    world.thermal.behaviour = 'prints';
    const jobId = world.station.jobs('prc_1001')[0]?.jobId ?? '';
    expect(settlePrintJob(world.station.context, { jobId, cameOut })).toEqual({ ok: true, message: null });
    expect(settlePrintJob(world.station.context, { jobId, cameOut })).toMatchObject({ ok: false, message: { key: 'print.alreadySettled' } });
    await letWork(world, queue);
    await settled(world, ['label confirmed', 'slip confirmed']);
    expect([world.thermal.papers, world.thermal.sent.length]).toEqual([['label 1001 copy 1'], sentCount]);
  });

  test('nobody who is not signed in can answer for the paper', async () => {
    const world = setupWorld();
    Object.assign(world.thermal, { behaviour: 'prints-and-breaks', hasOdometer: false });
    pack(world, 1001);
    world.start();
    await settled(world, ['label uncertain', 'slip confirmed']);
    world.station.scan(control('LOCK'));
    expect(settlePrintJob(world.station.context, { jobId: world.station.jobs('prc_1001')[0]?.jobId ?? '', cameOut: false })).toMatchObject({ ok: false });
  });

  test('the label scanned back settles the doubt, and what had not printed yet never will', async () => {
    const world = setupWorld();
    Object.assign(world.thermal, { behaviour: 'prints-and-breaks', hasOdometer: false });
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label uncertain', 'slip confirmed']);
    world.thermal.condition = 'head_open';
    reprintWithLead(world);
    expect(world.station.scan('TRACK1001').code).toBe('ParcelClosed');
    world.thermal.condition = 'ready';
    await letWork(world, queue);
    expect(states(world)).toEqual(['label abandoned', 'slip confirmed', 'label abandoned']);
    expect(world.thermal.papers).toHaveLength(1);
  });

  test.each([[true, 'label confirmed', 0], [false, 'label confirmed', 1]] as const)('a crash while sending is settled by the count at the next start (paper out: %s)', async (isPaperOut, state, sentCount) => {
    const world = setupWorld();
    pack(world, 1001);
    const job = world.station.jobs('prc_1001')[0];
    world.station.context.db.inTransaction((tx) => {
      changePrintJob(tx, world.station.context, { jobId: job?.jobId ?? '', event: 'FirstByteDue' });
      updateJobAttempt(tx, job?.jobId ?? '', JSON.stringify({ kind: 'zebra', serial: 'Z1', odometerLabels: 0 }), world.station.context.clock.nowMs());
    });
    if (isPaperOut) world.thermal.papers.push('label 1001 copy 1');
    const queue = world.start();
    await letWork(world, queue);
    await settled(world, [state, 'slip confirmed']);
    expect([world.thermal.papers, world.thermal.sent.length]).toEqual([['label 1001 copy 1'], sentCount]);
  });

  test('a later label would spoil the count: the earlier doubt is left to a person', async () => {
    const world = setupWorld();
    world.thermal.behaviour = 'prints-and-breaks';
    pack(world, 1001);
    const settle = vi.spyOn(world.thermal, 'settle').mockResolvedValue({ kind: 'unknown', detail: 'busy' });
    const queue = world.start();
    await settled(world, ['label uncertain', 'slip confirmed']);
    await letWork(world, queue);
    settle.mockRestore();
    world.thermal.behaviour = 'prints';
    world.station.scan(control('PARK'));
    pack(world, 1002);
    queue.wake();
    await settled(world, ['label confirmed', 'slip confirmed'], 1002);
    await world.stop();
    await letWork(world, world.start());
    expect(states(world)[0]).toBe('label uncertain');
  });
});

describe('reprints', () => {
  test('a label is printed again from the same bytes, a slip as a numbered copy, and both are told to the office', async () => {
    const world = setupWorld();
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label confirmed', 'slip confirmed']);
    await world.stop();
    reprintWithLead(world);
    world.station.scan(control('REPRINT-SLIP'));
    const [first, , second] = world.station.jobs('prc_1001');
    expect(second).toMatchObject({ document: 'label', copy: 2, sha256: first?.sha256, unitId: first?.unitId });
    giveBytes(world.station, 1001);
    await letWork(world, world.start());
    queue.wake();
    await settled(world, ['label confirmed', 'slip confirmed', 'label confirmed', 'slip confirmed']);
    expect([world.thermal.papers, world.laser.papers]).toEqual([['label 1001 copy 1', 'label 1001 copy 1'], ['slip 1001 copy 1', 'slip 1001 copy 2']]);
    expect(world.station.facts().filter((fact) => fact.type === 'DocumentReprinted')).toMatchObject([{ document: 'label', copy: 2, operatorName: 'Alex Packer', approvedBy: { operatorName: 'Robin Lead' } }, { document: 'slip', copy: 2 }]);
  });

  test('a reprint of what has not printed yet only hurries it: one paper comes out', async () => {
    const world = setupWorld();
    world.thermal.condition = 'paused';
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label failed_safe', 'slip confirmed']);
    world.station.scan(control('REPRINT-LABEL'));
    world.thermal.condition = 'ready';
    await letWork(world, queue);
    expect(states(world)).toEqual(['slip confirmed', 'label confirmed']);
    expect(world.thermal.papers).toHaveLength(1);
  });
});

test('a job for a printer that was taken away goes to the one that can do it now', () => {
  const station = openPackingStation({ printers: [] });
  station.putOrder(makePackOrder(1001));
  station.scan(ALEX_BADGE);
  for (const code of ['#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  expect(station.jobs('prc_1001').map((job) => job.printerId)).toEqual(['', '']);
  station.close();
  const again = openPackingStation({ dataDir: station.dataDir, printers: TWO_PRINTERS });
  const queue = startPrintQueue(again.context, [], DOCUMENTS_HERE);
  expect(again.jobs('prc_1001').map((job) => job.printerId)).toEqual(['thermal', 'laser']);
  return queue.close().then(() => again.destroy());
});
