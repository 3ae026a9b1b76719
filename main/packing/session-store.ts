/** SQL of packing sessions, of the numbered scans, and of print jobs as packing needs them. */
import { z } from 'zod';
import type { PackingSession } from '../../domain/packing/session.ts';
import { verdictSchema, type Verdict } from '../../domain/rpc/station-contract.ts';
import type { Tx } from '../db/open.ts';

/** What we wrote ourselves is trusted: the column holds only what `upsertSession` put there. */
export function selectSession(tx: Tx, orderId: string): PackingSession | null {
  const row = tx.prepare('SELECT session FROM packing_sessions WHERE order_id = ?').get(orderId);
  return row === undefined ? null : (JSON.parse(z.object({ session: z.string() }).parse(row).session) as PackingSession);
}

/** Packed and printed, and not closed yet. */
export function selectPrintedSessions(tx: Tx): PackingSession[] {
  return tx.prepare("SELECT session FROM packing_sessions WHERE state = 'handshake' ORDER BY opened_at_ms").all().map((row) => JSON.parse(z.object({ session: z.string() }).parse(row).session) as PackingSession);
}

export function selectClosedSessions(tx: Tx, sinceMs: number): PackingSession[] {
  return tx.prepare("SELECT session FROM packing_sessions WHERE state = 'closed' AND closed_at_ms >= ? ORDER BY closed_at_ms, order_id").all(sinceMs).map((row) => JSON.parse(z.object({ session: z.string() }).parse(row).session) as PackingSession);
}

export function upsertSession(tx: Tx, session: PackingSession, nowMs: number): void {
  tx.prepare(`INSERT INTO packing_sessions (order_id, state, session, opened_at_ms, closed_at_ms) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (order_id) DO UPDATE SET state = excluded.state, session = excluded.session, closed_at_ms = excluded.closed_at_ms`)
    .run(session.orderId, session.state, JSON.stringify(session), nowMs, session.state === 'closed' ? nowMs : null);
}

export function countClosedSince(tx: Tx, sinceMs: number): number {
  const row = tx.prepare('SELECT count(*) AS count FROM packing_sessions WHERE closed_at_ms >= ?').get(sinceMs);
  return z.object({ count: z.int() }).parse(row).count;
}

const verdictRowSchema = z.object({ verdict: z.string() });

export function selectVerdictOfCommand(tx: Tx, commandId: string): Verdict | null {
  const row = tx.prepare('SELECT verdict FROM scans WHERE command_id = ?').get(commandId);
  return row === undefined ? null : verdictSchema.parse(JSON.parse(verdictRowSchema.parse(row).verdict));
}

export function selectLastVerdict(tx: Tx): Verdict | null {
  const row = tx.prepare('SELECT verdict FROM scans ORDER BY scan_number DESC LIMIT 1').get();
  return row === undefined ? null : verdictSchema.parse(JSON.parse(verdictRowSchema.parse(row).verdict));
}

/** When this code last counted (accepted or refused, not ignored), among scans since `sinceMs`. */
export function selectLastCountedAt(tx: Tx, code: string, sinceMs: number): number | null {
  // The newest few rows hold every scan of a bounce window: no scanner reads more than twenty codes a second.
  const row = tx.prepare(`SELECT max(at_ms) AS at_ms FROM (SELECT code, at_ms, verdict FROM scans ORDER BY scan_number DESC LIMIT 20)
    WHERE code = ? AND at_ms >= ? AND json_extract(verdict, '$.kind') <> 'ignored'`).get(code, sinceMs);
  return z.object({ at_ms: z.int().nullable() }).parse(row).at_ms;
}

/** The refusal that still fills the screen, though an ignored repeat may have come after it. */
export function selectLastRefusal(tx: Tx): Verdict | null {
  const row = tx.prepare("SELECT verdict FROM (SELECT scan_number, verdict FROM scans ORDER BY scan_number DESC LIMIT 20) WHERE json_extract(verdict, '$.kind') = 'refused' ORDER BY scan_number DESC LIMIT 1").get();
  return row === undefined ? null : verdictSchema.parse(JSON.parse(verdictRowSchema.parse(row).verdict));
}

export function nextScanNumber(tx: Tx): number {
  const row = tx.prepare("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'scans'), 0) + 1 AS next").get();
  return z.object({ next: z.int() }).parse(row).next;
}

export type NewScan = { readonly verdict: Verdict; readonly source: string; readonly code: string; readonly orderId: string | null; readonly operatorId: string | null };

export function insertScan(tx: Tx, scan: NewScan): void {
  tx.prepare('INSERT INTO scans (scan_number, command_id, source, code, order_id, operator_id, verdict, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(scan.verdict.scanNumber, scan.verdict.commandId, scan.source, scan.code, scan.orderId, scan.operatorId, JSON.stringify(scan.verdict), scan.verdict.atMs);
}
