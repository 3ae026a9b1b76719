/**
 * What the hub's half of osync needs from its database. The product gives PostgreSQL, the simulator gives lists with open
 * transactions, crashes and restores. All rules live in the functions that use these ports. Every operation is set-based:
 * its cost is that of a statement, however many facts or documents it is about.
 */
import type { EntityType } from '../../domain/wire/documents.ts';
import type { BucketSum, Mutation, Outcome } from '../../domain/wire/sync.ts';

/** A station as the hub knows it from its token, never from what a request says. */
export type Caller = { readonly stationId: string; readonly nodeId: string; readonly isRevoked: boolean };

export type ClientRow = { readonly clientId: string; readonly stationId: string; readonly lastMid: number; readonly coveredMid: number };
export type FactOutcome = { readonly outcome: Outcome; readonly detail: Record<string, unknown> | null };
export type FactOutcomeOfOp = FactOutcome & { readonly op: string };
export type LoggedFact = FactOutcomeOfOp & { readonly clientId: string; readonly mid: number };
export type LogEntry = FactOutcome & { readonly mutation: Mutation };

/** One transaction that takes facts. */
export type PushTx = {
  /** Makes the row at first sight and locks it: one push of a client at a time. */
  lockClient(clientId: string, stationId: string): Promise<ClientRow>;
  /** Facts logged under these numbers of this client, or under these ops of any client. */
  readLogged(clientId: string, mids: readonly number[], ops: readonly string[]): Promise<readonly LoggedFact[]>;
  /** Which of these orders wait for a person because an earlier fact of theirs could not be applied. */
  readCondemned(orderIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The business effects, in order; one answer per fact. Throws when one of them cannot be applied for an unforeseen reason. */
  applyFacts(facts: readonly Mutation[]): Promise<readonly FactOutcome[]>;
  /** What `work` did is undone when it throws, and only that. Rethrows. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
  /** True for deadlocks, lost connections and the like: no fault of a fact, the whole batch is tried again. */
  isTransient(error: unknown): boolean;
  /** Log rows, tasks for what was not applied, and the client's dirty key. */
  log(clientId: string, entries: readonly LogEntry[]): Promise<void>;
  setLastMid(clientId: string, mid: number): Promise<void>;
};

export type DirtyKey = { readonly xid: bigint; readonly seq: number; readonly type: EntityType | 'client'; readonly id: string };
export type FeedState = { readonly nodeId: string; readonly type: EntityType; readonly id: string; readonly rev: number; readonly hash: number; readonly isDeleted: boolean };
export type FeedWrite = FeedState & { readonly seq: number; readonly bucket: number; readonly body: string | null };
/** The text of one document at one node. A node without an entry has no such document (any more). */
export type Document = { readonly nodeId: string; readonly type: EntityType; readonly id: string; readonly body: string };
export type DocumentKey = { readonly type: EntityType; readonly id: string };

/** One step of the sequencer, in one transaction, one at a time in the whole cluster. */
export type SequencerTx = {
  /**
   * The oldest dirty keys in the order of (xid, seq), and the horizon of the same snapshot: no transaction below it is still open,
   * so none can appear later with a smaller number.
   */
  readDirty(limit: number): Promise<{ readonly horizon: bigint; readonly keys: readonly DirtyKey[] }>;
  /** I8: in the transaction that writes their feed rows, never in another. */
  deleteDirty(keys: readonly DirtyKey[]): Promise<void>;
  /** What these documents are now, at each node. A document that breaks its own schema is in `refused`, and stays as it was. */
  projectDocuments(keys: readonly DocumentKey[]): Promise<{ readonly documents: readonly Document[]; readonly refused: readonly DocumentKey[] }>;
  readFeedStates(keys: readonly DocumentKey[]): Promise<readonly FeedState[]>;
  readHeads(): Promise<ReadonlyMap<string, number>>;
  writeFeed(rows: readonly FeedWrite[], heads: ReadonlyMap<string, number>): Promise<void>;
  /** Nodes of the clients whose covered mid has risen. */
  coverClients(covers: ReadonlyMap<string, number>): Promise<readonly string[]>;
};

export type FeedRowText = { readonly seq: number; readonly type: EntityType; readonly id: string; readonly rev: number; readonly hash: number; readonly isDeleted: boolean; readonly body: string | null };

/** One snapshot of the feed: rows, head, covered mids and sums speak of the same moment. */
export type FeedTx = {
  readHead(nodeId: string): Promise<{ readonly head: number; readonly floor: number }>;
  /** By position. */
  readRows(nodeId: string, after: number, limit: number): Promise<readonly FeedRowText[]>;
  readRowsByKey(nodeId: string, keys: readonly DocumentKey[]): Promise<readonly FeedRowText[]>;
  readCovered(stationId: string): Promise<Readonly<Record<string, number>>>;
  readSums(nodeId: string): Promise<readonly BucketSum[]>;
  readBucket(nodeId: string, bucket: number): Promise<readonly (DocumentKey & { readonly hash: number })[]>;
};

export type EpochRow = { readonly systemId: string; readonly number: number; readonly nonce: string };
export type EpochStore = {
  read(): Promise<EpochRow>;
  /** Begins another history, unless somebody has done so meanwhile: only when `after` is still the last one. */
  begin(after: EpochRow, number: number, why: string): Promise<void>;
};

export type HubStore = {
  epoch: EpochStore;
  inPush<T>(caller: Caller, work: (tx: PushTx) => Promise<T>): Promise<T>;
  inSequencer<T>(work: (tx: SequencerTx) => Promise<T>): Promise<T>;
  inFeed<T>(work: (tx: FeedTx) => Promise<T>): Promise<T>;
  /** Keeps what a revoked station says, for a person to decide. `last`: up to where nothing of this file is missing; `known`: what was applied before. */
  quarantine(caller: Caller, clientId: string, mutations: readonly Mutation[]): Promise<{ readonly last: number; readonly known: readonly FactOutcomeOfOp[] }>;
  /** Last mid of this client that a completed backup contains, 0 without backups. */
  readSafeMid(clientId: string): Promise<number>;
};
