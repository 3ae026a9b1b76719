/** What the printing pages ask of the station. */
import type { PrintLayout, SheetGeometry } from '../../../domain/documents/document-content.ts';
import type { PaperRequestKind } from '../../../domain/rpc/printer-contract.ts';
import type { PrinterSetup } from '../../../domain/printing/printer-setup.ts';
import type { StationResult } from '../../../domain/rpc/station-contract.ts';
import type { StationClient } from '../rpc-client.ts';

export type SetupAnswer = StationResult<'savePrinter'>;
export type PrintingActions = {
  readonly listJobs: () => Promise<StationResult<'listPrintJobs'>>;
  readonly readPictures: (jobId: string) => Promise<StationResult<'readJobPictures'>>;
  readonly settleUnit: (answers: readonly { readonly jobId: string; readonly cameOut: boolean }[]) => Promise<SetupAnswer>;
  readonly release: (jobId: string, how: 'asked' | 'blind') => Promise<SetupAnswer>;
  readonly listPrinters: () => Promise<StationResult<'listPrinters'>>;
  readonly discover: () => Promise<StationResult<'discoverPrinters'>>;
  readonly describe: (printerId: string) => Promise<StationResult<'describePrinter'>>;
  readonly save: (printer: PrinterSetup) => Promise<SetupAnswer>;
  readonly remove: (printerId: string) => Promise<SetupAnswer>;
  readonly order: (printerIds: readonly string[]) => Promise<SetupAnswer>;
  readonly test: (printerId: string) => Promise<SetupAnswer>;
  readonly readMedia: () => Promise<StationResult<'readMedia'>>;
  readonly saveMedia: (media: { readonly layout: PrintLayout; readonly sheet: SheetGeometry }) => Promise<SetupAnswer>;
  readonly printPaper: (kind: PaperRequestKind) => Promise<SetupAnswer>;
  readonly calibrate: (printerId: string) => Promise<SetupAnswer>;
};

export function createPrintingActions({ call }: Pick<StationClient, 'call'>): PrintingActions {
  return {
    listJobs: () => call('listPrintJobs', {}),
    readPictures: (jobId) => call('readJobPictures', { jobId }),
    settleUnit: (answers) => call('settlePrintUnit', { answers: [...answers] }),
    release: (jobId, how) => call('releasePrintJob', { jobId, isBlind: how === 'blind' }),
    listPrinters: () => call('listPrinters', {}),
    discover: () => call('discoverPrinters', {}),
    describe: (printerId) => call('describePrinter', { printerId }),
    save: (printer) => call('savePrinter', { printer }),
    remove: (printerId) => call('removePrinter', { printerId }),
    order: (printerIds) => call('orderPrinters', { printerIds: [...printerIds] }),
    test: (printerId) => call('testPrinter', { printerId }),
    readMedia: () => call('readMedia', {}),
    saveMedia: ({ layout, sheet }) => call('saveMedia', { layout, sheet }),
    printPaper: (kind) => call('printPaper', { kind }),
    calibrate: (printerId) => call('calibratePrinter', { printerId }),
  };
}
