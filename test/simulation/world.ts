/** All that one seed makes: time, chance, hubs, benches and the line between them. */
import type { Call, Reply, SyncStatus, Transport } from '../../sync/ports.ts';
import type { Chance } from './chance.ts';
import type { Documents } from './documents.ts';
import type { HubState } from './hub-state.ts';
import type { MemoryHub } from './memory-hub.ts';
import type { MemoryReplica } from './memory-replica.ts';
import type { Journal } from './journal.ts';
import type { StationDisk, StationFile } from './station-disk.ts';
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

export type HubProcess = {
  readonly name: string; readonly memory: MemoryHub;
  /** Null: the line died with the process. */
  answer(stationId: string, call: Call): Promise<Reply | null>;
  /** Dies, and comes back after a while. `onStart` runs before it takes calls again. */
  crash(downMs: number, onStart?: () => Promise<void>): void;
  /** For good. */
  retire(): void;
  /** What a replica has streamed: never older than the last completed backup. */
  refreshReplica(): void;
  readonly replica: () => HubState;
  startBackup(durationMs: number): void;
};

export type Line = {
  isCut: boolean;
  /** Where the calls go. */
  hub: HubProcess;
  transport(isAlive: () => boolean): Transport;
  hearOf(hub: HubProcess, nodeIds: ReadonlySet<string>): void;
  loseSocket(): void;
};

export type Bench = {
  readonly name: string; readonly stationId: string; readonly line: Line;
  disk: StationDisk;
  /** Ops of the facts that were saved in this file, in the order in which they happened. */
  lineage: string[];
  /** Numbers that facts of this file have had when they were saved, as `<client>:<mid>`. */
  readonly numbers: Set<string>;
  /** Null while the process is down. */
  replica: MemoryReplica | null;
  /** What the machine's wall clock is wrong by. */
  skewMs: number;
  isRetired: boolean;
  boot(): void;
  die(downMs: number): void;
  work(): void;
  /** Another file under the same machine: wiped, or rolled back. */
  replaceFile(file: StationFile | null, lineage: readonly string[]): void;
  hearOf(hub: HubProcess, nodeIds: ReadonlySet<string>): void;
  loseSocket(hub: HubProcess): void;
  state(): SyncStatus | null;
};

/** Draws whether a fault happens now; notes it when it does. Never after the healing. */
export function strikes(world: World, fault: Fault, atMost: number): boolean {
  if (world.isHealed || !world.swarm.chanceOf(fault).is(world.swarm.rate(fault, atMost))) return false;
  world.journal.note(fault);
  return true;
}

export const EPOCH_START_MS = 1_800_000_000_000;
