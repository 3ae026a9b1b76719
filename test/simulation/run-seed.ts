/** One seed: a world, its faults, the healing, and the verdict. The same seed does the same on every machine. */
import { createBench } from './bench.ts';
import { createChance } from './chance.ts';
import { checkInvariants, findUnrest } from './check-invariants.ts';
import { createDocuments } from './documents.ts';
import { endSplit, scheduleEvents } from './events.ts';
import { createHubProcess, type HubProcess } from './hub-process.ts';
import { createHubState } from './hub-state.ts';
import { createJournal } from './journal.ts';
import { addOrder, touchProduct } from './office.ts';
import { drawSwarm, type Fault, type SwarmOptions } from './swarm.ts';
import { createVirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';
import { nameEpoch } from '../../sync/epoch.ts';

export type SeedResult = {
  readonly seed: number; readonly problems: readonly string[]; readonly faults: readonly Fault[]; readonly injected: ReadonlyMap<string, number>;
  readonly saved: number; readonly calls: number; readonly pages: number; readonly trace: readonly string[];
};
export type SeedOptions = SwarmOptions & { readonly keepsTrace?: boolean };

const CHAOS_MS = 40_000;
/** SYNC.md 5.9. */
const REST_MS = 30_000;
/** What rots is found by the scrub that comes with a greeting, and mended by the comparison after it. */
/** A restore that nobody noticed is found out by the next greeting. */
const REST_AFTER_HIDDEN_RESTORE_MS = 66_000;
const REST_AFTER_ROT_MS = 120_000;

export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const world = createWorld(seed, options);
  const { time, journal, swarm } = world;
  scheduleEvents(world, CHAOS_MS);
  watchHistory(world);
  const isOver = (): boolean => journal.broken.length > 0;
  await time.runUntil(CHAOS_MS, isOver);
  if (!isOver()) {
    heal(world);
    const restMs = swarm.on.has('bitRot') ? REST_AFTER_ROT_MS : swarm.on.has('hiddenRestore') ? REST_AFTER_HIDDEN_RESTORE_MS : REST_MS;
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

function createWorld(seed: number, options: SeedOptions): World {
  const [time, chance, swarm] = [createVirtualTime(), createChance(seed), drawSwarm(seed, options)];
  const nodeIds = ['n1', 'n2'];
  const stations = [{ stationId: 's1', nodeId: 'n1', isRevoked: false }, { stationId: 's2', nodeId: 'n1', isRevoked: false }, { stationId: 's3', nodeId: 'n2', isRevoked: false }];
  const started: Omit<World, 'hub'> = {
    time, chance, lineChance: createChance(seed ^ 0x11_11_11_11), disasterChance: createChance(seed ^ 0x22_22_22_22), swarm, journal: createJournal(() => time.nowMs(), options.keepsTrace ?? false), documents: createDocuments(), nodeIds,
    pageRows: swarm.on.has('smallPages') ? chance.between(2, 6) : 500, keysPerStep: swarm.on.has('smallSteps') ? chance.between(3, 10) : 2_000,
    hubs: new Set<HubProcess>(), benches: [], poison: new Set(), isHealed: false, hiddenEpoch: null, hadSplit: false, nextNumber: 0, healAtMs: CHAOS_MS,
  };
  // The hub needs the world, and the world its hub.
  const world = started as World;
  world.hub = createHubProcess(world, 'hub', createHubState({ systemId: '7', number: 1, nonce: '' }, nodeIds, stations));
  world.hubs.add(world.hub);
  for (const sku of ['SKU-A', 'SKU-B', 'SKU-C']) touchProduct(world, sku);
  for (let count = 0; count < 10; count += 1) addOrder(world);
  for (const { stationId } of stations) world.benches.push(createBench(world, stationId, stationId));
  for (const bench of world.benches) bench.boot();
  return world;
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
  for (const old of [...world.hubs]) endSplit(world, old);
  for (const bench of world.benches) {
    bench.line.isCut = false;
    bench.line.loseSocket();
    bench.disk.isFull = false;
    bench.boot();
  }
}
