/** A configured printer with its driver. */
import type { PrinterDriver } from '../../printers/drivers/driver.ts';

export type StationPrinter = { readonly printerId: string; readonly name: string; readonly roles: readonly ('label' | 'slip' | 'combined')[]; readonly driver: PrinterDriver };
