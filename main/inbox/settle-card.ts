/** A person's answer to a card: kept here, and told to the office as a fact, in one transaction. */
import { must } from '../../domain/assert.ts';
import type { OpenCard } from '../../domain/packing/decision.ts';
import type { FactBody } from '../../domain/packing/facts.ts';
import type { Tx } from '../db/open.ts';
import { currentOperator } from '../operators/sign-in.ts';
import { appendFact } from '../outbox/append-fact.ts';
import { acknowledgeOutcome } from '../outbox/read-outbox-state.ts';
import type { StationContext } from '../station-context.ts';

/** False when it was settled before: then nothing is told twice. */
export function settleCard(tx: Tx, context: StationContext, card: OpenCard, fact: FactBody): boolean {
  const operator = must(currentOperator(tx), 'the operator who settles a card');
  if (!acknowledgeOutcome(tx, card.opId, operator.operatorId, context.clock.nowMs())) return false;
  const tell = (body: FactBody): void => { appendFact(tx, context, { orderId: card.orderId, baseRev: null, fence: null, body }); };
  tell(fact);
  for (const opId of card.alsoOpIds) {
    if (acknowledgeOutcome(tx, opId, operator.operatorId, context.clock.nowMs())) tell({ type: 'OutcomeAcknowledged', operatorId: operator.operatorId, operatorName: operator.name, opId });
  }
  return true;
}
