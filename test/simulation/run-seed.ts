/** One seed: a world, its faults, the healing, and the verdict. The same seed does the same on every machine. */
import { createWorld } from './create-world.ts';
import { checkInvariants, findUnrest } from './check-invariants.ts';
import { endSplit, scheduleEvents } from './events.ts';
import { addOrder } from './office.ts';
import { drawSwarm, type Fault, type SwarmOptions } from './swarm.ts';
import type { World } from './world.ts';
import { nameEpoch } from '../../sync/epoch.ts';

export type SeedResult = {
  readonly seed: number; readonly problems: readonly string[]; readonly faults: readonly Fault[]; readonly injected: ReadonlyMap<string, number>;
  readonly saved: number; readonly calls: number; readonly pages: number; readonly trace: readonly string[];
};
export type SeedOptions = SwarmOptions & { readonly keepsTrace?: boolean; readonly wrapReplica?: World['wrapReplica'] };

const STATIONS = [{ stationId: 's1', nodeId: 'n1' }, { stationId: 's2', nodeId: 'n1' }, { stationId: 's3', nodeId: 'n2' }];
/** I10: benches that ask so often are in a loop. */
const STORM_CALLS = 12_000;
const CHAOS_MS = 40_000;
/** SYNC.md 5.9. */
const REST_MS = 30_000;
/** What rots is found by the scrub that comes with a greeting, and mended by the comparison after it. */
/** A restore that nobody noticed is found out by the next greeting; a revoked bench is turned away each time, and backs off. */
const LATE_REST_MS = 66_000;
const REST_AFTER_ROT_MS = 120_000;

export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const world = createWorld({ seed, swarm: drawSwarm(seed, options), keepsTrace: options.keepsTrace ?? false, nodeIds: ['n1', 'n2'], stations: STATIONS, healAtMs: CHAOS_MS, stormCalls: STORM_CALLS, wrapReplica: options.wrapReplica ?? null });
  for (let count = 0; count < 10; count += 1) addOrder(world);
  const { time, journal, swarm } = world;
  scheduleEvents(world, CHAOS_MS);
  watchHistory(world);
  const isOver = (): boolean => journal.broken.length > 0;
  await time.runUntil(CHAOS_MS, isOver);
  if (!isOver()) {
    heal(world);
    const restMs = swarm.on.has('bitRot') ? REST_AFTER_ROT_MS : swarm.on.has('hiddenRestore') || swarm.on.has('revoke') ? LATE_REST_MS : REST_MS;
    let unrest: string | null = 'not looked at';
    for (let waited = 0; waited < restMs && unrest !== null && !isOver(); waited += 500) {
      await time.runUntil(CHAOS_MS + waited + 500, isOver);
      unrest = findUnrest(world);
    }
    if (unrest !== null && !isOver()) journal.fail(`I10: ${restMs / 1_000} s after the last fault: ${unrest}`);
    if (!isOver()) checkInvariants(world);
  }
  return { seed, problems: journal.broken, faults: [...swarm.on], injected: journal.injected, saved: journal.counts.saved, calls: journal.counts.calls, pages: journal.counts.pages, trace: journal.lines };
}

/** Nobody had noticed that a backup was put back, until the hub began another history. */
function watchHistory(world: World): void {
  const look = (): void => {
    if (world.hiddenEpoch !== null && nameEpoch(world.hub.memory.state.epoch) !== world.hiddenEpoch) world.hiddenEpoch = null;
    world.time.after(50, look);
  };
  if (world.swarm.on.has('hiddenRestore')) look();
}

function heal(world: World): void {
  world.isHealed = true;
  for (const old of Array.from(world.hubs)) endSplit(world, old);
  for (const bench of world.benches) {
    bench.line.isCut = false;
    bench.line.loseSocket();
    bench.disk.isFull = false;
    bench.boot();
  }
}
