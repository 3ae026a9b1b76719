/** Sends a part of an order later: units that are nobody's yet go into a follow-up, and what has its stock goes on. One transaction. */
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { finishSteps } from '../fulfillment/pipeline/note-steps.ts';
import { readAllocatedUnits } from '../inventory/move-stock.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { recordOrderStories } from './change-order-status.ts';
import { makeFollowUp, type FollowUp, type MovedLine } from './follow-up.ts';
import { OVER } from './hold-order.ts';
import { lockOrders } from './lock-orders.ts';
import { selectOrder, selectOrderItems, type OrderItemRow, type OrderRow } from './order-store.ts';

/** `lines` null: everything that has no stock yet. */
export type SplitRequest = { readonly orderId: string; readonly actor: string; readonly reason: string; readonly lines: readonly { readonly orderItemId: string; readonly units: number }[] | null };
export type SplitRefusal = { readonly code: 'UnknownOrder' | 'OrderIsOver' | 'UnknownLine' | 'UnitsNotFree'; readonly message: string };
type OpenLine = { readonly item: OrderItemRow; /** Ordered, and not moved to a follow-up. */ readonly units: number; /** Neither reserved nor packed nor sent. */ readonly free: number };

export async function splitOrder(tx: Tx, services: Services, request: SplitRequest): Promise<Result<FollowUp, SplitRefusal>> {
  const order = await lockFamily(tx, request.orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${request.orderId}.` });
  if (OVER.includes(order.status)) return err({ code: 'OrderIsOver', message: `Order ${order.order_number} is ${order.status} already, so nothing of it can go later.` });
  if (order.status === 'PENDING') return err({ code: 'UnitsNotFree', message: `Order ${order.order_number} is not confirmed yet. Confirm it before it is split.` });
  const lines = await readOpenLines(tx, order.order_id);
  const chosen = choose(order, lines, request.lines);
  if (!chosen.ok) return chosen;
  const followUp = await makeFollowUp(tx, services, order, chosen.value, request.actor, request.reason);
  await goOn(tx, services, order, lines, chosen.value, request.actor);
  return ok(followUp);
}

/** The first of the family guards the numbers of those that follow. */
async function lockFamily(tx: Tx, orderId: string): Promise<OrderRow | null> {
  const seen = await selectOrder(tx, 'order_id', orderId);
  if (!seen) return null;
  await lockOrders(tx, [...new Set([orderId, seen.follows_order_id ?? orderId])]);
  return must(await selectOrder(tx, 'order_id', orderId), `order ${orderId}`);
}

async function readOpenLines(tx: Tx, orderId: string): Promise<OpenLine[]> {
  const allocated = await readAllocatedUnits(tx, orderId);
  return (await selectOrderItems(tx, orderId)).map((item) => {
    const units = item.quantity - item.quantity_moved;
    return { item, units, free: units - (allocated.get(item.order_item_id) ?? 0) };
  });
}

function choose(order: OrderRow, lines: readonly OpenLine[], wanted: SplitRequest['lines']): Result<MovedLine[], SplitRefusal> {
  const asked = wanted ?? lines.filter((line) => line.free > 0).map((line) => ({ orderItemId: line.item.order_item_id, units: line.free }));
  const sums = new Map<string, number>();
  for (const { orderItemId, units } of asked) sums.set(orderItemId, (sums.get(orderItemId) ?? 0) + units);
  const unknown = [...sums.keys()].find((id) => !lines.some((line) => line.item.order_item_id === id));
  if (unknown !== undefined) return err({ code: 'UnknownLine', message: `Order ${order.order_number} has no line ${unknown}.` });
  const moved = lines.flatMap((line) => { const units = sums.get(line.item.order_item_id); return units === undefined ? [] : [{ ...line, units }]; });
  const taken = moved.find((line) => line.units > line.free);
  if (taken) return err({ code: 'UnitsNotFree', message: `Of ${taken.item.sku} ${taken.free} units have no stock yet; the others are reserved, packed or sent. Ask for at most ${taken.free}.` });
  const [left, all] = [moved.reduce((sum, line) => sum + line.units, 0), lines.reduce((sum, line) => sum + line.units, 0)];
  if (left === 0) return err({ code: 'UnitsNotFree', message: `Every unit of order ${order.order_number} has its stock, so there is nothing to send later.` });
  if (left === all) return err({ code: 'UnitsNotFree', message: `That is all of order ${order.order_number}: it waits as it is. Name what shall go later, and leave the rest.` });
  return ok(moved);
}

/** With what was missing gone, an order that waited has all it needs, or is tried again. */
async function goOn(tx: Tx, services: Services, order: OrderRow, lines: readonly OpenLine[], moved: readonly MovedLine[], actor: string): Promise<void> {
  if (order.status !== 'BACKORDERED' && order.status !== 'CONFIRMED') return;
  const { order_id: orderId } = order;
  const owed = lines.reduce((sum, line) => sum + line.free, 0) - moved.reduce((sum, line) => sum + line.units, 0);
  if (owed > 0) return enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}` });
  await recordOrderStories(tx, services, await lockOrders(tx, [orderId]), [{ orderId, actor, path: ['SOURCING', 'SOURCED'], detail: { reason: 'what was missing follows' } }]);
  await finishSteps(tx, services, [{ orderId, step: 'inventory_allocation', nodeId: null }], services.clock.nowMs());
  return enqueueJob(tx, 'orders.release', { orderId }, { jobKey: `release:${orderId}` });
}
