/** SQL over `ent`, the rows that the OMS owns. Read only here; the feed alone writes them (main/sync-store). */
import { z } from 'zod';
import type { Tx } from '../db/open.ts';

export type EntityRow = { readonly id: string; readonly rev: number; readonly body: string };

const rowSchema = z.object({ id: z.string(), rev: z.int(), body: z.string() });

export function selectEntity(tx: Tx, type: string, id: string): EntityRow | null {
  const row = tx.prepare('SELECT id, rev, body FROM ent WHERE type = ? AND id = ?').get(type, id);
  return row === undefined ? null : rowSchema.parse(row);
}

export function selectEntities(tx: Tx, type: string): EntityRow[] {
  return tx.prepare('SELECT id, rev, body FROM ent WHERE type = ? ORDER BY id').all(type).map((row) => rowSchema.parse(row));
}

export function selectOrdersByNumber(tx: Tx, orderNumber: string): EntityRow[] {
  return tx.prepare("SELECT id, rev, body FROM ent WHERE type = 'order' AND order_number = ? LIMIT 5").all(orderNumber).map((row) => rowSchema.parse(row));
}

export function selectOrderByLabel(tx: Tx, field: 'pairCode' | 'trackingNumber', value: string): EntityRow | null {
  const row = field === 'pairCode'
    ? tx.prepare("SELECT id, rev, body FROM ent INDEXED BY ent_pair_code WHERE type = 'order' AND pair_code = ? LIMIT 1").get(value)
    : tx.prepare("SELECT id, rev, body FROM ent INDEXED BY ent_tracking_number WHERE type = 'order' AND tracking_number = ? LIMIT 1").get(value);
  return row === undefined ? null : rowSchema.parse(row);
}

/** Open orders leased to this station, most urgent first. */
export function selectLeasedOrders(tx: Tx, stationId: string, limit: number): EntityRow[] {
  return tx.prepare(`SELECT ent.id AS id, ent.rev AS rev, ent.body AS body FROM open_order o INDEXED BY open_order_leased CROSS JOIN ent ON ent.type = 'order' AND ent.id = o.order_id
    WHERE o.lease_station_id = ? ORDER BY o.ship_by, o.order_id LIMIT ?`).all(stationId, limit).map((row) => rowSchema.parse(row));
}

export function selectProductByGtin(tx: Tx, gtin14: string): EntityRow | null {
  const row = tx.prepare("SELECT id, rev, body FROM ent INDEXED BY ent_gtin14 WHERE type = 'product' AND gtin14 = ? LIMIT 1").get(gtin14);
  return row === undefined ? null : rowSchema.parse(row);
}

/** By SKU in any case, or by an alias: the rare way in, so it may look through the catalogue. */
export function selectProductByText(tx: Tx, text: string): EntityRow | null {
  const row = tx.prepare(`SELECT id, rev, body FROM ent WHERE type = 'product'
    AND (id = ? COLLATE NOCASE OR EXISTS (SELECT 1 FROM json_each(body, '$.aliases') WHERE json_each.value = ?)) LIMIT 1`).get(text, text);
  return row === undefined ? null : rowSchema.parse(row);
}
