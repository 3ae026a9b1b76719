/**
 * A late change that reaches the open order (promise 9): packing stops at once, and one thing is to be done next, whatever is scanned.
 * A label that is void and may be on paper is destroyed first, by scanning it once more or by declaring it gone.
 */
import { must } from '../assert.ts';
import { labelOfParcel } from './boxes.ts';
import type { PackOrder } from '../wire/documents.ts';
import { accept, actor, refuse, type Decision, type OrderCandidate, type PackingContext, type ResolvedScan } from './decision.ts';
import type { FactBody } from './facts.ts';
import { evolveSession, hasSameLines, isWithoutLabel, remainingUnits, resumeSession, type PackingSession } from './session.ts';

export type OfficeStop = 'OrderCancelled' | 'OrderOnHold' | 'OrderNotLeased' | 'LinesChanged' | 'LabelChanged';

/** What the office decided meanwhile that stops the open parcel, or null. The pack screen shows the phase `stopped` by the same rule. */
export function officeStop(session: PackingSession, order: PackOrder | null, stationId: string): OfficeStop | null {
  if (order === null) return 'OrderNotLeased';
  if (order.status === 'CANCELLED') return 'OrderCancelled';
  if (order.isOnHold) return 'OrderOnHold';
  if (order.lease === null || order.lease.stationId !== stationId || order.lease.fence !== session.fence) return 'OrderNotLeased';
  if (!hasSameLines(session, order)) return 'LinesChanged';
  if (order.label === null || order.label.isVoid || order.label.trackingNumber !== session.trackingNumber) return 'LabelChanged';
  return null;
}

/** destroy: scan the void label. put_aside: the box as it is. unpack: goods back. go_on: nothing is lost. wait, relabel: for and with the new label. */
export type StopStep = 'destroy' | 'put_aside' | 'unpack' | 'go_on' | 'wait' | 'relabel';
export type StopState = Pick<PackingContext, 'stationId' | 'order' | 'isLabelOut' | 'hasLabelBytes'>;

/** `label`: the one that the step speaks of. */
export type FoundStop = { readonly stop: OfficeStop | null; readonly step: StopStep; readonly label: { readonly parcelId: string; readonly trackingNumber: string } };

/** Null when nothing stops the order. Labels of further boxes are destroyed before the first box's. */
export function findStop(session: PackingSession, state: StopState): FoundStop | null {
  const stop = officeStop(session, state.order, state.stationId);
  const [dead] = stop === 'OrderOnHold' ? [] : deadBoxes(stop, session, state.order);
  if (dead) return { stop: stop ?? 'LabelChanged', step: 'destroy', label: dead };
  const label = { parcelId: session.parcelId, trackingNumber: session.trackingNumber };
  if (stop === null) return isWithoutLabel(session) ? { stop, step: 'relabel', label } : null;
  return { stop, step: nextStep(stop, session, state), label };
}

/** Further boxes with a label that must not travel any more. */
function deadBoxes(stop: OfficeStop | null, session: PackingSession, order: PackOrder | null): FoundStop['label'][] {
  const isAll = stop === 'OrderCancelled' || stop === 'OrderNotLeased' || stop === 'LinesChanged';
  return (session.boxes ?? []).flatMap(({ parcelId, trackingNumber }) => {
    const label = order === null ? null : labelOfParcel(order, parcelId);
    const isGood = !isAll && label !== null && !label.isVoid && label.trackingNumber === trackingNumber;
    return trackingNumber === null || isGood ? [] : [{ parcelId, trackingNumber }];
  });
}

function nextStep(stop: OfficeStop, session: PackingSession, { order, stationId, isLabelOut, hasLabelBytes }: StopState): StopStep {
  const isOnPaper = session.state === 'handshake' && isLabelOut;
  if (stop === 'OrderOnHold') return 'put_aside';
  const isOurs = stop !== 'OrderCancelled' && order?.lease?.stationId === stationId;
  // What is in the box is not what belongs in it any more: it is packed anew, from the first item on.
  if (!isOurs || stop === 'LinesChanged') return isOnPaper ? 'destroy' : 'unpack';
  const label = order?.label && !order.label.isVoid ? order.label : null;
  // Given back to us under another fence, with the label that we have: nothing on the bench is wrong.
  if (label?.trackingNumber === session.trackingNumber) return 'go_on';
  if (isOnPaper) return 'destroy';
  if (label === null || !hasLabelBytes) return 'wait';
  return session.state === 'handshake' || remainingUnits(session) === 0 ? 'relabel' : 'go_on';
}

/** Null when nothing stops the order, or when what was scanned does no harm to a box that only wants its label. */
export function decideStopped(scan: ResolvedScan, session: PackingSession, context: PackingContext): Decision | null {
  const found = findStop(session, context);
  if (!found) return null;
  const control = scan.kind === 'control' ? scan.control.name : null;
  if (control === 'OK' && context.isBlockedByRefusal) return accept('RefusalCleared', {}, session, {});
  if (found.stop === null) return decideWithoutLabel(control, session, context);
  return decideStep(found, found.stop, { scan, control }, session, context) ?? refuse(found.stop, { order: session.orderNumber });
}

/** A packed box that was put aside before its label became void: scanned between orders, its label is destroyed as at the bench. */
export function decideAside(scan: ResolvedScan, { order, rev, session, hasLabelBytes }: OrderCandidate, context: PackingContext): Decision | null {
  if (session?.state !== 'handshake') return null;
  // Whoever looked away from a printed box may have its label in hand.
  const asOpened: PackingContext = { ...context, session, order, orderRev: rev, hasLabelBytes, isLabelOut: true };
  if (findStop(session, asOpened)?.step !== 'destroy') return null;
  return scan.kind === 'tracking' ? decideStopped(scan, session, asOpened) : accept('OrderResumed', { order: session.orderNumber, units: 0 }, session, {});
}

/** The same for a box whose order has left this place: there is nothing to look up, and its label must not travel. */
export function decideOrphan({ session, isLabel }: Extract<ResolvedScan, { kind: 'aside' }>, context: PackingContext): Decision {
  if (context.session) return refuse('OtherOrderOpen', { order: context.session.orderNumber, other: session.orderNumber });
  if (!isLabel) return accept('OrderResumed', { order: session.orderNumber, units: 0 }, session, {});
  const asOpened: PackingContext = { ...context, session, order: null, orderRev: null, hasLabelBytes: false, isLabelOut: true };
  return must(decideStopped({ kind: 'tracking', trackingNumber: session.trackingNumber, candidate: null }, session, asOpened), 'an answer for a box without an order');
}

type Asked = { readonly scan: ResolvedScan; readonly control: string | null };

/** Null: this is not what has to be done now. */
function decideStep({ step, label }: FoundStop, stop: OfficeStop, { scan, control }: Asked, session: PackingSession, context: PackingContext): Decision | null {
  const isLeaving = control === 'OK' || control === 'PARK';
  switch (step) {
    case 'destroy': return decideDestruction(stop, { scan, control, label }, session, context);
    case 'put_aside': case 'wait': return isLeaving ? putAside(stop, session, context) : null;
    case 'unpack': return isLeaving ? accept('BoxUnpacked', { order: session.orderNumber }, ...unpack(stop, session, context, [], false)) : null;
    case 'go_on': return control === 'OK' ? goOn(session, context) : control === 'PARK' ? parkAsIs(session, context) : null;
    case 'relabel': return control === 'RELABEL' ? relabel(session, context) : control === 'PARK' ? putAside(stop, session, context) : null;
  }
}

function decideDestruction(stop: OfficeStop, { scan, control, label }: Asked & Pick<FoundStop, 'label'>, session: PackingSession, context: PackingContext): Decision | null {
  const values = { order: session.orderNumber, tracking: label.trackingNumber };
  const isScanned = scan.kind === 'tracking' && scan.trackingNumber === label.trackingNumber;
  const isFurther = label.parcelId !== session.parcelId;
  if (isFurther && scan.kind === 'tracking' && !isScanned) return refuse('LabelNotDestroyed', values);
  if (control === 'OK' || control === 'PARK') return refuse('LabelNotDestroyed', values);
  if (!isScanned && control !== 'GONE') return null;
  const destroyed: FactBody = { type: 'LabelDestroyed', ...actor(context), ...label, result: isScanned ? 'scanned' : 'declared' };
  const code = isScanned ? 'LabelDestroyed' : 'LabelDeclaredGone';
  if (isFurther) return accept(code, values, evolveSession(session, destroyed), { facts: [destroyed], effects: [{ type: 'retireUnit', isLabelSeen: isScanned, parcelId: label.parcelId }] });
  if (stop !== 'LabelChanged') return accept(code, values, ...unpack(stop, session, context, [destroyed], isScanned));
  return accept(code, values, evolveSession(session, destroyed), { facts: [destroyed], effects: [{ type: 'retireUnit', isLabelSeen: isScanned }] });
}

function unpack(stop: OfficeStop, session: PackingSession, context: PackingContext, before: readonly FactBody[], isLabelSeen: boolean): [PackingSession, Parameters<typeof accept>[3]] {
  const facts: FactBody[] = [...before, { type: 'PackingStopped', ...actor(context), reason: stop }];
  return [facts.reduce(evolveSession, session), { facts, effects: [{ type: 'retireUnit', isLabelSeen }] }];
}

function putAside(stop: OfficeStop | null, session: PackingSession, context: PackingContext): Decision {
  const stopped: FactBody = { type: 'PackingStopped', ...actor(context), reason: stop ?? 'LabelChanged' };
  const after = evolveSession(session, stopped);
  // A packed box under a hold keeps its label: it is only looked away from.
  if (after.state === 'handshake') return accept('BoxPutAside', { order: session.orderNumber }, null, { facts: [stopped] });
  return accept('BoxPutAside', { order: session.orderNumber }, after, { facts: [stopped], effects: session.state === 'handshake' ? [{ type: 'retireUnit', isLabelSeen: false }] : [] });
}

/** Nothing on the bench is wrong: paper and count stay what they are. */
function parkAsIs(session: PackingSession, context: PackingContext): Decision {
  if (session.state === 'handshake') return accept('BoxPutAside', { order: session.orderNumber }, null, {});
  const parked: FactBody = { type: 'PackingParked', ...actor(context) };
  return accept('BoxPutAside', { order: session.orderNumber }, evolveSession(session, parked), { facts: [parked] });
}

function goOn(session: PackingSession, context: PackingContext): Decision {
  const resumed = resume(session, context);
  if (resumed.state === 'handshake') return accept('OrderResumed', { order: session.orderNumber, units: 0 }, resumed, {});
  const started: FactBody = { type: 'PackingStarted', ...actor(context) };
  return accept('OrderResumed', { order: session.orderNumber, units: remainingUnits(session) }, evolveSession(resumed, started), { facts: [started] });
}

/** A separate act with a print unit of its own: the new label never comes out unasked. */
function relabel(session: PackingSession, context: PackingContext): Decision {
  const label = must(context.order?.label, 'the new label');
  const relabelled: FactBody = { type: 'ParcelRelabelled', ...actor(context), parcelId: session.parcelId, trackingNumber: label.trackingNumber, printUnitId: context.newPrintUnitId };
  return accept('Relabelled', { order: session.orderNumber }, evolveSession(resume(session, context), relabelled), {
    facts: [relabelled], effects: [{ type: 'retireUnit', isLabelSeen: false }, { type: 'printUnit', printUnitId: context.newPrintUnitId }],
  });
}

function resume(session: PackingSession, context: PackingContext): PackingSession {
  return resumeSession(session, must(context.order, 'the order of a session that goes on'), context.orderRev ?? session.baseRev);
}

/** Nothing is wrong any more, but the packed box has no label yet. An item can still be taken back. */
function decideWithoutLabel(control: string | null, session: PackingSession, context: PackingContext): Decision | null {
  if (control === 'RELABEL') return relabel(session, context);
  return control === 'UNDO' || control === 'PARK' || control === 'OK' ? null : refuse('LabelWanted', { order: session.orderNumber });
}
