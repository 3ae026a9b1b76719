/** Another box of a part that a bench packs: its row, and its label bought under one purchase as that of every parcel. */
import { makePairCode } from '../../domain/barcodes/packbench-code.ts';
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { insertFurtherParcel } from './parcel-store.ts';

/** The caller has locked the order. A repeat buys nothing. */
export async function openFurtherParcel(tx: Tx, services: Services, parcel: { readonly parcelId: string; readonly orderId: string; readonly nodeId: string }): Promise<void> {
  const isNew = await insertFurtherParcel(tx, { ...parcel, pairCode: makePairCode(services.random.bytes(10)) });
  if (isNew) await enqueueJob(tx, 'shipping.buy_label', { parcelId: parcel.parcelId }, { jobKey: `label:${parcel.parcelId}` });
}
