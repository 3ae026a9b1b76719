/** Lets a held order go on, and wakes the step that the hold had made wait. One transaction; repeating it changes nothing. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { listLiveAllocations } from '../inventory/move-stock.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { recordOrderEvent } from './change-order-status.ts';
import { OVER, type HoldRefusal } from './hold-order.ts';
import { lockOrder, updateOrderHold } from './order-store.ts';

export type ReleaseRequest = { readonly orderId: string; readonly actor: string };

/** False: it was not on hold. */
export async function releaseHold(tx: Tx, services: Services, { orderId, actor }: ReleaseRequest): Promise<Result<boolean, HoldRefusal>> {
  const order = await lockOrder(tx, orderId);
  if (!order) return err({ code: 'UnknownOrder', message: `There is no order ${orderId}.` });
  if (OVER.includes(order.status)) return err({ code: 'OrderIsOver', message: `Order ${order.order_number} is ${order.status} already, so there is nothing to release.` });
  if (!order.is_on_hold) return ok(false);
  await updateOrderHold(tx, orderId, null);
  await recordOrderEvent(tx, services, { orderId, eventType: 'order.hold_released', actor, detail: { reason: order.hold_reason } });
  await wakeNextStep(tx, orderId, order.status);
  return ok(true);
}

/** Sourcing, release and lease grants pass over a held order and do not come back by themselves. */
async function wakeNextStep(tx: Tx, orderId: string, status: string): Promise<void> {
  switch (status) {
    case 'CONFIRMED': case 'BACKORDERED': return enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}` });
    case 'SOURCED': return enqueueJob(tx, 'orders.release', { orderId }, { jobKey: `release:${orderId}` });
    default: {
      const nodeIds = new Set((await listLiveAllocations(tx, orderId)).map((row) => row.node_id));
      for (const nodeId of nodeIds) await enqueueJob(tx, 'leases.grant', { nodeId }, { jobKey: `grant:${nodeId}` });
    }
  }
}
