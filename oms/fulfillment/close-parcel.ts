/** The handshake: the labelled box is closed. Stock leaves, the shipment exists, the shop is told. Once, however often it is reported. */
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import { listLiveAllocations, shipAllocations } from '../inventory/move-stock.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { advanceOrderStatus, recordOrderEvent } from '../orders/change-order-status.ts';
import { lockOrderWithLines, noteFulfilled, type OrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { actorOf, APPLIED, contradict, type FloorEvent, type FloorOutcome } from './floor-event.ts';
import { insertShipment, lockParcel, selectLabelByTracking, selectShipmentOfParcel, updateParcelStatus, type ParcelRow } from './parcel-store.ts';

export type CloseParcelEvent = FloorEvent & { readonly parcelId: string; readonly trackingNumber: string };

export async function closeParcel(tx: Tx, services: Services, event: CloseParcelEvent): Promise<FloorOutcome> {
  const order = await lockOrderWithLines(tx, event.orderId);
  const parcel = order ? await lockParcel(tx, event.orderId, event.nodeId) : undefined;
  if (!order || !parcel) return contradict(tx, services, event, 'UnknownOrderPacked', 'unknown_order', { trackingNumber: event.trackingNumber });
  if (order.status === 'CANCELLED') return closedAfterCancel(tx, services, event, parcel);
  if (parcel.status === 'CLOSED') return closedBefore(tx, services, event, parcel);
  const label = await selectLabelByTracking(tx, parcel.parcel_id, event.trackingNumber);
  if (!label) return contradict(tx, services, event, 'UnknownLabelClosed', 'conflict_changed', { trackingNumber: event.trackingNumber });
  await updateParcelStatus(tx, parcel.parcel_id, 'CLOSED');
  for (const row of await shipAllocations(tx, services, event.orderId, event.nodeId)) await noteFulfilled(tx, row.order_item_id, row.quantity);
  const shipmentId = makeId('shp', services.clock, services.random);
  await insertShipment(tx, {
    shipment_id: shipmentId, order_id: event.orderId, parcel_id: parcel.parcel_id, node_id: event.nodeId, ...label, status: 'LABEL_SCANNED',
    shipped_at: event.occurredAt, external_fulfillment_id: null,
  });
  await finish(tx, services, event, order, shipmentId);
  return APPLIED;
}

/** SHIPPED when the last part has left; until then the audit trail tells of the part. */
async function finish(tx: Tx, services: Services, event: CloseParcelEvent, order: OrderWithLines, shipmentId: string): Promise<void> {
  const detail = { shipmentId, trackingNumber: event.trackingNumber, station: event.stationName, occurredAt: event.occurredAt.toISOString() };
  const isLast = (await listLiveAllocations(tx, event.orderId)).length === 0;
  if (isLast) await advanceOrderStatus(tx, services, { orderId: event.orderId, to: 'SHIPPED', actor: actorOf(event), detail });
  else await recordOrderEvent(tx, services, { orderId: event.orderId, eventType: 'parcel.closed', actor: actorOf(event), detail });
  if (order.connectorId !== null) await enqueueJob(tx, 'shopify.push_fulfillment', { shipmentId }, { jobKey: `fulfillment:${shipmentId}` });
}

/** Who closed it first, and when, so that the two boxes can be told apart. */
async function closedBefore(tx: Tx, services: Services, event: CloseParcelEvent, parcel: ParcelRow): Promise<FloorOutcome> {
  const first = await selectShipmentOfParcel(tx, parcel.parcel_id);
  return contradict(tx, services, event, 'PackedTwice', 'conflict_already_packed', {
    trackingNumber: event.trackingNumber, station: event.stationName, firstTrackingNumber: first?.tracking_number ?? null, firstClosedAt: first?.shipped_at.toISOString() ?? null,
  });
}

/**
 * The box left the bench before the cancel arrived. The reservation was given back with the cancel, so the stock is not touched here:
 * the task asks a person to find the box (and unpack it) or to book it out.
 */
async function closedAfterCancel(tx: Tx, services: Services, event: CloseParcelEvent, parcel: ParcelRow): Promise<FloorOutcome> {
  await recordOrderEvent(tx, services, { orderId: event.orderId, eventType: 'parcel.closed_after_cancel', actor: actorOf(event), detail: { trackingNumber: event.trackingNumber, parcelId: parcel.parcel_id } });
  return contradict(tx, services, event, 'PackedAfterCancel', 'conflict_cancelled', { trackingNumber: event.trackingNumber, station: event.stationName });
}
