/** Nothing of an order is left for a node: its part is taken down, and its bench gets other work. */
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { undoPart } from './pipeline/undo-pipeline.ts';

/** The caller has locked the order. */
export async function withdrawPart(tx: Tx, services: Services, orderId: string, nodeId: string): Promise<void> {
  await undoPart(tx, services, orderId, nodeId);
  await enqueueJob(tx, 'leases.grant', { nodeId }, { jobKey: `grant:${nodeId}` });
}
