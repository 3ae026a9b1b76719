/** The station's printers with their drivers and the queue that prints on them; they can be changed while the station runs. */
import type { PrinterSetup } from '../../domain/printing/printer-setup.ts';
import { createDocumentMaker, type DocumentMaker } from '../../printers/documents/document-maker.ts';
import { createDriver } from '../../printers/drivers/create-driver.ts';
import { paperOfMedia } from '../../printers/drivers/paper-of-media.ts';
import type { PrinterView } from '../print-queue/printer-view.ts';
import { startPrintQueue, type PrintQueue } from '../print-queue/start-print-queue.ts';
import type { StationPrinter } from '../print-queue/station-printer.ts';
import type { StationContext } from '../station-context.ts';

export type PrinterRoom = {
  readonly documents: DocumentMaker;
  views(): PrinterView[];
  wake(): void;
  /** Null for a printer that is not there. */
  find(printerId: string): StationPrinter | null;
  /** Takes the printers that the context has now. What is being printed is finished first. */
  reload(): Promise<void>;
  close(): Promise<void>;
};

export function openPrinterRoom(context: StationContext, documents: DocumentMaker = createDocumentMaker()): PrinterRoom {
  let printers: StationPrinter[] = context.config.printers.map(toStationPrinter);
  const timings = { staleMs: context.config.askAfterMinutes * 60_000 };
  let queue: PrintQueue = startPrintQueue(context, printers, documents, timings);
  let lastChange: Promise<void> = Promise.resolve();
  const reload = async (): Promise<void> => {
    await queue.close();
    printers = context.config.printers.map(toStationPrinter);
    queue = startPrintQueue(context, printers, documents, timings);
    context.publish('not-the-queue');
  };
  return {
    documents,
    views: () => queue.views(),
    wake: () => queue.wake(),
    find: (printerId) => printers.find((printer) => printer.printerId === printerId) ?? null,
    reload: () => { lastChange = lastChange.then(reload); return lastChange; },
    close: async () => { await lastChange; await queue.close(); await documents.close(); },
  };
}

function toStationPrinter(setup: PrinterSetup): StationPrinter {
  const driver = createDriver({ kind: setup.driver, address: setup.address, dotsPerInch: setup.dotsPerInch, language: setup.language, answers: setup.answers ?? true });
  let { paper } = setup;
  // A slip that is made before the printer has answered is a letter.
  if (paper === undefined && setup.language === 'pdf') driver.describe?.().then((told) => { paper = paperOfMedia(told?.media ?? []) ?? undefined; }, () => undefined);
  return { printerId: setup.printerId, name: setup.name, roles: setup.roles, driver, get paper() { return paper; } };
}
