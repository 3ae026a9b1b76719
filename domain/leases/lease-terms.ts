/** How long a lease lasts and how many a bench gets ahead (SYNC.md 2.1). Times are the hub's, never a station's. */
export type LeaseKind = 'assigned' | 'claimed';

export const CLAIM_LASTS_MS = 8 * 3_600_000;

/** Null: an assigned order stays with its bench, however long that is offline. A claimed one is renewed by every contact. */
export function leaseEndsAtMs(lease: { readonly kind: LeaseKind; readonly grantedAtMs: number; readonly lastContactAtMs: number | null }): number | null {
  return lease.kind === 'assigned' ? null : Math.max(lease.grantedAtMs, lease.lastContactAtMs ?? 0) + CLAIM_LASTS_MS;
}

export type GrantAhead = {
  /** The least that the bench holds ahead. */
  readonly orders: number;
  /** How long the site wants the bench to work without a line; null: only the number above counts. */
  readonly hours: number | null;
  /** The most orders that this bench has closed within one hour lately; null when it has no past. */
  readonly busiestHourOrders: number | null;
};

/** For a bench without a past: packing by hand takes 50 to 90 s a parcel, 40 to 70 an hour (consultants' time studies). */
const ASSUMED_ORDERS_PER_HOUR = 60;
/** A week at a busy bench; more would only starve the others. */
export const MOST_LEASES_AHEAD = 10_000;

/** Reckoned with the busiest hour: a bench that runs dry stands still, one that holds too many gives them back with a click. */
export function countLeasesAhead({ orders, hours, busiestHourOrders }: GrantAhead): number {
  const wanted = hours === null ? 0 : Math.ceil(hours * Math.max(1, busiestHourOrders ?? ASSUMED_ORDERS_PER_HOUR));
  return Math.min(MOST_LEASES_AHEAD, Math.max(orders, wanted));
}
