/** Which of the station's own facts the screen must add to what the feed says of an order. */
import { isApplied, outcomeSchema } from '../../domain/wire/sync.ts';
import type { SentFact } from './replica-tx.ts';

/**
 * A fact is shown until the feed covers it, else a packed order would look open between acknowledgement and feed and be packed twice.
 * A refused one is not: its card tells of it.
 */
export function isInOverlay(fact: Pick<SentFact, 'isCovered' | 'outcome'>): boolean {
  if (fact.isCovered) return false;
  return fact.outcome === null || isApplied(outcomeSchema.parse(fact.outcome));
}
