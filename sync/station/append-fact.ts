/** Writes one fact into the outbox, numbered per station file without a gap. Part of the caller's transaction. */
import { must } from '../../domain/assert.ts';
import type { FactRow, ReplicaTx } from './replica-tx.ts';

export type NewFact = Omit<FactRow, 'clientId' | 'mid'>;

/** Returns the fact's number. Its op id was made before, so that a retry can never make a second one. */
export function appendFact(tx: ReplicaTx, fact: NewFact): number {
  const mid = Number(must(tx.readMeta('next_mid'), 'next_mid'));
  tx.insertFact({ ...fact, clientId: must(tx.readMeta('client_id'), 'client_id'), mid });
  // Never max(mid) + 1: after a purge that would reuse a number and lose the fact (SYNC.md 3.2).
  tx.writeMeta('next_mid', String(mid + 1));
  return mid;
}
