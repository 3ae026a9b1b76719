/** The bench has opened the order. */
import type { Tx } from '../db/connect.ts';
import { advanceOrderStatus, recordOrderEvent } from '../orders/change-order-status.ts';
import { lockOrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { actorOf, APPLIED, type FloorEvent, type FloorOutcome } from './floor-event.ts';

export async function startPacking(tx: Tx, services: Services, event: FloorEvent): Promise<FloorOutcome> {
  const order = await lockOrderWithLines(tx, event.orderId);
  if (!order) return { outcome: 'unknown_order', detail: null };
  const detail = { station: event.stationName, occurredAt: event.occurredAt.toISOString() };
  // Opened again after a park, or after the office cancelled: the status stays, the audit trail has it.
  if (order.status !== 'PICKING' && order.status !== 'SOURCED') {
    await recordOrderEvent(tx, services, { orderId: event.orderId, eventType: 'packing.opened', actor: actorOf(event), detail });
    return APPLIED;
  }
  await advanceOrderStatus(tx, services, { orderId: event.orderId, to: 'PACKING', actor: actorOf(event), detail });
  return APPLIED;
}
