/** The handshake: the labelled box is closed. Stock leaves, the shipment exists, the shop is told. Once, however often it is reported. */
import type { FactBody } from '../packing/facts.ts';
import type { Outcome } from '../wire/sync.ts';
import { isPickup } from '../orders/order-lifecycle.ts';
import { condemnLabels } from './condemn-label.ts';
import type { Decision, FloorFact } from './floor-fact.ts';
import { advance, type FloorChange, type FurtherShipment, type LiveAllocation, type PartState } from './part-state.ts';

type Closing = FloorFact<Extract<FactBody, { type: 'ParcelClosed' }>>;

export function decideClosing(part: PartState | null, fact: Closing): Decision {
  const { trackingNumber } = fact.body;
  const boxes = fact.body.boxes ?? [];
  const reported = { trackingNumber, station: fact.stationName, ...(boxes.length > 0 && { furtherTrackingNumbers: boxes.map((box) => box.trackingNumber) }) };
  if (!part?.parcel) return contradict(part, fact, { kind: 'UnknownOrderPacked', outcome: 'unknown_order', eventType: 'parcel.closed_elsewhere', detail: reported });
  // The reservation was given back with the cancel, so no stock is touched: a person finds the box and unpacks it, or books it out.
  if (part.status === 'CANCELLED') return contradict(part, fact, { kind: 'PackedAfterCancel', outcome: 'conflict_cancelled', eventType: 'parcel.closed_after_cancel', detail: { ...reported, parcelId: part.parcel.parcelId } });
  if (part.parcel.status === 'CLOSED') return closedBefore(part, fact);
  if (part.parcel.status === 'VOID') return contradict(part, fact, { kind: 'VoidParcelClosed', outcome: 'conflict_changed', eventType: 'parcel.closed_while_void', detail: reported });
  const label = part.labels.find((one) => one.trackingNumber === trackingNumber);
  if (!label) return contradict(part, fact, { kind: 'UnknownLabelClosed', outcome: 'conflict_changed', eventType: 'parcel.closed_with_other_label', detail: reported });
  if (label.isVoid) return contradict(part, fact, { kind: 'VoidLabelClosed', outcome: 'conflict_changed', eventType: 'parcel.closed_with_void_label', detail: { ...reported, validTrackingNumber: part.labels.find((one) => !one.isVoid)?.trackingNumber ?? null } });
  const wrongBox = boxes.find((box) => !liveLabelsOf(part, box.parcelId).includes(box.trackingNumber));
  if (wrongBox) return contradict(part, fact, { kind: 'VoidLabelClosed', outcome: 'conflict_changed', eventType: 'parcel.closed_with_void_label', detail: { ...reported, wrongTrackingNumber: wrongBox.trackingNumber, validTrackingNumber: liveLabelsOf(part, wrongBox.parcelId)[0] ?? null } });
  const here = part.allocations.filter((one) => one.nodeId === part.nodeId);
  const [packed, wanted] = [sumBySku(fact.body.lines.map((line) => [line.sku, line.packedUnits])), sumBySku(here.map((one) => [one.sku, one.units]))];
  if (packed !== wanted) return contradict(part, fact, { kind: 'OtherLinesClosed', outcome: 'conflict_changed', eventType: 'parcel.closed_with_other_lines', detail: { ...reported, packed, wanted, baseRev: fact.baseRev } });
  return isPickup(part.fulfillmentType) ? shelve(part, fact, here) : ship(part, fact, here);
}

function liveLabelsOf(part: PartState, parcelId: string): string[] {
  return part.further.filter((parcel) => parcel.parcelId === parcelId && parcel.status !== 'VOID' && parcel.status !== 'CLOSED').flatMap((parcel) => parcel.labels.filter((label) => !label.isVoid).map((label) => label.trackingNumber));
}

/** SHIPPED when the last part has left; until then the audit trail tells of the part. */
function ship(part: PartState, fact: Closing, here: readonly LiveAllocation[]): Decision {
  const { trackingNumber } = fact.body;
  // Named after its fact: however often a restored hub hears of the box, it is the same shipment.
  const shipmentId = `shp_${fact.opId.toLowerCase()}`;
  const boxes = fact.body.boxes ?? [];
  const further = boxes.map((box, index): FurtherShipment => ({ ...box, shipmentId: `${shipmentId}-${index + 2}` }));
  const detail = { shipmentId, trackingNumber, station: fact.stationName, occurredAt: fact.occurredAt, ...(further.length > 0 && { further }) };
  const story = (here.length === part.allocations.length ? advance(part, 'SHIPPED', detail) : null) ?? { type: 'Noted' as const, eventType: 'parcel.closed', detail };
  const shipped: FloorChange = { type: 'PartShipped', shipmentId, allocations: here, shipment: { trackingNumber, shippedAt: fact.occurredAt, stationName: fact.stationName }, further };
  const unused = retireUnused(part, boxes);
  if (!part.isOnHold) return { outcome: 'applied', detail: null, changes: [shipped, ...unused, story] };
  // The box left the bench before the hold arrived: it is booked as it is, and a person stops it if there is time.
  return { outcome: 'applied_with_warning', detail: { isOnHold: true }, changes: [shipped, ...unused, story, { type: 'TaskOpened', kind: 'PackedOnHold', detail }] };
}

/** Boxes that were asked for, and in the end not packed. */
function retireUnused(part: PartState, boxes: readonly { readonly parcelId: string }[]): FloorChange[] {
  return part.further.filter((parcel) => (parcel.status === 'OPEN' || parcel.status === 'PACKED') && !boxes.some((box) => box.parcelId === parcel.parcelId)).map((parcel) => ({ type: 'ParcelRetired', parcelId: parcel.parcelId }));
}

/** READY_FOR_PICKUP when every part is packed. The stock leaves when the customer has the goods. */
function shelve(part: PartState, fact: Closing, here: readonly LiveAllocation[]): Decision {
  const detail = { parcelId: part.parcel?.parcelId ?? null, trackingNumber: fact.body.trackingNumber, station: fact.stationName, occurredAt: fact.occurredAt };
  const isWhole = part.allocations.every((one) => one.isPacked || one.nodeId === part.nodeId);
  const story = (isWhole ? advance(part, 'READY_FOR_PICKUP', detail) : null) ?? { type: 'Noted' as const, eventType: 'parcel.closed', detail };
  const boxes = fact.body.boxes ?? [];
  const changes: readonly FloorChange[] = [{ type: 'PartShelved', allocationIds: here.map((one) => one.allocationId), furtherIds: boxes.map((box) => box.parcelId) }, ...retireUnused(part, boxes), story];
  return part.isOnHold ? { outcome: 'applied_with_warning', detail: { isOnHold: true }, changes } : { outcome: 'applied', detail: null, changes };
}

/** Who closed it first, and when, so that the two boxes can be told apart. */
function closedBefore(part: PartState, fact: Closing): Decision {
  const { shipment } = part;
  const first = { firstTrackingNumber: shipment?.trackingNumber ?? null, firstClosedAt: shipment?.shippedAt ?? null, firstStation: shipment?.stationName ?? null };
  return contradict(part, fact, { kind: 'PackedTwice', outcome: 'conflict_already_packed', eventType: 'parcel.closed_twice', detail: { trackingNumber: fact.body.trackingNumber, station: fact.stationName, ...first } });
}

type Contradiction = { readonly kind: string; readonly outcome: Outcome; readonly eventType: string; readonly detail: Record<string, unknown> };

function contradict(part: PartState | null, fact: Closing, { kind, outcome, eventType, detail }: Contradiction): Decision {
  const task: FloorChange = { type: 'TaskOpened', kind, detail };
  if (!part) return { outcome, detail, changes: [task] };
  return { outcome, detail, changes: [{ type: 'Noted', eventType, detail: { ...detail, occurredAt: fact.occurredAt } }, task, ...condemnLabels(part, fact.body)] };
}

/** What is in the box, whatever its lines are called: "2 SKU-A, 1 SKU-B". */
function sumBySku(units: readonly (readonly [string, number])[]): string {
  const sums = new Map<string, number>();
  for (const [sku, count] of units) sums.set(sku, (sums.get(sku) ?? 0) + count);
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([sku, count]) => `${count} ${sku}`).join(', ');
}
