/** A batch of facts, decided one after the other: each sees what those before it have done. */
import { decideFact } from './decide-fact.ts';
import type { Decision, FloorFact } from './floor-fact.ts';
import { evolvePart, type PartState } from './part-state.ts';

export type OrderFact = { readonly orderId: string; readonly fact: FloorFact };
export type Folded = { readonly decisions: readonly Decision[]; readonly parts: ReadonlyMap<string, PartState> };

/** `parts`: every known order of the batch. One decision for each fact, in their order, and the parts after all of them. */
export function foldFacts(parts: ReadonlyMap<string, PartState>, facts: readonly OrderFact[]): Folded {
  const after = new Map(parts);
  const decisions = facts.map(({ orderId, fact }) => {
    const part = after.get(orderId) ?? null;
    const decision = decideFact(part, fact);
    if (part) after.set(orderId, evolvePart(part, decision.changes));
    return decision;
  });
  return { decisions, parts: after };
}
