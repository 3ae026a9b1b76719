/** SQL of the open orders' narrow rows, written with the documents that they come from. */
import { z } from 'zod';
import type { Tx } from '../db/open.ts';
import type { OpenOrder } from './open-order.ts';

const rowSchema = z.object({ lease_station_id: z.string().nullable(), ship_by: z.string(), is_on_hold: z.int(), zpl_sha256: z.string().nullable(), pdf_sha256: z.string().nullable(), further_sha256s: z.string().nullable() });

export function selectOpenOrder(tx: Tx, orderId: string): OpenOrder | null {
  const raw = tx.prepare('SELECT lease_station_id, ship_by, is_on_hold, zpl_sha256, pdf_sha256, further_sha256s FROM open_order WHERE order_id = ?').get(orderId);
  if (raw === undefined) return null;
  const row = rowSchema.parse(raw);
  return { leaseStationId: row.lease_station_id, shipBy: row.ship_by, isOnHold: row.is_on_hold === 1, zplSha256: row.zpl_sha256, pdfSha256: row.pdf_sha256, furtherSha256s: row.further_sha256s === null ? [] : z.array(z.string()).parse(JSON.parse(row.further_sha256s)) };
}

export function insertOpenOrder(tx: Tx, orderId: string, order: OpenOrder): void {
  tx.prepare('INSERT INTO open_order (lease_station_id, ship_by, is_on_hold, zpl_sha256, pdf_sha256, further_sha256s, order_id) VALUES (?, ?, ?, ?, ?, ?, ?)').run(...valuesOf(order), orderId);
  tx.prepare('UPDATE open_order_count SET count = count + 1').run();
}

export function updateOpenOrder(tx: Tx, orderId: string, order: OpenOrder): void {
  tx.prepare('UPDATE open_order SET lease_station_id = ?, ship_by = ?, is_on_hold = ?, zpl_sha256 = ?, pdf_sha256 = ?, further_sha256s = ? WHERE order_id = ?').run(...valuesOf(order), orderId);
}

export function deleteOpenOrder(tx: Tx, orderId: string): void {
  tx.prepare('DELETE FROM open_order WHERE order_id = ?').run(orderId);
  tx.prepare('UPDATE open_order_count SET count = count - 1').run();
}

function valuesOf(order: OpenOrder): [string | null, string, number, string | null, string | null, string | null] {
  return [order.leaseStationId, order.shipBy, order.isOnHold ? 1 : 0, order.zplSha256, order.pdfSha256, order.furtherSha256s.length === 0 ? null : JSON.stringify(order.furtherSha256s)];
}
