/**
 * A node has less than was reserved there: the picker stands before an empty bin, or the packer before a short tote. What is missing is released, counted off when it is
 * truly gone, and found elsewhere: as a follow-up when something of the order can go, or by sourcing the whole order anew. One transaction.
 */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { undoPipeline } from '../fulfillment/pipeline/undo-pipeline.ts';
import { isPacked, renewLabels, withdrawPart } from '../fulfillment/withdraw-part.ts';
import { listLiveAllocations } from '../inventory/move-stock.ts';
import { releaseShort, type ShortCause } from '../inventory/release-short.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { recordOrderEvent, recordOrderStories } from './change-order-status.ts';
import { OVER } from './hold-order.ts';
import { lockOrders } from './lock-orders.ts';
import { selectOrder } from './order-store.ts';
import { splitOrder } from './split-order.ts';

export type ShortReport = {
  readonly orderId: string; readonly nodeId: string; readonly actor: string; readonly reason: string;
  readonly lines: readonly { readonly orderItemId: string; readonly units: number }[];
  readonly cause: ShortCause;
};
export type ShortRefusal = { readonly code: 'UnknownOrder' | 'OrderIsOver' | 'BenchAtWork' | 'UnknownLine' | 'UnitsNotFree'; readonly message: string };
/** `followUpId` null: the whole order is sourced anew. */
export type ShortResult = { readonly followUpId: string | null };

const NOT_PACKED_YET = ['SOURCED', 'PICKING', 'PACKING', 'BACKORDERED'];

export async function reportShort(tx: Tx, services: Services, report: ShortReport): Promise<Result<ShortResult, ShortRefusal>> {
  const { orderId, nodeId, lines, cause, actor, reason } = report;
  const seen = await selectOrder(tx, 'order_id', orderId);
  if (!seen) return err({ code: 'UnknownOrder', message: `There is no order ${orderId}.` });
  const orders = await lockOrders(tx, [...new Set([orderId, seen.follows_order_id ?? orderId])]);
  const status = orders.get(orderId)?.status ?? seen.status;
  if (OVER.includes(status)) return err({ code: 'OrderIsOver', message: `Order ${seen.order_number} is ${status} already.` });
  if (!NOT_PACKED_YET.includes(status) || (await isPacked(tx, orderId, nodeId))) return err({ code: 'BenchAtWork', message: `A bench has packed this part of order ${seen.order_number}: every unit was scanned into the box. Let it go, or cancel the order.` });
  const short = await releaseShort(tx, services, { orderId, nodeId, lines, cause });
  if (!short.ok) return short;
  await recordOrderEvent(tx, services, { orderId, eventType: 'order.short', actor, detail: { nodeId, cause, reason, lines: short.value } });
  const left = await listLiveAllocations(tx, orderId);
  if (left.length === 0 && status !== 'BACKORDERED') return sourceAnew(tx, services, report, orders);
  if (!left.some((row) => row.node_id === nodeId)) await withdrawPart(tx, services, orderId, nodeId);
  else if (status === 'PACKING') await renewLabels(tx, orderId, nodeId);
  if (status === 'BACKORDERED') { await enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}` }); return ok({ followUpId: null }); }
  const split = await splitOrder(tx, services, { orderId, actor, reason, lines: null });
  return split.ok ? ok({ followUpId: split.value.orderId }) : split;
}

/** Nothing of it is left anywhere: the one way back in the life of an order (docs/adr/0015). */
async function sourceAnew(tx: Tx, services: Services, { orderId, actor, reason }: ShortReport, orders: Awaited<ReturnType<typeof lockOrders>>): Promise<Result<ShortResult, never>> {
  await undoPipeline(tx, services, orderId);
  await recordOrderStories(tx, services, orders, [{ orderId, actor, path: ['BACKORDERED'], detail: { reason } }]);
  await enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}` });
  return ok({ followUpId: null });
}
