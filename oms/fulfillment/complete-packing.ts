/** Every line of this node's part is verified; the label is being printed. */
import type { Tx } from '../db/connect.ts';
import { listLiveAllocations, setAllocationStatus } from '../inventory/move-stock.ts';
import { advanceOrderStatus, recordOrderEvent } from '../orders/change-order-status.ts';
import { lockOrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { actorOf, APPLIED, type FloorEvent, type FloorOutcome } from './floor-event.ts';
import { lockParcel, updateParcelStatus } from './parcel-store.ts';

export async function completePacking(tx: Tx, services: Services, event: FloorEvent): Promise<FloorOutcome> {
  const order = await lockOrderWithLines(tx, event.orderId);
  if (!order) return { outcome: 'unknown_order', detail: null };
  const detail = { station: event.stationName, occurredAt: event.occurredAt.toISOString() };
  if (order.status === 'CANCELLED') {
    await recordOrderEvent(tx, services, { orderId: event.orderId, eventType: 'packing.completed_after_cancel', actor: actorOf(event), detail });
    // Nothing has left the building yet; the contradiction is raised when the parcel is closed.
    return { outcome: 'applied_with_warning', detail: { status: 'CANCELLED' } };
  }
  const parcel = await lockParcel(tx, event.orderId, event.nodeId);
  if (parcel?.status === 'OPEN') await updateParcelStatus(tx, parcel.parcel_id, 'PACKED');
  await setAllocationStatus(tx, event.orderId, event.nodeId, ['RESERVED', 'PICKING'], 'PACKED');
  const isWhole = (await listLiveAllocations(tx, event.orderId)).every((row) => row.status === 'PACKED');
  if (isWhole) await advanceOrderStatus(tx, services, { orderId: event.orderId, to: 'READY_TO_SHIP', actor: actorOf(event), detail });
  return APPLIED;
}
