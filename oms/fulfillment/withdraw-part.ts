/** Nothing of an order is left for a node: its part is taken down, and its bench gets other work. */
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { enqueueJobs } from '../jobs/enqueue-jobs.ts';
import type { Services } from '../services.ts';
import { voidLabelsOfOrder } from '../shipping/mark-for-void.ts';
import { selectParcels } from './parcel-store.ts';
import { undoPart } from './pipeline/undo-pipeline.ts';

/** The caller has locked the order. */
export async function withdrawPart(tx: Tx, services: Services, orderId: string, nodeId: string): Promise<void> {
  await undoPart(tx, services, orderId, nodeId);
  await enqueueJob(tx, 'leases.grant', { nodeId }, { jobKey: `grant:${nodeId}` });
}

/** Every unit of a node's part was scanned into its box. */
export async function isPacked(tx: Tx, orderId: string, nodeId: string): Promise<boolean> {
  const [part] = await selectParcels(tx, nodeId, [orderId]);
  return part !== undefined && part.status !== 'OPEN' && part.status !== 'VOID';
}

/** The boxes of a node's part weigh something else, and one may have been labelled by a bench that was offline: new labels for all of them. */
export async function renewLabels(tx: Tx, orderId: string, nodeId: string): Promise<void> {
  await voidLabelsOfOrder(tx, orderId, nodeId);
  const [part] = await selectParcels(tx, nodeId, [orderId]);
  const open = part === undefined ? [] : [part.parcel_id, ...(part.further ?? []).filter((box) => box.status === 'OPEN').map((box) => box.parcelId)];
  await enqueueJobs(tx, open.map((parcelId) => ({ name: 'shipping.buy_label', payload: { parcelId }, jobKey: `label:${parcelId}` })));
}
