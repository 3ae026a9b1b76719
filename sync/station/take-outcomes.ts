/** What the hub made of our facts. */
import { isApplied, type PushResponse } from '../../domain/wire/sync.ts';
import type { ReplicaTx } from './replica-tx.ts';

/** Matched by op, never by number alone: an answer for another history must not complete a fact (SYNC.md 5.4 f). */
export function takeOutcomes(tx: ReplicaTx, response: PushResponse): void {
  for (const out of response.outs) {
    const fact = tx.readFact(out.op);
    if (fact?.state !== 'pending') continue;
    // It stays in the overlay until the feed covers it: what was packed must not look open for a moment.
    tx.setFactState(out.op, 'acked', out.outcome);
    // Shown until a person has settled it (SYNC.md 2.2). After a restore an outcome may be another than before.
    tx.putOutcome({ opId: out.op, orderId: fact.orderId, outcome: out.outcome, detail: out.detail === null || isApplied(out.outcome) ? null : JSON.stringify(out.detail) });
  }
  tx.writeMeta('safe', `${response.clientId}:${response.safe}`);
}
