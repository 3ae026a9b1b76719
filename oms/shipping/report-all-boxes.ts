/** A person's word for every box of an order that is still under way, as if the carrier had said it now. */
import type { OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { isShipmentOver, type TrackingStatus } from '../../domain/orders/shipment-progress.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { recordTracking } from './record-tracking.ts';
import { selectShipmentsOfOrder } from './shipment-store.ts';

export type BoxesReport = { readonly orderId: string; readonly status: TrackingStatus; readonly actor: string; readonly description: string };

/** The order's status after it; null when none of its boxes was under way. The caller has locked the order. */
export async function reportAllBoxes(tx: Tx, services: Services, { orderId, status, actor, description }: BoxesReport): Promise<OrderStatus | null> {
  let reached: OrderStatus | null = null;
  for (const box of await selectShipmentsOfOrder(tx, orderId)) {
    if (isShipmentOver(box.status)) continue;
    const told = await recordTracking(tx, services, { shipmentId: box.shipment_id, status, occurredAt: new Date(services.clock.nowMs()), description, actor });
    if (told.ok) reached = told.value.orderStatus;
  }
  return reached;
}
