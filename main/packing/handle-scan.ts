/** One scan, from text to numbered verdict, in one durable transaction. What the screen shows as done is on disk. */
import { classifyScan, type ScanText } from '../../domain/barcodes/classify-scan.ts';
import { must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import { labelOfParcel } from '../../domain/packing/boxes.ts';
import { decidePacking } from '../../domain/packing/decide.ts';
import type { Decision, PackingContext, PackingEffect } from '../../domain/packing/decision.ts';
import type { AcceptedCode } from '../../domain/packing/refusals.ts';
import { evolveSession, type PackingSession } from '../../domain/packing/session.ts';
import { assertNever } from '../../domain/assert.ts';
import type { Verdict } from '../../domain/rpc/station-contract.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { hasBytesOf, hasLabelBytes } from '../labels/read-blob.ts';
import { readInboxCards } from '../inbox/read-cards.ts';
import { settleCard } from '../inbox/settle-card.ts';
import { currentOperator, signIn, signOut } from '../operators/sign-in.ts';
import { readPackOrder, readProductBySku } from '../orders/read-orders.ts';
import { appendFact } from '../outbox/append-fact.ts';
import { printPickupReceipts } from '../papers/print-pickup-receipt.ts';
import { isLabelOut, isSlipMissing, prepareReprint, preparePrintUnit } from '../print-queue/prepare-print-unit.ts';
import { retirePrintUnit } from '../print-queue/retire-print-unit.ts';
import { settleByHandshake } from '../print-queue/settle-print-job.ts';
import { readMeta, writeMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import { readOpenSession } from './read-open-session.ts';
import { findNextCandidate, resolveScan } from './resolve-scan.ts';
import { insertScan, nextScanNumber, selectLastCountedAt, selectSession, selectVerdictOfCommand, upsertSession } from './session-store.ts';
import { toIgnoredVerdict, toVerdict } from './verdict.ts';

export type ScanCommand = { readonly commandId: string; readonly code: string; readonly source: 'wedge' | 'virtual' | 'touch' };

/** One code twice within this time is one squeeze of the trigger read twice (KIOSK.md: 250-400 ms). */
export const BOUNCE_MS = 300;

const LEAD_WAIT_MS = 120_000;

/** What a new scan means for the rest of the station. */
type Outcome = {
  readonly verdict: Verdict;
  /** An order was opened, packed, closed or put aside: the queue looks different now. */
  readonly movesOrder: boolean;
  /** There is something to print, or an order was opened whose documents can be drawn meanwhile. */
  readonly needsPrinters: boolean;
};

const REPRINTING_CODES: readonly string[] = ['LabelReprinting', 'SlipReprinting', 'Relabelled', 'BoxLabelled', 'BoxAsked'] satisfies readonly AcceptedCode[];

/** Repeating a command id returns the first verdict and changes nothing. */
export function handleScan(context: StationContext, command: ScanCommand): Verdict {
  const { verdict, isNew, ...outcome } = context.db.inTransaction((tx) => {
    const known = selectVerdictOfCommand(tx, command.commandId);
    return known ? { ...nothingMoved(known), isNew: false } : { ...decideAndStore(tx, context, command), isNew: true };
  });
  if (isNew) {
    context.publish(outcome.movesOrder ? undefined : 'not-the-queue');
    context.wakeSync();
    // Not for each scan: a woken printer is asked for its state, and that is not free on the scan path.
    if (outcome.needsPrinters) context.wakePrinters();
  }
  return verdict;
}

function nothingMoved(verdict: Verdict): Outcome {
  return { verdict, movesOrder: false, needsPrinters: false };
}

function toOutcome(verdict: Verdict, decision: Decision, before: PackingSession | null): Outcome {
  if (decision.kind === 'refused') return nothingMoved(verdict);
  const { session } = decision;
  const movesOrder = session?.orderId !== before?.orderId || session?.state !== before?.state || decision.effects.some((effect) => effect.type === 'settleCard');
  return { verdict, movesOrder, needsPrinters: (movesOrder && isOpen(session)) || REPRINTING_CODES.includes(verdict.code) };
}

function decideAndStore(tx: Tx, context: StationContext, command: ScanCommand): Outcome {
  const nowMs = context.clock.nowMs();
  const scanNumber = nextScanNumber(tx);
  const operatorId = readMeta(tx, 'operator_id');
  const base = { scanNumber, commandId: command.commandId, scanned: makeVisible(command.code), atMs: nowMs };
  if (isBounce(tx, command, nowMs)) {
    const ignored = toIgnoredVerdict(base);
    insertScan(tx, { verdict: ignored, source: command.source, code: storedCode(command), orderId: null, operatorId });
    return nothingMoved(ignored);
  }
  const text = classifyScan(command.code);
  const packing = readPackingContext(tx, context, command.code, text);
  const decision = decidePacking(resolveScan(tx, text, packing.stationId, packing.session), packing);
  applyDecision(tx, context, packing, decision, nowMs);
  const verdict = toVerdict(base, decision);
  const orderId = (decision.kind === 'accepted' ? decision.session?.orderId : null) ?? packing.session?.orderId ?? null;
  insertScan(tx, { verdict, source: command.source, code: storedCode(command), orderId, operatorId });
  return toOutcome(verdict, decision, packing.session);
}

/**
 * Measured from the last scan of this code that counted, so that holding the trigger does not swallow honest repeats of a quantity line.
 * A touch is never a bounce: a finger that presses twice means it.
 */
function isBounce(tx: Tx, command: ScanCommand, nowMs: number): boolean {
  if (command.source !== 'wedge') return false;
  const lastAtMs = selectLastCountedAt(tx, storedCode(command), nowMs - BOUNCE_MS);
  return lastAtMs !== null && nowMs - lastAtMs >= 0 && nowMs - lastAtMs < BOUNCE_MS;
}

/** The journal keeps enough of a noise scan to find its source, not all of it. */
function storedCode(command: ScanCommand): string {
  return command.code.slice(0, 300).toWellFormed();
}

function readPackingContext(tx: Tx, context: StationContext, code: string, text: ScanText): PackingContext {
  const session = readOpenSession(tx);
  const known = session && readPackOrder(tx, session.orderId);
  const operator = currentOperator(tx);
  const stationId = readMeta(tx, 'station_id') ?? '';
  const isBlockedByRefusal = readMeta(tx, 'is_blocked') === '1';
  const mayOpenNext = session === null && !isBlockedByRefusal && text.kind === 'control' && text.control.name === 'OK';
  return {
    code: makeVisible(code), stationId, session, order: known?.order ?? null, orderRev: known?.rev ?? null, hasLabelBytes: known !== null && hasLabelBytes(tx, known.order), cards: readInboxCards(tx),
    operator: operator && { operatorId: operator.operatorId, operatorName: operator.name, isLead: operator.role === 'lead' },
    isReprintAsked: isRecent(readMeta(tx, 'reprint_asked_at_ms'), context.clock.nowMs()),
    nextCandidate: mayOpenNext ? findNextCandidate(tx, stationId) : null,
    isLabelOut: session !== null && isLabelOut(tx, session.parcelId),
    ...readFurtherBoxes(tx, context, session, known?.order ?? null), isOffline: !context.isOnline(),
    isSlipMissing: session !== null && isSlipMissing(tx, context, session.parcelId), isSlipWaived: session !== null && readMeta(tx, 'slip_refused_parcel') === session.parcelId,
    isBlockedByRefusal, isStorageFull: context.isStorageFull(),
    nameBySku: new Map((session?.lines ?? []).map((line) => [line.sku, readProductBySku(tx, line.sku)?.name ?? line.sku])),
    newPrintUnitId: makeId('unt', context.clock, context.random), newParcelId: makeId('prc', context.clock, context.random),
  };
}

/** What is known here of the order's further boxes. Most orders have none. */
function readFurtherBoxes(tx: Tx, context: StationContext, session: PackingSession | null, order: PackOrder | null): Pick<PackingContext, 'furtherLabelsOut' | 'furtherParcelsHere' | 'furtherSlipsMissing'> {
  const boxes = session?.boxes ?? [];
  if (boxes.length === 0) return {};
  const such = (holds: (parcelId: string) => boolean): ReadonlySet<string> => new Set(boxes.map((box) => box.parcelId).filter(holds));
  return {
    furtherLabelsOut: such((parcelId) => isLabelOut(tx, parcelId)), furtherSlipsMissing: such((parcelId) => isSlipMissing(tx, context, parcelId)),
    furtherParcelsHere: such((parcelId) => { const label = order && labelOfParcel(order, parcelId); return label !== null && hasBytesOf(tx, label); }),
  };
}

/** A lead who comes by an hour later has not allowed anything. */
function isRecent(atMs: string | null, nowMs: number): boolean {
  const ageMs = atMs === null ? Number.POSITIVE_INFINITY : nowMs - Number(atMs);
  return ageMs >= 0 && ageMs < LEAD_WAIT_MS;
}

function applyDecision(tx: Tx, context: StationContext, before: PackingContext, decision: Decision, nowMs: number): void {
  writeMeta(tx, 'is_blocked', decision.kind === 'refused' ? '1' : null);
  // Only the very next scan can be the lead's badge that allows it.
  writeMeta(tx, 'slip_refused_parcel', decision.code === 'SlipNotPrinted' ? (before.session?.parcelId ?? null) : null);
  writeMeta(tx, 'reprint_asked_at_ms', decision.code === 'LeadNeeded' ? String(nowMs) : null);
  if (decision.kind === 'refused') return;
  const subject = decision.session ?? before.session;
  for (const body of decision.facts) {
    const session = must(subject, 'the session of a fact');
    appendFact(tx, context, { orderId: session.orderId, baseRev: session.baseRev, fence: session.fence, body });
    if (body.type === 'ParcelClosed' || body.type === 'BoxScanned') settleByHandshake(tx, context, body.parcelId);
  }
  if (decision.session) upsertSession(tx, decision.session, nowMs);
  writeMeta(tx, 'open_order_id', isOpen(decision.session) ? decision.session.orderId : null);
  if (decision.code === 'ParcelClosed' && decision.session) printPickupReceipts(tx, context, decision.session);
  for (const effect of decision.effects) applyEffect(tx, context, effect, subject, nowMs);
}

function isOpen(session: PackingSession | null): session is PackingSession {
  return session !== null && (session.state === 'scanning' || session.state === 'handshake');
}

function applyEffect(tx: Tx, context: StationContext, effect: PackingEffect, session: PackingSession | null, nowMs: number): void {
  switch (effect.type) {
    case 'signIn': return signIn(tx, effect.operatorId);
    case 'signOut': return signOut(tx);
    case 'setLanguage': return writeMeta(tx, 'language', effect.language);
    case 'printUnit': return preparePrintUnit(tx, context, must(session, 'the packed session'), { unitId: effect.printUnitId, parcelId: effect.parcelId ?? null, nowMs });
    case 'retireUnit': return retirePrintUnit(tx, context, effect.parcelId ?? must(session, 'the packed session').parcelId, effect.isLabelSeen);
    case 'settleCard': return settleOneCard(tx, context, effect, nowMs);
    case 'reprint': return prepareReprint(tx, context, must(session, 'the packed session'), effect.document, { nowMs, ...(effect.approvedBy && { approvedBy: effect.approvedBy }) });
    default: return assertNever(effect);
  }
}

/** A recalled box that was found is unpacked: should the order be packed again, it starts from the first item. */
function settleOneCard(tx: Tx, context: StationContext, { card, fact }: Extract<PackingEffect, { type: 'settleCard' }>, nowMs: number): void {
  if (!settleCard(tx, context, card, fact) || card.kind !== 'recall' || card.orderId === null) return;
  const recalled = selectSession(tx, card.orderId);
  if (recalled?.state === 'closed') upsertSession(tx, evolveSession(recalled, fact), nowMs);
}

/** What was scanned, short enough for the screen and with nothing invisible in it. */
function makeVisible(code: string): string {
  const visible = code.slice(0, 80).replace(/[\p{C}\ufffd]/gu, '\u00b7');
  return code.length > 80 ? `${visible.slice(0, 79).toWellFormed()}\u2026` : visible;
}
