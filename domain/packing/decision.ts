/** What a decision at the bench is made of and what comes out of it: context in, facts and effects or a refusal out. */
import type { ControlCode } from '../barcodes/control-code.ts';
import { must } from '../assert.ts';
import type { Language } from '../rpc/station-contract.ts';
import type { PackOrder } from '../wire/documents.ts';
import type { FactBody } from './facts.ts';
import type { AcceptedCode, RefusalCode } from './refusals.ts';
import type { PackingSession } from './session.ts';

export type BenchOperator = { readonly operatorId: string; readonly operatorName: string; readonly isLead?: boolean };

/** A scan after the replica was asked what it means. */
export type ResolvedScan =
  | { readonly kind: 'empty' }
  | { readonly kind: 'noise'; readonly length: number }
  | { readonly kind: 'bad-check' }
  | { readonly kind: 'unknown-control' }
  | { readonly kind: 'control'; readonly control: ControlCode }
  | { readonly kind: 'badge'; readonly operator: BenchOperator | null }
  | { readonly kind: 'tote' }
  | { readonly kind: 'order'; readonly candidate: OrderCandidate }
  | { readonly kind: 'orders'; readonly count: number }
  | { readonly kind: 'slip'; readonly candidate: OrderCandidate | null }
  | { readonly kind: 'tracking'; readonly trackingNumber: string; readonly candidate: OrderCandidate | null }
  /** `candidate`: the first packable order that needs the product; looked up only while no order is open. */
  | { readonly kind: 'product'; readonly sku: string; readonly name: string; readonly units: number; readonly candidate: OrderCandidate | null }
  /** The label of a box that was closed here and is called back. */
  | { readonly kind: 'recalled'; readonly opId: string }
  /** A packed box that was put aside and whose order is at this place no more: its label was scanned, or the order's number. */
  | { readonly kind: 'aside'; readonly session: PackingSession; readonly isLabel: boolean }
  | { readonly kind: 'unknown' };

/** An order that the scan may open, with what this bench already did to it. */
export type OrderCandidate = { readonly order: PackOrder; readonly rev: number; readonly session: PackingSession | null; readonly hasLabelBytes: boolean };

/** A contradiction between floor and office. A recall: a box that was closed before a late change arrived; it is found or gone. */
export type OpenCard = {
  readonly opId: string; readonly kind: 'outcome' | 'recall'; readonly orderId: string | null; readonly orderNumber: string | null;
  readonly parcelId: string | null; readonly trackingNumber: string | null;
  /** Other facts of the same order that met the same contradiction: one card speaks for all, and settles all. */
  readonly alsoOpIds: readonly string[];
};

export type PackingContext = {
  readonly code: string;
  readonly stationId: string;
  readonly operator: BenchOperator | null;
  readonly session: PackingSession | null;
  /** The open session's order as the office last told it; null when the office has taken it away from this place. */
  readonly order: PackOrder | null;
  readonly orderRev: number | null;
  /** Whether the bytes of that order's present label are here. */
  readonly hasLabelBytes: boolean;
  /** What a person must settle at this bench, oldest first. */
  readonly cards: readonly OpenCard[];
  /** The first packable order of the queue: what OK opens. Looked up only for an OK that can open one. */
  readonly nextCandidate: OrderCandidate | null;
  /** Whether the open parcel's label left this station (sent, confirmed or uncertain). */
  readonly isLabelOut: boolean;
  /** The same of the order's further boxes. */
  readonly furtherLabelsOut?: ReadonlySet<string>;
  /** Further boxes whose label's bytes are on this station. */
  readonly furtherParcelsHere?: ReadonlySet<string>;
  /** Further boxes whose slip has surely not come out and could be printed. */
  readonly furtherSlipsMissing?: ReadonlySet<string>;
  /** The line to the office is down: nothing can be bought now. */
  readonly isOffline?: boolean;
  /** True while the parcel's slip has surely not come out and some printer could print it. */
  readonly isSlipMissing?: boolean;
  /** The last scan was refused because of the missing slip, and was this very label: now the packer means it. */
  readonly isSlipWaived?: boolean;
  /** A packer asked just now for the label again; the next badge of a lead allows it. */
  readonly isReprintAsked?: boolean;
  readonly isBlockedByRefusal: boolean;
  /** The disk is full: an order that was begun is finished, no other is begun. */
  readonly isStorageFull: boolean;
  readonly nameBySku: ReadonlyMap<string, string>;
  readonly newPrintUnitId: string;
  /** For a further box, should one be asked for. */
  readonly newParcelId: string;
};

export type PackingEffect =
  | { readonly type: 'signIn'; readonly operatorId: string }
  | { readonly type: 'signOut' }
  /** `parcelId`: a further box; the first one when it is missing. */
  | { readonly type: 'printUnit'; readonly printUnitId: string; readonly parcelId?: string }
  /** `approvedBy`: the lead who allowed it, when it was not the person at the bench. */
  | { readonly type: 'reprint'; readonly document: 'label' | 'slip'; readonly approvedBy?: BenchOperator }
  /** What of the parcel has not come out of a printer never will; `isLabelSeen`: the label itself was scanned. */
  | { readonly type: 'retireUnit'; readonly isLabelSeen: boolean; readonly parcelId?: string }
  /** The fact concerns the card's order, not the open one. */
  | { readonly type: 'settleCard'; readonly card: OpenCard; readonly fact: FactBody }
  | { readonly type: 'setLanguage'; readonly language: Language };

export type MessageValues = Readonly<Record<string, string | number>>;
export type Accepted = {
  readonly kind: 'accepted'; readonly code: AcceptedCode; readonly values: MessageValues; readonly facts: readonly FactBody[];
  /** The session after the facts; null when none is open then. */
  readonly session: PackingSession | null;
  readonly effects: readonly PackingEffect[]; readonly sku: string | null; readonly lineId: string | null;
};
export type Refused = { readonly kind: 'refused'; readonly code: RefusalCode; readonly values: MessageValues; readonly sku: string | null };
export type Decision = Accepted | Refused;

/** Who did it; the caller has checked that somebody is signed in. */
export function actor(context: PackingContext): { operatorId: string; operatorName: string } {
  const operator = must(context.operator, 'the operator');
  return { operatorId: operator.operatorId, operatorName: operator.operatorName };
}

export function refuse(code: RefusalCode, values: MessageValues, sku: string | null = null): Refused {
  return { kind: 'refused', code, values, sku };
}

type AcceptedParts = { readonly facts?: readonly FactBody[]; readonly effects?: readonly PackingEffect[]; readonly sku?: string; readonly lineId?: string };

export function accept(code: AcceptedCode, values: MessageValues, session: PackingSession | null, parts: AcceptedParts): Accepted {
  return { kind: 'accepted', code, values, session, facts: parts.facts ?? [], effects: parts.effects ?? [], sku: parts.sku ?? null, lineId: parts.lineId ?? null };
}
