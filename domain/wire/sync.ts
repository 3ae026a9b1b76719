/**
 * osync/1: the messages of design/SYNC.md section 3.3, station <-> OMS. One schema on both sides, types inferred.
 *
 * Version history (a change of any schema here needs a line):
 *   1  first form: hello, push, pull, verify, fetch, claim, release, enrol, nudge.
 *   2  hello and push name the protocol (absent: 1); hello tells the highest acknowledged mid, so that a hub that was restored
 *      without knowing it is found out, and the node of its cursor; outcome `quarantined`; report. An order of several boxes names them
 *      (`boxNumber`, `boxCount`, `furtherParcels`), pick-ups and kits are told; facts of further boxes (`ParcelAdded`, `ParcelDropped`,
 *      `ParcelLabelled`, `BoxScanned`, `boxes` of `ParcelClosed`). Everything of 1 is still understood.
 */
import { z } from 'zod';
import { entityTypeSchema } from './documents.ts';

export const PROTOCOL_VERSION = 2;
/** Stations may be offline for weeks while the hub is updated: the hub speaks this one and all up to its own. */
export const OLDEST_PROTOCOL = 1;
export const LIMITS = { pushMutations: 100, pushBytes: 1_048_576, pullRows: 2_000, pullBytes: 4_194_304 } as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const epoch = z.string();

export const enrolRequestSchema = z.object({ pairingCode: z.string().min(1).max(20), appVersion: z.string() });
export const enrolResponseSchema = z.object({
  stationId: z.string(), stationName: z.string(), nodeId: z.string(), nodeCode: z.string(), nodeName: z.string(),
  /** Bearer token of this station; shown once. */
  token: z.string(),
});
export type EnrolResponse = z.infer<typeof enrolResponseSchema>;

export const helloRequestSchema = z.object({
  clientId: z.uuid(), appVersion: z.string(), protocol: z.int(), epoch: epoch.nullable(),
  cursor: z.int().nonnegative(), nextMid: z.int().positive(), pending: z.int().nonnegative(), deviceAtMs: z.int(),
  /** Highest mid of this client that the hub has acknowledged. Since 2. */
  acked: z.int().nonnegative().optional(),
  /** The newest fact of this file that the hub has acknowledged into its log, under whichever client id. Since 2. */
  ackedOp: z.uuid().nullable().optional(),
  /** The node whose feed `cursor` is a position of; null before the first greeting. Since 2. */
  nodeId: z.string().nullable().optional(),
});
export type HelloRequest = z.infer<typeof helloRequestSchema>;
export const helloResponseSchema = z.object({
  epoch, hubAtMs: z.int(), nodeId: z.string(), lastMid: z.int().nonnegative(),
  protocolMin: z.int(), protocolMax: z.int(), limits: z.object({ pushMutations: z.int(), pullRows: z.int() }),
  /** What both speak: the smaller of the two. Since 2. */
  protocol: z.int().optional(),
});
export type HelloResponse = z.infer<typeof helloResponseSchema>;

/** One fact on its way: `mid` gives order and cheap dedupe, `op` proves identity. */
export const mutationSchema = z.object({
  mid: z.int().positive(), op: z.uuid(), kind: z.string(), orderId: z.string().nullable(),
  baseRev: z.int().nullable(), fence: z.int().nullable(), v: z.int(), at: z.int(), body: z.unknown(),
});
export type Mutation = z.infer<typeof mutationSchema>;

export const OUTCOMES = [
  'applied', 'applied_with_warning', 'conflict_cancelled', 'conflict_already_packed', 'conflict_reassigned',
  'conflict_changed', 'unknown_order', 'rejected_invalid', 'dead_letter', 'held',
  /** Stored, and waiting for a person: the station was revoked. Since 2. */
  'quarantined',
] as const;
export const outcomeSchema = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcomeSchema>;
/** Nobody has to do anything about it. */
export const isApplied = (outcome: Outcome): boolean => outcome === 'applied' || outcome === 'applied_with_warning';

export const pushRequestSchema = z.object({
  clientId: z.uuid(), epoch: epoch.nullable(), muts: z.array(mutationSchema).min(1).max(LIMITS.pushMutations),
  /** Since 2. */
  protocol: z.int().optional(),
});
export type PushRequest = z.infer<typeof pushRequestSchema>;
export const pushResponseSchema = z.object({
  epoch, clientId: z.string(), last: z.int().nonnegative(),
  /** Last mid contained in a completed backup of the hub; rows at or below it may be purged once covered. */
  safe: z.int().nonnegative(),
  /** Set when a mid is known under another op: the file was rolled back or cloned. The station mints a new client id. */
  fork: z.boolean(),
  outs: z.array(z.object({ mid: z.int(), op: z.string(), outcome: outcomeSchema, detail: z.record(z.string(), z.unknown()).nullable() })),
});
export type PushResponse = z.infer<typeof pushResponseSchema>;

/** Query of GET /sync/pull (text, since it travels in the URL). */
export const pullQuerySchema = z.object({
  clientId: z.uuid(), epoch: z.string(), gen: z.string(), base: z.coerce.number().int().nonnegative(),
  cursor: z.coerce.number().int().nonnegative(), limit: z.coerce.number().int().min(1).max(LIMITS.pullRows).default(500),
});
export type PullQuery = z.infer<typeof pullQuerySchema>;

/** [seq, type, id, rev, hash (40 bit), deleted, body text]. The body is text so that the station hashes what it got. */
export const feedRowSchema = z.tuple([
  z.int(), entityTypeSchema, z.string(), z.int(), z.int(), z.boolean(), z.string().nullable(),
]);
export type FeedRow = z.infer<typeof feedRowSchema>;

export const bucketSumSchema = z.object({ bucket: z.int().min(0).max(255), count: z.int(), sum: z.int() });
export type BucketSum = z.infer<typeof bucketSumSchema>;

export const pullPageSchema = z.object({
  clientId: z.string(), nodeId: z.string(), epoch, gen: z.string(), base: z.int(), from: z.int(), to: z.int(), head: z.int(),
  more: z.boolean(), rows: z.array(feedRowSchema), covered: z.record(z.string(), z.int()),
  /** Non-empty buckets of the whole node, given when `more` is false. */
  sums: z.array(bucketSumSchema).nullable(),
});
export type PullPage = z.infer<typeof pullPageSchema>;
/** The station must start again from 0 in a new generation. */
export const pullResetSchema = z.object({ reset: z.literal(true), epoch });
export const pullResponseSchema = z.union([pullResetSchema, pullPageSchema]);
export type PullResponse = z.infer<typeof pullResponseSchema>;

export type VerifyResponse = z.infer<typeof verifyResponseSchema>;
export const verifyRequestSchema = z.object({ clientId: z.uuid(), sums: z.array(bucketSumSchema) });
export const verifyResponseSchema = z.object({
  head: z.int(),
  different: z.array(z.object({ bucket: z.int(), rows: z.array(z.tuple([entityTypeSchema, z.string(), z.int()])) })),
});
export type FetchResponse = z.infer<typeof fetchResponseSchema>;
export const fetchRequestSchema = z.object({ keys: z.array(z.tuple([entityTypeSchema, z.string()])).max(500) });
export const fetchResponseSchema = z.object({ head: z.int(), rows: z.array(feedRowSchema) });

export const claimRequestSchema = z.object({ orderId: z.string() });
export const claimResponseSchema = z.union([
  z.object({ granted: z.literal(true), fence: z.int() }),
  z.object({ granted: z.literal(false), reason: z.enum(['held_by_other', 'not_packable', 'unknown_order']), holder: z.string().nullable() }),
]);
export const releaseRequestSchema = z.object({ orderId: z.string(), fence: z.int() });

export const nudgeSchema = z.object({ nodeId: z.string(), head: z.int(), epoch });
export type Nudge = z.infer<typeof nudgeSchema>;

export const blobPath = (hash: string): string => `/blob/${sha256.parse(hash)}`;
