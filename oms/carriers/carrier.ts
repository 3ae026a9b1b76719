/**
 * What every carrier adapter (demo, UPS, FedEx, USPS, ...) promises to shipping. An adapter translates and reports; it never
 * retries a purchase by itself: a timeout after the body was sent is `unknown`, and shipping reconciles (reference/carriers.md 1.4).
 */
import type { TrackingStatus } from '../../domain/orders/shipment-progress.ts';
import type { Address } from '../../domain/wire/documents.ts';
import type { CarrierLabel } from '../../printers/documents/carrier-label.ts';

export type LabelRequest = {
  /** Our UUID of this purchase; the same key must never buy twice. */
  readonly idempotencyKey: string;
  /** At most 30 characters [A-Z0-9-], printed on the label: the parcel's pair code. */
  readonly reference: string;
  readonly serviceCode: string;
  readonly shipFrom: Address;
  readonly shipTo: Address;
  readonly weightGrams: number;
  /** Local date of tender at the origin, YYYY-MM-DD. */
  readonly shipDate: string;
};

export type BoughtLabel = {
  readonly trackingNumber: string;
  readonly carrierCode: string;
  readonly carrierName: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly costMinor: number;
  readonly currency: string;
  /** The label as the carrier sent it, in one format or several. Never empty; kept untouched. */
  readonly files: readonly CarrierLabel[];
};

export type BuyLabelResult =
  | { readonly kind: 'bought'; readonly label: BoughtLabel }
  /** The carrier said no (bad address, weight over the limit): a person must change something. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Surely not bought (connection refused, 401, 429): may be tried again with the same key. */
  | { readonly kind: 'not_sent'; readonly message: string }
  /** Perhaps bought: ask `findLabel` before anything else. */
  | { readonly kind: 'unknown'; readonly message: string };

export type FindLabelResult =
  | { readonly kind: 'found'; readonly label: BoughtLabel }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly message: string };

export type VoidLabelResult = { readonly kind: 'voided' } | { readonly kind: 'refused'; readonly message: string } | { readonly kind: 'unreachable'; readonly message: string };

/** `occurredAt`: by the carrier's clock. */
export type CarrierReport = { readonly status: TrackingStatus; readonly occurredAt: Date; readonly description: string | null; readonly location: string | null };
/** `none`: the carrier does not know the box, which is usual until its first scan. */
export type TrackParcelResult = { readonly kind: 'found'; readonly reports: readonly CarrierReport[] } | { readonly kind: 'none' } | { readonly kind: 'unreachable'; readonly message: string };

export type Carrier = {
  readonly code: string;
  buyLabel(request: LabelRequest): Promise<BuyLabelResult>;
  findLabel(idempotencyKey: string): Promise<FindLabelResult>;
  voidLabel(trackingNumber: string): Promise<VoidLabelResult>;
  /** Everything it ever said of the box, in any order; what this version does not understand is left out. */
  trackParcel(trackingNumber: string): Promise<TrackParcelResult>;
};
