/** A box's documents are made anew (another address, another bench): the step is open again, the steps after it stay. */
import type { Tx } from '../../db/connect.ts';
import { markUndone, selectParcelPlace } from './step-store.ts';

export async function undoDocuments(tx: Tx, parcelId: string): Promise<void> {
  const place = await selectParcelPlace(tx, parcelId);
  if (place) await markUndone(tx, place.order_id, ['document_generation'], place.node_id);
}
