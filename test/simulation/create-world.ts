/** A hub, its stations and their benches, at the start of time. */
import { createBench } from './bench.ts';
import { createChance } from './chance.ts';
import { createDocuments } from './documents.ts';
import { createHubProcess } from './hub-process.ts';
import { createHubState } from './hub-state.ts';
import { createJournal } from './journal.ts';
import { touchProduct } from './office.ts';
import type { Swarm } from './swarm.ts';
import { createVirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

export type WorldOptions = {
  readonly seed: number; readonly swarm: Swarm; readonly keepsTrace: boolean; readonly healAtMs: number; readonly stormCalls: number; readonly wrapReplica?: World['wrapReplica'];
  readonly nodeIds: readonly string[]; readonly stations: readonly { readonly stationId: string; readonly nodeId: string }[];
};

export function createWorld({ seed, swarm, keepsTrace, healAtMs, stormCalls, wrapReplica, nodeIds, stations }: WorldOptions): World {
  const [time, chance] = [createVirtualTime(), createChance(seed)];
  const started: Omit<World, 'hub'> = {
    time, chance, lineChance: createChance(seed ^ 0x11_11_11_11), disasterChance: createChance(seed ^ 0x22_22_22_22), swarm, journal: createJournal(() => time.nowMs(), keepsTrace),
    documents: createDocuments(), nodeIds, pageRows: swarm.on.has('smallPages') ? chance.between(2, 6) : 500, keysPerStep: swarm.on.has('smallSteps') ? chance.between(3, 10) : 2_000,
    hubs: new Set(), benches: [], poison: new Set(), isHealed: false, hiddenEpoch: null, hadSplit: false, nextNumber: 0, healAtMs, stormCalls, wrapReplica: wrapReplica ?? null,
  };
  // The hub needs the world, and the world its hub.
  const world = started as World;
  world.hub = createHubProcess(world, 'hub', createHubState({ systemId: '7', number: 1, nonce: '' }, nodeIds, stations.map((station) => ({ ...station, isRevoked: false }))));
  world.hubs.add(world.hub);
  for (const sku of ['SKU-A', 'SKU-B', 'SKU-C']) touchProduct(world, sku);
  for (const { stationId } of stations) world.benches.push(createBench(world, stationId, stationId));
  for (const bench of world.benches) bench.boot();
  return world;
}
