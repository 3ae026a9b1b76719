/** What a carrier says of a box: kept once, and it moves the box and its order forward, never back. One transaction; repeating it changes nothing. */
import { must } from '../../domain/assert.ts';
import { pathBetween, type OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { orderStatusOf, shipmentStatusOf, type ShipmentStatus, type TrackingStatus } from '../../domain/orders/shipment-progress.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { openTask, settleTask } from '../exceptions/open-task.ts';
import { recordOrderStories } from '../orders/change-order-status.ts';
import { lockOrders, type LockedOrder } from '../orders/lock-orders.ts';
import type { Services } from '../services.ts';
import { selectOrderOfShipment, selectShipmentsOfOrder, updateShipmentProgress, type ShipmentRow } from './shipment-store.ts';

export type Tracking = {
  readonly shipmentId: string; readonly status: TrackingStatus;
  /** By the carrier's clock. */
  readonly occurredAt: Date;
  /** The carrier's own words. */
  readonly description?: string | null; readonly location?: string | null;
  /** Who says so; `tracking` when it is the carrier. */
  readonly actor?: string;
};
export type TrackingRefusal = { readonly code: 'UnknownShipment'; readonly message: string };
/** `isNew`: it had not been said before. */
export type Tracked = { readonly shipmentStatus: ShipmentStatus; readonly orderStatus: OrderStatus; readonly isNew: boolean };

const TRACKING_TASK = 'ShipmentTrouble';

export async function recordTracking(tx: Tx, services: Services, tracking: Tracking): Promise<Result<Tracked, TrackingRefusal>> {
  const orderId = await selectOrderOfShipment(tx, tracking.shipmentId);
  if (orderId === undefined) return err({ code: 'UnknownShipment', message: `There is no shipment ${tracking.shipmentId}.` });
  const orders = await lockOrders(tx, [orderId]);
  const order = must(orders.get(orderId), `order ${orderId}`);
  const boxes = await selectShipmentsOfOrder(tx, orderId);
  const box = must(boxes.find((one) => one.shipment_id === tracking.shipmentId), `shipment ${tracking.shipmentId}`);
  const occurredAt = tracking.occurredAt.toISOString();
  if (box.tracking_events.some((one) => one.status === tracking.status && one.occurredAt === occurredAt)) return ok({ shipmentStatus: box.status, orderStatus: order.status, isNew: false });
  const reports = [...box.tracking_events, { status: tracking.status, occurredAt, description: tracking.description ?? null, location: tracking.location ?? null }].toSorted((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
  const status = shipmentStatusOf(reports);
  await updateShipmentProgress(tx, box.shipment_id, status, reports);
  const path = orderPath(order, boxes.map((one) => (one === box ? status : one.status)));
  const detail = { shipmentId: box.shipment_id, trackingNumber: box.tracking_number, occurredAt, description: tracking.description ?? null };
  const story = { orderId, actor: tracking.actor ?? 'tracking', detail };
  await recordOrderStories(tx, services, orders, [{ ...story, eventType: `shipment.${tracking.status.toLowerCase()}` }, ...(path.length === 0 ? [] : [{ ...story, path }])]);
  await tellOfTrouble(tx, services, orderId, box, status, tracking);
  return ok({ shipmentStatus: status, orderStatus: path.at(-1) ?? order.status, isNew: true });
}

/** Empty while a part has not left, when nothing changes, and when the order's life has taken another turn (returned, cancelled). */
function orderPath(order: LockedOrder, boxes: readonly ShipmentStatus[]): readonly OrderStatus[] {
  if (order.status !== 'SHIPPED' && order.status !== 'OUT_FOR_DELIVERY') return [];
  return pathBetween(order.fulfillmentType, order.status, orderStatusOf(boxes)) ?? [];
}

async function tellOfTrouble(tx: Tx, services: Services, orderId: string, box: ShipmentRow, status: ShipmentStatus, tracking: Tracking): Promise<void> {
  const about = box.shipment_id;
  if (status === 'DELIVERED') return settleTask(tx, services, TRACKING_TASK, about);
  if (status !== tracking.status || (status !== 'EXCEPTION' && status !== 'RETURNED')) return;
  const words = tracking.description ?? 'no reason given';
  const message = status === 'RETURNED'
    ? `Box ${box.tracking_number} comes back (${words}). When it is here, look at the goods and set the order to RETURNED, with the decision whether they go back to stock.`
    : `The carrier has trouble with box ${box.tracking_number} (${words}). Ask the carrier, and tell the customer.`;
  await openTask(tx, services, { kind: TRACKING_TASK, about, orderId, code: status, message });
}
