/**
 * What one fact from the floor means for its order's part. A physical fact is never refused: it is applied, or it contradicts what
 * was decided meanwhile; then the bench is told by the outcome and the office by a task.
 */
import { assertNever } from '../assert.ts';
import { decideClosing } from './decide-closing.ts';
import { decideFurtherParcel } from './decide-further-parcel.ts';
import { decideFence } from './decide-fence.ts';
import type { Decision, FloorFact } from './floor-fact.ts';
import { advance, type FloorChange, type PartState } from './part-state.ts';

/** `part` is null for an order that this hub does not know. */
export function decideFact(part: PartState | null, fact: FloorFact): Decision {
  const { body } = fact;
  switch (body.type) {
    case 'ItemScanned': case 'ItemUnscanned': return applied([]);
    // What a person answered to a card goes to the card's task besides, which is not part of this picture.
    case 'OutcomeAcknowledged': case 'RecallSettled': return applied([]);
    case 'DocumentPrinted': case 'DocumentReprinted': case 'PackingParked': case 'PackingStopped': case 'ParcelRelabelled': case 'ParcelLabelled': case 'BoxScanned': case 'LabelDestroyed':
      return part ? applied([{ type: 'Noted', eventType: `floor.${body.type}`, detail: { ...body } }]) : { outcome: 'unknown_order', detail: null, changes: [] };
    case 'PackingStarted': return decideWork(part, fact, decideStart);
    case 'PackingCompleted': return decideWork(part, fact, decideCompletion);
    case 'ParcelAdded': case 'ParcelDropped': return decideWork(part, fact, (known) => decideFurtherParcel(known, { ...fact, body }));
    case 'ParcelClosed': return decideFence(part, fact) ?? decideClosing(part, { ...fact, body });
    default: return assertNever(body);
  }
}

function decideWork(part: PartState | null, fact: FloorFact, decide: (part: PartState, fact: FloorFact) => Decision): Decision {
  if (!part) return { outcome: 'unknown_order', detail: null, changes: [] };
  return decideFence(part, fact) ?? decide(part, fact);
}

function applied(changes: readonly FloorChange[], warning: Record<string, unknown> | null = null): Decision {
  return { outcome: warning === null ? 'applied' : 'applied_with_warning', detail: warning, changes };
}

function decideStart(part: PartState, fact: FloorFact): Decision {
  const detail = { station: fact.stationName, occurredAt: fact.occurredAt };
  // Opened again after a park, or after the office cancelled: the status stays, the audit trail has it.
  const isFirst = part.status === 'PICKING' || part.status === 'SOURCED';
  return applied([(isFirst ? advance(part, 'PACKING', detail) : null) ?? { type: 'Noted', eventType: 'packing.opened', detail }], warningOf(part));
}

/** Every line of this node's part is verified; the label is being printed. Nothing has left yet, so a contradiction waits for the closing. */
function decideCompletion(part: PartState, fact: FloorFact): Decision {
  const detail = { station: fact.stationName, occurredAt: fact.occurredAt };
  if (part.status === 'CANCELLED') return applied([{ type: 'Noted', eventType: 'packing.completed_after_cancel', detail }], warningOf(part));
  const allocationIds = part.allocations.filter((one) => one.nodeId === part.nodeId && !one.isPacked).map((one) => one.allocationId);
  const isWhole = part.allocations.length > 0 && part.allocations.every((one) => one.isPacked || one.nodeId === part.nodeId);
  const story = (isWhole ? advance(part, 'READY_TO_SHIP', detail) : null) ?? { type: 'Noted' as const, eventType: 'packing.completed', detail };
  return applied([{ type: 'PartPacked', allocationIds }, story], warningOf(part));
}

function warningOf(part: PartState): Record<string, unknown> | null {
  if (part.status === 'CANCELLED') return { status: 'CANCELLED' };
  if (part.parcel === null || part.parcel.status === 'CLOSED' || part.parcel.status === 'VOID') return { parcelStatus: part.parcel?.status ?? null };
  return part.isOnHold ? { isOnHold: true } : null;
}
