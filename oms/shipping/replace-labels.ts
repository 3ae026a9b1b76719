/** The labels of an order's open boxes are not to be used any more: each is marked for void, and a new one is bought for the same box. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { undoDocuments } from '../fulfillment/pipeline/undo-documents.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { lockParcelsOfOrder, retirePurchases, selectUsedTrackingNumber, voidLabelsOfParcel } from './label-store.ts';

export type ReplacedLabels = { readonly voidTrackingNumbers: readonly string[] };

/** Refused, with nothing changed, when a box is closed: its label is on its way. The caller holds the order's lock. */
export async function replaceLabels(tx: Tx, orderId: string): Promise<Result<ReplacedLabels, { readonly trackingNumber: string | null }>> {
  const parcels = await lockParcelsOfOrder(tx, orderId);
  const closed = parcels.find((parcel) => parcel.status === 'CLOSED');
  if (closed) return err({ trackingNumber: await selectUsedTrackingNumber(tx, closed.parcel_id) });
  const voidTrackingNumbers: string[] = [];
  for (const parcel of parcels.filter(({ status }) => status === 'OPEN' || status === 'PACKED')) {
    voidTrackingNumbers.push(...(await voidLabelsOfParcel(tx, parcel.parcel_id)));
    // A purchase under way is retired too: its label arrives as void, and is given back.
    const retired = await retirePurchases(tx, parcel.parcel_id);
    for (const purchaseId of retired) await enqueueJob(tx, 'shipping.void_label', { purchaseId });
    await undoDocuments(tx, parcel.parcel_id);
    await enqueueJob(tx, 'shipping.buy_label', { parcelId: parcel.parcel_id }, { jobKey: `label:${parcel.parcel_id}` });
  }
  return ok({ voidTrackingNumbers });
}
