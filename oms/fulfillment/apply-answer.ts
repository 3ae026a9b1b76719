/** What a person at the bench answered to a card: told to the card's task. Rare, so one at a time. */
import { assertNever } from '../../domain/assert.ts';
import type { Tx } from '../db/connect.ts';
import { openTask } from '../exceptions/open-task.ts';
import { acknowledgeTask, settleRecall } from '../exceptions/settle-recall.ts';
import { recordOrderStories } from '../orders/change-order-status.ts';
import { lockOrders } from '../orders/lock-orders.ts';
import type { Services } from '../services.ts';
import { actorOf, APPLIED, type FloorEvent, type FloorOutcome } from './floor-event.ts';
import type { FactStation, PersonAnswer, ReadFact } from './read-fact.ts';

export async function applyAnswer(tx: Tx, services: Services, station: FactStation, answer: Extract<ReadFact, { kind: 'answer' }>): Promise<FloorOutcome> {
  const { orderId, opId, occurredAt, body } = answer;
  if (body.type === 'OutcomeAcknowledged') return acknowledgeTask(tx, { opId: body.opId, by: `${station.name} (${body.operatorName})`, at: occurredAt });
  if (orderId === null) return APPLIED;
  const event: FloorEvent = { orderId, nodeId: station.node_id, stationId: station.station_id, stationName: station.name, operatorName: body.operatorName, occurredAt, opId };
  switch (body.type) {
    case 'RecallSettled': return settleRecall(tx, services, { ...event, contradictedOpId: body.opId, trackingNumber: body.trackingNumber, result: body.result });
    case 'LabelDestroyed': return declareLabelMissing(tx, services, event, body);
    default: return assertNever(body);
  }
}

async function declareLabelMissing(tx: Tx, services: Services, event: FloorEvent, body: Extract<PersonAnswer, { type: 'LabelDestroyed' }>): Promise<FloorOutcome> {
  const { orderId, stationName } = event;
  const orders = await lockOrders(tx, [orderId]);
  if (!orders.has(orderId)) return { outcome: 'unknown_order', detail: null };
  await recordOrderStories(tx, services, orders, [{ orderId, actor: actorOf(event), eventType: 'floor.LabelDestroyed', detail: { ...body } }]);
  await openTask(tx, services, {
    kind: 'VoidLabelMissing', about: body.trackingNumber, orderId, code: 'VoidLabelMissing',
    message: `The void label ${body.trackingNumber} was printed at ${stationName} and could not be found there. Look for it: a box that carries it would be turned back.`,
  });
  return APPLIED;
}
