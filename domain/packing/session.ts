/** The packing session: what this bench knows of one order while it is packed. A fold of its facts, nothing else. */
import type { PackOrder } from '../wire/documents.ts';
import type { FactBody } from './facts.ts';
import { assert } from '../assert.ts';

export type SessionLine = { readonly lineId: string; readonly sku: string; readonly requiredUnits: number; readonly packedUnits: number };
export type SessionState = 'scanning' | 'handshake' | 'closed' | 'parked';

/** A further box. open: its label is awaited or was not printed yet. printed: to be stuck on. scanned: its label was scanned back. */
export type SessionBox = { readonly parcelId: string; readonly state: 'open' | 'printed' | 'scanned'; readonly trackingNumber: string | null };

export type PackingSession = {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly parcelId: string;
  readonly trackingNumber: string;
  readonly pairCode: string;
  readonly fence: number;
  readonly baseRev: number;
  readonly state: SessionState;
  readonly lines: readonly SessionLine[];
  /** What UNDO takes back, newest last. */
  readonly history: readonly { readonly lineId: string; readonly units: number }[];
  readonly touchedLineId: string | null;
  /** Boxes besides the first, in the order in which they were asked for. */
  readonly boxes?: readonly SessionBox[];
  /** The first box's label was scanned back while a further one is not. */
  readonly isFirstScanned?: boolean;
};

/** A fresh session for an order that is leased to this station. Throws when label or lease are missing: the caller has checked. */
export function openSession(order: PackOrder, rev: number): PackingSession {
  assert(order.label !== null && order.lease !== null, `order ${order.orderId} has a label and a lease when it is opened`);
  return {
    orderId: order.orderId, orderNumber: order.orderNumber, parcelId: order.label.parcelId,
    trackingNumber: order.label.trackingNumber, pairCode: order.label.pairCode, fence: order.lease.fence, baseRev: rev,
    state: 'scanning', history: [], touchedLineId: null,
    lines: linesOf(order), ...boxesOf([], order),
  };
}

function linesOf(order: PackOrder): SessionLine[] {
  return order.lines.map((line) => ({ lineId: line.lineId, sku: line.sku, requiredUnits: line.requiredUnits, packedUnits: 0 }));
}

/** Whether the box is packed for what the order wants of this place now: a short may have taken something out of it. */
export function hasSameLines(session: PackingSession, order: PackOrder): boolean {
  const wanted = new Map(order.lines.map((line) => [line.lineId, line.requiredUnits]));
  return session.lines.length === wanted.size && session.lines.every((line) => wanted.get(line.lineId) === line.requiredUnits);
}

/** Boxes that this bench knows, and those that another bench asked for before the order came here. */
function boxesOf(known: readonly SessionBox[], order: PackOrder): Pick<PackingSession, 'boxes'> {
  const others = (order.furtherParcels ?? []).filter((parcel) => !known.some((box) => box.parcelId === parcel.parcelId)).map((parcel): SessionBox => ({ parcelId: parcel.parcelId, state: 'open', trackingNumber: null }));
  return known.length + others.length === 0 ? {} : { boxes: [...known, ...others] };
}

/**
 * A parked or looked-away-from session on the order as it is leased now: what is counted stays (with nothing counted the lines are the
 * order's as they are now), the lease's fence and revision are the present ones. Label and pair code stay those of the session once it is printed: that paper is on the box.
 */
export function resumeSession(session: PackingSession, order: PackOrder, rev: number): PackingSession {
  assert(order.label !== null && order.lease !== null, `order ${order.orderId} has a label and a lease when it is resumed`);
  const current = { ...session, fence: order.lease.fence, baseRev: rev, ...boxesOf(session.boxes ?? [], order) };
  if (session.state === 'handshake') return current;
  const { parcelId, trackingNumber, pairCode } = order.label;
  return { ...current, parcelId, trackingNumber, pairCode, lines: session.lines.every((line) => line.packedUnits === 0) ? linesOf(order) : session.lines };
}

/** The session after a fact. Facts that do not concern the session leave it as it is. */
export function evolveSession(session: PackingSession, fact: FactBody): PackingSession {
  switch (fact.type) {
    case 'PackingStarted': return { ...session, state: 'scanning' };
    case 'ItemScanned': return { ...addUnits(session, fact.lineId, fact.units), history: [...session.history, { lineId: fact.lineId, units: fact.units }] };
    case 'ItemUnscanned': return { ...addUnits(session, fact.lineId, -fact.units), history: session.history.slice(0, -1) };
    case 'PackingParked': return { ...session, state: 'parked' };
    case 'PackingCompleted': return { ...session, state: 'handshake' };
    case 'ParcelClosed': return { ...session, state: 'closed' };
    case 'PackingStopped': return stop(session, fact.reason);
    // Everything is in the box still; it waits for its new label.
    case 'LabelDestroyed': return isFurther(session, fact.parcelId) ? changeBox(session, fact.parcelId, { state: 'open', trackingNumber: null }) : { ...session, state: 'scanning', ...UNSCANNED };
    case 'ParcelRelabelled': return { ...session, state: 'handshake', trackingNumber: fact.trackingNumber, ...UNSCANNED };
    case 'ParcelAdded': return { ...session, boxes: [...(session.boxes ?? []), { parcelId: fact.parcelId, state: 'open', trackingNumber: null }] };
    case 'ParcelDropped': return { ...session, boxes: (session.boxes ?? []).filter((box) => box.parcelId !== fact.parcelId) };
    case 'ParcelLabelled': return changeBox(session, fact.parcelId, { state: 'printed', trackingNumber: fact.trackingNumber });
    case 'BoxScanned': return isFurther(session, fact.parcelId) ? changeBox(session, fact.parcelId, { state: 'scanned', trackingNumber: fact.trackingNumber }) : { ...session, isFirstScanned: true };
    // The box is unpacked. Should the order come back, it is packed from the first item on.
    case 'RecallSettled': return fact.result === 'found' && fact.trackingNumber === session.trackingNumber ? { ...session, ...unpacked(session), state: 'parked' } : session;
    default: return session;
  }
}

function stop(session: PackingSession, reason: string): PackingSession {
  switch (reason) {
    // The paper on the box stays good, and so does the count.
    case 'OrderOnHold': return session.state === 'handshake' ? session : { ...session, state: 'parked' };
    case 'LabelChanged': return { ...session, state: 'parked' };
    default: return { ...session, ...unpacked(session), state: 'parked' };
  }
}

const UNSCANNED = { isFirstScanned: false } as const;

function isFurther(session: PackingSession, parcelId: string): boolean {
  return (session.boxes ?? []).some((box) => box.parcelId === parcelId);
}

function changeBox(session: PackingSession, parcelId: string, change: Omit<SessionBox, 'parcelId'>): PackingSession {
  return { ...session, boxes: (session.boxes ?? []).map((box) => (box.parcelId === parcelId ? { parcelId, ...change } : box)) };
}

/** Further boxes are the office's to tell of again, should the order come back. */
function unpacked(session: PackingSession): Partial<PackingSession> {
  return { lines: session.lines.map((line) => ({ ...line, packedUnits: 0 })), history: [], touchedLineId: null, boxes: [], ...UNSCANNED };
}

function addUnits(session: PackingSession, lineId: string, units: number): PackingSession {
  const lines = session.lines.map((line) => (line.lineId === lineId ? { ...line, packedUnits: line.packedUnits + units } : line));
  for (const line of lines) assert(line.packedUnits >= 0 && line.packedUnits <= line.requiredUnits, `line ${line.lineId} holds 0..${line.requiredUnits} units, not ${line.packedUnits}`);
  return { ...session, lines, touchedLineId: lineId };
}

export function remainingUnits(session: PackingSession): number {
  return session.lines.reduce((sum, line) => sum + line.requiredUnits - line.packedUnits, 0);
}

/** Packed, and without a label that may travel: its former one is void. */
export function isWithoutLabel(session: PackingSession): boolean {
  return session.state === 'scanning' && remainingUnits(session) === 0;
}
