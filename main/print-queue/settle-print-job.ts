/** How an uncertain print is settled by people: the operator's answer, or the label itself when it is scanned back. */
import type { Message } from '../../domain/rpc/station-contract.ts';
import type { Tx } from '../db/open.ts';
import { currentOperator } from '../operators/sign-in.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { selectJobsOfParcel, selectPrintJob } from './print-job-store.ts';

export type SettleAnswer = { readonly ok: boolean; readonly message: Message | null };

/** "Did it come out?" Yes: confirmed. No: safe to print again, and printed. Repeating the answer changes nothing. */
export function settlePrintJob(context: StationContext, answer: { readonly jobId: string; readonly cameOut: boolean }): SettleAnswer {
  const result = context.db.inTransaction((tx): SettleAnswer => {
    if (!currentOperator(tx)) return { ok: false, message: { key: 'refusal.NotSignedIn.title', values: {} } };
    const job = selectPrintJob(tx, answer.jobId);
    if (!job || job.state !== 'uncertain') return { ok: false, message: { key: 'print.alreadySettled', values: {} } };
    if (answer.cameOut) changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'operator', detail: 'seen by the operator' });
    else changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperNotSeen', detail: 'not seen by the operator', nextTryAtMs: context.clock.nowMs() });
    return { ok: true, message: null };
  });
  context.publish('not-the-queue');
  context.wakeSync();
  context.wakePrinters();
  return result;
}

/**
 * The label was scanned off the box: it exists, whatever the printer said or failed to say. What has not left for the printer yet
 * never will: a label that comes out after its parcel is closed would end on another box.
 */
export function settleByHandshake(tx: Tx, context: StationContext, parcelId: string): void {
  for (const job of selectJobsOfParcel(tx, parcelId)) {
    if (job.document === 'slip') continue;
    if (job.state === 'sending' || job.state === 'sent' || job.state === 'uncertain') changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'handshake', detail: 'scanned back' });
    if (job.state === 'prepared' || job.state === 'failed_safe') changePrintJob(tx, context, { jobId: job.jobId, event: 'GivenUp', detail: 'parcel closed' });
  }
}
