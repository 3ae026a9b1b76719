/** SQL of orders, their lines and their audit trail. */
import { sql, type Insertable, type Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type OrderRow = Selectable<Database['orders']>;
export type OrderItemRow = Selectable<Database['order_items']>;

export const ORDER_COLUMNS = [
  'order_id', 'order_number', 'channel', 'fulfillment_type', 'status', 'is_on_hold', 'hold_reason', 'connector_id', 'external_order_id', 'external_updated_at', 'brand_id',
  'customer_name', 'customer_email', 'currency', 'subtotal_minor', 'discount_minor', 'shipping_minor', 'tax_minor', 'total_minor', 'shipping_address',
  'shipping_latitude', 'shipping_longitude', 'shipping_service_code', 'customer_note', 'gift_message', 'payload', 'sourcing_rule_id', 'sourcing_strategy',
  'placed_at', 'ship_by', 'released_at', 'created_at', 'updated_at', 'pickup_node_id', 'tags', 'follows_order_id',
] as const;
export const ITEM_COLUMNS = ['order_item_id', 'order_id', 'line_number', 'external_line_id', 'sku', 'product_name', 'quantity', 'quantity_fulfilled', 'quantity_moved', 'unit_price_minor', 'discount_minor', 'tax_minor'] as const;

export async function lockOrder(tx: Tx, orderId: string): Promise<OrderRow | undefined> {
  return tx.selectFrom('orders').select(ORDER_COLUMNS).where('order_id', '=', orderId).forUpdate().executeTakeFirst();
}

export async function selectOrder(db: Db | Tx, key: 'order_id' | 'order_number', value: string): Promise<OrderRow | undefined> {
  return db.selectFrom('orders').select(ORDER_COLUMNS).where(key, '=', value).executeTakeFirst();
}

export async function selectOrderItems(db: Db | Tx, orderId: string): Promise<OrderItemRow[]> {
  return db.selectFrom('order_items').select(ITEM_COLUMNS).where('order_id', '=', orderId).orderBy('line_number').execute();
}

/** False when an order with this connector and external id exists: the unique index is the judge, not a look before the leap. */
export async function insertOrder(tx: Tx, order: Insertable<Database['orders']>, items: readonly Insertable<Database['order_items']>[]): Promise<boolean> {
  const inserted = await tx.insertInto('orders').values(order).onConflict((on) => on.columns(['connector_id', 'external_order_id']).doNothing()).returning('order_id').executeTakeFirst();
  if (!inserted) return false;
  await tx.insertInto('order_items').values([...items]).execute();
  return true;
}

export async function lockOrderByExternalId(tx: Tx, connectorId: string, externalOrderId: string): Promise<OrderRow | undefined> {
  return tx.selectFrom('orders').select(ORDER_COLUMNS).where('connector_id', '=', connectorId).where('external_order_id', '=', externalOrderId).forUpdate().executeTakeFirst();
}

export async function updateOrderStatus(tx: Tx, orderId: string, status: string): Promise<void> {
  await tx.updateTable('orders').set({ status, updated_at: sql<Date>`now()` }).where('order_id', '=', orderId).execute();
}

export async function updateOrderExternalVersion(tx: Tx, orderId: string, updatedAt: Date, payload: string): Promise<void> {
  await tx.updateTable('orders').set({ external_updated_at: updatedAt, payload, updated_at: sql<Date>`now()` }).where('order_id', '=', orderId).execute();
}

export async function updateOrderAddress(tx: Tx, orderId: string, to: { readonly shipTo: string; readonly latitude: number | null; readonly longitude: number | null }): Promise<void> {
  await tx.updateTable('orders').set({ shipping_address: to.shipTo, shipping_latitude: to.latitude, shipping_longitude: to.longitude, updated_at: sql<Date>`now()` }).where('order_id', '=', orderId).execute();
}

/** Null: not on hold. */
export async function updateOrderHold(tx: Tx, orderId: string, reason: string | null): Promise<void> {
  await tx.updateTable('orders').set({ is_on_hold: reason !== null, hold_reason: reason, updated_at: sql<Date>`now()` }).where('order_id', '=', orderId).execute();
}

/** Only of an order that no node holds yet: nothing refers to its lines then. */
export async function replaceOrderItems(tx: Tx, orderId: string, items: readonly Insertable<Database['order_items']>[]): Promise<void> {
  await tx.deleteFrom('order_items').where('order_id', '=', orderId).execute();
  await tx.insertInto('order_items').values([...items]).execute();
}

export type OrderMoney = Pick<OrderRow, 'subtotal_minor' | 'discount_minor' | 'shipping_minor' | 'tax_minor' | 'total_minor'>;

export async function updateOrderMoney(tx: Tx, orderId: string, money: OrderMoney): Promise<void> {
  await tx.updateTable('orders').set({ ...money, updated_at: sql<Date>`now()` }).where('order_id', '=', orderId).execute();
}

export async function updateOrderReleased(tx: Tx, orderId: string): Promise<void> {
  await tx.updateTable('orders').set({ released_at: sql<Date>`now()` }).where('order_id', '=', orderId).execute();
}

export async function insertOrderEvent(tx: Tx, event: Insertable<Database['order_events']>): Promise<void> {
  await tx.insertInto('order_events').values(event).execute();
}

export async function selectOrderEvents(db: Db, orderId: string): Promise<Selectable<Database['order_events']>[]> {
  return db.selectFrom('order_events').select(['event_id', 'order_id', 'event_type', 'from_status', 'to_status', 'actor', 'detail', 'occurred_at', 'correlation_id'])
    .where('order_id', '=', orderId).orderBy('occurred_at').orderBy('event_id').execute();
}

/** SKU -> name, of those that exist. */
export async function selectProductNames(tx: Tx, skus: readonly string[]): Promise<Map<string, string>> {
  if (skus.length === 0) return new Map();
  const rows = await tx.selectFrom('products').select(['sku', 'name']).where('sku', 'in', [...new Set(skus)]).execute();
  return new Map(rows.map((row) => [row.sku, row.name]));
}

export type OrderRelations = {
  readonly allocations: readonly { allocation_id: string; order_item_id: string; node_id: string; node_code: string; sku: string; quantity: number; status: string }[];
  readonly parcels: readonly { parcel_id: string; node_id: string; status: string; pair_code: string; tracking_number: string | null; carrier_name: string | null; label_is_void: boolean | null }[];
  readonly shipments: readonly { shipment_id: string; parcel_id: string; carrier_name: string; service_name: string; tracking_number: string; status: string; shipped_at: Date; external_fulfillment_id: string | null }[];
  readonly followUps: readonly { order_id: string; order_number: string; status: string }[];
  readonly decision: { strategy: string; explanation: unknown; decided_at: Date } | undefined;
};

export async function selectOrderRelations(db: Db, orderId: string): Promise<OrderRelations> {
  return {
    allocations: await db.selectFrom('fulfillment_allocations as a').innerJoin('fulfillment_nodes as n', 'n.node_id', 'a.node_id').innerJoin('order_items as i', 'i.order_item_id', 'a.order_item_id')
      .select(['a.allocation_id', 'a.order_item_id', 'a.node_id', 'n.code as node_code', 'a.sku', 'a.quantity', 'a.status']).where('a.order_id', '=', orderId).orderBy('i.line_number').orderBy('n.code').execute(),
    parcels: await db.selectFrom('parcels as p').leftJoin('labels as l', (join) => join.onRef('l.parcel_id', '=', 'p.parcel_id').on('l.is_void', '=', false))
      .select(['p.parcel_id', 'p.node_id', 'p.status', 'p.pair_code', 'l.tracking_number', 'l.carrier_name', 'l.is_void as label_is_void']).where('p.order_id', '=', orderId).execute(),
    shipments: await db.selectFrom('shipments').select(['shipment_id', 'parcel_id', 'carrier_name', 'service_name', 'tracking_number', 'status', 'shipped_at', 'external_fulfillment_id'])
      .where('order_id', '=', orderId).orderBy('shipped_at').execute(),
    followUps: await db.selectFrom('orders').select(['order_id', 'order_number', 'status']).where('follows_order_id', '=', orderId).orderBy('order_number').execute(),
    decision: await db.selectFrom('sourcing_decisions').select(['strategy', 'explanation', 'decided_at']).where('order_id', '=', orderId).orderBy('decided_at', 'desc').limit(1).executeTakeFirst(),
  };
}

export async function hasOrderNumber(tx: Tx, orderNumber: string): Promise<boolean> {
  return (await tx.selectFrom('orders').select('order_id').where('order_number', '=', orderNumber).executeTakeFirst()) !== undefined;
}

export async function hasNode(tx: Tx, nodeId: string): Promise<boolean> {
  return (await tx.selectFrom('fulfillment_nodes').select('node_id').where('node_id', '=', nodeId).executeTakeFirst()) !== undefined;
}

/**
 * What is about to get this name (a shop's order id, an order number) waits until another transaction that is
 * about to is done. Without it two inserts could meet in a unique index that is not the one they give way to.
 */
export async function lockName(tx: Tx, kind: 'external' | 'number', name: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`orders:${kind}:${name}`}, 0))`.execute(tx);
}
