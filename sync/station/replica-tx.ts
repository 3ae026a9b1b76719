/**
 * What the station's half of osync/1 needs from its file: rows in, rows out, inside one transaction. The product gives SQLite,
 * the simulator gives a disk that can lose what was not synced. All rules live in the functions that use this port.
 */
import type { EntityType } from '../../domain/wire/documents.ts';
import type { BucketSum } from '../../domain/wire/sync.ts';

/** `client_id`: who this file is. `node`: whose feed it follows. `scrubbed`: how far the check of bodies has come. `aging`: `<hub time ms>:<op>`, the newest fact that was settled then. `safe`: `<client id>:<mid>`, the last fact that a backup of the hub contains. */
export type MetaKey = 'client_id' | 'next_mid' | 'node' | 'epoch' | 'gen' | 'base' | 'cursor' | 'is_snapshot_open' | 'aging' | 'safe' | 'scrubbed';

export type DocumentKey = { readonly type: EntityType; readonly id: string; readonly hash: number };
export type DocumentRow = DocumentKey & { readonly gen: string; readonly rev: number; readonly seq: number; readonly body: string };

export type FactState = 'pending' | 'acked';
export type FactRow = {
  readonly clientId: string; readonly mid: number; readonly opId: string; readonly orderId: string | null; readonly kind: string;
  readonly baseRev: number | null; readonly fence: number | null; readonly v: number; readonly body: string;
  readonly deviceAtMs: number; readonly monotonicMs: number;
};
export type SentFact = FactRow & { readonly state: FactState; readonly outcome: string | null; readonly isCovered: boolean };

export type OutcomeRow = { readonly opId: string; readonly orderId: string | null; readonly outcome: string; readonly detail: string | null };

export type ReplicaTx = {
  readMeta(key: MetaKey): string | null;
  writeMeta(key: MetaKey, value: string | null): void;

  /** Null when there is no such document. */
  readDocument(type: EntityType, id: string): { readonly hash: number; readonly rev: number; readonly gen: string } | null;
  putDocument(row: DocumentRow): void;
  deleteDocument(type: EntityType, id: string): void;
  /** Documents that are not of this generation. */
  listOtherGenerations(gen: string): readonly DocumentKey[];
  listDocuments(): readonly DocumentKey[];
  /** In the order of (type, id), after the given one. */
  listBodies(afterType: string, afterId: string, limit: number): readonly DocumentRow[];
  listBuckets(): readonly BucketSum[];
  addToBucket(bucket: number, count: number, sum: number): void;

  insertFact(fact: FactRow): void;
  readFact(opId: string): SentFact | null;
  /** Lowest mid first. */
  listPendingFacts(clientId: string, limit: number): readonly FactRow[];
  /** Every fact that is still kept, in the order in which it happened. */
  listFacts(): readonly SentFact[];
  countPendingFacts(): number;
  /** Highest acknowledged mid of this client, 0 when there is none. */
  highestAcked(clientId: string): number;
  /** The op of the fact that happened last among those that are acknowledged, but not into quarantine; null when there is none. */
  newestLoggedFact(): string | null;
  setFactState(opId: string, state: FactState, outcome: string | null): void;
  /** Acknowledged facts of the client up to this mid are shown by the feed now. */
  coverFacts(clientId: string, mid: number): void;
  uncoverAllFacts(): void;
  /** Gives the fact another number under another client id. No two facts ever share one, also not for a moment. */
  renumberFact(opId: string, clientId: string, mid: number): void;
  /** Removes acknowledged, covered facts of `clientId` up to `mid` whose card, if any, is settled. Returns how many. */
  purgeFacts(clientId: string, mid: number): number;
  /** Removes acknowledged, covered facts that did not happen after this one; none when it is not there any more. */
  purgeFactsUpTo(opId: string): number;
  /** The op of the fact that happened last among the acknowledged, covered ones. */
  newestSettledFact(): string | null;

  /** One card per fact. The same outcome again leaves what a person has settled as it is; another outcome is shown again. */
  putOutcome(row: OutcomeRow): void;
};

export type ReplicaStore = {
  /** All of it or nothing. When it returns, it is on disk. */
  inTransaction<T>(work: (tx: ReplicaTx) => T): T;
  read<T>(work: (tx: ReplicaTx) => T): T;
  listWantedBlobs(limit: number): readonly string[];
  /** How many bytes of it are here from a download that was cut. */
  blobLength(sha256: string): number;
  /** Appends to what is here. True when it is whole and its hash is right; a wrong hash throws the part away and returns false. */
  appendBlob(sha256: string, bytes: Uint8Array, isLast: boolean): boolean;
};
