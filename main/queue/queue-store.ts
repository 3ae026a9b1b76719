/** SQL of the queue: open orders joined with what this bench did to them and which labels are here. Reads only. */
import { z } from 'zod';
import type { Tx } from '../db/open.ts';

export type QueueRow = { readonly body: string; readonly sessionState: string | null; readonly hasLabelBytes: boolean };

const rowSchema = z.object({ body: z.string(), session_state: z.string().nullable(), has_label: z.int() });

const HAS_LABEL = "EXISTS (SELECT 1 FROM blob INDEXED BY blob_here WHERE sha256 = o.zpl_sha256 AND state <> 'wanted') AND EXISTS (SELECT 1 FROM blob INDEXED BY blob_here WHERE sha256 = o.pdf_sha256 AND state <> 'wanted')";
const COLUMNS = `ent.body AS body, s.state AS session_state, ${HAS_LABEL} AS has_label`;
// CROSS JOIN: the queue's order is read from its index, and the walk ends with the last row that is shown.
const JOINED = "CROSS JOIN ent ON ent.type = 'order' AND ent.id = o.order_id LEFT JOIN packing_sessions s ON s.order_id = o.order_id";
/** Orders packed here leave the queue at once, before the office knows. */
const NOT_CLOSED = "s.state IS NOT 'closed'";

/** Leased to this bench, most urgent first. */
export function selectLeasedQueue(tx: Tx, stationId: string, limit: number): QueueRow[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM open_order o INDEXED BY open_order_leased ${JOINED}
    WHERE o.lease_station_id = ? AND ${NOT_CLOSED} ORDER BY o.ship_by, o.order_id LIMIT ?`).all(stationId, limit).map(toRow);
}

/** In the pool or leased to another bench, most urgent first. */
export function selectOtherQueue(tx: Tx, stationId: string, limit: number): QueueRow[] {
  return tx.prepare(`SELECT ${COLUMNS} FROM open_order o INDEXED BY open_order_queue ${JOINED}
    WHERE o.lease_station_id IS NOT ? AND ${NOT_CLOSED} ORDER BY o.ship_by, o.order_id LIMIT ?`).all(stationId, limit).map(toRow);
}

/** Orders that could be begun here without a network. */
export function countReadyOrders(tx: Tx, stationId: string): number {
  return toCount(tx.prepare(`SELECT count(*) AS count FROM open_order o INDEXED BY open_order_leased WHERE o.lease_station_id = ? AND o.is_on_hold = 0
    AND NOT EXISTS (SELECT 1 FROM packing_sessions s WHERE s.order_id = o.order_id) AND ${HAS_LABEL}`).get(stationId));
}

export function countOpenOrders(tx: Tx): number {
  return toCount(tx.prepare('SELECT count FROM open_order_count').get());
}

function toRow(raw: unknown): QueueRow {
  const row = rowSchema.parse(raw);
  return { body: row.body, sessionState: row.session_state, hasLabelBytes: row.has_label === 1 };
}

function toCount(row: unknown): number {
  return z.object({ count: z.int() }).parse(row).count;
}
