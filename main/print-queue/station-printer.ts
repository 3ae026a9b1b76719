/** A configured printer with its driver. */
import type { PaperName } from '../../domain/documents/document-content.ts';
import type { PrinterRole } from '../../domain/printing/printer-setup.ts';
import type { PrinterDriver } from '../../printers/drivers/driver.ts';

export type StationPrinter = {
  readonly printerId: string; readonly name: string; readonly roles: readonly PrinterRole[]; readonly driver: PrinterDriver;
  /** What lies in it; letter for a page printer that says nothing. */
  readonly paper?: PaperName | undefined;
};
