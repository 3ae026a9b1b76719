/** The one place that moves an order's status: checked against the life table, audited in the same transaction. */
import { err, ok, type Result } from '../../domain/result.ts';
import { makeId } from '../../domain/ids.ts';
import { canChangeOrderStatus, pathBetween, type FulfillmentType, type OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertOrderEvent, lockOrder, updateOrderStatus } from './order-store.ts';

export type StatusChange = { readonly orderId: string; readonly to: OrderStatus; readonly actor: string; readonly detail?: Readonly<Record<string, unknown>> };
export type StatusRefusal = { readonly code: 'UnknownOrder' | 'IllegalStatusChange'; readonly message: string };

/** Locks the order's row. The value is the status before. */
export async function changeOrderStatus(tx: Tx, services: Services, change: StatusChange): Promise<Result<OrderStatus, StatusRefusal>> {
  const order = await lockOrder(tx, change.orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${change.orderId}.` });
  const [type, from] = [order.fulfillment_type as FulfillmentType, order.status as OrderStatus];
  if (!canChangeOrderStatus(type, from, change.to)) return err({ code: 'IllegalStatusChange', message: `An order that is ${from} cannot become ${change.to}.` });
  await move(tx, services, change, from, change.to);
  return ok(from);
}

/**
 * Passes every status between, one audit row each: a bench that was offline tells the end of a story whose middle the office missed.
 * Refused when no way leads there.
 */
export async function advanceOrderStatus(tx: Tx, services: Services, change: StatusChange): Promise<Result<OrderStatus, StatusRefusal>> {
  const order = await lockOrder(tx, change.orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${change.orderId}.` });
  let from = order.status as OrderStatus;
  const before = from;
  const path = pathBetween(order.fulfillment_type as FulfillmentType, from, change.to);
  if (path === null) return err({ code: 'IllegalStatusChange', message: `An order that is ${from} cannot become ${change.to}.` });
  for (const to of path) {
    await move(tx, services, change, from, to);
    from = to;
  }
  return ok(before);
}

async function move(tx: Tx, services: Services, change: StatusChange, from: OrderStatus, to: OrderStatus): Promise<void> {
  await updateOrderStatus(tx, change.orderId, to);
  await recordOrderEvent(tx, services, { orderId: change.orderId, eventType: `order.${to.toLowerCase()}`, from, to, actor: change.actor, detail: change.detail ?? {} });
}

export type NewOrderEvent = { readonly orderId: string; readonly eventType: string; readonly from?: string | null; readonly to?: string | null; readonly actor: string; readonly detail: Readonly<Record<string, unknown>> };

/** An audit row that is not a status change, such as a label bought or a reprint. */
export async function recordOrderEvent(tx: Tx, services: Services, event: NewOrderEvent): Promise<void> {
  await insertOrderEvent(tx, {
    event_id: makeId('evt', services.clock, services.random), order_id: event.orderId, event_type: event.eventType, from_status: event.from ?? null,
    to_status: event.to ?? null, actor: event.actor, detail: JSON.stringify(event.detail),
  });
}
