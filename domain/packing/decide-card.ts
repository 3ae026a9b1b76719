/** Settling what floor and office contradict each other in, by scanner alone (SYNC.md 2.2, promise 9). */
import { must } from '../assert.ts';
import { accept, actor, refuse, type Accepted, type Decision, type OpenCard, type PackingContext } from './decision.ts';

/** The label of a recalled box was scanned: it did not leave. Works at any moment, also while another order is open. */
export function settleFound(opId: string, context: PackingContext): Decision {
  const card = must(context.cards.find((candidate) => candidate.opId === opId), `card ${opId}`);
  return settleRecall(card, 'found', context);
}

/** GONE: the oldest recalled box cannot be found. Only between orders, so that it is not said of the box at hand. */
export function declareGone(context: PackingContext): Decision {
  const card = context.cards.find((candidate) => candidate.kind === 'recall');
  return card ? settleRecall(card, 'gone', context) : refuse('ControlOutOfPlace', { control: 'GONE' });
}

function settleRecall(card: OpenCard, result: 'found' | 'gone', context: PackingContext): Accepted {
  const trackingNumber = must(card.trackingNumber, 'tracking number of a recall');
  return accept(result === 'found' ? 'RecallFound' : 'RecallGone', { order: card.orderNumber ?? '', tracking: trackingNumber }, context.session, {
    effects: [{ type: 'settleCard', card, fact: { type: 'RecallSettled', ...actor(context), opId: card.opId, parcelId: card.parcelId ?? '', trackingNumber, result } }],
  });
}

/** OK between orders: the oldest card that is no recall was read. Null when there is none. */
export function acknowledgeOutcome(context: PackingContext): Accepted | null {
  const card = context.cards.find((candidate) => candidate.kind === 'outcome');
  return card ? accept('OutcomeSeen', { order: card.orderNumber ?? '' }, context.session, { effects: [{ type: 'settleCard', card, fact: { type: 'OutcomeAcknowledged', ...actor(context), opId: card.opId } }] }) : null;
}
