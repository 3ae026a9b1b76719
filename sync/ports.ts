/**
 * What the sync engine needs from its surroundings: a store, a line, timers and chance. The product gives SQLite, HTTP and the
 * clock; a simulator gives lists, a lying network and virtual time. The engine itself touches nothing.
 */
import type { BucketSum, FeedRow, HelloRequest, HelloResponse, Mutation, Nudge, PullPage, PullQuery, PullResponse, PushRequest, PushResponse } from '../domain/wire/sync.ts';
import type { EntityType } from '../domain/wire/documents.ts';
import type { Result } from '../domain/result.ts';

export type ReplicaState = {
  readonly clientId: string; readonly epoch: string | null;
  /** A random nonce per snapshot, never a counter: counters repeat after a file is rolled back (SYNC.md 5.4 g). */
  readonly gen: string;
  readonly base: number; readonly cursor: number; readonly nextMid: number;
};

/** Every function is one transaction: it happened whole or not at all. */
export type SyncStore = {
  readState(): ReplicaState;
  listPending(limit: number): Mutation[];
  countPending(): number;
  /** Outcomes are matched by op. What is not applied becomes an inbox row. */
  applyPushResponse(response: PushResponse): void;
  /** Rows, buckets, covered mids and cursor together; `page.from` must equal the cursor. Sweeps older generations when the page is the last. */
  applyPage(page: PullPage): void;
  /** Starts at 0 in a new generation; the old rows stay readable until the sweep. */
  startGeneration(gen: string): void;
  /**
   * Takes over a new epoch: starts `gen` at 0, and when there was an epoch before, offers every kept fact again under `clientId`,
   * in the order in which they happened. A new client id, because the restored hub may know other numbers for the old one.
   */
  adoptEpoch(epoch: string, gen: string, clientId: string): void;
  /** The file was rolled back or cloned: a new client id, pending facts renumbered from 1. */
  adoptClientId(clientId: string): void;
  bucketSums(): BucketSum[];
  listBucket(bucket: number): readonly (readonly [EntityType, string, number])[];
  /** Replaces or deletes single rows found different by verify. */
  repair(rows: readonly FeedRow[], missing: readonly (readonly [EntityType, string])[]): void;
  listWantedBlobs(limit: number): string[];
  /** False when the bytes do not match the hash; they are not stored then. */
  storeBlob(sha256: string, bytes: Uint8Array): boolean;
};

export type TransportError = { readonly code: 'unreachable' | 'unauthorized' | 'version' | 'not_found' | 'server'; readonly message: string };
export type TransportResult<T> = Promise<Result<T, TransportError>>;

export type Transport = {
  hello(request: HelloRequest): TransportResult<HelloResponse>;
  push(request: PushRequest): TransportResult<PushResponse>;
  pull(query: PullQuery): TransportResult<PullResponse>;
  verify(clientId: string, sums: readonly BucketSum[]): TransportResult<{ readonly head: number; readonly different: readonly { readonly bucket: number; readonly rows: readonly (readonly [EntityType, string, number])[] }[] }>;
  fetchRows(keys: readonly (readonly [EntityType, string])[]): TransportResult<{ readonly head: number; readonly rows: readonly FeedRow[] }>;
  fetchBlob(sha256: string): TransportResult<Uint8Array>;
  /** Calls back on every nudge; returns a function that ends it. May be silent for ever: polling goes on. */
  listen(onNudge: (nudge: Nudge) => void, onStateChange: (isOpen: boolean) => void): () => void;
};

export type Timers = { set(callback: () => void, delayMs: number): unknown; clear(handle: unknown): void };

export type SyncStatus = { readonly state: 'online' | 'offline' | 'never'; readonly sinceMs: number | null; readonly lastError: string | null };
