/**
 * Cancels an order that has not left, and with it what was split off it: their pipelines are taken down, so that nothing is kept, packed
 * or paid for. One transaction.
 */
import type { OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { openTask } from '../exceptions/open-task.ts';
import { undoPipeline } from '../fulfillment/pipeline/undo-pipeline.ts';
import type { Services } from '../services.ts';
import { changeOrderStatus, type StatusRefusal } from './change-order-status.ts';
import { selectFollowUpIds } from './family-store.ts';
import { lockOrders } from './lock-orders.ts';

export type CancelRequest = { readonly orderId: string; readonly actor: string; readonly reason: string };

/** Refused, with nothing changed, when the order itself cannot be cancelled. */
export async function cancelOrder(tx: Tx, services: Services, request: CancelRequest): Promise<Result<null, StatusRefusal>> {
  const followUpIds = await selectFollowUpIds(tx, request.orderId);
  if (followUpIds.length > 0) await lockOrders(tx, [request.orderId, ...followUpIds]);
  const cancelled = await cancelOne(tx, services, request);
  if (cancelled.ok) await cancelAll(tx, services, followUpIds, request);
  return cancelled;
}

/** Of an order that has left, the rest is not to follow. */
export async function cancelFollowUps(tx: Tx, services: Services, request: CancelRequest): Promise<void> {
  await cancelAll(tx, services, await selectFollowUpIds(tx, request.orderId), request);
}

/** What has left or was cancelled stays as it is. */
async function cancelAll(tx: Tx, services: Services, orderIds: readonly string[], request: CancelRequest): Promise<void> {
  for (const orderId of orderIds) await cancelOne(tx, services, { ...request, orderId });
}

async function cancelOne(tx: Tx, services: Services, { orderId, actor, reason }: CancelRequest): Promise<Result<null, StatusRefusal>> {
  const changed = await changeOrderStatus(tx, services, { orderId, to: 'CANCELLED', actor, detail: { reason } });
  if (!changed.ok) return err(changed.error);
  await undoPipeline(tx, services, orderId);
  await askToPutBack(tx, services, orderId, changed.value);
  return ok(null);
}

/** Its goods are in stock again by the books, and in a closed box on the shelf. */
async function askToPutBack(tx: Tx, services: Services, orderId: string, before: OrderStatus): Promise<void> {
  if (before !== 'READY_FOR_PICKUP') return;
  await openTask(tx, services, { kind: 'UnpackPickup', about: orderId, orderId, code: 'CancelledOnShelf', message: 'The order was cancelled while its box waited for the customer. Take the box from the shelf, unpack it, and put the goods back.' });
}
