/** The open order as the pack screen shows it: the office's row joined with the session and its print jobs. */
import type { Card, PackView, PrintJobView, Verdict } from '../../domain/rpc/station-contract.ts';
import { boxOfParcel, labelOfParcel } from '../../domain/packing/boxes.ts';
import { remainingUnits, type PackingSession, type SessionLine } from '../../domain/packing/session.ts';
import type { PackOrder, Product } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { hasBytesOf } from '../labels/read-blob.ts';
import { readPackOrder, readProductBySku } from '../orders/read-orders.ts';
import { jobMessage } from '../print-queue/job-message.ts';
import { readJobsOfUnit, type PrintJob } from '../print-queue/read-jobs.ts';
import { readMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import { readInboxCards, toInboxCardView } from '../inbox/read-cards.ts';
import { readOpenSession } from './read-open-session.ts';
import { readAsideCards, readStopCard } from './read-stop-cards.ts';
import { countClosedSince, selectLastRefusal, selectLastVerdict } from './session-store.ts';

export type PackPart = { readonly pack: PackView | null; readonly verdict: Verdict | null; readonly blockedByRefusal: boolean; readonly cards: readonly Card[] };

export function readPackView(tx: Tx, context: StationContext): PackPart {
  const session = readOpenSession(tx);
  const blockedByRefusal = readMeta(tx, 'is_blocked') === '1';
  const stopCard = session && readStopCard(tx, session);
  return {
    cards: [...(stopCard ? [stopCard] : []), ...readAsideCards(tx, session?.orderId ?? null), ...readInboxCards(tx).map(toInboxCardView)],
    pack: session ? toPackView(tx, context, session, readPackOrder(tx, session.orderId)?.order ?? null, stopCard !== null) : null,
    verdict: (blockedByRefusal ? selectLastRefusal(tx) : null) ?? selectLastVerdict(tx), blockedByRefusal,
  };
}

export function countPackedSince(tx: Tx, sinceMs: number): number {
  return countClosedSince(tx, sinceMs);
}

/** `order` is null when the office took it away while it was open: the bench still shows what is in the box. */
function toPackView(tx: Tx, context: StationContext, session: PackingSession, order: PackOrder | null, isStopped: boolean): PackView {
  const products = new Map(session.lines.map((line) => [line.sku, readProductBySku(tx, line.sku)]));
  return {
    orderId: session.orderId, orderNumber: session.orderNumber, channelName: order?.channelName ?? '', shipBy: order?.shipBy ?? new Date(context.clock.nowMs()).toISOString(),
    phase: isStopped ? 'stopped' : session.state === 'handshake' ? 'handshake' : 'scanning',
    lines: session.lines.map((line) => toLineView(line, order, products.get(line.sku) ?? null)),
    remainingUnits: remainingUnits(session), totalUnits: session.lines.reduce((sum, line) => sum + line.requiredUnits, 0), touchedLineId: session.touchedLineId,
    shipTo: { name: order?.shipTo.name ?? '', city: order?.shipTo.city ?? '', state: order?.shipTo.state ?? null, countryCode: order?.shipTo.countryCode ?? '' },
    serviceName: order?.label?.serviceName ?? null, carrierName: order?.label?.carrierName ?? null, trackingNumber: session.trackingNumber,
    weightGrams: session.lines.reduce((sum, line) => sum + line.requiredUnits * (products.get(line.sku)?.weightGrams ?? 0), 0),
    customerNote: order?.customerNote ?? null, giftMessage: order?.giftMessage ?? null,
    printJobs: parcelsOf(session).flatMap((parcelId, index) => readJobsOfUnit(tx, parcelId).filter((job) => job.state !== 'abandoned').map((job) => toJobView(context, job, index + 1))),
    boxes: toBoxViews(tx, session, order), boxCount: order ? boxOfParcel(order, session, session.parcelId).count : parcelsOf(session).length,
  };
}

function parcelsOf({ parcelId, boxes = [] }: PackingSession): string[] {
  return [parcelId, ...boxes.map((box) => box.parcelId)];
}

/** Empty for an order of one box, as nearly all are. */
function toBoxViews(tx: Tx, session: PackingSession, order: PackOrder | null): PackView['boxes'] {
  const boxes = session.boxes ?? [];
  if (boxes.length === 0) return [];
  const first = { number: order ? boxOfParcel(order, session, session.parcelId).number : 1, state: session.isFirstScanned === true ? 'scanned' as const : session.state === 'handshake' ? 'printed' as const : 'packing' as const, trackingNumber: session.trackingNumber };
  return [first, ...boxes.map((box, index) => {
    const label = order && labelOfParcel(order, box.parcelId);
    const isReady = label !== null && !label.isVoid && hasBytesOf(tx, label);
    return { number: order ? boxOfParcel(order, session, box.parcelId).number : index + 2, state: box.state !== 'open' ? box.state : isReady ? 'ready' as const : 'awaited' as const, trackingNumber: box.trackingNumber };
  })];
}

function toLineView(line: SessionLine, order: PackOrder | null, product: Product | null): PackView['lines'][number] {
  const told = order?.lines.find((candidate) => candidate.lineId === line.lineId);
  return {
    lineId: line.lineId, sku: line.sku, title: told?.title ?? product?.name ?? line.sku, gtin: product?.gtin ?? null, binCode: told?.binCode ?? null,
    requiredUnits: line.requiredUnits, packedUnits: line.packedUnits, state: line.packedUnits === line.requiredUnits ? 'done' : 'open',
  };
}

function toJobView(context: StationContext, job: PrintJob, box: number): PrintJobView {
  const printer = context.config.printers.find((candidate) => candidate.printerId === job.printerId);
  return { jobId: job.jobId, document: job.document, state: job.state, printerName: printer?.name ?? '', copy: job.copy, message: printer ? jobMessage(job) : { key: 'print.noPrinter', values: {} }, unprintable: [...job.unprintable], box };
}
