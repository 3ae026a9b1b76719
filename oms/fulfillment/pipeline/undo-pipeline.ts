/** Takes an order's pipeline down, the last step first: the bench loses it, labels and boxes are void, stock goes to those who wait for it. */
import { isStepOfPart, UNDO_ORDER } from '../../../domain/fulfillment/pipeline.ts';
import type { Tx } from '../../db/connect.ts';
import type { Services } from '../../services.ts';
import { PIPELINE } from './pipeline-steps.ts';
import { markUndone } from './step-store.ts';

/** The caller has locked the order. Boxes that have left stay as they are. Repeating it changes nothing. */
export async function undoPipeline(tx: Tx, services: Services, orderId: string): Promise<void> {
  for (const step of UNDO_ORDER) await PIPELINE[step].undo(tx, services, { orderId, nodeId: null });
  await markUndone(tx, orderId, UNDO_ORDER, null);
}

/** The same for one node's part, whose reservation has ended already. */
export async function undoPart(tx: Tx, services: Services, orderId: string, nodeId: string): Promise<void> {
  const steps = UNDO_ORDER.filter(isStepOfPart);
  for (const step of steps) await PIPELINE[step].undo(tx, services, { orderId, nodeId });
  await markUndone(tx, orderId, steps, nodeId);
}
