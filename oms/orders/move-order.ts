/**
 * PATCH /orders/{order_id}/status: a person moves an order. The life table decides as for everybody else; each step does what it stands
 * for (a cancel gives back, a pickup takes the goods out of stock). One transaction.
 */
import { canChangeOrderStatus, isPickup, type FulfillmentType, type OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { describeNext, setByFacts } from '../../domain/orders/manual-change.ts';
import type { TrackingStatus } from '../../domain/orders/shipment-progress.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { listLiveAllocations, packAndShip } from '../inventory/move-stock.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { reportAllBoxes } from '../shipping/report-all-boxes.ts';
import { cancelOrder } from './cancel-order.ts';
import { changeOrderStatus, type StatusRefusal } from './change-order-status.ts';
import { noteFulfilledUnits } from './lock-orders.ts';
import { lockOrder, type OrderRow } from './order-store.ts';
import { returnGoods, type Restock, type RestockRefusal } from './return-goods.ts';

export type MoveRequest = {
  readonly orderId: string; readonly to: OrderStatus; readonly actor: string; readonly reason: string;
  /** Only for RETURNED, and needed there: null is no decision, 'none' is one. */
  readonly restock: Restock | 'none' | null;
};
export type MoveRefusal = StatusRefusal | RestockRefusal | { readonly code: 'StatusSetByFacts' | 'OrderOnHold' | 'RestockUndecided'; readonly message: string };

/** The value is the status before. */
export async function moveOrder(tx: Tx, services: Services, request: MoveRequest): Promise<Result<OrderStatus, MoveRefusal>> {
  const order = await lockOrder(tx, request.orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${request.orderId}.` });
  const [type, from, { to }] = [order.fulfillment_type as FulfillmentType, order.status as OrderStatus, request];
  if (!canChangeOrderStatus(type, from, to)) return err({ code: 'IllegalStatusChange', message: `It cannot become ${to}. ${describeNext(type, from)}` });
  const setter = setByFacts(to);
  if (setter !== null) return err({ code: 'StatusSetByFacts', message: `${to} is not set by hand. ${setter} ${describeNext(type, from)}` });
  const moved = await take(tx, services, order, request);
  return moved.ok ? ok(from) : moved;
}

async function take(tx: Tx, services: Services, order: OrderRow, request: MoveRequest): Promise<Result<unknown, MoveRefusal>> {
  const { orderId, to, actor, reason } = request;
  switch (to) {
    case 'CANCELLED': return cancelOrder(tx, services, { orderId, actor, reason });
    case 'PICKED_UP': return handOver(tx, services, order, request);
    case 'RETURNED': return takeReturn(tx, services, request);
    case 'OUT_FOR_DELIVERY': case 'DELIVERED': return deliver(tx, services, order, request, to);
    case 'CONFIRMED': await enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}` }); return change(tx, services, request);
    default: return change(tx, services, request);
  }
}

function change(tx: Tx, services: Services, { orderId, to, actor, reason }: MoveRequest, detail: Readonly<Record<string, unknown>> = {}): Promise<Result<OrderStatus, StatusRefusal>> {
  return changeOrderStatus(tx, services, { orderId, to, actor, detail: { reason, ...detail } });
}

/** At the counter: the goods leave the stock now, once. */
async function handOver(tx: Tx, services: Services, order: OrderRow, request: MoveRequest): Promise<Result<unknown, MoveRefusal>> {
  if (order.is_on_hold) return err({ code: 'OrderOnHold', message: `Order ${order.order_number} is on hold (${order.hold_reason ?? 'no reason given'}). Release it before the goods are handed over.` });
  const held = await listLiveAllocations(tx, order.order_id);
  await packAndShip(tx, services, { packedIds: [], shipped: held });
  await noteFulfilledUnits(tx, held.map((row) => ({ orderItemId: row.order_item_id, units: row.quantity })));
  return change(tx, services, request);
}

async function takeReturn(tx: Tx, services: Services, request: MoveRequest): Promise<Result<unknown, MoveRefusal>> {
  const { restock } = request;
  if (restock === null) return err({ code: 'RestockUndecided', message: 'Say what becomes of the goods: restock true (all back to stock), false (none), or a list of lines with quantities.' });
  const back = restock === 'none' ? ok([]) : await returnGoods(tx, services, request.orderId, restock);
  return back.ok ? change(tx, services, request, { restocked: back.value }) : back;
}

/** A person says of every box what the carrier has not said; the order follows its boxes. */
async function deliver(tx: Tx, services: Services, order: OrderRow, request: MoveRequest, to: Extract<TrackingStatus, 'OUT_FOR_DELIVERY' | 'DELIVERED'>): Promise<Result<unknown, MoveRefusal>> {
  if (isPickup(order.fulfillment_type as FulfillmentType)) return change(tx, services, request);
  const reached = await reportAllBoxes(tx, services, { orderId: order.order_id, status: to, actor: request.actor, description: request.reason });
  // Not by its boxes: one of them came back, or there is none.
  return reached === to ? ok(null) : change(tx, services, request);
}
