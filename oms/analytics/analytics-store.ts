/** SQL of analytics. Days are of UTC. Money is never added over currencies. */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';

export type VolumeRow = { readonly day: string; readonly orders: number; readonly cancelled: number; readonly units: number };
export type RevenueRow = { readonly day: string; readonly currency: string; readonly total_minor: number };

/** Every day of the range, also those without an order; reads the index on placed_at from the first day on. */
export async function selectVolume(db: Db, from: Date, days: number): Promise<VolumeRow[]> {
  const { rows } = await sql<VolumeRow>`WITH placed AS (SELECT (o.placed_at AT TIME ZONE 'UTC')::date AS day, count(*)::int AS orders, count(*) FILTER (WHERE o.status = 'CANCELLED')::int AS cancelled,
        coalesce(sum((SELECT sum(i.quantity) FROM order_items i WHERE i.order_id = o.order_id)), 0)::int AS units
      FROM orders o WHERE o.placed_at >= ${from} AND o.placed_at < ${from}::timestamptz + make_interval(days => ${days}) GROUP BY 1)
    SELECT d.day::text AS day, coalesce(p.orders, 0) AS orders, coalesce(p.cancelled, 0) AS cancelled, coalesce(p.units, 0) AS units
    FROM (SELECT (${from}::timestamptz AT TIME ZONE 'UTC')::date + n AS day FROM generate_series(0, ${days}::int - 1) AS n) d LEFT JOIN placed p USING (day) ORDER BY d.day`.execute(db);
  return rows;
}

/** Of what was not cancelled. */
export async function selectRevenue(db: Db, from: Date, days: number): Promise<RevenueRow[]> {
  const { rows } = await sql<RevenueRow>`SELECT (placed_at AT TIME ZONE 'UTC')::date::text AS day, currency, sum(total_minor)::bigint AS total_minor FROM orders
    WHERE placed_at >= ${from} AND placed_at < ${from}::timestamptz + make_interval(days => ${days}) AND status <> 'CANCELLED' GROUP BY 1, 2 ORDER BY 1, 2`.execute(db);
  return rows;
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
