/** Writes one fact of this station into the outbox. Part of the caller's transaction. */
import { makeUuidV7 } from '../../domain/ids.ts';
import type { FactBody } from '../../domain/packing/facts.ts';
import { appendFact as appendToOutbox } from '../../sync/station/append-fact.ts';
import type { StationContext } from '../station-context.ts';
import { toReplicaTx } from '../sync-store/replica-tx.ts';
import type { Tx } from '../db/open.ts';

export const FACT_VERSION = 1;

export type NewFact = { readonly orderId: string | null; readonly baseRev: number | null; readonly fence: number | null; readonly body: FactBody };

/** Returns the fact's number and its id, made here and now, so that a retry can never make a second one. */
export function appendFact(tx: Tx, context: Pick<StationContext, 'clock' | 'random'>, fact: NewFact): { readonly opId: string; readonly mid: number } {
  const nowMs = context.clock.nowMs();
  const opId = makeUuidV7(nowMs, context.random.bytes(10));
  const mid = appendToOutbox(toReplicaTx(tx, nowMs), {
    opId, orderId: fact.orderId, kind: fact.body.type, baseRev: fact.baseRev, fence: fact.fence, v: FACT_VERSION,
    body: JSON.stringify(fact.body), deviceAtMs: nowMs, monotonicMs: Math.round(context.clock.monotonicMs()),
  });
  return { opId, mid };
}
