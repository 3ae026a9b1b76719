/** What a developer sees of a bench's replication: queue of facts, positions, sums and the last errors. Read only, and free of personal data. */
import { z } from 'zod';
import { entityTypeSchema } from '../wire/documents.ts';
import { bucketSumSchema } from '../wire/sync.ts';
import { checksumStateSchema } from '../wire/telemetry.ts';

export const inspectedFactSchema = z.object({
  mid: z.int(), opId: z.string(), kind: z.string(), orderId: z.string().nullable(), fence: z.int().nullable(), baseRev: z.int().nullable(), atMs: z.int(),
  /** pending: not acknowledged. acked: acknowledged, and the feed does not show it yet. covered: kept for the case that the hub is restored. */
  state: z.enum(['pending', 'acked', 'covered']),
  outcome: z.string().nullable(),
});
export type InspectedFact = z.infer<typeof inspectedFactSchema>;

export const syncInspectionSchema = z.object({
  atMs: z.int(), appVersion: z.string(), protocol: z.int(),
  line: z.object({
    omsUrl: z.string().nullable(), state: z.enum(['online', 'offline', 'never']), sinceMs: z.int().nullable(), isRefused: z.boolean(), lastError: z.string().nullable(),
    /** Rounds that failed since the service started, newest first; a failure that repeats itself is one entry. */
    failures: z.array(z.object({ message: z.string(), firstAtMs: z.int(), lastAtMs: z.int(), times: z.int() })),
  }),
  replica: z.object({
    stationId: z.string().nullable(), clientId: z.string().nullable(), epoch: z.string().nullable(), gen: z.string().nullable(),
    base: z.int(), cursor: z.int(), head: z.int().nullable(), isSnapshotOpen: z.boolean(),
    checksum: checksumStateSchema, checkedAtMs: z.int().nullable(),
    rows: z.array(z.object({ type: entityTypeSchema, count: z.int() })), buckets: z.array(bucketSumSchema),
    blobs: z.object({ wanted: z.int(), here: z.int(), own: z.int(), bytes: z.int() }),
  }),
  facts: z.object({
    nextMid: z.int().nullable(),
    /** `<client id>:<mid>`: what a finished backup of the hub holds. */
    safe: z.string().nullable(),
    pending: z.int(), acked: z.int(), covered: z.int(), oldestPendingAtMs: z.int().nullable(),
    /** The oldest that wait, in the order in which they are sent. */
    queue: z.array(inspectedFactSchema),
    /** The last that were answered, newest first. */
    answered: z.array(inspectedFactSchema),
  }),
  outcomes: z.array(z.object({ opId: z.string(), orderId: z.string().nullable(), outcome: z.string(), detail: z.string().nullable() })),
});
export type SyncInspection = z.infer<typeof syncInspectionSchema>;
