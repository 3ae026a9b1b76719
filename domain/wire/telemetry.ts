/**
 * What a station says of itself, for the manager's dashboard (POST /sync/report, and inside hello).
 * Never a ground for a decision about orders: it may be late, and a station's clock may be wrong.
 */
import { z } from 'zod';

const text = z.string().max(500);

export const checksumStateSchema = z.enum(['ok', 'repairing', 'unknown', 'different']);

export const printerTelemetrySchema = z.object({
  printerId: z.string().max(100), name: text, roles: z.array(z.enum(['label', 'slip', 'combined', 'receipt', 'report'])).max(5),
  /** A word of the station's own list, such as `ready` or `out_of_paper`; a newer station may have words that this OMS does not know. */
  state: z.string().max(40), detail: text, openJobs: z.int().nonnegative(),
});

export const stationTelemetrySchema = z.object({
  queue: z.object({
    pendingFacts: z.int().nonnegative(), oldestPendingAgeMs: z.int().nonnegative().nullable(),
    /** Orders whose parcel is closed there and that the OMS does not show as shipped yet. */
    unreportedOrders: z.int().nonnegative(),
    /** Outcomes that no person has acknowledged. */
    inboxOpen: z.int().nonnegative(),
  }),
  feed: z.object({
    /** Null until the first hello was answered. */
    epoch: z.string().max(100).nullable(), gen: z.string().max(100).nullable(), cursor: z.int().nonnegative(),
    /** As the station knows it: rows to its last known head, and how long ago it was caught up. The OMS computes its own. */
    lagRows: z.int().nonnegative().nullable(), lagMs: z.int().nonnegative().nullable(), checksum: checksumStateSchema,
  }),
  printers: z.array(printerTelemetrySchema).max(32),
  app: z.object({ version: z.string().max(60), protocol: z.int().positive(), startedAtMs: z.int().nonnegative() }),
  machine: z.object({
    databaseBytes: z.int().nonnegative(), freeDiskBytes: z.int().nonnegative().nullable(), memoryBytes: z.int().nonnegative(),
    /** The disk was full: the bench works on its reserve, finishes what is open and opens nothing new. Absent in the first reports. */
    isStorageFull: z.boolean().optional(),
  }),
  lastError: text.nullable(),
});
export type StationTelemetry = z.infer<typeof stationTelemetrySchema>;

export const reportAnswerSchema = z.object({ hubAtMs: z.int() });
