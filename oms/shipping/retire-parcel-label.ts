/** A parcel that is not packed after all: its label is void here at once, and given back to the carrier by a job. */
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { retirePurchases, voidLabelsOfParcel } from './label-store.ts';

export async function retireParcelLabel(tx: Tx, parcelId: string): Promise<void> {
  await voidLabelsOfParcel(tx, parcelId);
  for (const purchaseId of await retirePurchases(tx, parcelId)) await enqueueJob(tx, 'shipping.void_label', { purchaseId });
}
