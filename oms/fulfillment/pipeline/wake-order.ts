/** A person has corrected an order that could not be fulfilled as it was: it is looked at anew. An order that was well already is left alone. */
import type { Tx } from '../../db/connect.ts';
import { settleTask } from '../../exceptions/open-task.ts';
import { enqueueJob } from '../../jobs/enqueue.ts';
import type { Services } from '../../services.ts';
import { INVALID_TASK } from './validate-order.ts';

export async function wakeOrder(tx: Tx, services: Services, order: { readonly orderId: string; readonly status: string }): Promise<void> {
  if (order.status !== 'CONFIRMED') return;
  await settleTask(tx, services, INVALID_TASK, order.orderId);
  await enqueueJob(tx, 'orders.source', { orderId: order.orderId }, { jobKey: `source:${order.orderId}` });
}
