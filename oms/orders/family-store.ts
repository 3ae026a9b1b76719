/** SQL of orders that belong together: the first one, and those that follow with what could not go with it. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export async function countFollowUps(tx: Tx, rootId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::int AS count FROM orders WHERE follows_order_id = ${rootId}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** In the order in which they were made. */
export async function selectFollowUpIds(db: Db | Tx, rootId: string): Promise<string[]> {
  const { rows } = await sql<{ order_id: string }>`SELECT order_id FROM orders WHERE follows_order_id = ${rootId} ORDER BY created_at, order_id`.execute(db);
  return rows.map((row) => row.order_id);
}

/** One row for each line. */
export async function addMovedUnits(tx: Tx, rows: readonly { readonly order_item_id: string; readonly units: number }[]): Promise<void> {
  await sql`UPDATE order_items i SET quantity_moved = i.quantity_moved + r.units FROM unnest(${rows.map((row) => row.order_item_id)}::text[], ${rows.map((row) => row.units)}::integer[]) AS r(order_item_id, units)
    WHERE i.order_item_id = r.order_item_id`.execute(tx);
}
