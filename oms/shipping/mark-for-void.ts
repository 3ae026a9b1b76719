/** An order's labels are not to be used any more, and its boxes not to be packed. A box that has left keeps both: the carrier has it already. */
import type { Tx } from '../db/connect.ts';
import { enqueueJobs } from '../jobs/enqueue-jobs.ts';
import { retireLabelsOfOrder, voidOpenParcels } from './label-store.ts';

/** Marked here, given back to the carrier by a job each. */
export async function voidLabelsOfOrder(tx: Tx, orderId: string): Promise<void> {
  await enqueueJobs(tx, (await retireLabelsOfOrder(tx, orderId)).map((purchaseId) => ({ name: 'shipping.void_label', payload: { purchaseId } })));
}

export async function voidParcelsOfOrder(tx: Tx, orderId: string): Promise<void> {
  await voidOpenParcels(tx, orderId);
}
