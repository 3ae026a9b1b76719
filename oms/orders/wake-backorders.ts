/** Stock of a SKU has come: orders that wait for it are sourced now instead of at their next half hour, the oldest first. */
import type { Tx } from '../db/connect.ts';
import { enqueueJobs } from '../jobs/enqueue-jobs.ts';
import { selectWaitingOrders } from './backorder-store.ts';

/** More than this would only wait in the queue; the rest is tried at its half hour. */
const MOST_AT_ONCE = 200;
/** The oldest may want more than has come: some behind it are tried too. */
const LEAST_AT_ONCE = 20;

/** `units`: how many have come. No more orders than that can be served. */
export async function wakeBackorders(tx: Tx, sku: string, units: number): Promise<void> {
  const orderIds = await selectWaitingOrders(tx, sku, Math.min(MOST_AT_ONCE, Math.max(LEAST_AT_ONCE, units)));
  await enqueueJobs(tx, orderIds.map((orderId) => ({ name: 'orders.source', payload: { orderId }, jobKey: `source:${orderId}` })));
}
