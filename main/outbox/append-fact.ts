/** Writes one fact into the outbox, numbered per station file without a gap. Part of the caller's transaction. */
import { makeUuidV7 } from '../../domain/ids.ts';
import { must } from '../../domain/assert.ts';
import type { FactBody } from '../../domain/packing/facts.ts';
import type { StationContext } from '../station-context.ts';
import type { Tx } from '../db/open.ts';
import { readMeta, writeMeta } from '../settings/meta.ts';
import { insertOutboxRow } from './outbox-store.ts';

export const FACT_VERSION = 1;

export type NewFact = { readonly orderId: string | null; readonly baseRev: number | null; readonly fence: number | null; readonly body: FactBody };

/** Returns the fact's number and its id, made here and now, so that a retry can never make a second one. */
export function appendFact(tx: Tx, context: StationContext, fact: NewFact): { readonly opId: string; readonly mid: number } {
  const clientId = must(readMeta(tx, 'client_id'), 'client_id');
  const mid = Number(must(readMeta(tx, 'next_mid'), 'next_mid'));
  const nowMs = context.clock.nowMs();
  const opId = makeUuidV7(nowMs, context.random.bytes(10));
  insertOutboxRow(tx, {
    clientId, mid, opId, orderId: fact.orderId, kind: fact.body.type, baseRev: fact.baseRev, fence: fact.fence, v: FACT_VERSION,
    body: JSON.stringify(fact.body), deviceAtMs: nowMs, monotonicMs: Math.round(context.clock.monotonicMs()),
  });
  // Never max(mid)+1: after a purge that would reuse a number and lose the fact (design/SYNC.md 3.2).
  writeMeta(tx, 'next_mid', String(mid + 1));
  return { opId, mid };
}
