/** Takes the head of one printer's queue to paper. Baseline and `sending` are on disk before the first byte leaves. */
import { assertNever } from '../../domain/assert.ts';
import { labelOfParcel } from '../../domain/packing/boxes.ts';
import type { PrinterStatus, SendOutcome } from '../../printers/drivers/driver.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import { readMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import type { DocumentDesk } from './document-desk.ts';
import { prepareNext } from './prepare-ahead.ts';
import type { PrintTimings } from './print-timings.ts';
import { selectHeadOfQueue, selectPrintJob, markEvidenceWhole, updateFirstByte, updateJobAttempt, type PrintJob } from './print-job-store.ts';
import type { StationPrinter } from './station-printer.ts';
import { STALE_DETAIL, UNRENDERED_DETAIL } from './read-jobs.ts';
import { renderJob } from './render-job.ts';
import { withdrawAttempt } from './withdraw-attempt.ts';

export type TurnResult =
  | { readonly kind: 'idle'; readonly status: PrinterStatus }
  | { readonly kind: 'blocked'; readonly status: PrinterStatus; readonly restMs: number; readonly job: PrintJob }
  | { readonly kind: 'printed' }
  /** The head of the queue will not be printed; the printer was not asked. */
  | { readonly kind: 'skipped' };

export type PrintShop = { readonly desk: DocumentDesk; readonly timings: PrintTimings };

export async function printNextJob(context: StationContext, printer: StationPrinter, shop: PrintShop): Promise<TurnResult> {
  const job = context.db.read((tx) => selectHeadOfQueue(tx, printer.printerId));
  if (!job) return { kind: 'idle', status: await printer.driver.readStatus() };
  if (isObsolete(context, job)) return leaveUnprinted(context, job, 'GivenUp', 'cancelled or given to another station');
  const nowMs = context.clock.nowMs();
  if (nowMs - job.preparedAtMs > shop.timings.staleMs) return leaveUnprinted(context, job, 'NothingSent', STALE_DETAIL);
  const hindrance = await findHindrance(context, printer, job, shop.timings.retryMs);
  if (hindrance) return hindrance;
  const result = await printJob(context, printer, job, shop);
  context.publish('not-the-queue');
  context.wakeSync();
  return result;
}

/** Why the job is not sent now; null when it is its turn, and it is `prepared` then. */
async function findHindrance(context: StationContext, printer: StationPrinter, job: PrintJob, retryMs: number): Promise<TurnResult | null> {
  const withdrawn = await withdrawAttempt(context, printer, job);
  if (withdrawn.kind === 'blocked') return { kind: 'blocked', status: withdrawn.status, restMs: retryMs, job };
  if (withdrawn.kind === 'settled') return { kind: 'skipped' };
  if (job.state !== 'failed_safe') return null;
  if (!job.isBlind) {
    const status = await printer.driver.readStatus();
    const restMs = status.canPrint ? (job.nextTryAtMs ?? 0) - context.clock.nowMs() : retryMs;
    // A rest longer than ours means that the wall clock was set back.
    if (restMs > 0 && restMs <= retryMs) return { kind: 'blocked', status, restMs, job };
  }
  const isStillDue = context.db.inTransaction((tx) => {
    if (selectPrintJob(tx, job.jobId)?.state !== 'failed_safe') return false;
    changePrintJob(tx, context, { jobId: job.jobId, event: 'RetryDue' });
    return true;
  });
  return isStillDue ? null : { kind: 'skipped' };
}

/**
 * What must not come out of the printer any more: anything of an order that was cancelled meanwhile or whose label is void, and the label
 * of an order that was given to another bench while this printer was blocked (promise 3: the label travels with the lease).
 */
function isObsolete(context: StationContext, job: PrintJob): boolean {
  return context.db.read((tx) => {
    const order = readPackOrder(tx, job.orderId)?.order;
    if (!order) return false;
    if (order.status === 'CANCELLED' || labelOfParcel(order, job.parcelId)?.isVoid === true) return true;
    return job.document !== 'slip' && order.lease?.stationId !== readMeta(tx, 'station_id');
  });
}

/** Known not to have printed, and not tried again by itself. */
function leaveUnprinted(context: StationContext, job: PrintJob, event: 'GivenUp' | 'NothingSent', detail: string): TurnResult {
  context.db.inTransaction((tx) => {
    if (job.state === 'failed_safe' && event === 'NothingSent') changePrintJob(tx, context, { jobId: job.jobId, event: 'RetryDue' });
    changePrintJob(tx, context, { jobId: job.jobId, event, detail });
  });
  context.publish('not-the-queue');
  return { kind: 'skipped' };
}

async function printJob(context: StationContext, printer: StationPrinter, job: PrintJob, { desk, timings }: PrintShop): Promise<TurnResult> {
  const rendered = await renderOrExplain(context, printer, job, desk);
  if (typeof rendered === 'string') return leaveUnprinted(context, { ...job, state: 'prepared' }, 'NothingSent', UNRENDERED_DETAIL + rendered);
  const evidence = await printer.driver.readEvidence(job.jobId);
  // Without its baseline nothing could be proven after a crash, so nothing is sent; a person may want it printed all the same.
  if (evidence === null && !job.isBlind) return leaveForLater(context, printer, job, timings.retryMs);
  if (!startSending(context, job, JSON.stringify(evidence ?? { kind: 'none' }))) return { kind: 'skipped' };
  context.publish('not-the-queue');
  const sending = printer.driver.send({ jobId: job.jobId, bytes: rendered.bytes, impressions: rendered.impressions, evidence: evidence ?? { kind: 'none' }, isBlind: job.isBlind }, () => noteFirstByte(context, job), () => noteAcknowledged(context, job));
  void prepareNext(context, printer, desk);
  const outcome = await sending;
  context.db.inTransaction((tx) => {
    // The handshake may have settled it while the printer was still being asked.
    if (isInFlight(selectPrintJob(tx, job.jobId))) changePrintJob(tx, context, { jobId: job.jobId, ...toChange(outcome, context.clock.nowMs() + timings.retryMs) });
  });
  return outcome.kind === 'nothing_sent' ? { kind: 'blocked', status: outcome.status, restMs: timings.retryMs, job: { ...job, state: 'failed_safe' } } : { kind: 'printed' };
}

async function leaveForLater(context: StationContext, printer: StationPrinter, job: PrintJob, retryMs: number): Promise<TurnResult> {
  const status = await printer.driver.readStatus();
  const condition = status.canPrint ? 'silent' : status.condition;
  context.db.inTransaction((tx) => {
    if (selectPrintJob(tx, job.jobId)?.state === 'prepared') changePrintJob(tx, context, { jobId: job.jobId, event: 'NothingSent', detail: condition, nextTryAtMs: context.clock.nowMs() + retryMs });
  });
  return { kind: 'blocked', status: { ...status, condition, canPrint: false }, restMs: retryMs, job: { ...job, state: 'failed_safe' } };
}

async function renderOrExplain(context: StationContext, printer: StationPrinter, job: PrintJob, desk: DocumentDesk): Promise<Awaited<ReturnType<typeof renderJob>> | string> {
  try {
    return await renderJob(context, job, printer, desk);
  } catch (error) {
    context.log.error({ jobId: job.jobId, orderId: job.orderId, error: error instanceof Error ? error.stack : String(error) }, 'print:render:failed');
    return (error instanceof Error ? error.message : String(error)).slice(0, 200);
  }
}

/** False when the job was given up while its document was being made (cancelled, or its parcel closed). */
function startSending(context: StationContext, job: PrintJob, evidence: string): boolean {
  return context.db.inTransaction((tx) => {
    if (selectPrintJob(tx, job.jobId)?.state !== 'prepared') return false;
    changePrintJob(tx, context, { jobId: job.jobId, event: 'FirstByteDue' });
    updateJobAttempt(tx, job.jobId, evidence, context.clock.nowMs());
    return true;
  });
}

function isInFlight(job: PrintJob | null): boolean {
  return job !== null && (job.state === 'sending' || (job.state === 'sent' && job.settledAtMs === null));
}

/** From here on the printer's "completed" speaks of the whole document. When it cannot be written, a person is asked after a crash. */
function noteAcknowledged(context: StationContext, job: PrintJob): void {
  try {
    context.db.inTransaction((tx) => {
      if (selectPrintJob(tx, job.jobId)?.state !== 'sending') return;
      changePrintJob(tx, context, { jobId: job.jobId, event: 'AllBytesTaken', detail: 'the printer has all of it' });
      markEvidenceWhole(tx, job.jobId);
    });
  } catch (error) {
    context.log.error({ jobId: job.jobId, error: String(error) }, 'print:acknowledged:not-saved');
  }
}

/** Only a measurement: when it cannot be written, the paper is on its way all the same. */
function noteFirstByte(context: StationContext, job: PrintJob): void {
  const nowMs = context.clock.nowMs();
  try {
    context.db.inTransaction((tx) => updateFirstByte(tx, job.jobId, nowMs));
  } catch (error) {
    context.log.error({ jobId: job.jobId, error: String(error) }, 'print:first-byte:not-saved');
  }
}

function toChange(outcome: SendOutcome, nextTryAtMs: number): Omit<Parameters<typeof changePrintJob>[2], 'jobId'> {
  switch (outcome.kind) {
    case 'confirmed': return { event: 'PaperSeen', evidence: 'printer', detail: outcome.detail };
    case 'sent_unconfirmed': return { event: 'AllBytesTaken', detail: outcome.detail, isSettled: true };
    case 'uncertain': return { event: 'OutcomeUnknown', detail: outcome.detail };
    case 'nothing_sent': return { event: 'NothingSent', detail: outcome.status.condition, nextTryAtMs };
    default: return assertNever(outcome);
  }
}
