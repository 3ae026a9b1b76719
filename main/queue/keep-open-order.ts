/**
 * Keeps the narrow row of an order in step with its document, in the same transaction, and asks for the label bytes of the orders leased
 * to this station. Triggers did it before: SQLite parsed each body again for every column, three quarters of a first replica's time.
 */
import type { EntityType } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { followLabel } from '../labels/follow-label.ts';
import { readMeta } from '../settings/meta.ts';
import { readOpenOrder, type OpenOrder } from './open-order.ts';
import { deleteOpenOrder, insertOpenOrder, selectOpenOrder, updateOpenOrder } from './open-order-store.ts';

/** `body` is null when the document goes away. */
export function keepOpenOrder(tx: Tx, type: EntityType, orderId: string, body: string | null): void {
  if (type !== 'order') return;
  const [before, after] = [selectOpenOrder(tx, orderId), body === null ? null : readOpenOrder(body, readMeta(tx, 'station_id'))];
  write(tx, orderId, before, after);
  followLabel(tx, labelsOf(before), labelsOf(after));
}

function write(tx: Tx, orderId: string, before: OpenOrder | null, after: OpenOrder | null): void {
  if (after === null) { if (before !== null) deleteOpenOrder(tx, orderId); return; }
  if (before === null) insertOpenOrder(tx, orderId, after);
  else updateOpenOrder(tx, orderId, after);
}

function labelsOf(order: OpenOrder | null): string[] {
  return order === null ? [] : [order.zplSha256, order.pdfSha256, ...order.furtherSha256s].filter((sha256) => sha256 !== null);
}
