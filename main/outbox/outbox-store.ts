/** SQL of the outbox (facts the OMS has not acknowledged or not shown back yet) and the inbox (outcomes a person must settle). */
import { z } from 'zod';
import type { Mutation } from '../../domain/wire/sync.ts';
import type { Tx } from '../db/open.ts';

export type NewOutboxRow = {
  readonly clientId: string; readonly mid: number; readonly opId: string; readonly orderId: string | null; readonly kind: string;
  readonly baseRev: number | null; readonly fence: number | null; readonly v: number; readonly body: string;
  readonly deviceAtMs: number; readonly monotonicMs: number;
};

export function insertOutboxRow(tx: Tx, row: NewOutboxRow): void {
  tx.prepare(`INSERT INTO outbox (client_id, mid, op_id, order_id, kind, base_rev, fence, v, body, device_at_ms, mono_ms, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`)
    .run(row.clientId, row.mid, row.opId, row.orderId, row.kind, row.baseRev, row.fence, row.v, row.body, row.deviceAtMs, row.monotonicMs);
}

const pendingRowSchema = z.object({
  mid: z.int(), op_id: z.string(), order_id: z.string().nullable(), kind: z.string(), base_rev: z.int().nullable(),
  fence: z.int().nullable(), v: z.int(), body: z.string(), device_at_ms: z.int(),
});

export function listPendingFacts(tx: Tx, clientId: string, limit: number): Mutation[] {
  const rows = tx.prepare(`SELECT mid, op_id, order_id, kind, base_rev, fence, v, body, device_at_ms FROM outbox
    WHERE client_id = ? AND state = 'pending' ORDER BY mid LIMIT ?`).all(clientId, limit);
  return rows.map((raw) => {
    const row = pendingRowSchema.parse(raw);
    return { mid: row.mid, op: row.op_id, kind: row.kind, orderId: row.order_id, baseRev: row.base_rev, fence: row.fence, v: row.v, at: row.device_at_ms, body: JSON.parse(row.body) as unknown };
  });
}

export function countPendingFacts(tx: Tx): { readonly count: number; readonly oldestAtMs: number | null } {
  const row = tx.prepare("SELECT count(*) AS count, min(device_at_ms) AS oldest FROM outbox WHERE state = 'pending'").get();
  const { count, oldest } = z.object({ count: z.int(), oldest: z.int().nullable() }).parse(row);
  return { count, oldestAtMs: oldest };
}

/** Matches by op, not by mid alone: an answer for another history must not complete this fact. */
export function markFactAcked(tx: Tx, op: string, outcome: string): boolean {
  return tx.prepare("UPDATE outbox SET state = 'acked', outcome = ? WHERE op_id = ? AND state = 'pending'").run(outcome, op).changes === 1;
}

/** The feed shows the hub's state after this mid, so the local overlay may be dropped. */
export function markFactsCovered(tx: Tx, clientId: string, mid: number): void {
  tx.prepare("UPDATE outbox SET is_covered = 1 WHERE client_id = ? AND mid <= ? AND is_covered = 0 AND state = 'acked'").run(clientId, mid);
}

/** On a new epoch the hub may have forgotten: everything that is still kept is offered again, with the same ids. */
export function reofferFacts(tx: Tx): void {
  tx.prepare("UPDATE outbox SET state = 'pending', outcome = NULL, is_covered = 0").run();
}

/**
 * After a fork (a restored or cloned file) or in a new epoch, pending facts get new numbers under a new client id, in the order in which
 * they were written (rowid), whatever client id they had; their op ids stay.
 */
export function renumberPendingFacts(tx: Tx, newClientId: string): number {
  const rows = tx.prepare("SELECT client_id, mid FROM outbox WHERE state = 'pending' ORDER BY rowid").all();
  const update = tx.prepare('UPDATE outbox SET client_id = ?, mid = ? WHERE client_id = ? AND mid = ?');
  rows.forEach((raw, index) => {
    const row = z.object({ client_id: z.string(), mid: z.int() }).parse(raw);
    update.run(newClientId, index + 1, row.client_id, row.mid);
  });
  return rows.length + 1;
}

/** Parcels closed here of which the office does not know yet. */
export function countUnreportedOrders(tx: Tx): number {
  const row = tx.prepare("SELECT count(DISTINCT order_id) AS count FROM outbox WHERE kind = 'ParcelClosed' AND is_covered = 0 AND outcome IS NULL").get();
  return z.object({ count: z.int() }).parse(row).count;
}

export type InboxRow = { readonly opId: string; readonly orderId: string | null; readonly outcome: string; readonly detail: string | null };

export function insertInboxRow(tx: Tx, row: InboxRow, atMs: number): void {
  tx.prepare('INSERT INTO inbox (op_id, order_id, outcome, detail, at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (op_id) DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail, acked_by = NULL, acked_at_ms = NULL')
    .run(row.opId, row.orderId, row.outcome, row.detail, atMs);
}

export function listOpenInbox(tx: Tx): InboxRow[] {
  const schema = z.object({ op_id: z.string(), order_id: z.string().nullable(), outcome: z.string(), detail: z.string().nullable() });
  return tx.prepare('SELECT op_id, order_id, outcome, detail FROM inbox WHERE acked_by IS NULL ORDER BY at_ms LIMIT 50').all()
    .map((raw) => { const row = schema.parse(raw); return { opId: row.op_id, orderId: row.order_id, outcome: row.outcome, detail: row.detail }; });
}

export function acknowledgeInboxRow(tx: Tx, opId: string, operatorId: string, atMs: number): boolean {
  return tx.prepare('UPDATE inbox SET acked_by = ?, acked_at_ms = ? WHERE op_id = ? AND acked_by IS NULL').run(operatorId, atMs, opId).changes === 1;
}

export function readOrderIdOfFact(tx: Tx, op: string): string | null {
  const row = tx.prepare('SELECT order_id FROM outbox WHERE op_id = ?').get(op);
  return row === undefined ? null : z.object({ order_id: z.string().nullable() }).parse(row).order_id;
}
