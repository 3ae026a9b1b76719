/** Many orders, their rows locked: what a batch of facts from the floor works on. */
import type { FulfillmentType, OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import type { Tx } from '../db/connect.ts';
import { addFulfilledUnits, lockOrderRows } from './order-batch-store.ts';

export type LockedOrder = { readonly orderId: string; readonly fulfillmentType: FulfillmentType; readonly status: OrderStatus; readonly isOnHold: boolean; readonly connectorId: string | null };

/** By id; an order that does not exist is missing. Whoever changes an order, its allocations, parcels or leases has its row locked. */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<ReadonlyMap<string, LockedOrder>> {
  if (orderIds.length === 0) return new Map();
  const rows = await lockOrderRows(tx, orderIds);
  return new Map(rows.map((row) => [row.order_id, {
    orderId: row.order_id, fulfillmentType: row.fulfillment_type as FulfillmentType, status: row.status as OrderStatus, isOnHold: row.is_on_hold, connectorId: row.connector_id,
  }]));
}

export async function noteFulfilledUnits(tx: Tx, lines: readonly { readonly orderItemId: string; readonly units: number }[]): Promise<void> {
  const sums = new Map<string, number>();
  for (const { orderItemId, units } of lines) sums.set(orderItemId, (sums.get(orderItemId) ?? 0) + units);
  await addFulfilledUnits(tx, [...sums].map(([orderItemId, units]) => ({ order_item_id: orderItemId, units })));
}
