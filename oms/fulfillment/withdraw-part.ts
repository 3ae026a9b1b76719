/** Nothing of an order is left for a node: its box is not to be packed and its label not to be used, and no bench holds it. */
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { voidLabelsOfOrder, voidParcelsOfOrder } from '../shipping/mark-for-void.ts';
import { releaseLeasesOfOrder } from '../stations/release-leases.ts';

/** The caller has locked the order. */
export async function withdrawPart(tx: Tx, orderId: string, nodeId: string): Promise<void> {
  await voidLabelsOfOrder(tx, orderId, nodeId);
  await voidParcelsOfOrder(tx, orderId, nodeId);
  await releaseLeasesOfOrder(tx, orderId, nodeId);
  await enqueueJob(tx, 'leases.grant', { nodeId }, { jobKey: `grant:${nodeId}` });
}
