/** The open order as the pack screen shows it: the office's row joined with the session and its print jobs. */
import type { Message, PackView, PrintJobView, Verdict } from '../../domain/rpc/station-contract.ts';
import type { PackingSession } from '../../domain/packing/session.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';
import { remainingUnits } from '../../domain/packing/session.ts';
import type { Tx } from '../db/open.ts';
import { readPackOrder, readProductBySku } from '../orders/read-orders.ts';
import { readJobsOfParcel, type PrintJob } from '../print-queue/read-jobs.ts';
import { readMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import { countClosedSince, selectLastVerdict, selectSession, selectSessionStates } from './session-store.ts';

export type PackPart = { readonly pack: PackView | null; readonly verdict: Verdict | null; readonly blockedByRefusal: boolean };

export function readPackView(tx: Tx, context: StationContext): PackPart {
  const openOrderId = readMeta(tx, 'open_order_id');
  const session = openOrderId === null ? null : selectSession(tx, openOrderId);
  const known = session ? readPackOrder(tx, session.orderId) : null;
  return {
    pack: session && known ? toPackView(tx, context, session, known.order) : null,
    verdict: selectLastVerdict(tx), blockedByRefusal: readMeta(tx, 'is_blocked') === '1',
  };
}

/** State of each order that was opened on this bench, by order id. */
export function readSessionStates(tx: Tx): Map<string, string> {
  return selectSessionStates(tx);
}

export function countPackedSince(tx: Tx, sinceMs: number): number {
  return countClosedSince(tx, sinceMs);
}

function toPackView(tx: Tx, context: StationContext, session: PackingSession, order: PackOrder): PackView {
  const stationId = readMeta(tx, 'station_id');
  const isStopped = order.status === 'CANCELLED' || order.isOnHold || order.lease?.stationId !== stationId || order.lease?.fence !== session.fence;
  const products = new Map(session.lines.map((line) => [line.sku, readProductBySku(tx, line.sku)]));
  return {
    orderId: order.orderId, orderNumber: order.orderNumber, channelName: order.channelName, shipBy: order.shipBy,
    phase: isStopped ? 'stopped' : session.state === 'handshake' ? 'handshake' : 'scanning',
    lines: session.lines.map((line) => {
      const told = order.lines.find((candidate) => candidate.lineId === line.lineId);
      return {
        lineId: line.lineId, sku: line.sku, title: told?.title ?? line.sku, gtin: products.get(line.sku)?.gtin ?? null, binCode: told?.binCode ?? null,
        requiredUnits: line.requiredUnits, packedUnits: line.packedUnits, state: line.packedUnits === line.requiredUnits ? 'done' as const : 'open' as const,
      };
    }),
    remainingUnits: remainingUnits(session), totalUnits: session.lines.reduce((sum, line) => sum + line.requiredUnits, 0), touchedLineId: session.touchedLineId,
    shipTo: { name: order.shipTo.name, city: order.shipTo.city, state: order.shipTo.state, countryCode: order.shipTo.countryCode },
    serviceName: order.label?.serviceName ?? null, carrierName: order.label?.carrierName ?? null, trackingNumber: session.trackingNumber,
    weightGrams: session.lines.reduce((sum, line) => sum + line.requiredUnits * (products.get(line.sku)?.weightGrams ?? 0), 0),
    customerNote: order.customerNote, giftMessage: order.giftMessage,
    printJobs: readJobsOfParcel(tx, session.parcelId).filter((job) => job.state !== 'abandoned').map((job) => toJobView(context, job)),
  };
}

function toJobView(context: StationContext, job: PrintJob): PrintJobView {
  const printer = context.config.printers.find((candidate) => candidate.printerId === job.printerId);
  return { jobId: job.jobId, document: job.document, state: job.state, printerName: printer?.name ?? '', copy: job.copy, message: jobMessage(job) };
}

function jobMessage(job: PrintJob): Message | null {
  const of = (key: string): Message => ({ key, values: { detail: job.detail ?? '' } });
  if (job.printerId === '') return of('print.noPrinter');
  switch (job.state) {
    case 'failed_safe': return job.detail === 'stale' ? of('print.stale') : of('print.waitingForPrinter');
    case 'uncertain': return of('print.uncertain');
    case 'sent': return of('print.unconfirmed');
    default: return null;
  }
}
