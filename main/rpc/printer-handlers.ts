/** The contract's methods about printers and their jobs, each handed to its use case. */
import type { PrinterSetup } from '../../domain/printing/printer-setup.ts';
import type { printerContract } from '../../domain/rpc/printer-contract.ts';
import { discoverPrinters } from '../../printers/discovery/discover-printers.ts';
import { nodeUsbHost } from '../../printers/drivers/usb-host.ts';
import type { Previewer } from '../../printers/preview/preview.ts';
import { printPaper } from '../papers/print-paper.ts';
import { readMedia, saveMedia } from '../printers/choose-media.ts';
import { listPrintJobs } from '../print-queue/list-print-jobs.ts';
import { readJobPictures } from '../print-queue/read-job-pictures.ts';
import { releasePrintJob, settlePrintUnit } from '../print-queue/settle-print-job.ts';
import type { PrinterRoom } from '../printers/open-printer-room.ts';
import { orderPrinters, removePrinter, savePrinter, type SetupAnswer } from '../printers/set-up-printers.ts';
import { calibratePrinter, printTestPage } from '../printers/try-printer.ts';
import type { StationContext } from '../station-context.ts';
import type { StationHandlers } from './serve-station.ts';

export type PrinterPorts = {
  readonly room: PrinterRoom; readonly previewer: Previewer;
  /** Printers of the configuration. */
  readonly fixed: readonly PrinterSetup[];
  /** The set-up printers have changed. */
  readonly onPrintersChanged: () => void;
};

export function createPrinterHandlers(context: StationContext, { room, previewer, fixed, onPrintersChanged }: PrinterPorts): Pick<StationHandlers, keyof typeof printerContract> {
  const changed = (answer: SetupAnswer): SetupAnswer => { if (answer.ok) onPrintersChanged(); return answer; };
  return {
    listPrintJobs: () => context.db.read((tx) => listPrintJobs(tx, context)),
    readJobPictures: ({ jobId }) => readJobPictures(context, previewer, jobId),
    settlePrintUnit: (request) => settlePrintUnit(context, request),
    releasePrintJob: (request) => releasePrintJob(context, request),
    listPrinters: () => context.config.printers.map((setup) => ({
      setup, isFixed: fixed.some((printer) => printer.printerId === setup.printerId), canCalibrate: room.find(setup.printerId)?.driver.calibrate !== undefined,
    })),
    discoverPrinters: async () => (await discoverPrinters(nodeUsbHost)).map((printer) => ({ ...printer })),
    describePrinter: async ({ printerId }) => {
      const description = await room.find(printerId)?.driver.describe?.();
      return { description: description ? { ...description, media: [...description.media] } : null };
    },
    savePrinter: ({ printer }) => changed(savePrinter(context, fixed, printer)),
    removePrinter: ({ printerId }) => changed(removePrinter(context, printerId)),
    orderPrinters: ({ printerIds }) => changed(orderPrinters(context, printerIds)),
    testPrinter: ({ printerId }) => printTestPage(context, room, printerId),
    readMedia: () => readMedia(context),
    saveMedia: (media) => changed(saveMedia(context, media)),
    printPaper: ({ kind }) => printPaper(context, kind),
    calibratePrinter: ({ printerId }) => calibratePrinter(context, room, printerId),
  };
}
