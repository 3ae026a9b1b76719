/** Cancels an order that has not left: gives the stock back to those who wait for it, takes the lease away, marks its labels for void. One transaction. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { releaseReservations } from '../inventory/move-stock.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { markPurchasesForVoid } from '../shipping/mark-for-void.ts';
import { releaseLeasesOfOrder } from '../stations/release-leases.ts';
import { changeOrderStatus, type StatusRefusal } from './change-order-status.ts';
import { wakeBackorders } from './wake-backorders.ts';

export type CancelRequest = { readonly orderId: string; readonly actor: string; readonly reason: string };

export async function cancelOrder(tx: Tx, services: Services, request: CancelRequest): Promise<Result<null, StatusRefusal>> {
  const changed = await changeOrderStatus(tx, services, { orderId: request.orderId, to: 'CANCELLED', actor: request.actor, detail: { reason: request.reason } });
  if (!changed.ok) return err(changed.error);
  const released = await releaseReservations(tx, services, request.orderId);
  for (const [sku, units] of released) await wakeBackorders(tx, sku, units);
  await releaseLeasesOfOrder(tx, request.orderId);
  for (const purchaseId of await markPurchasesForVoid(tx, request.orderId)) await enqueueJob(tx, 'shipping.void_label', { purchaseId });
  return ok(null);
}
