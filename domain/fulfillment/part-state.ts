/** One order's part at one node as the floor's facts meet it, and how a decision changes it. */
import { assert, assertNever } from '../assert.ts';
import { canChangeOrderStatus, pathBetween, type FulfillmentType, type OrderStatus } from '../orders/order-lifecycle.ts';

/** A live reservation: RESERVED, PICKING or PACKED. Of every node, since the order has shipped when none is left anywhere. */
export type LiveAllocation = {
  readonly allocationId: string; readonly orderItemId: string; readonly nodeId: string; readonly sku: string; readonly units: number; readonly isPacked: boolean;
};
export type ParcelStatus = 'OPEN' | 'PACKED' | 'CLOSED' | 'VOID';
export type PartLabel = { readonly trackingNumber: string; readonly isVoid: boolean };
/** `stationId` is null when nobody holds the part; the fence stays. */
export type PartLease = { readonly stationId: string | null; readonly stationName: string | null; readonly fence: number };
export type PartShipment = { readonly trackingNumber: string; readonly shippedAt: string; readonly stationName: string | null };

/** A box that a bench asked for besides the first one of the part. */
export type FurtherParcel = { readonly parcelId: string; readonly status: ParcelStatus; readonly labels: readonly PartLabel[] };

export type PartState = {
  readonly orderId: string; readonly nodeId: string; readonly fulfillmentType: FulfillmentType; readonly status: OrderStatus; readonly isOnHold: boolean;
  readonly allocations: readonly LiveAllocation[];
  /** Null when this node has no part of the order (any more). */
  readonly parcel: { readonly parcelId: string; readonly status: ParcelStatus } | null;
  readonly labels: readonly PartLabel[];
  readonly further: readonly FurtherParcel[];
  readonly lease: PartLease | null;
  readonly shipment: PartShipment | null;
};

type Detail = Readonly<Record<string, unknown>>;

export type FloorChange =
  /** Every status that is passed, without the one before. */
  | { readonly type: 'StatusAdvanced'; readonly path: readonly OrderStatus[]; readonly detail: Detail }
  /** An audit row without a change of status. */
  | { readonly type: 'Noted'; readonly eventType: string; readonly detail: Detail }
  | { readonly type: 'PartPacked'; readonly allocationIds: readonly string[] }
  /** `further`: the part's other boxes, which have left with the first one. */
  | { readonly type: 'PartShipped'; readonly shipmentId: string; readonly allocations: readonly LiveAllocation[]; readonly shipment: PartShipment; readonly further: readonly FurtherShipment[] }
  /** Another box is wanted: its label is to be bought. */
  | { readonly type: 'ParcelOpened'; readonly parcelId: string }
  /** It is not wanted any more: its label is to be given back. */
  | { readonly type: 'ParcelRetired'; readonly parcelId: string }
  /** The boxes wait for their customer: closed, and still in the building. */
  | { readonly type: 'PartShelved'; readonly allocationIds: readonly string[]; readonly furtherIds: readonly string[] }
  | { readonly type: 'LabelCondemned'; readonly trackingNumber: string }
  | { readonly type: 'TaskOpened'; readonly kind: string; readonly detail: Detail };

export type FurtherShipment = { readonly shipmentId: string; readonly parcelId: string; readonly trackingNumber: string };

/** The part after a decision. Throws on a change that the life of an order, a parcel or an allocation does not allow. */
export function evolvePart(part: PartState, changes: readonly FloorChange[]): PartState {
  return changes.reduce(evolveOne, part);
}

function evolveOne(part: PartState, change: FloorChange): PartState {
  switch (change.type) {
    case 'StatusAdvanced': return { ...part, status: change.path.reduce((from, to) => passStatus(part.fulfillmentType, from, to), part.status) };
    case 'PartPacked': return pack(part, new Set(change.allocationIds));
    case 'PartShipped': return ship(part, new Set(change.allocations.map((one) => one.allocationId)), change);
    case 'ParcelOpened': return { ...part, further: [...part.further, { parcelId: change.parcelId, status: 'OPEN', labels: [] }] };
    case 'ParcelRetired': return changeFurther(part, (parcel) => (parcel.parcelId === change.parcelId ? { ...parcel, status: 'VOID', labels: parcel.labels.map(toVoid) } : parcel));
    case 'PartShelved': return shelve(part, new Set(change.allocationIds), new Set(change.furtherIds));
    case 'LabelCondemned': return condemn(part, change.trackingNumber);
    case 'Noted': case 'TaskOpened': return part;
    default: return assertNever(change);
  }
}

function condemn(part: PartState, trackingNumber: string): PartState {
  const without = (labels: readonly PartLabel[]): PartLabel[] => labels.map((label) => (label.trackingNumber === trackingNumber ? toVoid(label) : label));
  return { ...changeFurther(part, (parcel) => ({ ...parcel, labels: without(parcel.labels) })), labels: without(part.labels) };
}

function toVoid(label: PartLabel): PartLabel {
  return { ...label, isVoid: true };
}

function changeFurther(part: PartState, change: (parcel: FurtherParcel) => FurtherParcel): PartState {
  return part.further.length === 0 ? part : { ...part, further: part.further.map(change) };
}

function passStatus(type: FulfillmentType, from: OrderStatus, to: OrderStatus): OrderStatus {
  assert(canChangeOrderStatus(type, from, to), `an order that is ${from} cannot become ${to}`);
  return to;
}

function pack(part: PartState, packedIds: ReadonlySet<string>): PartState {
  const allocations = part.allocations.map((one) => (packedIds.has(one.allocationId) ? { ...one, isPacked: true } : one));
  return { ...part, allocations, parcel: part.parcel?.status === 'OPEN' ? { ...part.parcel, status: 'PACKED' } : part.parcel };
}

function shelve(part: PartState, shelvedIds: ReadonlySet<string>, furtherIds: ReadonlySet<string>): PartState {
  assert(part.parcel && part.parcel.status !== 'CLOSED' && part.parcel.status !== 'VOID', `the parcel of ${part.orderId} is shelved once`);
  return { ...changeFurther(pack(part, shelvedIds), (parcel) => (furtherIds.has(parcel.parcelId) ? { ...parcel, status: 'CLOSED' } : parcel)), parcel: { ...part.parcel, status: 'CLOSED' } };
}

function ship(part: PartState, shippedIds: ReadonlySet<string>, { shipment, further }: Pick<Extract<FloorChange, { type: 'PartShipped' }>, 'shipment' | 'further'>): PartState {
  assert(part.parcel && part.shipment === null && part.parcel.status !== 'CLOSED' && part.parcel.status !== 'VOID', `the parcel of ${part.orderId} ships once`);
  const allocations = part.allocations.filter((one) => !shippedIds.has(one.allocationId));
  assert(allocations.length === part.allocations.length - shippedIds.size, `only live allocations of ${part.orderId} ship`);
  const left = new Set(further.map((one) => one.parcelId));
  return { ...changeFurther(part, (parcel) => (left.has(parcel.parcelId) ? { ...parcel, status: 'CLOSED' } : parcel)), allocations, parcel: { ...part.parcel, status: 'CLOSED' }, shipment };
}

/** Null when the status is there already, or no way leads there. */
export function advance(part: PartState, to: OrderStatus, detail: Readonly<Record<string, unknown>>): FloorChange | null {
  const path = pathBetween(part.fulfillmentType, part.status, to);
  return path === null || path.length === 0 ? null : { type: 'StatusAdvanced', path, detail };
}
