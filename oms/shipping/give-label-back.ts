/** A label that turned out not to be used: void here, and given back to the carrier by a job. A label that a shipment uses is left alone. */
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { voidUnusedLabel } from './label-store.ts';

export async function giveLabelBack(tx: Tx, trackingNumber: string): Promise<void> {
  const purchaseId = await voidUnusedLabel(tx, trackingNumber);
  if (purchaseId !== null) await enqueueJob(tx, 'shipping.void_label', { purchaseId });
}
