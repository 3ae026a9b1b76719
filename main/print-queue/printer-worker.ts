/** One printer's worker: first in first out, one job in flight, never resending what may have become paper. */
import type { PrinterDriver, PrinterStatus } from '../../printers/drivers/driver.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { renderJob } from './render-job.ts';
import { selectHeadOfQueue, selectPrintJob, updateFirstByte, updateJobSending, type PrintJob } from './print-job-store.ts';

export type StationPrinter = { readonly printerId: string; readonly name: string; readonly roles: readonly ('label' | 'slip' | 'combined')[]; readonly driver: PrinterDriver };
export type PrinterWorker = { wake(): void; status(): PrinterStatus; close(): Promise<void> };

const IDLE_POLL_MS = 3_000;
const BLOCKED_POLL_MS = 1_000;
/** "Offline" is said only after three missed polls (odoo/odoo#244076: an absence of seconds made cashiers print twice). */
const MISSES_UNTIL_OFFLINE = 3;
/** A job that waited longer asks before it prints: nobody wants last night's labels this morning. */
const STALE_MS = 30 * 60_000;

export function startPrinterWorker(context: StationContext, printer: StationPrinter): PrinterWorker {
  let status: PrinterStatus = { condition: 'ready', canPrint: true, detail: '' };
  let misses = 0;
  let isClosed = false;
  let isWoken = true;
  let rouse: (() => void) | null = null;

  const noteStatus = (next: PrinterStatus): void => {
    misses = next.condition === 'offline' ? misses + 1 : 0;
    const shown = next.condition === 'offline' && misses < MISSES_UNTIL_OFFLINE ? { ...next, condition: 'silent' as const } : next;
    if (shown.condition !== status.condition || shown.detail !== status.detail) { status = shown; context.publish(); }
  };
  const sleep = (timeoutMs: number): Promise<void> => new Promise((resolve) => {
    if (isWoken || isClosed) { resolve(); return; }
    const timer = setTimeout(resolve, timeoutMs);
    rouse = () => { clearTimeout(timer); resolve(); };
  });

  const loop = async (): Promise<void> => {
    while (!isClosed) {
      isWoken = false;
      let waitMs = IDLE_POLL_MS;
      try {
        waitMs = await step(context, printer, noteStatus);
      } catch (error) {
        context.log.error({ printerId: printer.printerId, error: String(error) }, 'print:worker:failed');
        waitMs = BLOCKED_POLL_MS;
      }
      if (waitMs > 0) await sleep(waitMs);
      rouse = null;
    }
  };
  const done = loop();
  return {
    wake: () => { isWoken = true; rouse?.(); },
    status: () => status,
    close: async () => { isClosed = true; rouse?.(); await done; },
  };
}

/** One turn; returns how long to rest before the next, 0 for at once. */
async function step(context: StationContext, printer: StationPrinter, noteStatus: (status: PrinterStatus) => void): Promise<number> {
  const job = context.db.read((tx) => selectHeadOfQueue(tx, printer.printerId));
  if (!job) { noteStatus(await printer.driver.readStatus()); return IDLE_POLL_MS; }
  const nowMs = context.clock.nowMs();
  if (nowMs - job.preparedAtMs > STALE_MS) { holdStale(context, job); return 0; }
  if (job.state === 'failed_safe') {
    const status = await printer.driver.readStatus();
    noteStatus(status);
    if (!status.canPrint) return BLOCKED_POLL_MS;
    if ((job.nextTryAtMs ?? 0) > nowMs) return Math.max(1, (job.nextTryAtMs ?? 0) - nowMs);
    context.db.inTransaction((tx) => changePrintJob(tx, context, { jobId: job.jobId, event: 'RetryDue' }));
  }
  noteStatus(await printJob(context, printer, job));
  context.publish();
  context.wakeSync();
  return 0;
}

function holdStale(context: StationContext, job: PrintJob): void {
  context.db.inTransaction((tx) => {
    if (job.state === 'failed_safe') changePrintJob(tx, context, { jobId: job.jobId, event: 'RetryDue' });
    changePrintJob(tx, context, { jobId: job.jobId, event: 'NothingSent', detail: 'stale' });
  });
  context.publish();
}

/** Baseline and `sending` are on disk before the first byte leaves; whatever happens then can be settled later. */
async function printJob(context: StationContext, printer: StationPrinter, job: PrintJob): Promise<PrinterStatus> {
  const { bytes, impressions } = await renderJob(context, job, printer.driver);
  const evidence = await printer.driver.readEvidence(job.jobId);
  context.db.inTransaction((tx) => updateJobSending(tx, job.jobId, JSON.stringify(evidence), context.clock.nowMs()));
  context.publish();
  const outcome = await printer.driver.send({ jobId: job.jobId, bytes, impressions, evidence }, () => {
    const firstByteAtMs = context.clock.nowMs();
    context.db.inTransaction((tx) => updateFirstByte(tx, job.jobId, firstByteAtMs));
  });
  const ready: PrinterStatus = { condition: 'ready', canPrint: true, detail: '' };
  return context.db.inTransaction((tx) => {
    // The handshake may have settled it while the printer was still being asked.
    if (selectPrintJob(tx, job.jobId)?.state !== 'sending') return ready;
    switch (outcome.kind) {
      case 'confirmed': changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'printer', detail: outcome.detail }); return ready;
      case 'sent_unconfirmed': changePrintJob(tx, context, { jobId: job.jobId, event: 'AllBytesTaken', detail: outcome.detail, isSettled: true }); return ready;
      case 'uncertain': changePrintJob(tx, context, { jobId: job.jobId, event: 'OutcomeUnknown', detail: outcome.detail }); return ready;
      case 'nothing_sent':
        changePrintJob(tx, context, { jobId: job.jobId, event: 'NothingSent', detail: outcome.status.condition, nextTryAtMs: context.clock.nowMs() + BLOCKED_POLL_MS });
        return outcome.status;
    }
  });
}
