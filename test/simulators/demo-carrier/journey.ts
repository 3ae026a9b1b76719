/** Where a box is, as the carrier's web page would say: moved by hand, or by itself from the moment when somebody first asks for it. */
import type { SoldLabel } from './label-book.ts';

export const JOURNEY_STATUSES = ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED', 'EXCEPTION'] as const;
export type JourneyStatus = (typeof JOURNEY_STATUSES)[number];
export type JourneyEvent = { readonly status: JourneyStatus; readonly at: string; readonly description: string; readonly location: string | null };

const WORDS: Readonly<Record<JourneyStatus, string>> = {
  IN_TRANSIT: 'Picked up and on its way', OUT_FOR_DELIVERY: 'On the vehicle for delivery', DELIVERED: 'Delivered at the door', RETURNED: 'Returned to the sender', EXCEPTION: 'The address could not be found',
};
/** Shares of the whole way. */
const STAGES: readonly { readonly status: JourneyStatus; readonly share: number }[] = [{ status: 'IN_TRANSIT', share: 0 }, { status: 'OUT_FOR_DELIVERY', share: 0.6 }, { status: 'DELIVERED', share: 1 }];

export function toJourneyEvent(status: JourneyStatus, atMs: number, location: string | null = null): JourneyEvent {
  return { status, at: new Date(atMs).toISOString(), description: WORDS[status], location };
}

/** What has happened by now. `deliversAfterMs`: undefined, when boxes move by hand only. */
export function readJourney(label: SoldLabel, byHand: readonly JourneyEvent[], nowMs: number, deliversAfterMs: number | undefined): readonly JourneyEvent[] {
  if (deliversAfterMs === undefined || label.firstAskedMs === undefined) return byHand;
  const begin = label.firstAskedMs;
  const passed = STAGES.map(({ status, share }) => ({ status, atMs: begin + share * deliversAfterMs })).filter(({ atMs }) => atMs <= nowMs);
  return [...byHand, ...passed.map(({ status, atMs }) => toJourneyEvent(status, atMs))];
}
