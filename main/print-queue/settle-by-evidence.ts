/** After a crash, a power cut or silence: asks the printer whether a job in doubt came out, once it answers again. */
import type { PrinterStatus } from '../../printers/drivers/driver.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { parseEvidence } from './evidence.ts';
import { selectPrintJob, selectProvableJobs, type PrintJob } from './print-job-store.ts';
import type { StationPrinter } from './station-printer.ts';

/** A printer may still be working on what it has in its buffer: asked at once, its count would deny a label that comes out a moment later. */
const ASK_AFTER_MS = 3_000;

/**
 * Asks about each job once while the printer is ready; then only a person can tell. `wait`: something may still be proven, so nothing new
 * is printed yet, because a later job would move the odometer. `status` is what was read on the way.
 */
export async function settleByEvidence(context: StationContext, printer: StationPrinter, askedJobIds: Set<string>): Promise<{ readonly kind: 'settled' | 'wait'; readonly status: PrinterStatus | null }> {
  const doubtful = context.db.read((tx) => selectProvableJobs(tx, printer.printerId)).filter((job) => !askedJobIds.has(job.jobId));
  if (doubtful.length === 0) return { kind: 'settled', status: null };
  const status = await printer.driver.readStatus();
  const nowMs = context.clock.nowMs();
  if (!status.canPrint || doubtful.some((job) => isFresh(job, nowMs))) return { kind: 'wait', status };
  for (const job of doubtful) {
    askedJobIds.add(job.jobId);
    await askPrinter(context, printer, job);
  }
  return { kind: 'settled', status };
}

/** A wall clock that was set back must not hold up the queue. */
function isFresh(job: PrintJob, nowMs: number): boolean {
  const ageMs = nowMs - (job.sentAtMs ?? 0);
  return ageMs >= 0 && ageMs < ASK_AFTER_MS;
}

async function askPrinter(context: StationContext, printer: StationPrinter, job: PrintJob): Promise<void> {
  const settlement = await printer.driver.settle({ jobId: job.jobId, impressions: job.impressions, evidence: parseEvidence(job.evidence) });
  context.log.info({ jobId: job.jobId, settlement }, 'print:settle:asked');
  if (settlement.kind === 'unknown') return;
  context.db.inTransaction((tx) => {
    // A person or the handshake may have answered meanwhile.
    if (selectPrintJob(tx, job.jobId)?.state !== 'uncertain') return;
    if (settlement.kind === 'printed') changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'printer', detail: settlement.detail });
    else changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperNotSeen', detail: settlement.detail, nextTryAtMs: context.clock.nowMs() });
  });
  context.publish('not-the-queue');
  context.wakeSync();
}
