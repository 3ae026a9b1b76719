/**
 * The bench's whole behaviour: (session, scan) -> facts and effects, or a refusal (BLUEPRINT section 6).
 * Pure: whatever must be looked up is in the context, and what must be done is returned as an effect.
 */
import type { ControlCode } from '../barcodes/control-code.ts';
import { assertNever, must } from '../assert.ts';
import { unscannedLabels } from './boxes.ts';
import { decideNextBox, dropBox } from './decide-box.ts';
import { acknowledgeOutcome, declareGone, settleFound } from './decide-card.ts';
import { decideAside, decideOrphan, decideStopped } from './decide-stop.ts';
import { accept, actor, refuse, type Accepted, type BenchOperator, type Decision, type OrderCandidate, type PackingContext, type Refused, type ResolvedScan } from './decision.ts';
import type { FactBody } from './facts.ts';
import { evolveSession, isWithoutLabel, openSession, remainingUnits, resumeSession, type PackingSession } from './session.ts';

export function decidePacking(scan: ResolvedScan, context: PackingContext): Decision {
  if (scan.kind === 'badge') return decideBadge(scan.operator, context);
  if (scan.kind === 'control' && isAlwaysAllowed(scan.control)) return decideFreeControl(scan.control, context);
  if (!context.operator) return refuse('NotSignedIn', {});
  const early = refuseUnreadable(scan, context);
  if (early) return early;
  if (scan.kind === 'recalled') return settleFound(scan.opId, context);
  if (scan.kind === 'aside') return decideOrphan(scan, context);
  const stopped = context.session && decideStopped(scan, context.session, context);
  if (stopped) return stopped;
  return context.session ? decideInOrder(scan, context.session, context) : decideAtStart(scan, context);
}

function isAlwaysAllowed(control: ControlCode): boolean {
  return control.name === 'LANGUAGE' || control.name === 'LOCK' || control.name === 'TEST' || control.name === 'INSPECT';
}

function decideBadge(operator: BenchOperator | null, context: PackingContext): Decision {
  if (!operator) return refuse('UnknownBadge', {});
  if (context.isReprintAsked && operator.isLead && context.operator && context.session?.state === 'handshake') {
    // The packer stays at the bench: the badge allows one label and signs nobody in.
    return accept('LabelReprinting', { order: context.session.orderNumber }, context.session, { effects: [{ type: 'reprint', document: 'label', approvedBy: operator }] });
  }
  return accept('SignedIn', { name: operator.operatorName }, context.session, { effects: [{ type: 'signIn', operatorId: operator.operatorId }] });
}

function decideFreeControl(control: ControlCode, context: PackingContext): Decision {
  if (control.name === 'LANGUAGE') return accept('LanguageChanged', {}, context.session, { effects: [{ type: 'setLanguage', language: control.language }] });
  if (control.name === 'TEST') return accept('ScannerWorks', { code: context.code }, context.session, {});
  if (control.name === 'INSPECT') return accept('InspectorOpened', {}, context.session, {});
  // The order stays open: another operator goes on at the same line.
  return context.operator ? accept('SignedOut', { name: context.operator.operatorName }, context.session, { effects: [{ type: 'signOut' }] }) : refuse('NotSignedIn', {});
}

function refuseUnreadable(scan: ResolvedScan, context: PackingContext): Refused | null {
  switch (scan.kind) {
    case 'empty': return refuse('EmptyScan', {});
    case 'noise': return refuse('NoiseScan', { length: scan.length });
    case 'bad-check': return refuse('BadCheckCharacter', { code: context.code });
    case 'unknown-control': return refuse('UnknownControl', { code: context.code });
    case 'tote': return refuse('ToteNotKnown', { code: context.code });
    default: return null;
  }
}

function decideAtStart(scan: ResolvedScan, context: PackingContext): Decision {
  switch (scan.kind) {
    case 'order': return openCandidate(scan.candidate, scan, context);
    case 'orders': return refuse('OrderAmbiguous', { code: context.code, count: scan.count });
    case 'slip': return scan.candidate ? openCandidate(scan.candidate, scan, context) : refuse('OrderNotFound', { code: context.code });
    case 'tracking': return scan.candidate ? openCandidate(scan.candidate, scan, context) : refuse('UnknownCode', { code: context.code });
    case 'product': return scan.candidate ? openAndCount(scan.candidate, scan, context) : refuse('NoOrderNeedsItem', { name: scan.name }, scan.sku);
    case 'control': return decideControlAtStart(scan, context);
    default: return refuse('UnknownCode', { code: context.code });
  }
}

function decideControlAtStart(scan: Extract<ResolvedScan, { kind: 'control' }>, context: PackingContext): Decision {
  const { control } = scan;
  if (control.name === 'GONE') return declareGone(context);
  if (control.name !== 'OK') return refuse('ControlOutOfPlace', { control: control.name });
  if (context.isBlockedByRefusal) return accept('RefusalCleared', {}, null, {});
  const acknowledged = acknowledgeOutcome(context);
  if (acknowledged) return acknowledged;
  return context.nextCandidate ? openCandidate(context.nextCandidate, scan, context) : refuse('QueueEmpty', {});
}

function refuseOpening(candidate: OrderCandidate, { stationId, isStorageFull }: PackingContext): Refused | null {
  const { order, session } = candidate;
  const values = { order: order.orderNumber };
  if (order.status === 'CANCELLED') return refuse('OrderCancelled', values);
  if (session?.state === 'closed' || order.status === 'SHIPPED') return refuse('AlreadyPacked', values);
  if (order.isOnHold) return refuse('OrderOnHold', values);
  if (order.lease?.stationId !== stationId) return refuse('OrderNotLeased', values);
  if (order.label === null || order.label.isVoid || !candidate.hasLabelBytes) return refuse('LabelNotHere', values);
  return isStorageFull && session === null ? refuse('StorageFull', values) : null;
}

function openCandidate(candidate: OrderCandidate, scan: ResolvedScan, context: PackingContext): Decision {
  const aside = decideAside(scan, candidate, context);
  if (aside) return aside;
  const refused = refuseOpening(candidate, context);
  if (refused) return refused;
  const { session, facts } = beginSession(candidate, context);
  if (isWithoutLabel(session)) return accept('RelabelAwaited', { order: session.orderNumber }, session, { facts });
  return accept(candidate.session ? 'OrderResumed' : 'OrderOpened', { order: session.orderNumber, units: remainingUnits(session) }, session, { facts });
}

function beginSession(candidate: OrderCandidate, context: PackingContext): { session: PackingSession; facts: FactBody[] } {
  const { order, rev } = candidate;
  const session = candidate.session ? resumeSession(candidate.session, order, rev) : openSession(order, rev);
  // A session in its handshake phase was only looked away from: nothing begins anew.
  if (session.state === 'handshake') return { session, facts: [] };
  const started: FactBody = { type: 'PackingStarted', ...actor(context) };
  return { session: evolveSession(session, started), facts: [started] };
}

function openAndCount(candidate: OrderCandidate, scan: Extract<ResolvedScan, { kind: 'product' }>, context: PackingContext): Decision {
  const refused = refuseOpening(candidate, context);
  if (refused) return refused;
  const begun = beginSession(candidate, context);
  return countItem(begun.session, scan, context, begun.facts);
}

function decideInOrder(scan: ResolvedScan, session: PackingSession, context: PackingContext): Decision {
  switch (scan.kind) {
    case 'product': return session.state === 'handshake' ? refuse('PackingComplete', { name: scan.name, order: session.orderNumber }, scan.sku) : countItem(session, scan, context, []);
    case 'tracking': return decideTracking(scan, session, context);
    case 'slip': return decideSlip(scan.candidate, session, context);
    case 'order': return decideOtherOrder(scan.candidate, session);
    case 'orders': return refuse('OtherOrderOpen', { order: session.orderNumber, other: context.code });
    case 'control': return decideControlInOrder(scan.control, session, context);
    default: return session.state === 'handshake'
      ? refuse('LabelExpected', { code: context.code, order: session.orderNumber, tracking: session.trackingNumber })
      : refuse('UnknownCode', { code: context.code });
  }
}

function countItem(session: PackingSession, scan: Extract<ResolvedScan, { kind: 'product' }>, context: PackingContext, before: readonly FactBody[]): Decision {
  const lines = session.lines.filter((line) => line.sku === scan.sku);
  if (lines.length === 0) return refuse('NotOnOrder', { name: scan.name, order: session.orderNumber, wanted: wantedNames(session, context) }, scan.sku);
  const open = lines.find((line) => line.packedUnits < line.requiredUnits);
  if (!open) return refuse('LineComplete', { name: scan.name, units: lines.reduce((sum, line) => sum + line.packedUnits, 0) }, scan.sku);
  const missing = open.requiredUnits - open.packedUnits;
  if (scan.units > missing) return refuse('TooManyUnits', { name: scan.name, units: scan.units, missing }, scan.sku);
  const counted: FactBody = { type: 'ItemScanned', ...actor(context), lineId: open.lineId, sku: scan.sku, code: context.code, units: scan.units };
  const after = evolveSession(session, counted);
  const facts = [...before, counted];
  if (remainingUnits(after) > 0) {
    const isLineDone = missing === scan.units;
    return accept(isLineDone ? 'LineDone' : 'ItemCounted', { name: scan.name, packed: open.packedUnits + scan.units, required: open.requiredUnits, remaining: remainingUnits(after) }, after, { facts, sku: scan.sku, lineId: open.lineId });
  }
  return completePacking(after, facts, scan, open.lineId, context);
}

/** Last scan = done = print: the facts and the print unit belong to one transaction. */
function completePacking(session: PackingSession, facts: readonly FactBody[], scan: { readonly sku: string; readonly name: string }, lineId: string, context: PackingContext): Accepted {
  const completed: FactBody = { type: 'PackingCompleted', ...actor(context), parcelId: session.parcelId, printUnitId: context.newPrintUnitId };
  return accept('OrderPacked', { name: scan.name, order: session.orderNumber }, evolveSession(session, completed), {
    facts: [...facts, completed], effects: [{ type: 'printUnit', printUnitId: context.newPrintUnitId }], sku: scan.sku, lineId,
  });
}

function wantedNames(session: PackingSession, context: PackingContext): string {
  const open = session.lines.filter((line) => line.packedUnits < line.requiredUnits).map((line) => context.nameBySku.get(line.sku) ?? line.sku);
  return [...new Set(open)].slice(0, 3).join(', ');
}

function decideTracking(scan: Extract<ResolvedScan, { kind: 'tracking' }>, session: PackingSession, context: PackingContext): Decision {
  const further = session.boxes?.find((box) => box.trackingNumber === scan.trackingNumber);
  if (scan.trackingNumber !== session.trackingNumber && !further) {
    return refuse('WrongLabel', { order: session.orderNumber, other: scan.candidate?.order.orderNumber ?? scan.trackingNumber });
  }
  if (session.state !== 'handshake') return refuse('NotPackedYet', { order: session.orderNumber, remaining: remainingUnits(session) });
  if (!(further ? context.furtherLabelsOut?.has(further.parcelId) : context.isLabelOut)) return refuse('LabelNotPrinted', { order: session.orderNumber });
  // Label and slip belong together: closed without a word, the slip would come out later, beside another box.
  const isSlipMissing = further ? context.furtherSlipsMissing?.has(further.parcelId) : context.isSlipMissing;
  if (isSlipMissing && !context.isSlipWaived) return refuse('SlipNotPrinted', { order: session.orderNumber });
  return closeBox(further?.parcelId ?? session.parcelId, scan.trackingNumber, session, context);
}

/** The handshake of one box. With the last one the order is closed. */
function closeBox(parcelId: string, trackingNumber: string, session: PackingSession, context: PackingContext): Accepted {
  const scanned: FactBody = { type: 'BoxScanned', ...actor(context), parcelId, trackingNumber };
  const after = evolveSession(session, scanned);
  const left = unscannedLabels(after);
  const boxes = after.boxes ?? [];
  if (left > 0) return accept('BoxScanned', { order: session.orderNumber, left }, after, { facts: left === unscannedLabels(session) ? [] : [scanned] });
  const closed: FactBody = {
    type: 'ParcelClosed', ...actor(context), parcelId: session.parcelId, trackingNumber: session.trackingNumber,
    lines: session.lines.map((line) => ({ lineId: line.lineId, sku: line.sku, packedUnits: line.packedUnits })),
    ...(boxes.length > 0 && { boxes: boxes.map((box) => ({ parcelId: box.parcelId, trackingNumber: must(box.trackingNumber, 'the number of a scanned label') })) }),
  };
  const facts = boxes.length > 0 ? [scanned, closed] : [closed];
  return accept('ParcelClosed', { order: session.orderNumber }, facts.reduce<PackingSession>(evolveSession, session), { facts });
}

function decideSlip(candidate: OrderCandidate | null, session: PackingSession, context: PackingContext): Decision {
  if (!candidate) return refuse('OrderNotFound', { code: context.code });
  if (candidate.order.orderId !== session.orderId) return refuse('WrongSlip', { order: session.orderNumber, other: candidate.order.orderNumber });
  if (session.state === 'handshake') return refuse('SlipInsteadOfLabel', { order: session.orderNumber });
  return accept('SlipMatches', { order: session.orderNumber, units: remainingUnits(session) }, session, {});
}

function decideOtherOrder(candidate: OrderCandidate, session: PackingSession): Decision {
  if (candidate.order.orderId !== session.orderId) return refuse('OtherOrderOpen', { order: session.orderNumber, other: candidate.order.orderNumber });
  return accept('OrderResumed', { order: session.orderNumber, units: remainingUnits(session) }, session, {});
}

function decideControlInOrder(control: ControlCode, session: PackingSession, context: PackingContext): Decision {
  switch (control.name) {
    case 'OK': return context.isBlockedByRefusal ? accept('RefusalCleared', {}, session, {}) : refuse('ControlOutOfPlace', { control: control.name });
    case 'UNDO': return decideUndo(session, context);
    case 'PARK': return park(session, context);
    case 'REPRINT-LABEL': return decideReprint('label', session, context);
    case 'REPRINT-SLIP': return decideReprint('slip', session, context);
    case 'GONE': return refuse('ControlOutOfPlace', { control: control.name });
    case 'NEXT-BOX': return decideNextBox(session, context);
    case 'SHORT': case 'DAMAGED': case 'HOLD': case 'RELABEL': case 'SUPERVISOR': case 'QTY': case 'BOX':
      return refuse('ControlNotAvailable', { control: control.name });
    case 'LOCK': case 'TEST': case 'INSPECT': case 'LANGUAGE': return decideFreeControl(control, context);
    default: return assertNever(control);
  }
}

function decideUndo(session: PackingSession, context: PackingContext): Decision {
  if (session.state === 'handshake') return dropBox(session, context) ?? refuse('UndoAfterPrint', { order: session.orderNumber });
  const last = session.history.at(-1);
  if (!last) return refuse('NothingToUndo', {});
  const line = must(session.lines.find((candidate) => candidate.lineId === last.lineId), 'the line of the last scan');
  const undone: FactBody = { type: 'ItemUnscanned', ...actor(context), lineId: last.lineId, sku: line.sku, units: last.units };
  const after = evolveSession(session, undone);
  return accept('ScanUndone', { name: context.nameBySku.get(line.sku) ?? line.sku, remaining: remainingUnits(after) }, after, { facts: [undone], sku: line.sku, lineId: last.lineId });
}

function park(session: PackingSession, context: PackingContext): Decision {
  // After the label is printed the parcel waits for its handshake; parking only frees the bench.
  const parked: FactBody = { type: 'PackingParked', ...actor(context) };
  if (session.state === 'handshake') return accept('OrderParked', { order: session.orderNumber }, null, {});
  return accept('OrderParked', { order: session.orderNumber }, evolveSession(session, parked), { facts: [parked] });
}

/** A second label for one box is a lead's act: two boxes with one label are two shipments that somebody pays for. What never came out is no second one. */
function decideReprint(document: 'label' | 'slip', session: PackingSession, context: PackingContext): Decision {
  if (session.state !== 'handshake') return refuse('NotPackedYet', { order: session.orderNumber, remaining: remainingUnits(session) });
  if (document === 'label' && context.isLabelOut && !context.operator?.isLead) return refuse('LeadNeeded', { order: session.orderNumber });
  return accept(document === 'label' ? 'LabelReprinting' : 'SlipReprinting', { order: session.orderNumber }, session, { effects: [{ type: 'reprint', document }] });
}
