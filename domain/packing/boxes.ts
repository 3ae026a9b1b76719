/** An order that is packed into more boxes than one: whose label is whose, and which box it is. */
import type { PackOrder, ParcelLabel } from '../wire/documents.ts';
import type { PackingSession, SessionBox } from './session.ts';

/** The label that the office has for this parcel now; null before it is bought, and for a parcel that it does not know. */
export function labelOfParcel(order: PackOrder, parcelId: string): ParcelLabel | null {
  if (order.label?.parcelId === parcelId) return order.label;
  return order.furtherParcels?.find((parcel) => parcel.parcelId === parcelId)?.label ?? null;
}

/**
 * Box n of m as the slip says it. A box that was asked for a moment ago is counted before the office has told of it;
 * a slip that was printed before is not taken back.
 */
export function boxOfParcel(order: PackOrder, session: PackingSession | null, parcelId: string): { readonly number: number; readonly count: number } {
  const boxes = session?.boxes ?? [];
  const first = order.boxNumber ?? 1;
  const told = order.furtherParcels?.find((parcel) => parcel.parcelId === parcelId)?.boxNumber;
  const at = boxes.findIndex((box) => box.parcelId === parcelId);
  const unheard = boxes.filter((box) => !order.furtherParcels?.some((parcel) => parcel.parcelId === box.parcelId)).length;
  const number = told ?? (at < 0 ? first : first + at + 1);
  return { number, count: Math.max(number, (order.boxCount ?? 1) + unheard) };
}

/** Further boxes whose label is not printed. */
export function openBoxes(session: PackingSession): readonly SessionBox[] {
  return (session.boxes ?? []).filter((box) => box.state === 'open');
}

/** Which box of the session, counted from 1. */
export function boxPlace(session: PackingSession, parcelId: string): number {
  return 2 + (session.boxes ?? []).findIndex((box) => box.parcelId === parcelId);
}

/** How many labels must still be scanned back before the order is closed. */
export function unscannedLabels(session: PackingSession): number {
  return (session.isFirstScanned === true ? 0 : 1) + (session.boxes ?? []).filter((box) => box.state !== 'scanned').length;
}
