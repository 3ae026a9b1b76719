/** Starts the printers' workers, after what a crash left behind has been looked at. Printers never block each other. */
import type { PrinterView } from './printer-view.ts';
import type { StationContext } from '../station-context.ts';
import { parseEvidence } from './evidence.ts';
import { changePrintJob } from './change-print-job.ts';
import { countWaitingJobs, selectInterruptedJobs, type PrintJob } from './print-job-store.ts';
import { startPrinterWorker, type PrinterWorker, type StationPrinter } from './printer-worker.ts';

export type PrintQueue = { wake(): void; views(): PrinterView[]; close(): Promise<void> };

export function startPrintQueue(context: StationContext, printers: readonly StationPrinter[]): PrintQueue {
  const interrupted = markInterrupted(context);
  const workers = new Map<string, PrinterWorker>();
  let isClosed = false;
  // Each printer settles its own leftovers before it prints anything new.
  const starting = printers.map(async (printer) => {
    for (const job of interrupted) if (job.printerId === printer.printerId) await settleInterrupted(context, printer, job);
    if (!isClosed) workers.set(printer.printerId, startPrinterWorker(context, printer));
    context.publish();
  });
  return {
    wake: () => { for (const worker of workers.values()) worker.wake(); },
    views: () => printers.map((printer) => toView(context, printer, workers.get(printer.printerId))),
    close: async () => {
      isClosed = true;
      await Promise.all(starting);
      await Promise.all([...workers.values()].map((worker) => worker.close()));
    },
  };
}

/** Bytes may have left before the crash. Such a job is never sent again by itself (promise 5). */
function markInterrupted(context: StationContext): PrintJob[] {
  return context.db.inTransaction((tx) => {
    const jobs = selectInterruptedJobs(tx);
    for (const job of jobs) changePrintJob(tx, context, { jobId: job.jobId, event: 'OutcomeUnknown', detail: 'interrupted' });
    return jobs;
  });
}

async function settleInterrupted(context: StationContext, printer: StationPrinter, job: PrintJob): Promise<void> {
  const settlement = await printer.driver.settle({ jobId: job.jobId, impressions: job.impressions, evidence: parseEvidence(job.evidence) });
  context.log.info({ jobId: job.jobId, settlement }, 'print:settle:asked');
  if (settlement.kind === 'unknown') return;
  context.db.inTransaction((tx) => {
    if (settlement.kind === 'printed') changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'printer', detail: settlement.detail });
    else changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperNotSeen', detail: settlement.detail, nextTryAtMs: context.clock.nowMs() });
  });
}

function toView(context: StationContext, printer: StationPrinter, worker: PrinterWorker | undefined): PrinterView {
  const status = worker?.status() ?? { condition: 'busy' as const, detail: '' };
  return {
    printerId: printer.printerId, name: printer.name, roles: [...printer.roles], condition: status.condition, detail: status.detail,
    waitingJobs: context.db.read((tx) => countWaitingJobs(tx, printer.printerId)),
  };
}
