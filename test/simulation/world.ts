/** All that one seed makes: time, chance, hubs, benches and the line between them. */
import type { Chance } from './chance.ts';
import type { Documents } from './documents.ts';
import type { HubProcess } from './hub-process.ts';
import type { MemoryReplica } from './memory-replica.ts';
import type { Journal } from './journal.ts';
import type { Bench } from './bench.ts';
import type { Fault, Swarm } from './swarm.ts';
import type { VirtualTime } from './virtual-time.ts';

export type World = {
  readonly time: VirtualTime; readonly chance: Chance; readonly lineChance: Chance; readonly disasterChance: Chance; readonly swarm: Swarm; readonly journal: Journal; readonly documents: Documents;
  readonly nodeIds: readonly string[];
  readonly pageRows: number; readonly keysPerStep: number;
  /** The one that will be left at the end. */
  hub: HubProcess;
  /** Every hub that still answers; two of them after a failover that did not fence the old one off. */
  readonly hubs: Set<HubProcess>;
  readonly benches: Bench[];
  /** Facts that no hub can apply, chosen when they were made. */
  readonly poison: Set<string>;
  /** No more faults: everything must come to rest. */
  isHealed: boolean;
  /** A backup was put back and nobody has noticed: the epoch that still goes on. */
  hiddenEpoch: string | null;
  /** Two hubs were alive: what the loser showed stays on the screens until the snapshot of the winner is whole. */
  hadSplit: boolean;
  nextNumber: number;
  /** Puts another store beside the one in memory, to compare the two. */
  readonly wrapReplica: ((replica: MemoryReplica, bench: Bench) => MemoryReplica) | null;
  readonly healAtMs: number;
  /** More calls than this are a storm. */
  readonly stormCalls: number;
};

/** Draws whether a fault happens now; notes it when it does. Never after the healing. */
export function strikes(world: World, fault: Fault, atMost: number): boolean {
  if (world.isHealed || !world.swarm.chanceOf(fault).is(world.swarm.rate(fault, atMost))) return false;
  world.journal.note(fault);
  return true;
}

export const EPOCH_START_MS = 1_800_000_000_000;
