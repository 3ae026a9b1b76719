/** After a crash, a power cut or silence: asks the printer whether a job in doubt came out, once it answers again. */
import type { PrinterStatus } from '../../printers/drivers/driver.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { parseEvidence } from './evidence.ts';
import { clearDoubt, selectPrintJob, selectProvableJobs, type PrintJob } from './print-job-store.ts';
import type { StationPrinter } from './station-printer.ts';

/** How often a printer that says "not yet" is asked about one job; then a person is, and the next jobs go on. */
const MOST_ASKS = 20;
const ANSWERED = Number.POSITIVE_INFINITY;

/** How often each job in doubt was asked about. */
export type AskedJobs = Map<string, number>;

/**
 * Asks about each job while the printer is ready, until it has answered; then only a person can tell. `wait`: something may still be proven, so nothing new
 * is printed yet, because a later job would move the odometer. `status` is what was read on the way.
 */
export async function settleByEvidence(context: StationContext, printer: StationPrinter, asked: AskedJobs, askAfterMs: number): Promise<{ readonly kind: 'settled' | 'wait'; readonly status: PrinterStatus | null }> {
  const doubtful = context.db.read((tx) => selectProvableJobs(tx, printer.printerId)).filter((job) => (asked.get(job.jobId) ?? 0) < MOST_ASKS);
  if (doubtful.length === 0) return { kind: 'settled', status: null };
  const status = await printer.driver.readStatus();
  const nowMs = context.clock.nowMs();
  if (!status.canPrint || doubtful.some((job) => isFresh(job, nowMs, askAfterMs))) return { kind: 'wait', status };
  for (const job of doubtful) {
    const hasAnswered = await askPrinter(context, printer, job);
    asked.set(job.jobId, hasAnswered ? ANSWERED : (asked.get(job.jobId) ?? 0) + 1);
  }
  return { kind: doubtful.some((job) => (asked.get(job.jobId) ?? 0) < MOST_ASKS) ? 'wait' : 'settled', status };
}

/** A wall clock that was set back must not hold up the queue. */
function isFresh(job: PrintJob, nowMs: number, askAfterMs: number): boolean {
  const ageMs = nowMs - (job.sentAtMs ?? 0);
  return ageMs >= 0 && ageMs < askAfterMs;
}

/** False: not yet. */
async function askPrinter(context: StationContext, printer: StationPrinter, job: PrintJob): Promise<boolean> {
  const settlement = await printer.driver.settle({ jobId: job.jobId, impressions: job.impressions, evidence: parseEvidence(job.evidence) });
  context.log.info({ jobId: job.jobId, settlement }, 'print:settle:asked');
  if (settlement.kind === 'unknown' || settlement.kind === 'later') return settlement.kind === 'unknown';
  context.db.inTransaction((tx) => {
    // A person or the handshake may have answered meanwhile.
    if (selectPrintJob(tx, job.jobId)?.state !== 'uncertain') return;
    if (settlement.kind === 'printed') changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'printer', detail: settlement.detail });
    else {
      changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperNotSeen', detail: settlement.detail, nextTryAtMs: context.clock.nowMs() });
      // The printer itself says that nothing of it is left there.
      clearDoubt(tx, job.jobId);
    }
  });
  context.publish('not-the-queue');
  context.wakeSync();
  return true;
}
