/** Facts as they travel: as many as fit into one push. */
import { LIMITS, type Mutation } from '../../domain/wire/sync.ts';
import type { FactRow } from './replica-tx.ts';

/** Room for numbers, ids and names around a body, escapes included. */
const ENVELOPE_BYTES = 1_000;

/** In order; cut before the limit of a push, but never empty: one fact always goes. */
export function toMutations(facts: readonly FactRow[]): Mutation[] {
  let bytes = ENVELOPE_BYTES;
  const fitting = facts.filter((fact, index) => {
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    bytes += ENVELOPE_BYTES + fact.body.length * 3;
    return index === 0 || bytes <= LIMITS.pushBytes;
  });
  return fitting.map((fact) => ({ mid: fact.mid, op: fact.opId, kind: fact.kind, orderId: fact.orderId, baseRev: fact.baseRev, fence: fact.fence, v: fact.v, at: fact.deviceAtMs, body: JSON.parse(fact.body) as unknown }));
}
