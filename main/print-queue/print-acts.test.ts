/** Who may print what again, what belongs together, and which printer takes over. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DOCUMENTS_HERE } from '../../test/support/documents-here.ts';
import { ALEX_BADGE, makePackOrder, openPackingStation, ROBIN_BADGE } from '../../test/support/packing-station.ts';
import { createPaperPrinter } from '../../test/support/paper-printer.ts';
import { closeWorlds, control, keepWorld, letWork, pack, reprintWithLead, settled, setupWorld, states, type World } from '../../test/support/print-world.ts';
import { startPrintQueue } from './start-print-queue.ts';

afterEach(closeWorlds);

describe('label and slip belong together', () => {
  test('a box whose slip waits for paper is closed without it only on purpose, and the slip never comes out beside another box', async () => {
    const world = setupWorld();
    world.laser.condition = 'out_of_paper';
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label confirmed', 'slip failed_safe']);
    expect(world.station.scan('TRACK1001').code).toBe('SlipNotPrinted');
    world.station.scan(control('OK'));
    expect(world.station.scan('TRACK1001').code).toBe('SlipNotPrinted');
    expect(world.station.scan('TRACK1001').code).toBe('ParcelClosed');
    world.laser.condition = 'ready';
    await letWork(world, queue);
    expect([states(world), world.laser.papers]).toEqual([['label confirmed', 'slip abandoned'], []]);
  });

  test('a slip that comes out meanwhile lets the box be closed', async () => {
    const world = setupWorld();
    world.laser.condition = 'out_of_paper';
    pack(world, 1001);
    const queue = world.start();
    await settled(world, ['label confirmed', 'slip failed_safe']);
    expect(world.station.scan('TRACK1001').code).toBe('SlipNotPrinted');
    world.laser.condition = 'ready';
    await letWork(world, queue);
    await settled(world, ['label confirmed', 'slip confirmed']);
    expect(world.station.scan('TRACK1001').code).toBe('ParcelClosed');
  });
});

describe('a second label is a lead\'s act', () => {
  test('a badge that comes after another scan, or an hour later, allows nothing: it signs the lead in', async () => {
    const world = setupWorld();
    pack(world, 1001);
    world.start();
    await settled(world, ['label confirmed', 'slip confirmed']);
    world.station.scan(control('REPRINT-LABEL'));
    world.station.scan(control('OK'));
    expect(world.station.scan(ROBIN_BADGE).code).toBe('SignedIn');
    world.station.scan(ALEX_BADGE);
    world.station.scan(control('REPRINT-LABEL'));
    world.station.pass(3_600_000);
    expect(world.station.scan(ROBIN_BADGE).code).toBe('SignedIn');
    expect(world.station.scan(control('REPRINT-LABEL')).code).toBe('LabelReprinting');
    expect(states(world)).toHaveLength(3);
  });

  test('a label in doubt that a lead reprints is taken back first: found printed, no second one comes out', async () => {
    const world = setupWorld();
    world.thermal.behaviour = 'prints-and-breaks';
    pack(world, 1001);
    vi.spyOn(world.thermal, 'settle').mockResolvedValue({ kind: 'unknown', detail: 'silent' });
    const queue = world.start();
    await settled(world, ['label uncertain', 'slip confirmed']);
    await letWork(world, queue);
    world.thermal.behaviour = 'prints';
    reprintWithLead(world);
    queue.wake();
    await settled(world, ['label abandoned', 'slip confirmed', 'label confirmed']);
    expect(world.thermal.papers).toEqual(['label 1001 copy 1']);
  });
});

describe('another printer of the same role', () => {
  const TWO_THERMALS = [{ printerId: 'thermal', name: 'Thermal', roles: ['label' as const] }, { printerId: 'second', name: 'Second', roles: ['label' as const] }];

  async function setupTwo() {
    const station = openPackingStation({ printers: TWO_THERMALS });
    station.putOrder(makePackOrder(1001));
    station.scan(ALEX_BADGE);
    const [thermal, second] = [createPaperPrinter(), createPaperPrinter()];
    const world: World = { station, thermal, laser: second, start: () => { throw new Error('started below'); }, stop: () => Promise.resolve() };
    pack(world, 1001);
    const queue = startPrintQueue(station.context, TWO_THERMALS.map((printer, index) => ({ ...printer, driver: index === 0 ? thermal : second })), DOCUMENTS_HERE, { failOverAfterMs: 40, blockedPollMs: 10, retryMs: 10, idlePollMs: 20, askAfterMs: 0 });
    keepWorld({ ...world, stop: () => queue.close() });
    return { world, queue, thermal, second };
  }
  const label = (world: World) => world.station.jobs('prc_1001').find((job) => job.document === 'label');

  test('takes over what surely did not print, and says where the paper comes out', async () => {
    const { world, thermal, second, queue } = await setupTwo();
    thermal.condition = 'offline';
    await vi.waitFor(() => { world.station.pass(50); queue.wake(); expect(label(world)).toMatchObject({ state: 'confirmed', printerId: 'second' }); }, { timeout: 5_000, interval: 10 });
    // Made anew: another printer may speak another language.
    expect([thermal.papers, second.papers]).toEqual([[], [expect.stringContaining('TRACK1001')]]);
    expect(world.station.facts().find((fact) => fact.type === 'DocumentPrinted')).toMatchObject({ printerName: 'Second' });
  });

  test('takes over what waits behind a job in doubt on a printer that is gone', async () => {
    const { world, thermal, second, queue } = await setupTwo();
    thermal.behaviour = 'prints-and-breaks';
    vi.spyOn(thermal, 'settle').mockResolvedValue({ kind: 'later', detail: 'gone' });
    await vi.waitFor(() => { queue.wake(); expect(label(world)?.state).toBe('uncertain'); }, { timeout: 5_000, interval: 10 });
    thermal.condition = 'offline';
    world.station.scan(control('PARK'));
    world.station.putOrder(makePackOrder(1002));
    pack(world, 1002);
    await vi.waitFor(() => { world.station.pass(50); queue.wake(); expect(world.station.jobs('prc_1002').find((job) => job.document === 'label')).toMatchObject({ state: 'confirmed', printerId: 'second' }); }, { timeout: 5_000, interval: 10 });
    expect([label(world)?.state, second.papers.length]).toEqual(['uncertain', 1]);
  });

  test('never takes over a job in doubt, however long its printer is gone', async () => {
    const { world, thermal, second, queue } = await setupTwo();
    Object.assign(thermal, { behaviour: 'prints-and-breaks', hasOdometer: false });
    await vi.waitFor(() => { queue.wake(); expect(label(world)?.state).toBe('uncertain'); }, { timeout: 5_000, interval: 10 });
    thermal.condition = 'offline';
    for (let turn = 0; turn < 20; turn += 1) { world.station.pass(1_000); queue.wake(); await new Promise((resolve) => setTimeout(resolve, 10)); }
    expect([label(world)?.state, second.papers]).toEqual(['uncertain', []]);
  });
});
