/** The facts of this bench as a developer reads them: what waits, in the order of sending, and what was answered last. */
import type { InspectedFact, SyncInspection } from '../../domain/rpc/sync-inspection.ts';
import type { SentFact } from '../../sync/station/replica-tx.ts';
import type { Tx } from '../db/open.ts';
import { countFactsByState, countPendingFacts, listAnsweredFacts, listOldestPending } from './outbox-store.ts';

const SHOWN = 50;

export function readFactJournal(tx: Tx): Omit<SyncInspection['facts'], 'nextMid' | 'safe'> {
  const { count: pending, oldestAtMs } = countPendingFacts(tx);
  return { pending, oldestPendingAtMs: oldestAtMs, ...countFactsByState(tx), queue: listOldestPending(tx, SHOWN).map(toInspected), answered: listAnsweredFacts(tx, SHOWN).map(toInspected) };
}

/** Without its body: that may hold what customers wrote. */
function toInspected({ mid, opId, kind, orderId, fence, baseRev, deviceAtMs, state, isCovered, outcome }: SentFact): InspectedFact {
  return { mid, opId, kind, orderId, fence, baseRev, atMs: deviceAtMs, state: state === 'pending' ? 'pending' : isCovered ? 'covered' : 'acked', outcome };
}
