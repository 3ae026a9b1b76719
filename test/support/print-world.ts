/** A bench with its real print queue and two printers in memory, for tests of printing. */
import { expect, vi } from 'vitest';
import { formatControlCode, type PlainControl } from '../../domain/barcodes/control-code.ts';
import { keepOwnBlob } from '../../main/labels/read-blob.ts';
import { updateJobBytes } from '../../main/print-queue/print-job-store.ts';
import { startPrintQueue, type PrintQueue } from '../../main/print-queue/start-print-queue.ts';
import { DOCUMENTS_HERE } from './documents-here.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, ROBIN_BADGE, type PackingStation } from './packing-station.ts';
import { createPaperPrinter, type PaperPrinter } from './paper-printer.ts';

export type World = { readonly station: PackingStation; readonly thermal: PaperPrinter; readonly laser: PaperPrinter; start(): PrintQueue; stop(): Promise<void> };
const worlds: World[] = [];

/** After each test: stops and deletes every world. */
export async function closeWorlds(): Promise<void> {
  for (const world of worlds.splice(0)) { await world.stop(); world.station.destroy(); }
}

export function keepWorld(world: World): void {
  worlds.push(world);
}

/** Two orders that can be packed, a label printer and a slip printer in memory, Alex signed in. */
export function setupWorld(): World {
  const station = openPackingStation();
  const [thermal, laser] = [createPaperPrinter(), createPaperPrinter()];
  let queue: PrintQueue | null = null;
  for (const number of [1001, 1002]) station.putOrder(makePackOrder(number));
  station.scan(ALEX_BADGE);
  const world: World = {
    station, thermal, laser,
    start: () => {
      queue = startPrintQueue(station.context, [{ printerId: 'thermal', name: 'Thermal', roles: ['label'], driver: thermal }, { printerId: 'laser', name: 'Laser', roles: ['slip'], driver: laser }], DOCUMENTS_HERE);
      return queue;
    },
    stop: async () => { await queue?.close(); queue = null; },
  };
  worlds.push(world);
  return world;
}

export const control = (name: PlainControl): string => formatControlCode({ name });

/** Packs the order; its documents get bytes that name them, so that these tests need no drawing. */
export function pack({ station }: World, number: number): void {
  for (const code of [`#${number}`, ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  giveBytes(station, number);
}

export function giveBytes(station: PackingStation, number: number): void {
  for (const job of station.jobs(`prc_${number}`)) {
    if (job.sha256 !== null) continue;
    station.context.db.inTransaction((tx) => updateJobBytes(tx, job.jobId, { sha256: keepOwnBlob(tx, new TextEncoder().encode(`${job.document} ${number} copy ${job.copy}`)), impressions: 1, unprintable: [] }));
  }
}

/** The packer asks, the lead's badge allows it; the packer stays signed in. */
export function reprintWithLead({ station }: World): void {
  expect(station.scan(control('REPRINT-LABEL')).code).toBe('LeadNeeded');
  expect(station.scan(ROBIN_BADGE).code).toBe('LabelReprinting');
}

export const states = ({ station }: World, number = 1001): string[] => station.jobs(`prc_${number}`).map((job) => `${job.document} ${job.state}`);
export const settled = (world: World, wanted: string[], number = 1001): Promise<void> => vi.waitFor(() => expect(states(world, number)).toEqual(wanted), { timeout: 5_000, interval: 5 });
export const messages = ({ station }: World): (string | null)[] => station.view().pack?.printJobs.map((job) => job.message?.key ?? null) ?? [];

/** Lets the workers go round several times; what would be printed by itself has been printed then. */
export async function letWork(world: World, queue: PrintQueue): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    world.station.pass(2_000);
    queue.wake();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
