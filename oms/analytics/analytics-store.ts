/** SQL of analytics. Days are of UTC. Money is never added over currencies. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export type DayRow = { readonly day: string; readonly currency: string; readonly orders: number; readonly cancelled: number; readonly units: number; readonly total_minor: number };

/** Days on which something was ordered: totals and what has changed since they were added up. `total_minor`: of what was not cancelled. */
export async function selectDays(db: Db, from: string, days: number): Promise<DayRow[]> {
  const { rows } = await sql<DayRow>`SELECT day::text AS day, currency, sum(orders)::bigint AS orders, sum(cancelled)::bigint AS cancelled, sum(units)::bigint AS units, sum(total_minor)::bigint AS total_minor
    FROM (SELECT day, currency, orders, cancelled, units, total_minor FROM order_day_totals UNION ALL SELECT day, currency, orders, cancelled, units, total_minor FROM order_day_changes) d
    WHERE day >= ${from}::date AND day < ${from}::date + ${days}::int GROUP BY day, currency HAVING sum(orders) <> 0 ORDER BY day, currency`.execute(db);
  return rows;
}

export type GroupRow = { readonly channel: string; readonly fulfillment_type: string; readonly currency: string; readonly orders: number; readonly cancelled: number; readonly units: number; readonly total_minor: number };

/** Of the days from `from` to `to`, both included. */
export async function selectGroups(db: Db, from: string, to: string): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`SELECT channel, fulfillment_type, currency, sum(orders)::bigint AS orders, sum(cancelled)::bigint AS cancelled, sum(units)::bigint AS units, sum(total_minor)::bigint AS total_minor
    FROM (SELECT day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor FROM order_day_totals
      UNION ALL SELECT day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor FROM order_day_changes) d
    WHERE day BETWEEN ${from}::date AND ${to}::date GROUP BY 1, 2, 3 HAVING sum(orders) <> 0 ORDER BY 1, 2, 3`.execute(db);
  return rows;
}

export type NodeOrders = { readonly node_code: string; readonly node_name: string; readonly orders: number };

/** By the orders that each node was given in the days (of the node's own time zone) and still has or has sent; most first. */
export async function selectTopNodes(db: Db, from: string, to: string, limit: number): Promise<NodeOrders[]> {
  const { rows } = await sql<NodeOrders>`SELECT n.code AS node_code, n.name AS node_name, sum(l.orders)::int AS orders FROM node_daily_loads l JOIN fulfillment_nodes n USING (node_id)
    WHERE l.day BETWEEN ${from}::date AND ${to}::date GROUP BY n.code, n.name HAVING sum(l.orders) > 0 ORDER BY orders DESC, n.code LIMIT ${limit}`.execute(db);
  return rows;
}

export type InventoryAlert = { readonly item_id: string; readonly node_code: string; readonly sku: string; readonly available: number; readonly reorder_point: number };

/** What runs out, the emptiest first. */
export async function selectInventoryAlerts(db: Db, limit: number): Promise<InventoryAlert[]> {
  const { rows } = await sql<InventoryAlert>`SELECT i.item_id, n.code AS node_code, i.sku, i.quantity_on_hand - i.quantity_reserved AS available, i.reorder_point
    FROM inventory_items i JOIN fulfillment_nodes n USING (node_id) WHERE i.is_active AND i.quantity_on_hand - i.quantity_reserved <= i.reorder_point
    ORDER BY i.quantity_on_hand - i.quantity_reserved - i.reorder_point, n.code, i.sku LIMIT ${limit}`.execute(db);
  return rows;
}

/** Up to `limit`. */
export async function countDayChanges(db: Db, limit: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM (SELECT FROM order_day_changes LIMIT ${limit}) c`.execute(db);
  return rows[0]?.n ?? 0;
}

/** One statement: a change is in the totals when it is no longer among the changes. Two at once take different rows. */
export async function addUpDayChanges(tx: Tx): Promise<void> {
  await sql`WITH gone AS (DELETE FROM order_day_changes WHERE ctid = ANY (ARRAY(SELECT ctid FROM order_day_changes FOR UPDATE SKIP LOCKED)) RETURNING day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor)
    INSERT INTO order_day_totals AS t (day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor)
      SELECT day, currency, channel, fulfillment_type, sum(orders), sum(cancelled), sum(units), sum(total_minor) FROM gone GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (day, currency, channel, fulfillment_type) DO UPDATE SET orders = t.orders + excluded.orders, cancelled = t.cancelled + excluded.cancelled, units = t.units + excluded.units, total_minor = t.total_minor + excluded.total_minor`.execute(tx);
}

export type InventorySummary = { readonly nodes: number; readonly skus: number; readonly items: number; readonly units_on_hand: number; readonly units_reserved: number; readonly units_on_order: number; readonly low_stock: number; readonly out_of_stock: number };

/** Low: what can be had is at its reorder point or below, and something is left. */
export async function selectInventorySummary(db: Db): Promise<InventorySummary | undefined> {
  const { rows } = await sql<InventorySummary>`SELECT count(DISTINCT node_id)::int AS nodes, count(DISTINCT sku)::int AS skus, count(*)::int AS items, coalesce(sum(quantity_on_hand), 0)::bigint AS units_on_hand,
      coalesce(sum(quantity_reserved), 0)::bigint AS units_reserved, coalesce(sum(quantity_on_order), 0)::bigint AS units_on_order,
      count(*) FILTER (WHERE quantity_on_hand - quantity_reserved BETWEEN 1 AND reorder_point)::int AS low_stock, count(*) FILTER (WHERE quantity_on_hand - quantity_reserved = 0)::int AS out_of_stock
    FROM inventory_items WHERE is_active`.execute(db);
  return rows[0];
}

export type NodeStock = { readonly node_code: string; readonly units_on_hand: number; readonly units_reserved: number; readonly low_stock: number; readonly out_of_stock: number };

export async function selectStockByNode(db: Db): Promise<NodeStock[]> {
  const { rows } = await sql<NodeStock>`SELECT n.code AS node_code, sum(i.quantity_on_hand)::bigint AS units_on_hand, sum(i.quantity_reserved)::bigint AS units_reserved,
      count(*) FILTER (WHERE i.quantity_on_hand - i.quantity_reserved BETWEEN 1 AND i.reorder_point)::int AS low_stock, count(*) FILTER (WHERE i.quantity_on_hand = i.quantity_reserved)::int AS out_of_stock
    FROM inventory_items i JOIN fulfillment_nodes n USING (node_id) WHERE i.is_active GROUP BY n.code ORDER BY n.code`.execute(db);
  return rows;
}

export type Floor = { readonly shipped_today: number; readonly late: number; readonly on_hold: number; readonly exceptions: number; readonly hours_to_ship: number | null };

/** `hours_to_ship`: median from entry to leaving, of what left within a week. Late: its promise is over and it has not left. */
export async function selectFloor(db: Db, now: Date): Promise<Floor | undefined> {
  const open = sql`o.status IN ('PENDING', 'CONFIRMED', 'SOURCING', 'SOURCED', 'BACKORDERED', 'PICKING', 'PACKING', 'READY_TO_SHIP')`;
  const { rows } = await sql<Floor>`SELECT (SELECT count(DISTINCT order_id)::int FROM shipments WHERE shipped_at >= date_trunc('day', ${now}::timestamptz, 'UTC')) AS shipped_today,
    (SELECT count(*)::int FROM orders o WHERE ${open} AND o.ship_by < ${now}) AS late, (SELECT count(*)::int FROM orders o WHERE ${open} AND o.is_on_hold) AS on_hold, (SELECT count(*)::int FROM exception_tasks WHERE state = 'open') AS exceptions,
    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.shipped_at - o.placed_at) / 3600)::float8 FROM shipments s JOIN orders o USING (order_id) WHERE s.shipped_at >= ${now}::timestamptz - interval '7 days') AS hours_to_ship`.execute(db);
  return rows[0];
}

export async function selectOpenByStatus(db: Db): Promise<{ readonly status: string; readonly orders: number }[]> {
  const { rows } = await sql<{ status: string; orders: number }>`SELECT status, count(*)::int AS orders FROM orders
    WHERE status IN ('PENDING', 'CONFIRMED', 'SOURCING', 'SOURCED', 'BACKORDERED', 'PICKING', 'PACKING', 'READY_TO_SHIP', 'READY_FOR_PICKUP') GROUP BY status ORDER BY status`.execute(db);
  return rows;
}
