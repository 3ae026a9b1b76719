import { afterEach, describe, expect, test, vi } from 'vitest';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import { createTcp9100Driver } from '../../printers/drivers/tcp9100.ts';
import { DOCUMENTS_HERE } from '../../test/support/documents-here.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { startZebra, type Zebra } from '../../test/simulators/zebra/start-zebra.ts';
import { startPrintQueue, type PrintQueue } from './start-print-queue.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => { for (const one of undo.splice(0).toReversed()) await one(); });

type World = { readonly station: PackingStation; readonly zebra: Zebra; readonly queue: PrintQueue };

/** The station's own queue and driver against a Zebra on TCP; label and slip come out of it one after the other. */
async function setupZebra(printTimeMs = 30): Promise<World> {
  const zebra = await startZebra({ printTimeMs });
  const printers = [{ printerId: 'thermal', name: 'Thermal', roles: ['label' as const] }];
  const station = openPackingStation({ printers });
  for (const number of [1001, 1002]) station.putOrder(makePackOrder(number));
  station.scan(ALEX_BADGE);
  const driver = createTcp9100Driver({ address: { host: '127.0.0.1', port: zebra.port }, dotsPerInch: 203, answerTimeoutMs: 300, pollMs: 15 });
  const queue = startPrintQueue(station.context, [{ printerId: 'thermal', name: 'Thermal', roles: ['label'], driver }], DOCUMENTS_HERE);
  // The test station's clock stands still and its scans wake nobody: both run here.
  const turning = setInterval(() => { station.pass(200); queue.wake(); }, 20);
  undo.push(() => station.destroy(), () => zebra.close(), () => queue.close(), () => clearInterval(turning));
  return { station, zebra, queue };
}

const pack = ({ station }: World, number: number): void => { for (const code of [`#${number}`, ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code); };
const labelJob = ({ station }: World, number = 1001) => station.jobs(`prc_${number}`).find((job) => job.document === 'label');
const becomes = (world: World, state: string, number = 1001): Promise<void> => vi.waitFor(() => expect(labelJob(world, number)?.state).toBe(state), { timeout: 15_000, interval: 10 });

describe('a Zebra on TCP 9100', () => {
  test('prints the label of the packed order, tells so itself, and the label closes its parcel', async () => {
    const world = await setupZebra();
    pack(world, 1001);
    await becomes(world, 'confirmed');
    expect(world.zebra.labels().map((label) => label.zpl)).toEqual([expect.stringContaining('TRACK1001')]);
    expect(world.station.scan('TRACK1001').code).toBe('ParcelClosed');
  });

  test('without paper nothing is sent; after the refill it prints by itself, once', async () => {
    const world = await setupZebra();
    await world.zebra.setFault('out_of_paper');
    pack(world, 1001);
    await becomes(world, 'failed_safe');
    expect(world.station.view().pack?.printJobs[0]?.message?.key).toBe('print.waiting.out_of_paper');
    await world.zebra.setFault('none');
    await becomes(world, 'confirmed');
    expect(world.zebra.labels()).toHaveLength(1);
  });

  test('switched off, the orders are packed all the same; switched on, every label comes out once and in order', async () => {
    const world = await setupZebra();
    await world.zebra.setFault('off');
    for (const number of [1001, 1002]) { pack(world, number); world.station.scan(formatControlCode({ name: 'PARK' })); }
    await becomes(world, 'failed_safe');
    await world.zebra.setFault('none');
    await becomes(world, 'confirmed', 1002);
    expect(world.zebra.labels().map((label) => /TRACK\d+/.exec(label.zpl)?.[0])).toEqual(['TRACK1001', 'TRACK1002']);
  });

  test('a power cut between the bytes and the paper: its count says that nothing came out, and the label is sent again, for one paper in all', async () => {
    const world = await setupZebra(700);
    pack(world, 1001);
    await vi.waitFor(() => expect(world.station.hasFirstByte('prc_1001')).toBe(true), { timeout: 15_000, interval: 5 });
    world.zebra.cutPower();
    await becomes(world, 'confirmed');
    expect(labelJob(world)?.attempt).toBe(2);
    expect(world.zebra.labels()).toHaveLength(1);
  });

  test('paper that runs out under a job is shown while it waits, and the refill finishes that very job', async () => {
    const world = await setupZebra(700);
    pack(world, 1001);
    await vi.waitFor(() => expect(world.station.hasFirstByte('prc_1001')).toBe(true), { timeout: 15_000, interval: 5 });
    await world.zebra.setFault('out_of_paper');
    await vi.waitFor(() => expect(world.queue.views()[0]?.condition).toBe('out_of_paper'), { timeout: 15_000, interval: 10 });
    await world.zebra.setFault('none');
    await becomes(world, 'confirmed');
    expect([labelJob(world)?.attempt, world.zebra.labels().length]).toEqual([1, 1]);
  });
});
