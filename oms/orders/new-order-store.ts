/** SQL of orders that are entered, many by one statement. */
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import { prepared } from '../db/prepared.ts';
import { eventInsert, type OrderEventRow } from './order-batch-store.ts';
import { ITEM_COLUMNS, ORDER_COLUMNS, type OrderItemRow, type OrderRow } from './order-store.ts';

/** What the orders name, of that which exists. Brands in one order: the first is taken when none is named. */
export type Catalogue = { readonly names: Readonly<Record<string, string>>; readonly brandIds: readonly string[]; readonly nodeIds: readonly string[] };
export type Named = { readonly skus: readonly string[]; readonly brandIds: readonly string[]; readonly nodeIds: readonly string[] };

export async function selectCatalogue(tx: Tx, { skus, brandIds, nodeIds }: Named): Promise<Catalogue> {
  const { rows } = await sql<Catalogue>`${prepared}SELECT (SELECT coalesce(json_object_agg(sku, name), '{}') FROM products WHERE sku = ANY(${skus}::text[])) AS names,
    ARRAY(SELECT brand_id FROM brands WHERE brand_id = ANY(${brandIds}::text[]) OR brand_id = (SELECT min(brand_id) FROM brands) ORDER BY brand_id) AS "brandIds",
    ARRAY(SELECT node_id FROM fulfillment_nodes WHERE node_id = ANY(${nodeIds}::text[])) AS "nodeIds"`.execute(tx);
  return rows[0] ?? { names: {}, brandIds: [], nodeIds: [] };
}

export async function selectTakenNumbers(tx: Tx, orderNumbers: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ order_number: string }>`${prepared}SELECT order_number FROM orders WHERE order_number = ANY(${orderNumbers}::text[])`.execute(tx);
  return rows.map((row) => row.order_number);
}

/** Whoever is about to make an order under one of these keys waits until another who is has done so. In one order. */
export async function lockKeys(tx: Tx, keys: readonly string[]): Promise<void> {
  await sql`${prepared}SELECT pg_advisory_xact_lock(lock) FROM (SELECT hashtextextended('orders:key:' || key, 0) AS lock FROM unnest(${keys}::text[]) key ORDER BY 1) locks`.execute(tx);
}

/** By id: what the request that made the order is known by. */
export async function selectPayloads(tx: Tx, orderIds: readonly string[]): Promise<Map<string, unknown>> {
  const { rows } = await sql<{ order_id: string; payload: unknown }>`${prepared}SELECT order_id, payload FROM orders WHERE order_id = ANY(${orderIds}::text[])`.execute(tx);
  return new Map(rows.map((row) => [row.order_id, row.payload]));
}

export type NewOrderRow = Pick<OrderRow, 'order_id' | 'order_number' | 'channel' | 'fulfillment_type' | 'status' | 'brand_id' | 'customer_name' | 'customer_email' | 'currency' | 'subtotal_minor' | 'discount_minor' | 'shipping_minor' | 'tax_minor'
  | 'total_minor' | 'shipping_latitude' | 'shipping_longitude' | 'customer_note' | 'gift_message' | 'placed_at' | 'ship_by' | 'pickup_node_id' | 'tags'> & { readonly shipping_address: object; readonly payload: object | null };
export type NewItemRow = Pick<OrderItemRow, 'order_item_id' | 'order_id' | 'line_number' | 'sku' | 'product_name' | 'quantity' | 'unit_price_minor'>;

/** Orders with their lines and their first audit rows; back as they were written. */
export async function insertNewOrders(tx: Tx, orders: readonly NewOrderRow[], items: readonly NewItemRow[], events: readonly OrderEventRow[]): Promise<{ readonly orders: readonly OrderRow[]; readonly items: readonly OrderItemRow[] }> {
  const { rows } = await sql<OrderRow & { items: OrderItemRow[] }>`${prepared}WITH made AS (
      INSERT INTO orders (order_id, order_number, channel, fulfillment_type, status, brand_id, customer_name, customer_email, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor,
        shipping_address, shipping_latitude, shipping_longitude, customer_note, gift_message, payload, placed_at, ship_by, pickup_node_id, tags)
      SELECT order_id, order_number, channel, fulfillment_type, status, brand_id, customer_name, customer_email, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor,
        shipping_address, shipping_latitude, shipping_longitude, customer_note, gift_message, payload, placed_at, ship_by, pickup_node_id, tags
      FROM json_to_recordset(${JSON.stringify(orders)}::json) AS r(order_id text, order_number text, channel text, fulfillment_type text, status text, brand_id text, customer_name text, customer_email text, currency text,
        subtotal_minor bigint, discount_minor bigint, shipping_minor bigint, tax_minor bigint, total_minor bigint, shipping_address jsonb, shipping_latitude float8, shipping_longitude float8, customer_note text, gift_message text,
        payload jsonb, placed_at timestamptz, ship_by timestamptz, pickup_node_id text, tags text[])
      RETURNING ${sql.join(ORDER_COLUMNS.map((name) => sql.ref(name)))}),
    lines AS (
      INSERT INTO order_items (order_item_id, order_id, line_number, sku, product_name, quantity, unit_price_minor)
      SELECT order_item_id, order_id, line_number, sku, product_name, quantity, unit_price_minor FROM json_to_recordset(${JSON.stringify(items)}::json)
        AS r(order_item_id text, order_id text, line_number integer, sku text, product_name text, quantity integer, unit_price_minor bigint)
      RETURNING ${sql.join(ITEM_COLUMNS.map((name) => sql.ref(name)))}),
    audit AS (${eventInsert(events)})
    SELECT made.*, (SELECT json_agg(lines ORDER BY line_number) FROM lines WHERE lines.order_id = made.order_id) AS items FROM made`.execute(tx);
  return { orders: rows, items: rows.flatMap((row) => row.items) };
}
