/** SQL of stock, reservations and adjustments. Rows are always locked by (node, SKU), so no two orders can wait for each other. */
import { sql, type Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';
import { prepared } from '../db/prepared.ts';

export type InventoryRow = Pick<Selectable<Database['inventory_items']>, 'item_id' | 'node_id' | 'sku' | 'quantity_on_hand' | 'quantity_reserved'>;
export type AllocationRow = Pick<Selectable<Database['fulfillment_allocations']>, 'allocation_id' | 'order_id' | 'order_item_id' | 'node_id' | 'sku' | 'quantity' | 'status'>;

/** Ids and units of a SKU's places, line by line in the same order. */
export type AvailableRow = { readonly sku: string; readonly node_ids: string; readonly units: string };

/** One row and two texts for each SKU: a thousand nodes would cost more to carry as rows or as JSON than to find. Ids hold no line break. */
export async function selectAvailableUnits(tx: Db | Tx, skus: readonly string[]): Promise<AvailableRow[]> {
  const { rows } = await sql<AvailableRow>`${prepared}SELECT sku, string_agg(node_id, chr(10)) AS node_ids, string_agg((quantity_on_hand - quantity_reserved)::text, chr(10)) AS units FROM inventory_items
    WHERE sku = ANY(${skus}::text[]) AND is_active AND quantity_on_hand > quantity_reserved GROUP BY sku`.execute(tx);
  return rows;
}

/** Locks the rows of these (node, SKU) pairs in one order. */
export async function lockStock(tx: Tx, pairs: readonly { readonly nodeId: string; readonly sku: string }[]): Promise<InventoryRow[]> {
  if (pairs.length === 0) return [];
  const { rows } = await sql<InventoryRow>`${prepared}SELECT item_id, node_id, sku, quantity_on_hand, quantity_reserved FROM inventory_items
    WHERE (node_id, sku) IN (SELECT * FROM unnest(${pairs.map((pair) => pair.nodeId)}::text[], ${pairs.map((pair) => pair.sku)}::text[])) ORDER BY node_id, sku FOR NO KEY UPDATE`.execute(tx);
  return rows;
}

export type StockAfter = { readonly item_id: string; readonly on_hand: number; readonly reserved: number };

/** One row for each item. */
export async function updateStock(tx: Tx, rows: readonly StockAfter[]): Promise<void> {
  await sql`UPDATE inventory_items i SET quantity_on_hand = r.on_hand, quantity_reserved = r.reserved, updated_at = now()
    FROM unnest(${rows.map((row) => row.item_id)}::text[], ${rows.map((row) => row.on_hand)}::integer[], ${rows.map((row) => row.reserved)}::integer[]) AS r(item_id, on_hand, reserved) WHERE i.item_id = r.item_id`.execute(tx);
}

export type AdjustmentRow = {
  readonly adjustment_id: string; readonly item_id: string; readonly reason: string; readonly on_hand_delta: number; readonly reserved_delta: number;
  readonly on_hand_after: number; readonly reserved_after: number; readonly order_id: string | null;
  readonly note?: string | null; readonly reference_id?: string | null;
  /** Left out: the actor of the transaction (oms/audit). */
  readonly created_by?: string;
};

export async function insertAdjustments(tx: Tx, rows: readonly AdjustmentRow[]): Promise<void> {
  await sql`INSERT INTO inventory_adjustments (adjustment_id, item_id, reason, on_hand_delta, reserved_delta, on_hand_after, reserved_after, order_id, note, reference_id, created_by)
    SELECT adjustment_id, item_id, reason, on_hand_delta, reserved_delta, on_hand_after, reserved_after, order_id, note, reference_id, coalesce(created_by, nullif(current_setting('packbench.actor', true), ''), 'system') FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS r(adjustment_id text, item_id text, reason text, on_hand_delta integer, reserved_delta integer, on_hand_after integer, reserved_after integer, order_id text, note text, reference_id text, created_by text)`.execute(tx);
}

export type LockedPlaces = { readonly stock: readonly InventoryRow[]; readonly rooms: readonly { readonly node_id: string; readonly room: number }[] };

/**
 * The stock of these places, and how many orders their nodes still take today. Locks both, so that of two orders for a node's last place
 * one waits and then sees the other: first the stock by (node, SKU), then the loads of today by (day, node). A row that the first order
 * of a day finds missing is made in its turn.
 */
export async function lockPlaces(tx: Tx, pairs: readonly { readonly nodeId: string; readonly sku: string }[]): Promise<LockedPlaces> {
  const { rows } = await sql<LockedPlaces>`${prepared}WITH stock AS MATERIALIZED (
      SELECT item_id, node_id, sku, quantity_on_hand, quantity_reserved FROM inventory_items
      WHERE (node_id, sku) IN (SELECT * FROM unnest(${pairs.map((pair) => pair.nodeId)}::text[], ${pairs.map((pair) => pair.sku)}::text[])) ORDER BY node_id, sku FOR NO KEY UPDATE),
    loads AS (
      INSERT INTO node_daily_loads AS l (day, node_id, orders) SELECT node_day(now(), timezone), node_id, 0 FROM fulfillment_nodes
      -- Asking for all of the stock is what makes it come first.
      WHERE node_id = ANY(${[...new Set(pairs.map((pair) => pair.nodeId))]}::text[]) AND (SELECT count(*) FROM stock) >= 0 ORDER BY 1, 2
      ON CONFLICT (day, node_id) DO UPDATE SET orders = l.orders RETURNING node_id, orders)
    SELECT (SELECT coalesce(json_agg(stock), '[]') FROM stock) AS stock, (SELECT coalesce(json_agg(json_build_object('node_id', node_id, 'room', n.daily_order_capacity - loads.orders)), '[]') FROM loads JOIN fulfillment_nodes n USING (node_id)) AS rooms`.execute(tx);
  return rows[0] ?? { stock: [], rooms: [] };
}

type NewAllocationRow = Pick<AllocationRow, 'allocation_id' | 'order_id' | 'order_item_id' | 'node_id' | 'sku' | 'quantity' | 'status'>;
export type ReservationRows = { readonly stock: readonly StockAfter[]; readonly adjustments: readonly AdjustmentRow[]; readonly allocations: readonly NewAllocationRow[] };

/** A reservation in one statement: the stock, the log and the allocations that are the reservation. */
export async function writeReservation(tx: Tx, { stock, adjustments, allocations }: ReservationRows): Promise<void> {
  await sql`${prepared}WITH stock AS (
      UPDATE inventory_items i SET quantity_on_hand = r.on_hand, quantity_reserved = r.reserved, updated_at = now()
      FROM unnest(${stock.map((row) => row.item_id)}::text[], ${stock.map((row) => row.on_hand)}::integer[], ${stock.map((row) => row.reserved)}::integer[]) AS r(item_id, on_hand, reserved) WHERE i.item_id = r.item_id),
    log AS (
      INSERT INTO inventory_adjustments (adjustment_id, item_id, reason, on_hand_delta, reserved_delta, on_hand_after, reserved_after, order_id)
      SELECT adjustment_id, item_id, reason, on_hand_delta, reserved_delta, on_hand_after, reserved_after, order_id FROM json_to_recordset(${JSON.stringify(adjustments)}::json)
        AS r(adjustment_id text, item_id text, reason text, on_hand_delta integer, reserved_delta integer, on_hand_after integer, reserved_after integer, order_id text))
    INSERT INTO fulfillment_allocations (allocation_id, order_id, order_item_id, node_id, sku, quantity, status)
    SELECT allocation_id, order_id, order_item_id, node_id, sku, quantity, status FROM json_to_recordset(${JSON.stringify(allocations)}::json)
      AS r(allocation_id text, order_id text, order_item_id text, node_id text, sku text, quantity integer, status text)`.execute(tx);
}

export async function lockAllocations(tx: Tx, orderId: string, nodeId: string | null, statuses: readonly string[]): Promise<AllocationRow[]> {
  return tx.selectFrom('fulfillment_allocations').select(['allocation_id', 'order_id', 'order_item_id', 'node_id', 'sku', 'quantity', 'status'])
    .where('order_id', '=', orderId).where('status', 'in', [...statuses]).$if(nodeId !== null, (query) => query.where('node_id', '=', nodeId ?? '')).orderBy('allocation_id').forUpdate().execute();
}

/** By line: what is reserved, packed or sent. */
export async function selectAllocatedUnits(tx: Tx, orderId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ order_item_id: string; units: number }>`SELECT order_item_id, sum(quantity)::int AS units FROM fulfillment_allocations WHERE order_id = ${orderId} AND status <> 'CANCELLED' GROUP BY order_item_id`.execute(tx);
  return new Map(rows.map((row) => [row.order_item_id, row.units]));
}

/** One row for each allocation. One that holds nothing any more is cancelled, and keeps what it held for the record. */
export async function lowerAllocations(tx: Tx, rows: readonly { readonly allocation_id: string; readonly units_left: number }[]): Promise<void> {
  await sql`UPDATE fulfillment_allocations a SET quantity = CASE WHEN r.units_left = 0 THEN a.quantity ELSE r.units_left END, status = CASE WHEN r.units_left = 0 THEN 'CANCELLED' ELSE a.status END, updated_at = now()
    FROM unnest(${rows.map((row) => row.allocation_id)}::text[], ${rows.map((row) => row.units_left)}::integer[]) AS r(allocation_id, units_left) WHERE a.allocation_id = r.allocation_id`.execute(tx);
}

export async function hasAllocationRow(tx: Tx, orderId: string): Promise<boolean> {
  return (await tx.selectFrom('fulfillment_allocations').select('allocation_id').where('order_id', '=', orderId).limit(1).executeTakeFirst()) !== undefined;
}

export async function updateAllocations(tx: Tx, allocationIds: readonly string[], status: string): Promise<void> {
  if (allocationIds.length === 0) return;
  await tx.updateTable('fulfillment_allocations').set({ status, updated_at: sql<Date>`now()` }).where('allocation_id', 'in', [...allocationIds]).execute();
}

/** Live allocations of these orders, at any node. The orders are locked by the caller, which guards their allocations too. */
export async function selectLiveAllocations(tx: Tx, orderIds: readonly string[]): Promise<AllocationRow[]> {
  const { rows } = await sql<AllocationRow>`SELECT allocation_id, order_id, order_item_id, node_id, sku, quantity, status FROM fulfillment_allocations
    WHERE order_id = ANY(${orderIds}::text[]) AND status IN ('RESERVED', 'PICKING', 'PACKED') ORDER BY allocation_id`.execute(tx);
  return rows;
}

/** One row for each allocation. */
export async function updateAllocationStatuses(tx: Tx, rows: readonly { readonly allocation_id: string; readonly status: string }[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`UPDATE fulfillment_allocations a SET status = r.status, updated_at = now() FROM unnest(${rows.map((row) => row.allocation_id)}::text[], ${rows.map((row) => row.status)}::text[]) AS r(allocation_id, status)
    WHERE a.allocation_id = r.allocation_id`.execute(tx);
}
