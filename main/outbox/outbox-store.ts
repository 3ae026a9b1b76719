/** SQL of the outbox (facts the OMS has not acknowledged or not shown back yet) and the inbox (outcomes a person must settle). */
import { z } from 'zod';
import { isApplied, outcomeSchema } from '../../domain/wire/sync.ts';
import type { FactRow, FactState, OutcomeRow, SentFact } from '../../sync/station/replica-tx.ts';
import type { Tx } from '../db/open.ts';

export function insertFact(tx: Tx, fact: FactRow): void {
  tx.prepare(`INSERT INTO outbox (client_id, mid, op_id, order_id, kind, base_rev, fence, v, body, device_at_ms, mono_ms, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`)
    .run(fact.clientId, fact.mid, fact.opId, fact.orderId, fact.kind, fact.baseRev, fact.fence, fact.v, fact.body, fact.deviceAtMs, fact.monotonicMs);
}

const COLUMNS = 'client_id, mid, op_id, order_id, kind, base_rev, fence, v, body, device_at_ms, mono_ms, state, outcome, is_covered';
const rowSchema = z.object({
  client_id: z.string(), mid: z.int(), op_id: z.string(), order_id: z.string().nullable(), kind: z.string(), base_rev: z.int().nullable(), fence: z.int().nullable(), v: z.int(),
  body: z.string(), device_at_ms: z.int(), mono_ms: z.int(), state: z.enum(['pending', 'acked']), outcome: z.string().nullable(), is_covered: z.int(),
});

function toFact(raw: unknown): SentFact {
  const row = rowSchema.parse(raw);
  return {
    clientId: row.client_id, mid: row.mid, opId: row.op_id, orderId: row.order_id, kind: row.kind, baseRev: row.base_rev, fence: row.fence, v: row.v,
    body: row.body, deviceAtMs: row.device_at_ms, monotonicMs: row.mono_ms, state: row.state, outcome: row.outcome, isCovered: row.is_covered === 1,
  };
}

export function readFact(tx: Tx, opId: string): SentFact | null {
  const row = tx.prepare(`SELECT ${COLUMNS} FROM outbox WHERE op_id = ?`).get(opId);
  return row === undefined ? null : toFact(row);
}

export function listPendingFacts(tx: Tx, clientId: string, limit: number): SentFact[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM outbox WHERE client_id = ? AND state = 'pending' ORDER BY mid LIMIT ?`).all(clientId, limit).map(toFact);
}

/** In the order in which they were written (rowid), whatever client id they have had since. */
export function listFacts(tx: Tx): SentFact[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM outbox ORDER BY rowid`).all().map(toFact);
}

export function countPendingFacts(tx: Tx): { readonly count: number; readonly oldestAtMs: number | null } {
  const row = tx.prepare("SELECT count(*) AS count, min(device_at_ms) AS oldest FROM outbox WHERE state = 'pending'").get();
  const { count, oldest } = z.object({ count: z.int(), oldest: z.int().nullable() }).parse(row);
  return { count, oldestAtMs: oldest };
}

/** Of every client id that the file has had. */
export function listOldestPending(tx: Tx, limit: number): SentFact[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM outbox WHERE state = 'pending' ORDER BY rowid LIMIT ?`).all(limit).map(toFact);
}

/** Newest first. */
export function listAnsweredFacts(tx: Tx, limit: number): SentFact[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM outbox WHERE state = 'acked' ORDER BY rowid DESC LIMIT ?`).all(limit).map(toFact);
}

export function countFactsByState(tx: Tx): { readonly acked: number; readonly covered: number } {
  const row = tx.prepare("SELECT count(*) FILTER (WHERE is_covered = 0) AS acked, count(*) FILTER (WHERE is_covered = 1) AS covered FROM outbox WHERE state = 'acked'").get();
  return z.object({ acked: z.int(), covered: z.int() }).parse(row);
}

export function selectHighestAcked(tx: Tx, clientId: string): number {
  const row = tx.prepare("SELECT coalesce(max(mid), 0) AS mid FROM outbox WHERE client_id = ? AND state = 'acked'").get(clientId);
  return z.object({ mid: z.int() }).parse(row).mid;
}

export function selectNewestLogged(tx: Tx): string | null {
  const row = tx.prepare("SELECT op_id FROM outbox WHERE state = 'acked' AND outcome IS NOT 'quarantined' ORDER BY rowid DESC LIMIT 1").get();
  return row === undefined ? null : z.object({ op_id: z.string() }).parse(row).op_id;
}

export function setFactState(tx: Tx, opId: string, state: FactState, outcome: string | null): void {
  tx.prepare('UPDATE outbox SET state = ?, outcome = ? WHERE op_id = ?').run(state, outcome, opId);
}

/** The feed shows the hub's state after this mid, so the local overlay may be dropped. */
export function coverFacts(tx: Tx, clientId: string, mid: number): void {
  tx.prepare("UPDATE outbox SET is_covered = 1 WHERE client_id = ? AND mid <= ? AND is_covered = 0 AND state = 'acked'").run(clientId, mid);
}

export function uncoverAllFacts(tx: Tx): void {
  tx.prepare('UPDATE outbox SET is_covered = 0').run();
}

export function renumberFact(tx: Tx, opId: string, clientId: string, mid: number): void {
  tx.prepare('UPDATE outbox SET client_id = ?, mid = ? WHERE op_id = ?').run(clientId, mid, opId);
}

/** What a person has still to settle is kept: its card shows the parcel and the label of the fact. */
const IS_SETTLED = "state = 'acked' AND is_covered = 1 AND op_id NOT IN (SELECT op_id FROM inbox WHERE acked_by IS NULL)";

export function purgeFacts(tx: Tx, clientId: string, mid: number): number {
  return tx.prepare(`DELETE FROM outbox WHERE ${IS_SETTLED} AND client_id = ? AND mid <= ?`).run(clientId, mid).changes;
}

export function purgeFactsUpTo(tx: Tx, opId: string): number {
  return tx.prepare(`DELETE FROM outbox WHERE ${IS_SETTLED} AND rowid <= (SELECT rowid FROM outbox WHERE op_id = ?)`).run(opId).changes;
}

export function selectNewestSettled(tx: Tx): string | null {
  const row = tx.prepare("SELECT op_id FROM outbox WHERE state = 'acked' AND is_covered = 1 ORDER BY rowid DESC LIMIT 1").get();
  return row === undefined ? null : z.object({ op_id: z.string() }).parse(row).op_id;
}

/** Parcels closed here of which the office does not know yet. */
export function countUnreportedOrders(tx: Tx): number {
  const row = tx.prepare("SELECT count(DISTINCT order_id) AS count FROM outbox WHERE kind = 'ParcelClosed' AND is_covered = 0 AND outcome IS NULL").get();
  return z.object({ count: z.int() }).parse(row).count;
}

export type InboxRow = OutcomeRow;

/** One row per fact. An outcome that a person has settled is shown again only when the hub has come to another one. */
export function putOutcome(tx: Tx, row: OutcomeRow, atMs: number): void {
  // An acknowledgement is no work: should the office not take it (a revoked bench's is quarantined), there is nothing to acknowledge again.
  if (readFact(tx, row.opId)?.kind === 'OutcomeAcknowledged') return;
  if (isApplied(outcomeSchema.parse(row.outcome))) { tx.prepare('DELETE FROM inbox WHERE op_id = ?').run(row.opId); return; }
  tx.prepare(`INSERT INTO inbox (op_id, order_id, outcome, detail, at_ms) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (op_id) DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail, at_ms = excluded.at_ms, acked_by = NULL, acked_at_ms = NULL WHERE inbox.outcome <> excluded.outcome`)
    .run(row.opId, row.orderId, row.outcome, row.detail, atMs);
}

export function listOpenInbox(tx: Tx): InboxRow[] {
  const schema = z.object({ op_id: z.string(), order_id: z.string().nullable(), outcome: z.string(), detail: z.string().nullable() });
  return tx.prepare('SELECT op_id, order_id, outcome, detail FROM inbox WHERE acked_by IS NULL ORDER BY at_ms LIMIT 50').all()
    .map((raw) => { const row = schema.parse(raw); return { opId: row.op_id, orderId: row.order_id, outcome: row.outcome, detail: row.detail }; });
}

export function countOpenInbox(tx: Tx): number {
  const row = tx.prepare('SELECT count(*) AS count FROM inbox WHERE acked_by IS NULL').get();
  return z.object({ count: z.int() }).parse(row).count;
}

export function acknowledgeInboxRow(tx: Tx, opId: string, operatorId: string, atMs: number): boolean {
  return tx.prepare('UPDATE inbox SET acked_by = ?, acked_at_ms = ? WHERE op_id = ? AND acked_by IS NULL').run(operatorId, atMs, opId).changes === 1;
}
