/** Applies one fact to the business, unless an earlier one of its order could not be applied. */
import type { Mutation } from '../../domain/wire/sync.ts';
import { must } from '../../domain/assert.ts';
import type { Tx } from '../db/connect.ts';
import { applyFacts } from '../fulfillment/apply-facts.ts';
import type { FloorOutcome } from '../fulfillment/floor-event.ts';
import type { Services } from '../services.ts';
import type { StationRow } from '../stations/require-station.ts';
import { hasDeadLetter } from './mutation-store.ts';

export async function applyFact(tx: Tx, services: Services, station: StationRow, mutation: Mutation): Promise<FloorOutcome> {
  // To acknowledge a card is no work on the order: it may even be the dead letter's own card.
  if (mutation.kind !== 'OutcomeAcknowledged' && mutation.orderId !== null && (await hasDeadLetter(tx, mutation.orderId))) return { outcome: 'held', detail: { reason: 'an earlier fact of this order could not be applied' } };
  const [answer] = await applyFacts(tx, services, station, [mutation]);
  return must(answer, 'an answer for the fact');
}
