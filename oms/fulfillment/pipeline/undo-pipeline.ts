/** Takes an order's pipeline down, the last step first: the bench loses it, labels and boxes are void, stock goes to those who wait for it. */
import { UNDO_ORDER } from '../../../domain/fulfillment/pipeline.ts';
import type { Tx } from '../../db/connect.ts';
import type { Services } from '../../services.ts';
import { PIPELINE } from './pipeline-steps.ts';
import { markUndone } from './step-store.ts';

/** The caller has locked the order. Boxes that have left stay as they are. Repeating it changes nothing. */
export async function undoPipeline(tx: Tx, services: Services, orderId: string): Promise<void> {
  for (const step of UNDO_ORDER) await PIPELINE[step].undo(tx, services, orderId);
  await markUndone(tx, orderId, UNDO_ORDER, null);
}
