/**
 * Before a job that was in doubt is sent again: the earlier attempt is taken back, or found printed after all. Trap: a label that waits behind
 * an open head, or in a spooler, comes out later beside the one that was sent again, although a person rightly said that it was not there.
 */
import type { PrinterStatus, Withdrawal } from '../../printers/drivers/driver.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { parseEvidence } from './evidence.ts';
import { clearDoubt, isCountSpoilt, selectPrintJob, type PrintJob } from './print-job-store.ts';
import type { StationPrinter } from './station-printer.ts';

export type WithdrawResult =
  /** Nothing of an earlier attempt is left there. */
  | { readonly kind: 'go_on' }
  /** The job needs no further attempt now: it was printed, or a person must look again. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'blocked'; readonly status: PrinterStatus };

export async function withdrawAttempt(context: StationContext, printer: StationPrinter, job: PrintJob): Promise<WithdrawResult> {
  const { doubt } = job;
  if (doubt === null || job.isBlind) return { kind: 'go_on' };
  if (doubt.printerId !== printer.printerId) { forget(context, job); return { kind: 'go_on' }; }
  const isSpoilt = context.db.read((tx) => isCountSpoilt(tx, doubt));
  const evidence = parseEvidence(doubt.evidence);
  // The printer's list of jobs speaks of ours by name; only a counter is spoilt by other jobs.
  const usable = evidence.kind === 'zebra' && isSpoilt ? null : evidence;
  const withdrawal = await printer.driver.withdraw({ jobId: doubt.jobId, impressions: job.impressions, evidence: usable });
  context.log.info({ jobId: job.jobId, withdrawal }, 'print:withdraw');
  return apply(context, job, withdrawal);
}

function apply(context: StationContext, job: PrintJob, withdrawal: Withdrawal): WithdrawResult {
  switch (withdrawal.kind) {
    case 'blocked': return { kind: 'blocked', status: withdrawal.status };
    case 'clear': case 'cannot_tell': forget(context, job); return { kind: 'go_on' };
    case 'printed': case 'uncertain':
      context.db.inTransaction((tx) => {
        const state = selectPrintJob(tx, job.jobId)?.state;
        if (state !== 'failed_safe' && state !== 'prepared') return;
        if (withdrawal.kind === 'printed') changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'printer', detail: withdrawal.detail });
        else changePrintJob(tx, context, { jobId: job.jobId, event: 'OutcomeUnknown', detail: withdrawal.detail });
        // The printer has said all that it knows: the next answer of a person is the last word.
        clearDoubt(tx, job.jobId);
      });
      context.publish('not-the-queue');
      context.wakeSync();
      return { kind: 'settled' };
  }
}

function forget(context: StationContext, job: PrintJob): void {
  context.db.inTransaction((tx) => clearDoubt(tx, job.jobId));
}
