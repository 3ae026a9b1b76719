/** An order with its lines, its row locked: what sourcing, release and packing work on. */
import type { Db, Tx } from '../db/connect.ts';
import { selectLinesOfOrders, selectOrdersInFull, type OrderInFullRow, type OrderLineRow } from './order-batch-store.ts';
import { updateOrderReleased } from './order-store.ts';

export type OrderWithLines = {
  readonly orderId: string; readonly orderNumber: string; readonly status: string; readonly isOnHold: boolean; readonly channel: string; readonly fulfillmentType: string;
  readonly connectorId: string | null; readonly currency: string; readonly totalMinor: number; readonly customerEmail: string | null; readonly shipTo: unknown;
  readonly destination: { readonly latitude: number; readonly longitude: number } | null; readonly serviceCode: string; readonly brandId: string; readonly pickupNodeId: string | null;
  readonly lines: readonly { readonly orderItemId: string; readonly sku: string; readonly units: number }[];
};

export async function lockOrderWithLines(tx: Tx, orderId: string): Promise<OrderWithLines | null> {
  return (await lockOrdersWithLines(tx, [orderId]))[0] ?? null;
}

/** Those that exist, by id. */
export async function lockOrdersWithLines(tx: Tx, orderIds: readonly string[]): Promise<OrderWithLines[]> {
  return withLines(tx, await selectOrdersInFull(tx, orderIds, { isLocked: true }));
}

/** The same without the lock, to look at only. */
export async function readOrderWithLines(db: Db, orderId: string): Promise<OrderWithLines | null> {
  return (await withLines(db, await selectOrdersInFull(db, [orderId], { isLocked: false })))[0] ?? null;
}

async function withLines(db: Db | Tx, rows: readonly OrderInFullRow[]): Promise<OrderWithLines[]> {
  const items = Map.groupBy(await selectLinesOfOrders(db, rows.map((row) => row.order_id)), (item) => item.order_id);
  return rows.map((row) => toOrderWithLines(row, items.get(row.order_id) ?? []));
}

function toOrderWithLines(row: OrderInFullRow, items: readonly OrderLineRow[]): OrderWithLines {
  const { shipping_latitude: latitude, shipping_longitude: longitude } = row;
  return {
    orderId: row.order_id, orderNumber: row.order_number, status: row.status, isOnHold: row.is_on_hold, channel: row.channel, fulfillmentType: row.fulfillment_type,
    connectorId: row.connector_id, currency: row.currency, totalMinor: row.total_minor, customerEmail: row.customer_email, shipTo: row.shipping_address,
    destination: latitude === null || longitude === null ? null : { latitude, longitude }, serviceCode: row.shipping_service_code, brandId: row.brand_id, pickupNodeId: row.pickup_node_id,
    lines: items.map((item) => ({ orderItemId: item.order_item_id, sku: item.sku, units: item.quantity })),
  };
}

export async function noteReleased(tx: Tx, orderId: string): Promise<void> {
  await updateOrderReleased(tx, orderId);
}
