/** A person has corrected an order that could not be fulfilled as it was: it is looked at anew. An order that was well already is left alone. */
import type { Tx } from '../../db/connect.ts';
import { enqueueJob } from '../../jobs/enqueue.ts';

export async function wakeOrder(tx: Tx, order: { readonly orderId: string; readonly status: string }): Promise<void> {
  if (order.status !== 'CONFIRMED') return;
  await enqueueJob(tx, 'orders.source', { orderId: order.orderId }, { jobKey: `source:${order.orderId}` });
}
