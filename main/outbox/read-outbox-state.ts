/** What the office does not know yet, and what it answered that a person must settle. */
import type { Tx } from '../db/open.ts';
import { acknowledgeInboxRow, countOpenInbox, countPendingFacts, countUnreportedOrders, listOpenInbox, type InboxRow } from './outbox-store.ts';

export type OutboxState = { readonly pending: { readonly count: number; readonly oldestAtMs: number | null }; readonly unreportedOrders: number; readonly inbox: readonly InboxRow[] };

export function readOutboxState(tx: Tx): OutboxState {
  return { pending: countPendingFacts(tx), unreportedOrders: countUnreportedOrders(tx), inbox: listOpenInbox(tx) };
}

/** Outcomes that no person has settled, also those that the screen has no room for. */
export function countOpenOutcomes(tx: Tx): number {
  return countOpenInbox(tx);
}

/** False when it was settled before. */
export function acknowledgeOutcome(tx: Tx, opId: string, operatorId: string, atMs: number): boolean {
  return acknowledgeInboxRow(tx, opId, operatorId, atMs);
}
