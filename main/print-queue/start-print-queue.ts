/** Starts the printers' workers, after what a crash left behind is marked as in doubt. Printers never block each other. */
import type { DocumentMaker } from '../../printers/documents/document-maker.ts';
import type { WarmUpRequest } from '../../printers/documents/warm-documents.ts';
import type { PrinterView } from './printer-view.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { createDocumentDesk } from './document-desk.ts';
import type { PrinterPeer } from './fail-over.ts';
import { adoptOrphanJobs, documentsOfLayout, findPrinter } from './prepare-print-unit.ts';
import { countWaitingJobs, selectInterruptedJobs } from './print-job-store.ts';
import type { PrintShop } from './print-next-job.ts';
import { PRINT_TIMINGS, type PrintTimings } from './print-timings.ts';
import { startPrinterWorker, type PrinterWorker } from './printer-worker.ts';
import type { StationPrinter } from './station-printer.ts';

export type PrintQueue = { wake(): void; views(): PrinterView[]; close(): Promise<void> };

export function startPrintQueue(context: StationContext, printers: readonly StationPrinter[], documents: Pick<DocumentMaker, 'prepare' | 'warm'>, changes: Partial<PrintTimings> = {}): PrintQueue {
  context.db.inTransaction((tx) => {
    // Bytes may have left before the crash. Such a job is never sent again by itself (promise 5).
    for (const job of selectInterruptedJobs(tx)) changePrintJob(tx, context, { jobId: job.jobId, event: 'OutcomeUnknown', detail: 'interrupted' });
    adoptOrphanJobs(tx, context);
  });
  const shop: PrintShop = { desk: createDocumentDesk((request) => documents.prepare(request)), timings: { ...PRINT_TIMINGS, ...changes } };
  void documents.warm(toWarmUp(context, printers));
  const peers: PrinterPeer[] = [];
  const workers = new Map(printers.map((printer) => {
    const worker = startPrinterWorker(context, printer, shop, () => peers);
    peers.push({ printer, isReady: () => worker.status().condition === 'ready', wake: () => worker.wake() });
    return [printer.printerId, worker];
  }));
  return {
    wake: () => { for (const worker of workers.values()) worker.wake(); },
    views: () => printers.map((printer) => toView(context, printer, workers.get(printer.printerId))),
    close: async () => { await Promise.all([...workers.values()].map((worker) => worker.close())); },
  };
}

/** What this bench will print: each document of its layout, for the printer that takes it. */
function toWarmUp(context: StationContext, printers: readonly StationPrinter[]): WarmUpRequest[] {
  const { layout } = context.config;
  return documentsOfLayout(layout).flatMap(([document, roles]) => {
    const printerId = findPrinter(context.config.printers, roles);
    return printers.filter((printer) => printer.printerId === printerId).map(({ driver }) => ({ document, layout, printer: { language: driver.language, dotsPerInch: driver.dotsPerInch, ...(driver.encoding && { encoding: driver.encoding }) } }));
  });
}

function toView(context: StationContext, printer: StationPrinter, worker: PrinterWorker | undefined): PrinterView {
  const status = worker?.status() ?? { condition: 'busy' as const, detail: '' };
  return {
    printerId: printer.printerId, name: printer.name, roles: [...printer.roles], condition: status.condition, detail: status.detail,
    waitingJobs: context.db.read((tx) => countWaitingJobs(tx, printer.printerId)),
  };
}
