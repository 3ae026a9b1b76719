/** Stops an order where it is: no bench may go on with it until the hold is released. One transaction; repeating it changes nothing. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { recordOrderEvent } from './change-order-status.ts';
import { lockOrder, updateOrderHold } from './order-store.ts';

export type HoldRequest = { readonly orderId: string; readonly actor: string; readonly reason: string };
export type HoldRefusal = { readonly code: 'UnknownOrder' | 'OrderIsOver'; readonly message: string };

/** Nothing is left to stop or to change. */
export const OVER: readonly string[] = ['SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED', 'PICKED_UP', 'RETURNED', 'REFUNDED', 'CANCELLED'];

/** False: it was on hold before, and the first reason stays. Leases stay too: the bench that has begun goes on after the release. */
export async function holdOrder(tx: Tx, services: Services, request: HoldRequest): Promise<Result<boolean, HoldRefusal>> {
  const order = await lockOrder(tx, request.orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${request.orderId}.` });
  if (OVER.includes(order.status)) return err({ code: 'OrderIsOver', message: `Order ${order.order_number} is ${order.status} already, so there is nothing to stop.` });
  if (order.is_on_hold) return ok(false);
  await updateOrderHold(tx, request.orderId, request.reason);
  await recordOrderEvent(tx, services, { orderId: request.orderId, eventType: 'order.held', actor: request.actor, detail: { reason: request.reason } });
  return ok(true);
}
