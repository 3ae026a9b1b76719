/**
 * What the station's sync needs besides its file: a line, timers and chance. The product gives HTTP and the clock, the simulator a
 * lying network and virtual time. Calls answer by callback, so that the same code runs in real time and, step by step, in virtual time.
 */
import type { Result } from '../domain/result.ts';
import type { EntityType } from '../domain/wire/documents.ts';
import type { BucketSum, FetchResponse, HelloRequest, HelloResponse, Nudge, PullQuery, PullResponse, PushRequest, PushResponse, VerifyResponse } from '../domain/wire/sync.ts';
import type { StationTelemetry } from '../domain/wire/telemetry.ts';

export type TransportError = { readonly code: 'unreachable' | 'unauthorized' | 'version' | 'not_found' | 'server'; readonly message: string };
export type Answer<T> = Result<T, TransportError>;
/** Bytes of a blob from an offset on; less than the rest when the line was cut. */
export type BlobPart = { readonly bytes: Uint8Array; readonly isLast: boolean };

export type Call =
  | { readonly kind: 'hello'; readonly request: HelloRequest }
  | { readonly kind: 'push'; readonly request: PushRequest }
  | { readonly kind: 'pull'; readonly query: PullQuery }
  | { readonly kind: 'verify'; readonly clientId: string; readonly sums: readonly BucketSum[] }
  | { readonly kind: 'fetch'; readonly keys: readonly (readonly [EntityType, string])[] }
  | { readonly kind: 'blob'; readonly sha256: string; readonly fromByte: number }
  | { readonly kind: 'report'; readonly telemetry: StationTelemetry };

export type Reply =
  | { readonly kind: 'hello'; readonly answer: Answer<HelloResponse> }
  | { readonly kind: 'push'; readonly answer: Answer<PushResponse> }
  | { readonly kind: 'pull'; readonly answer: Answer<PullResponse> }
  | { readonly kind: 'verify'; readonly answer: Answer<VerifyResponse> }
  | { readonly kind: 'fetch'; readonly answer: Answer<FetchResponse> }
  | { readonly kind: 'blob'; readonly answer: Answer<BlobPart> }
  | { readonly kind: 'report'; readonly answer: Answer<null> };

export type Transport = {
  /** Calls back once, or never when the line is dead in a way that nobody notices: the loop's watchdog ends the round then. */
  send(call: Call, onReply: (reply: Reply) => void): void;
  /** Calls back on every nudge; returns a function that ends it. May be silent for ever: polling goes on. */
  listen(onNudge: (nudge: Nudge) => void, onStateChange: (isOpen: boolean) => void): () => void;
};

export type Timers = { set(callback: () => void, delayMs: number): unknown; clear(handle: unknown): void };

/** `repairing`: the last comparison found rows that differed, and fetched them; the next one will tell. */
export type ChecksumState = StationTelemetry['feed']['checksum'];
export type SyncStatus = {
  readonly state: 'online' | 'offline' | 'never'; readonly sinceMs: number | null; readonly lastError: string | null;
  /** The hub does not know this station, or has revoked it: said once, it stands until a round comes through. Facts are still handed in. */
  readonly isRefused: boolean;
  /** Result of the last comparison of bucket sums with the hub, and when it was made. */
  readonly checksum: ChecksumState; readonly checkedAtMs: number | null;
  /** Position of the hub's feed as last heard of; minus the cursor, that is the lag in rows. */
  readonly head: number | null;
};

export const NEVER_SYNCED: SyncStatus = { state: 'never', sinceMs: null, lastError: null, isRefused: false, checksum: 'unknown', checkedAtMs: null, head: null };
