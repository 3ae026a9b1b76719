/** Cancels an order that has not left: its pipeline is taken down, so that nothing of it is kept, packed or paid for. One transaction. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import { undoPipeline } from '../fulfillment/pipeline/undo-pipeline.ts';
import type { Services } from '../services.ts';
import { changeOrderStatus, type StatusRefusal } from './change-order-status.ts';

export type CancelRequest = { readonly orderId: string; readonly actor: string; readonly reason: string };

export async function cancelOrder(tx: Tx, services: Services, request: CancelRequest): Promise<Result<null, StatusRefusal>> {
  const changed = await changeOrderStatus(tx, services, { orderId: request.orderId, to: 'CANCELLED', actor: request.actor, detail: { reason: request.reason } });
  if (!changed.ok) return err(changed.error);
  await undoPipeline(tx, services, request.orderId);
  return ok(null);
}
