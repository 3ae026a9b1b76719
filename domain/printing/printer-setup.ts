/** How a station is told about a printer: by its configuration, or on its setup screen. */
import { z } from 'zod';

export const DRIVER_KINDS = ['tcp9100', 'usb', 'ipp', 'spooler', 'folder'] as const;
export type DriverKind = (typeof DRIVER_KINDS)[number];
/** What the printer reads. */
export const SPOKEN_LANGUAGES = ['zpl', 'epl', 'escpos', 'pdf'] as const;
export type SpokenLanguage = (typeof SPOKEN_LANGUAGES)[number];
/** What a printer is for. Within a role the first printer of the list is taken; the others are its fallback, in their order. */
export const PRINTER_ROLES = ['label', 'slip', 'combined', 'receipt', 'report'] as const;
export type PrinterRole = (typeof PRINTER_ROLES)[number];

export const printerSetupSchema = z.object({
  printerId: z.string().min(1).max(60),
  name: z.string().min(1).max(60),
  driver: z.enum(DRIVER_KINDS),
  /** tcp9100: host:port. usb: vendor:product:serial. ipp: http(s)://host:port/path or ipp(s)://. spooler: ipp://localhost:631/printers/NAME. folder: a path. */
  address: z.string().min(1).max(300),
  roles: z.array(z.enum(PRINTER_ROLES)).min(1),
  language: z.enum(SPOKEN_LANGUAGES),
  dotsPerInch: z.int().positive().max(2400).default(203),
  /** False for a ZPL printer that never answers, such as a clone; what it took is then "sent, unconfirmed". */
  answers: z.boolean().optional(),
  /** What lies in a page printer. Missing: as the printer says, else letter. */
  paper: z.enum(['letter', 'a4', '4x6']).optional(),
});
export type PrinterSetup = z.infer<typeof printerSetupSchema>;

/** Why a setup makes no sense, as a closed code; null when it does. */
export function faultOfSetup(setup: PrinterSetup): 'ReceiptPrinterForLabels' | 'PagePrinterForReports' | 'LanguageNotSpoken' | null {
  const isReceipt = setup.language === 'escpos';
  if (isReceipt && setup.roles.some((role) => role === 'label' || role === 'combined' || role === 'report')) return 'ReceiptPrinterForLabels';
  if (setup.roles.includes('report') && setup.language !== 'pdf') return 'PagePrinterForReports';
  if (isReceipt && setup.driver !== 'tcp9100' && setup.driver !== 'usb') return 'LanguageNotSpoken';
  return setup.driver === 'ipp' && setup.language !== 'pdf' ? 'LanguageNotSpoken' : null;
}
