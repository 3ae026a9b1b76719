/** A bench asks for another box of the part that it packs, or takes that back. One box, one label, however often it is reported. */
import type { FactBody } from '../packing/facts.ts';
import type { Decision, FloorFact } from './floor-fact.ts';
import type { FloorChange, PartState } from './part-state.ts';

type Asked = FloorFact<Extract<FactBody, { type: 'ParcelAdded' | 'ParcelDropped' }>>;

export function decideFurtherParcel(part: PartState, fact: Asked): Decision {
  return fact.body.type === 'ParcelAdded' ? add(part, fact) : drop(part, fact);
}

function add(part: PartState, fact: Asked): Decision {
  const detail = { parcelId: fact.body.parcelId, station: fact.stationName, operator: fact.body.operatorName, occurredAt: fact.occurredAt };
  const isKnown = part.parcel?.parcelId === fact.body.parcelId || part.further.some((one) => one.parcelId === fact.body.parcelId);
  // No label is bought for an order that goes nowhere; the bench is told by the order itself.
  const isOver = part.status === 'CANCELLED' || part.parcel === null || part.parcel.status === 'CLOSED' || part.parcel.status === 'VOID';
  if (isKnown || isOver) return { outcome: isOver ? 'applied_with_warning' : 'applied', detail: isOver ? { status: part.status, parcelStatus: part.parcel?.status ?? null } : null, changes: [{ type: 'Noted', eventType: 'parcel.added_in_vain', detail }] };
  return { outcome: 'applied', detail: null, changes: [{ type: 'ParcelOpened', parcelId: fact.body.parcelId }, { type: 'Noted', eventType: 'parcel.added', detail: { ...detail, box: part.further.length + 2 } }] };
}

function drop(part: PartState, fact: Asked): Decision {
  const parcel = part.further.find((one) => one.parcelId === fact.body.parcelId);
  const isLive = parcel?.status === 'OPEN' || parcel?.status === 'PACKED';
  const noted: FloorChange = { type: 'Noted', eventType: 'parcel.dropped', detail: { parcelId: fact.body.parcelId, station: fact.stationName, operator: fact.body.operatorName, occurredAt: fact.occurredAt } };
  return { outcome: 'applied', detail: null, changes: isLive ? [{ type: 'ParcelRetired', parcelId: fact.body.parcelId }, noted] : [noted] };
}
