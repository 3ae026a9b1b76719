/**
 * One parcel gets another label: the bench that holds the old one is not to use it any more. The old purchase is marked for void first, so
 * that the new one is never a second active purchase for the parcel (promise 4; a unique index of the table says so too).
 */
import type { Tx } from '../db/connect.ts';
import { undoDocuments } from '../fulfillment/pipeline/undo-documents.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { recordOrderEvent } from '../orders/change-order-status.ts';
import type { Services } from '../services.ts';
import { retirePurchases, selectLabelledFurtherParcels, voidLabelsOfParcel } from './label-store.ts';

export type Relabelling = { readonly orderId: string; readonly parcelId: string; readonly actor: string; readonly reason: string };

/** The caller has locked the parcel. */
export async function relabelParcel(tx: Tx, services: Services, { orderId, parcelId, actor, reason }: Relabelling): Promise<void> {
  const voided = await voidLabelsOfParcel(tx, parcelId);
  for (const purchaseId of await retirePurchases(tx, parcelId)) await enqueueJob(tx, 'shipping.void_label', { purchaseId });
  await undoDocuments(tx, parcelId);
  await enqueueJob(tx, 'shipping.buy_label', { parcelId }, { jobKey: `label:${parcelId}` });
  await recordOrderEvent(tx, services, { orderId, eventType: 'label.replaced', actor, detail: { parcelId, reason, voided } });
}

/** The same for the part's further boxes. */
export async function relabelFurtherParcels(tx: Tx, services: Services, { nodeId, ...relabelling }: Omit<Relabelling, 'parcelId'> & { readonly nodeId: string }): Promise<void> {
  for (const parcelId of await selectLabelledFurtherParcels(tx, relabelling.orderId, nodeId)) await relabelParcel(tx, services, { ...relabelling, parcelId });
}
