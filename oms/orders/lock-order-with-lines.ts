/** An order with its lines, its row locked: what sourcing, release and packing work on. */
import type { Db, Tx } from '../db/connect.ts';
import { lockOrder, selectOrder, selectOrderItems, updateOrderReleased, type OrderRow } from './order-store.ts';

export type OrderWithLines = {
  readonly orderId: string; readonly orderNumber: string; readonly status: string; readonly isOnHold: boolean; readonly channel: string; readonly fulfillmentType: string;
  readonly connectorId: string | null; readonly currency: string; readonly totalMinor: number; readonly customerEmail: string | null; readonly shipTo: unknown;
  readonly destination: { readonly latitude: number; readonly longitude: number } | null; readonly serviceCode: string; readonly brandId: string; readonly pickupNodeId: string | null;
  readonly lines: readonly { readonly orderItemId: string; readonly sku: string; readonly units: number }[];
};

export async function lockOrderWithLines(tx: Tx, orderId: string): Promise<OrderWithLines | null> {
  const row = await lockOrder(tx, orderId);
  return row ? withLines(tx, row) : null;
}

/** The same without the lock, to look at only. */
export async function readOrderWithLines(db: Db, orderId: string): Promise<OrderWithLines | null> {
  const row = await selectOrder(db, 'order_id', orderId);
  return row ? withLines(db, row) : null;
}

async function withLines(db: Db | Tx, row: OrderRow): Promise<OrderWithLines> {
  const { shipping_latitude: latitude, shipping_longitude: longitude } = row;
  return {
    orderId: row.order_id, orderNumber: row.order_number, status: row.status, isOnHold: row.is_on_hold, channel: row.channel, fulfillmentType: row.fulfillment_type,
    connectorId: row.connector_id, currency: row.currency, totalMinor: row.total_minor, customerEmail: row.customer_email, shipTo: row.shipping_address,
    destination: latitude === null || longitude === null ? null : { latitude, longitude }, serviceCode: row.shipping_service_code, brandId: row.brand_id, pickupNodeId: row.pickup_node_id,
    lines: (await selectOrderItems(db, row.order_id)).map((item) => ({ orderItemId: item.order_item_id, sku: item.sku, units: item.quantity })),
  };
}

export async function noteReleased(tx: Tx, orderId: string): Promise<void> {
  await updateOrderReleased(tx, orderId);
}
