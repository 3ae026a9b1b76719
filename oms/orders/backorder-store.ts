/** SQL of orders that wait for stock. */
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';

/** Oldest first. Held orders wait for a person, not for stock. */
export async function selectWaitingOrders(tx: Tx, sku: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ order_id: string }>`SELECT o.order_id FROM orders o WHERE o.status = 'BACKORDERED' AND NOT o.is_on_hold
    AND EXISTS (SELECT FROM order_items i WHERE i.order_id = o.order_id AND i.sku = ${sku}) ORDER BY o.placed_at, o.order_id LIMIT ${limit}`.execute(tx);
  return rows.map((row) => row.order_id);
}
