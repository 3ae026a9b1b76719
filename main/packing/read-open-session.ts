/** The order that is open on this bench, as it stands. */
import type { PackingSession } from '../../domain/packing/session.ts';
import type { Tx } from '../db/open.ts';
import { readMeta } from '../settings/meta.ts';
import { selectSession } from './session-store.ts';

export function readOpenSession(tx: Tx): PackingSession | null {
  const openOrderId = readMeta(tx, 'open_order_id');
  return openOrderId === null ? null : selectSession(tx, openOrderId);
}

/** What this bench knows of an order that it has opened, also when the office shows that order no more. */
export function readSessionOfOrder(tx: Tx, orderId: string): PackingSession | null {
  return selectSession(tx, orderId);
}
