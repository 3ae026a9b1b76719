/** The one place that moves a print job's state: through the table in domain/printing, never around it. */
import { assert, must } from '../../domain/assert.ts';
import { nextPrintJobState, type PrintJobEvent, type PrintJobState } from '../../domain/printing/print-job.ts';
import type { Tx } from '../db/open.ts';
import { appendFact } from '../outbox/append-fact.ts';
import type { StationContext } from '../station-context.ts';
import { clearDoubt, keepDoubt, selectPrintJob, updateAttemptOutcome, updatePrintJob } from './print-job-store.ts';

export type PrintJobChangeRequest = {
  readonly jobId: string; readonly event: PrintJobEvent; readonly detail?: string; readonly nextTryAtMs?: number;
  /** Who saw the paper; recorded as a fact when the job becomes confirmed. */
  readonly evidence?: 'printer' | 'operator' | 'handshake'; readonly isSettled?: boolean;
};

/** Throws when the event does not belong to the job's state: that would be a bug in the queue. */
export function changePrintJob(tx: Tx, context: StationContext, request: PrintJobChangeRequest): PrintJobState {
  const job = must(selectPrintJob(tx, request.jobId), `print job ${request.jobId}`);
  const state = nextPrintJobState(job.state, request.event);
  assert(state !== null, `print job ${job.jobId} in state ${job.state} cannot take ${request.event}`);
  const nowMs = context.clock.nowMs();
  const isSettled = request.isSettled ?? ['confirmed', 'abandoned'].includes(state);
  updatePrintJob(tx, job.jobId, { state, detail: request.detail ?? null, nextTryAtMs: request.nextTryAtMs ?? null, settledAtMs: isSettled ? nowMs : null });
  if (job.attempt > 0 && request.event !== 'RetryDue') updateAttemptOutcome(tx, job.jobId, state, request.detail ?? null, nowMs);
  if (state === 'uncertain') keepDoubt(tx, job.jobId);
  if (state === 'confirmed') {
    clearDoubt(tx, job.jobId);
    if (job.document !== 'receipt' && job.document !== 'report') appendFact(tx, context, {
      orderId: job.orderId, baseRev: null, fence: null,
      body: { type: 'DocumentPrinted', parcelId: job.parcelId, jobId: job.jobId, document: job.document, printerName: printerName(context, job.printerId), evidence: request.evidence ?? 'printer' },
    });
  }
  context.log.info({ jobId: job.jobId, orderId: job.orderId, from: job.state, to: state, detail: request.detail }, `print:${request.event}`);
  return state;
}

function printerName(context: StationContext, printerId: string): string {
  return context.config.printers.find((printer) => printer.printerId === printerId)?.name ?? printerId;
}
