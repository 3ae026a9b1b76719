/** Stock of a SKU has come: orders that wait for it are sourced now instead of at their next half hour, the oldest first. */
import type { Tx } from '../db/connect.ts';
import { enqueueJobs } from '../jobs/enqueue-jobs.ts';
import { selectWaitingOrders } from './backorder-store.ts';

/** More than this would only wait in the queue; the rest is tried at its half hour. */
const AT_ONCE = 200;

export async function wakeBackorders(tx: Tx, sku: string): Promise<void> {
  const orderIds = await selectWaitingOrders(tx, sku, AT_ONCE);
  await enqueueJobs(tx, orderIds.map((orderId) => ({ name: 'orders.source', payload: { orderId }, jobKey: `source:${orderId}` })));
}
