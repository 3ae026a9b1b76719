/** Which of an order's boxes a parcel is, as its slip says it. */
import { boxOfParcel } from '../../domain/packing/boxes.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { selectSession } from './session-store.ts';

export function readBox(tx: Tx, order: PackOrder, parcelId: string): { readonly number: number; readonly count: number } {
  return boxOfParcel(order, selectSession(tx, order.orderId), parcelId);
}
