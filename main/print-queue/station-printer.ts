/** A configured printer with its driver. */
import type { PrinterRole } from '../../domain/printing/printer-setup.ts';
import type { PrinterDriver } from '../../printers/drivers/driver.ts';

export type StationPrinter = { readonly printerId: string; readonly name: string; readonly roles: readonly PrinterRole[]; readonly driver: PrinterDriver };
