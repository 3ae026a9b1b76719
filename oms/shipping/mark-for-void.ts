/** An order's labels are not to be used any more, and its boxes not to be packed; all of them, or those of one node. A box that has left keeps both: the carrier has it already. */
import type { Tx } from '../db/connect.ts';
import { enqueueJobs } from '../jobs/enqueue-jobs.ts';
import { retireLabelsOfOrder, voidOpenParcels } from './label-store.ts';

/** Marked here, given back to the carrier by a job each. */
export async function voidLabelsOfOrder(tx: Tx, orderId: string, nodeId: string | null = null): Promise<void> {
  await enqueueJobs(tx, (await retireLabelsOfOrder(tx, orderId, nodeId)).map((purchaseId) => ({ name: 'shipping.void_label', payload: { purchaseId } })));
}

export async function voidParcelsOfOrder(tx: Tx, orderId: string, nodeId: string | null = null): Promise<void> {
  await voidOpenParcels(tx, orderId, nodeId);
}
