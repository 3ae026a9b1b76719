/** One bench without a disk: applies decisions the way main/packing does, for tests of the packing rules. */
import type { PlainControl } from '../../domain/barcodes/control-code.ts';
import { decidePacking } from '../../domain/packing/decide.ts';
import type { Decision, OpenCard, OrderCandidate, PackingContext, ResolvedScan } from '../../domain/packing/decision.ts';
import type { AcceptedCode, RefusalCode } from '../../domain/packing/refusals.ts';
import type { FactBody } from '../../domain/packing/facts.ts';
import type { PackingSession } from '../../domain/packing/session.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';

export const STATION = 'sta_1';
export const ALEX = { operatorId: 'opr_alex', operatorName: 'Alex Packer' };
const NAMES: Readonly<Record<string, string>> = { ABACUS: 'Wooden abacus', GLOBE: 'Small globe', CHALK: 'Box of chalk' };

export function makeOrder(overrides: Partial<PackOrder> = {}): PackOrder {
  const number = overrides.orderNumber ?? '#1001';
  return {
    orderId: `ord_${number}`, orderNumber: number, status: 'PICKING', isOnHold: false, brandId: 'brd_1', channelName: 'Shop', placedAt: '2026-11-20T09:00:00Z', shipBy: '2026-11-21T17:00:00Z',
    shipTo: { name: 'Sam Reader', company: null, address1: '1 Main St', address2: null, city: 'Albany', state: 'NY', postalCode: '12207', countryCode: 'US', phone: null },
    currency: 'USD', totalMinor: 4200, customerNote: null, giftMessage: null,
    lines: [
      { lineId: 'lin_1', sku: 'ABACUS', title: 'Wooden abacus', requiredUnits: 2, binCode: 'A-01', unitPriceMinor: 1500 },
      { lineId: 'lin_2', sku: 'GLOBE', title: 'Small globe', requiredUnits: 1, binCode: 'A-02', unitPriceMinor: 1200 },
    ],
    label: { parcelId: `prc_${number}`, labelId: 'lbl_1', pairCode: 'PAIR000001', carrierCode: 'demo', carrierName: 'Demo', serviceName: 'Ground', trackingNumber: `TRACK${number}`, zplSha256: 'a', pdfSha256: 'b', isVoid: false },
    lease: { stationId: STATION, fence: 3 },
    ...overrides,
  };
}

export type Bench = { session: PackingSession | null; order: PackOrder | null; operator: PackingContext['operator']; isLabelOut: boolean; isSlipMissing: boolean; isSlipWaived: boolean; isBlocked: boolean; isStorageFull: boolean; isOffline: boolean; next: OrderCandidate | null; hasLabelBytes: boolean; cards: readonly OpenCard[]; readonly facts: FactBody[] };

export function setupBench(overrides: Partial<Bench> = {}): Bench {
  return { session: null, order: null, operator: ALEX, isLabelOut: false, isSlipMissing: false, isSlipWaived: false, isBlocked: false, isStorageFull: false, isOffline: false, next: null, hasLabelBytes: true, cards: [], facts: [], ...overrides };
}

export const candidateOf = (order: PackOrder, session: PackingSession | null = null, hasLabelBytes = true): OrderCandidate => ({ order, rev: 7, session, hasLabelBytes });
export const item = (sku: string, units = 1, candidate: OrderCandidate | null = null): ResolvedScan => ({ kind: 'product', sku, name: NAMES[sku] ?? sku, units, candidate });
export const controlScan = (name: PlainControl): ResolvedScan => ({ kind: 'control', control: { name } });
export const tracking = (trackingNumber: string, candidate: OrderCandidate | null = null): ResolvedScan => ({ kind: 'tracking', trackingNumber, candidate });

/** Said where a late change meets the bench (decide-late-change.test.ts). */
export const LATE_CHANGE_CODES = [
  'LabelDestroyed', 'LabelDeclaredGone', 'BoxPutAside', 'BoxUnpacked', 'RelabelAwaited', 'Relabelled', 'RecallFound', 'RecallGone', 'OutcomeSeen', 'LabelNotDestroyed', 'LabelWanted', 'LinesChanged',
] as const satisfies readonly (AcceptedCode | RefusalCode)[];

/** Said of second parcels (decide-box.test.ts). */
export const BOX_CODES = ['BoxAsked', 'BoxLabelled', 'BoxDropped', 'BoxScanned', 'BoxLabelAwaited', 'BoxNeedsOffice', 'BoxNeedsLead'] as const satisfies readonly (AcceptedCode | RefusalCode)[];

/** What every decision of this file had to say, by its code. */
export const saidBy = new Map<string, string[][]>();

/** One scan at the bench, as main/packing applies it. */
export function scan(bench: Bench, resolved: ResolvedScan): Decision {
  const decision = decidePacking(resolved, {
    code: 'CODE', stationId: STATION, operator: bench.operator, session: bench.session, order: bench.order, orderRev: 7, hasLabelBytes: bench.hasLabelBytes, cards: bench.cards, nextCandidate: bench.next, isLabelOut: bench.isLabelOut, isSlipMissing: bench.isSlipMissing, isSlipWaived: bench.isSlipWaived,
    isBlockedByRefusal: bench.isBlocked, isStorageFull: bench.isStorageFull, nameBySku: new Map(Object.entries(NAMES)), newPrintUnitId: 'unt_1', newParcelId: `prc_further_${(bench.session?.boxes?.length ?? 0) + 2}`, isOffline: bench.isOffline,
    furtherParcelsHere: new Set(bench.order?.furtherParcels?.filter((parcel) => parcel.label !== null).map((parcel) => parcel.parcelId)),
    furtherLabelsOut: new Set(bench.session?.boxes?.filter((box) => box.state !== 'open').map((box) => box.parcelId)),
  });
  bench.isBlocked = decision.kind === 'refused';
  saidBy.set(decision.code, [...saidBy.get(decision.code) ?? [], Object.keys(decision.values)]);
  if (decision.kind === 'refused') return decision;
  bench.session = decision.session;
  bench.facts.push(...decision.facts);
  for (const effect of decision.effects) {
    if (effect.type === 'printUnit') bench.isLabelOut = true;
    if (effect.type === 'settleCard') bench.cards = bench.cards.filter((card) => card.opId !== effect.card.opId);
    if (effect.type === 'signOut') bench.operator = null;
    if (effect.type === 'signIn') bench.operator = ALEX;
  }
  return decision;
}

export function openBench(order = makeOrder(), overrides: Partial<Bench> = {}): Bench {
  const bench = setupBench({ order, ...overrides });
  scan(bench, { kind: 'order', candidate: candidateOf(order) });
  return bench;
}

export function packedBench(order = makeOrder()): Bench {
  const bench = openBench(order);
  for (const line of order.lines) for (let unit = 0; unit < line.requiredUnits; unit += 1) scan(bench, item(line.sku));
  return bench;
}

/** One word for the eye and for `toBe`. */
export function outcome(decision: Decision): string {
  return `${decision.kind} ${decision.code}`;
}
