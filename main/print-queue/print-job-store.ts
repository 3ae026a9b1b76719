/** SQL of print jobs: the only queue of record (reference/printing.md fact 3). */
import { z } from 'zod';
import { warehousePaperSchema, type WarehousePaper } from '../../domain/documents/warehouse-paper.ts';
import { printDocumentSchema, printJobStateSchema, type PrintDocumentKind, type PrintJobState } from '../../domain/printing/print-job.ts';
import type { Tx } from '../db/open.ts';

export type PrintJob = {
  readonly jobId: string; readonly unitId: string; readonly orderId: string; readonly parcelId: string; readonly document: PrintDocumentKind;
  readonly copy: number; readonly printerId: string; readonly sha256: string | null; readonly impressions: number; readonly state: PrintJobState;
  readonly attempt: number; readonly evidence: string | null; readonly detail: string | null; readonly preparedAtMs: number;
  readonly sentAtMs: number | null; readonly settledAtMs: number | null; readonly nextTryAtMs: number | null;
  /** An attempt that may still sit in a printer: it is taken back before another is made. */
  readonly doubt: Doubt | null;
  readonly isBlind: boolean; readonly act: PrintAct;
  /** What a paper of the warehouse shows, as it was when it was asked for; null for an order's documents, which are read when they are made. */
  readonly content: WarehousePaper | null;
  /** Characters that were asked for and that no font of ours can draw. */
  readonly unprintable: readonly string[];
};

const COLUMNS = 'job_id, unit_id, order_id, parcel_id, document, copy, printer_id, sha256, impressions, state, attempt, evidence, detail, prepared_at_ms, sent_at_ms, settled_at_ms, next_try_at_ms, doubt, is_blind, act, content, unprintable';
export type PrintAct = 'print' | 'reprint' | 'relabel' | 'parcel';
const doubtSchema = z.object({ jobId: z.string(), printerId: z.string(), sentAtMs: z.int(), evidence: z.string().nullable() });
export type Doubt = z.infer<typeof doubtSchema>;
const rowSchema = z.object({
  job_id: z.string(), unit_id: z.string(), order_id: z.string(), parcel_id: z.string(), document: printDocumentSchema, copy: z.int(),
  printer_id: z.string(), sha256: z.string().nullable(), impressions: z.int(), state: printJobStateSchema, attempt: z.int(), evidence: z.string().nullable(),
  detail: z.string().nullable(), prepared_at_ms: z.int(), sent_at_ms: z.int().nullable(), settled_at_ms: z.int().nullable(), next_try_at_ms: z.int().nullable(),
  doubt: z.string().nullable(), is_blind: z.int(), act: z.enum(['print', 'reprint', 'relabel', 'parcel']), content: z.string().nullable(), unprintable: z.string().nullable(),
}).transform((row): PrintJob => ({
  jobId: row.job_id, unitId: row.unit_id, orderId: row.order_id, parcelId: row.parcel_id, document: row.document, copy: row.copy, printerId: row.printer_id,
  sha256: row.sha256, impressions: row.impressions, state: row.state, attempt: row.attempt, evidence: row.evidence, detail: row.detail,
  preparedAtMs: row.prepared_at_ms, sentAtMs: row.sent_at_ms, settledAtMs: row.settled_at_ms, nextTryAtMs: row.next_try_at_ms,
  doubt: row.doubt === null ? null : doubtSchema.parse(JSON.parse(row.doubt)), isBlind: row.is_blind === 1, act: row.act,
  content: row.content === null ? null : warehousePaperSchema.parse(JSON.parse(row.content)), unprintable: row.unprintable === null ? [] : z.array(z.string()).parse(JSON.parse(row.unprintable)),
}));

export type NewPrintJob = Pick<PrintJob, 'jobId' | 'unitId' | 'orderId' | 'parcelId' | 'document' | 'copy' | 'printerId' | 'sha256' | 'impressions' | 'preparedAtMs' | 'act'> & { readonly content?: WarehousePaper };

export function insertPrintJob(tx: Tx, job: NewPrintJob): void {
  tx.prepare(`INSERT INTO print_jobs (job_id, unit_id, order_id, parcel_id, document, copy, printer_id, sha256, impressions, state, prepared_at_ms, act, content)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'prepared', ?, ?, ?)`)
    .run(job.jobId, job.unitId, job.orderId, job.parcelId, job.document, job.copy, job.printerId, job.sha256, job.impressions, job.preparedAtMs, job.act, job.content === undefined ? null : JSON.stringify(job.content));
}

export function selectPrintJob(tx: Tx, jobId: string): PrintJob | null {
  const row = tx.prepare(`SELECT ${COLUMNS} FROM print_jobs WHERE job_id = ?`).get(jobId);
  return row === undefined ? null : rowSchema.parse(row);
}

export function selectJobsOfParcel(tx: Tx, parcelId: string): PrintJob[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM print_jobs WHERE parcel_id = ? ORDER BY prepared_at_ms, rowid`).all(parcelId).map((row) => rowSchema.parse(row));
}

/** The predicate of the index `print_jobs_open`, word for word: SQLite takes a partial index only then. */
const IS_OPEN = "state IN ('prepared', 'sending', 'sent', 'failed_safe', 'uncertain')";

/** The head of one printer's queue, first in, first out. A failed job without a next try waits for a person and blocks nobody. */
export function selectHeadOfQueue(tx: Tx, printerId: string): PrintJob | null {
  const row = tx.prepare(`SELECT ${COLUMNS} FROM print_jobs WHERE printer_id = ? AND ${IS_OPEN} AND state IN ('prepared', 'failed_safe') AND (state = 'prepared' OR next_try_at_ms IS NOT NULL) ORDER BY prepared_at_ms, rowid LIMIT 1`).get(printerId);
  return row === undefined ? null : rowSchema.parse(row);
}

/** What a crash left between first byte and evidence. A row with a settled time was sent to a printer that tells nothing. */
export function selectInterruptedJobs(tx: Tx): PrintJob[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM print_jobs WHERE state = 'sending' OR (state = 'sent' AND settled_at_ms IS NULL) ORDER BY prepared_at_ms`).all().map((row) => rowSchema.parse(row));
}

/**
 * Jobs whose paper a printer's evidence may still prove. An odometer proves nothing once a later job was sent there;
 * a printer that keeps our job's name can be asked any time.
 */
export function selectProvableJobs(tx: Tx, printerId: string): PrintJob[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM print_jobs AS job WHERE printer_id = ? AND ${IS_OPEN} AND state = 'uncertain' AND evidence IS NOT NULL
    AND (json_extract(evidence, '$.kind') IN ('ipp', 'spooler') OR (json_extract(evidence, '$.kind') = 'zebra'
      AND NOT EXISTS (SELECT 1 FROM print_attempts AS later WHERE later.printer_id = job.printer_id AND later.started_at_ms >= job.sent_at_ms AND later.job_id <> job.job_id
        AND coalesce(later.outcome, 'sending') <> 'failed_safe')))
    ORDER BY prepared_at_ms`).all(printerId).map((row) => rowSchema.parse(row));
}

/** What is open, and what was prepared since; newest first. */
export function selectRecentJobs(tx: Tx, sinceMs: number, most: number): PrintJob[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM print_jobs WHERE prepared_at_ms >= ? OR ${IS_OPEN} ORDER BY prepared_at_ms DESC, rowid DESC LIMIT ?`).all(sinceMs, most).map((row) => rowSchema.parse(row));
}

export function selectJobsOfUnit(tx: Tx, unitId: string): PrintJob[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM print_jobs WHERE unit_id = ? ORDER BY prepared_at_ms, rowid`).all(unitId).map((row) => rowSchema.parse(row));
}

/** Jobs of every printer that are known not to have printed yet. */
export function selectUnprintedJobs(tx: Tx): PrintJob[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM print_jobs WHERE ${IS_OPEN} AND state IN ('prepared', 'failed_safe') ORDER BY prepared_at_ms`).all().map((row) => rowSchema.parse(row));
}

export function countWaitingJobs(tx: Tx, printerId: string): number {
  const row = tx.prepare(`SELECT count(*) AS count FROM print_jobs WHERE printer_id = ? AND ${IS_OPEN} AND state IN ('prepared', 'sending', 'failed_safe')`).get(printerId);
  return z.object({ count: z.int() }).parse(row).count;
}

/** The order has a print unit besides this one. */
export function hasOtherUnit(tx: Tx, orderId: string, unitId: string): boolean {
  return tx.prepare("SELECT 1 FROM print_jobs WHERE order_id = ? AND unit_id <> ? AND act <> 'parcel' LIMIT 1").get(orderId, unitId) !== undefined;
}

export type PrintJobChange = { readonly state: PrintJobState; readonly detail: string | null; readonly nextTryAtMs: number | null; readonly settledAtMs: number | null };

export function updatePrintJob(tx: Tx, jobId: string, change: PrintJobChange): void {
  tx.prepare('UPDATE print_jobs SET state = ?, detail = ?, next_try_at_ms = ?, settled_at_ms = ? WHERE job_id = ?')
    .run(change.state, change.detail, change.nextTryAtMs, change.settledAtMs, jobId);
}

export function updateJobBytes(tx: Tx, jobId: string, { sha256, impressions, unprintable }: Pick<PrintJob, 'impressions' | 'unprintable'> & { readonly sha256: string }): void {
  tx.prepare('UPDATE print_jobs SET sha256 = ?, impressions = ?, unprintable = ? WHERE job_id = ?').run(sha256, impressions, unprintable.length === 0 ? null : JSON.stringify(unprintable), jobId);
}

/** One more attempt, with the printer and the evidence from which a crash can be settled later. */
export function updateJobAttempt(tx: Tx, jobId: string, evidence: string, nowMs: number): void {
  tx.prepare('UPDATE print_jobs SET attempt = attempt + 1, evidence = ?, sent_at_ms = ? WHERE job_id = ?').run(evidence, nowMs, jobId);
  tx.prepare(`INSERT INTO print_attempts (job_id, attempt, printer_id, evidence, started_at_ms)
    SELECT job_id, attempt, printer_id, evidence, sent_at_ms FROM print_jobs WHERE job_id = ?`).run(jobId);
}

/** Something that is no job went to the printer, such as a test page: its counter has moved. */
export function insertForeignAttempt(tx: Tx, attempt: { readonly id: string; readonly printerId: string; readonly nowMs: number }): void {
  tx.prepare("INSERT INTO print_attempts (job_id, attempt, printer_id, evidence, started_at_ms, outcome) VALUES (?, 1, ?, '{\"kind\":\"none\"}', ?, 'sent')").run(attempt.id, attempt.printerId, attempt.nowMs);
}

/** How the job's latest attempt ended; the last word on it stays. */
export function updateAttemptOutcome(tx: Tx, jobId: string, outcome: PrintJobState, detail: string | null, nowMs: number): void {
  tx.prepare('UPDATE print_attempts SET outcome = ?, detail = ?, ended_at_ms = ? WHERE job_id = ? AND attempt = (SELECT attempt FROM print_jobs WHERE job_id = ?)').run(outcome, detail, nowMs, jobId, jobId);
}

/** The printer has acknowledged all bytes of the attempt. */
export function markEvidenceWhole(tx: Tx, jobId: string): void {
  tx.prepare("UPDATE print_jobs SET evidence = json_set(evidence, '$.isWhole', json('true')) WHERE job_id = ?").run(jobId);
}

/** The latest attempt may still sit in its printer. */
export function keepDoubt(tx: Tx, jobId: string): void {
  tx.prepare("UPDATE print_jobs SET doubt = json_object('jobId', job_id, 'printerId', printer_id, 'sentAtMs', sent_at_ms, 'evidence', evidence) WHERE job_id = ? AND sent_at_ms IS NOT NULL").run(jobId);
}

/** A reprint of a job in doubt first takes that job back. */
export function inheritDoubt(tx: Tx, jobId: string, fromJobId: string): void {
  tx.prepare('UPDATE print_jobs SET doubt = (SELECT doubt FROM print_jobs WHERE job_id = ?) WHERE job_id = ?').run(fromJobId, jobId);
}

export function clearDoubt(tx: Tx, jobId: string): void {
  tx.prepare('UPDATE print_jobs SET doubt = NULL WHERE job_id = ?').run(jobId);
}

/** Another job was sent to that printer since: its counter does not speak of the doubtful one any more. */
export function isCountSpoilt(tx: Tx, doubt: Doubt): boolean {
  return tx.prepare(`SELECT 1 FROM print_attempts WHERE printer_id = ? AND job_id <> ? AND started_at_ms >= ? AND coalesce(outcome, 'sending') <> 'failed_safe' LIMIT 1`)
    .get(doubt.printerId, doubt.jobId, doubt.sentAtMs) !== undefined;
}

export function updateBlind(tx: Tx, jobId: string): void {
  tx.prepare('UPDATE print_jobs SET is_blind = 1 WHERE job_id = ?').run(jobId);
}

export function updateFirstByte(tx: Tx, jobId: string, nowMs: number): void {
  tx.prepare('UPDATE print_jobs SET first_byte_at_ms = ? WHERE job_id = ?').run(nowMs, jobId);
}

export function updatePreparedAt(tx: Tx, jobId: string, nowMs: number): void {
  tx.prepare('UPDATE print_jobs SET prepared_at_ms = ? WHERE job_id = ?').run(nowMs, jobId);
}

/** Bytes belong to a printer's language, so they are made anew. */
export function updateJobPrinter(tx: Tx, jobId: string, printerId: string): void {
  tx.prepare('UPDATE print_jobs SET printer_id = ?, sha256 = NULL WHERE job_id = ?').run(printerId, jobId);
}
