/** How an uncertain print is settled by people: the operator's answer, or the label itself when it is scanned back. */
import type { Message } from '../../domain/rpc/station-contract.ts';
import type { Tx } from '../db/open.ts';
import { currentOperator } from '../operators/sign-in.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { hurryJob } from './prepare-print-unit.ts';
import { selectJobsOfParcel, selectJobsOfUnit, selectPrintJob, updateBlind } from './print-job-store.ts';

export type SettleAnswer = { readonly ok: boolean; readonly message: Message | null };

/** Label and slip of one parcel are answered for together, or not at all: one of them alone would close over the other. */
export function settlePrintUnit(context: StationContext, request: { readonly answers: readonly { readonly jobId: string; readonly cameOut: boolean }[] }): SettleAnswer {
  return answerFor(context, (tx) => {
    const unitId = selectPrintJob(tx, request.answers[0]?.jobId ?? '')?.unitId ?? '';
    const doubtful = selectJobsOfUnit(tx, unitId).filter((job) => job.state === 'uncertain');
    const answers = new Map(request.answers.map((answer) => [answer.jobId, answer.cameOut]));
    if (doubtful.length === 0) return refused('print.alreadySettled');
    if (doubtful.length !== answers.size || doubtful.some((job) => !answers.has(job.jobId))) return refused('print.answerAll');
    for (const job of doubtful) applyAnswer(tx, context, job.jobId, answers.get(job.jobId) === true);
    return { ok: true, message: null };
  });
}

/** "Did it come out?" Yes: confirmed. No: safe to print again, and printed. Repeating the answer changes nothing. */
export function settlePrintJob(context: StationContext, answer: { readonly jobId: string; readonly cameOut: boolean }): SettleAnswer {
  return answerFor(context, (tx) => {
    const job = selectPrintJob(tx, answer.jobId);
    if (!job || job.state !== 'uncertain') return refused('print.alreadySettled');
    applyAnswer(tx, context, job.jobId, answer.cameOut);
    return { ok: true, message: null };
  });
}

function applyAnswer(tx: Tx, context: StationContext, jobId: string, cameOut: boolean): void {
  if (cameOut) changePrintJob(tx, context, { jobId, event: 'PaperSeen', evidence: 'operator', detail: 'seen by the operator' });
  else changePrintJob(tx, context, { jobId, event: 'PaperNotSeen', detail: 'not seen by the operator', nextTryAtMs: context.clock.nowMs() });
}

function refused(key: string): SettleAnswer {
  return { ok: false, message: { key, values: {} } };
}

/** For somebody who is signed in; the printers look at once. */
function answerFor(context: StationContext, work: (tx: Tx) => SettleAnswer): SettleAnswer {
  const result = context.db.inTransaction((tx): SettleAnswer => (currentOperator(tx) ? work(tx) : refused('refusal.NotSignedIn.title')));
  context.publish('not-the-queue');
  context.wakeSync();
  context.wakePrinters();
  return result;
}

/**
 * A job that asks before it prints is let go; `isBlind`: it is sent although the printer does not tell its state, and can only be "sent" then.
 * It never came out, so it is no reprint and needs no lead.
 */
export function releasePrintJob(context: StationContext, request: { readonly jobId: string; readonly isBlind: boolean }): SettleAnswer {
  return answerFor(context, (tx) => {
    const job = selectPrintJob(tx, request.jobId);
    if (!job || (job.state !== 'failed_safe' && job.state !== 'prepared')) return refused('print.alreadySettled');
    if (request.isBlind) updateBlind(tx, job.jobId);
    hurryJob(tx, context, job);
    return { ok: true, message: null };
  });
}

/**
 * The label was scanned off the box: it exists, whatever the printer said or failed to say. What has not left for the printer yet
 * never will: a label that comes out after its parcel is closed would end on another box.
 */
export function settleByHandshake(tx: Tx, context: StationContext, parcelId: string): void {
  for (const job of selectJobsOfParcel(tx, parcelId)) {
    if (job.document === 'slip') {
      // The packer has closed the box without it: it must not come out beside the next one.
      if (job.state === 'prepared' || job.state === 'failed_safe') changePrintJob(tx, context, { jobId: job.jobId, event: 'GivenUp', detail: 'parcel closed without it' });
      continue;
    }
    if (job.state === 'sending' || job.state === 'sent' || job.state === 'uncertain') changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'handshake', detail: 'scanned back' });
    if (job.state === 'prepared' || job.state === 'failed_safe') changePrintJob(tx, context, { jobId: job.jobId, event: 'GivenUp', detail: 'parcel closed' });
  }
}
