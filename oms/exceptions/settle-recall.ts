/**
 * The packer's answer to a recall: the box that was closed before a late change arrived was found, or is gone. The recall's task follows
 * the answer; what becomes of the goods is the office's decision, so a new task asks for it.
 */
import type { Tx } from '../db/connect.ts';
import { actorOf, APPLIED, type FloorEvent, type FloorOutcome } from '../fulfillment/floor-event.ts';
import { recordOrderEvent } from '../orders/change-order-status.ts';
import { holdOrder } from '../orders/hold-order.ts';
import { lockOrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { giveLabelBack } from '../shipping/give-label-back.ts';
import { acknowledgeTaskOfFact, settleTaskOfFact } from './exception-store.ts';
import { openTask } from './open-task.ts';

export type RecallAnswer = FloorEvent & { readonly contradictedOpId: string; readonly trackingNumber: string; readonly result: 'found' | 'gone' };

export async function settleRecall(tx: Tx, services: Services, answer: RecallAnswer): Promise<FloorOutcome> {
  const { orderId, trackingNumber, result } = answer;
  const order = await lockOrderWithLines(tx, orderId);
  if (!order) return { outcome: 'unknown_order', detail: null };
  const isFirst = await settleTaskOfFact(tx, answer.contradictedOpId, { answer: result, by: actorOf(answer), at: answer.occurredAt });
  if (!isFirst) return { outcome: 'applied_with_warning', detail: { recall: 'settled before, or never opened' } };
  await recordOrderEvent(tx, services, { orderId, eventType: `recall.${result}`, actor: actorOf(answer), detail: { trackingNumber, station: answer.stationName, occurredAt: answer.occurredAt.toISOString() } });
  await (result === 'found' ? askForGoods(tx, services, answer, order.orderNumber) : askForBox(tx, services, answer, order.orderNumber));
  return APPLIED;
}

async function askForGoods(tx: Tx, services: Services, answer: RecallAnswer, orderNumber: string): Promise<void> {
  await giveLabelBack(tx, answer.trackingNumber);
  await openTask(tx, services, {
    kind: 'RecalledBoxFound', about: answer.trackingNumber, orderId: answer.orderId, code: 'RecalledBoxFound',
    message: `The box ${answer.trackingNumber} of order ${orderNumber} was found at ${answer.stationName} by ${answer.operatorName}. Have it unpacked, and book its goods back if they are fit to sell.`,
  });
}

/** The order is stopped, too: with one box on its way, another bench must not make a second one. */
async function askForBox(tx: Tx, services: Services, answer: RecallAnswer, orderNumber: string): Promise<void> {
  await holdOrder(tx, services, { orderId: answer.orderId, actor: actorOf(answer), reason: `the recalled box ${answer.trackingNumber} is gone` });
  await openTask(tx, services, {
    kind: 'RecalledBoxGone', about: answer.trackingNumber, orderId: answer.orderId, code: 'RecalledBoxGone',
    message: `The box ${answer.trackingNumber} of order ${orderNumber} has left ${answer.stationName}. Ask the carrier to return it, or tell the customer; book its goods out.`,
  });
}

/** Seen at the bench; it stays open for the office. */
export async function acknowledgeTask(tx: Tx, { opId, by, at }: { readonly opId: string; readonly by: string; readonly at: Date }): Promise<FloorOutcome> {
  await acknowledgeTaskOfFact(tx, opId, by, at);
  return APPLIED;
}
