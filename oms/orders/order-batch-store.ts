/**
 * SQL of many orders at once: one statement whatever their number. What is joined travels as arrays (the planner counts them, so it
 * takes the index), what is only inserted as one JSON text.
 */
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';
import { prepared } from '../db/prepared.ts';

export type LockedOrderRow = { readonly order_id: string; readonly fulfillment_type: string; readonly status: string; readonly is_on_hold: boolean; readonly connector_id: string | null };

/** In one order, so that no two batches wait for each other. NO KEY: rows that only refer to an order (a label being bought) need not wait. */
export async function lockOrderRows(tx: Tx, orderIds: readonly string[]): Promise<LockedOrderRow[]> {
  const { rows } = await sql<LockedOrderRow>`SELECT order_id, fulfillment_type, status, is_on_hold, connector_id FROM orders
    WHERE order_id = ANY(${orderIds}::text[]) ORDER BY order_id FOR NO KEY UPDATE`.execute(tx);
  return rows;
}

export type OrderInFullRow = LockedOrderRow & Pick<Selectable<Database['orders']>, 'order_number' | 'channel' | 'currency' | 'total_minor' | 'customer_email' | 'shipping_address' | 'shipping_latitude' | 'shipping_longitude' | 'shipping_service_code' | 'brand_id' | 'pickup_node_id'>;

/** In one order too. `isLocked`: for update, until the end of the transaction. */
export async function selectOrdersInFull(db: Db | Tx, orderIds: readonly string[], { isLocked }: { readonly isLocked: boolean }): Promise<OrderInFullRow[]> {
  const { rows } = await sql<OrderInFullRow>`${prepared}SELECT order_id, fulfillment_type, status, is_on_hold, connector_id, order_number, channel, currency, total_minor, customer_email, shipping_address, shipping_latitude, shipping_longitude,
      shipping_service_code, brand_id, pickup_node_id FROM orders WHERE order_id = ANY(${orderIds}::text[]) ORDER BY order_id ${isLocked ? sql`FOR UPDATE` : sql``}`.execute(db);
  return rows;
}

export type OrderLineRow = { readonly order_item_id: string; readonly order_id: string; readonly sku: string; readonly quantity: number };

/** What goes with the order itself, without what follows it. */
export async function selectLinesOfOrders(db: Db | Tx, orderIds: readonly string[]): Promise<OrderLineRow[]> {
  const { rows } = await sql<OrderLineRow>`${prepared}SELECT order_item_id, order_id, sku, quantity - quantity_moved AS quantity FROM order_items WHERE order_id = ANY(${orderIds}::text[]) AND quantity > quantity_moved ORDER BY order_id, line_number`.execute(db);
  return rows;
}

export type OrderEventRow = {
  readonly event_id: string; readonly order_id: string; readonly event_type: string; readonly from_status: string | null; readonly to_status: string | null; readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** The request that it came from. */
  readonly correlation_id: string | null;
};

export type Sourcing = { readonly ruleId: string | null; readonly strategy: string };

/** Audit rows, as a part that other statements take in. */
export function eventInsert(events: readonly OrderEventRow[]): RawBuilder<unknown> {
  return sql`INSERT INTO order_events (event_id, order_id, event_type, from_status, to_status, actor, detail, correlation_id)
    SELECT event_id, order_id, event_type, from_status, to_status, actor, detail, correlation_id
    FROM json_to_recordset(${JSON.stringify(events)}::json) AS r(event_id text, order_id text, event_type text, from_status text, to_status text, actor text, detail jsonb, correlation_id text)`;
}

/** `sourcing`: how the order was sourced just now, for all of them or for none. */
export type NewStatus = { readonly order_id: string; readonly status: string; readonly sourcing: Sourcing | null };

/** A status and its audit row are written by one statement. Each order once; events as they are. */
export async function writeOrderStories(tx: Tx, statuses: readonly NewStatus[], events: readonly OrderEventRow[]): Promise<void> {
  if (events.length === 0) return;
  if (statuses.length === 0) { await eventInsert(events).execute(tx); return; }
  await sql`${prepared}WITH moved AS (${statusUpdate(statuses)}) ${eventInsert(events)}`.execute(tx);
}

/** Each order once. A part that other statements take in, too. */
export function statusUpdate(statuses: readonly NewStatus[]): RawBuilder<unknown> {
  const how = statuses.every((row) => row.sourcing !== null) ? sql`, sourcing_rule_id = r.rule_id, sourcing_strategy = r.strategy` : sql``;
  return sql`UPDATE orders o SET status = r.status, updated_at = now()${how}
    FROM unnest(${statuses.map((row) => row.order_id)}::text[], ${statuses.map((row) => row.status)}::text[], ${statuses.map((row) => row.sourcing?.ruleId ?? null)}::text[], ${statuses.map((row) => row.sourcing?.strategy ?? null)}::text[])
      AS r(order_id, status, rule_id, strategy) WHERE o.order_id = r.order_id`;
}

/** One row for each line: a line that is named twice would count once. */
export async function addFulfilledUnits(tx: Tx, rows: readonly { readonly order_item_id: string; readonly units: number }[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`UPDATE order_items i SET quantity_fulfilled = i.quantity_fulfilled + r.units FROM unnest(${rows.map((row) => row.order_item_id)}::text[], ${rows.map((row) => row.units)}::integer[]) AS r(order_item_id, units)
    WHERE i.order_item_id = r.order_item_id`.execute(tx);
}
