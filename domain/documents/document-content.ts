/** What goes onto paper, as plain data. The drawing is in printers/documents; orders stay unknown there. */
import type { Address, Brand } from '../wire/documents.ts';
import type { SlipLanguage } from './slip-wording.ts';

/** What one unit of a bundle or kit is made of. */
export type SlipPart = { readonly sku: string; readonly title: string; /** In all of the line's units together. */ readonly units: number; readonly binCode: string | null };
export type SlipLine = {
  readonly sku: string; readonly title: string; readonly units: number; readonly binCode: string | null; readonly productLine: string | null;
  /** A bundle or kit shows its parts under it. */
  readonly parts?: readonly SlipPart[];
};

export type PackingSlipContent = {
  readonly brand: Brand;
  readonly orderNumber: string;
  readonly placedAt: string;
  readonly channelName: string;
  readonly shipTo: Address;
  readonly lines: readonly SlipLine[];
  readonly customerNote: string | null;
  readonly giftMessage: string | null;
  readonly trackingNumber: string;
  readonly carrierName: string;
  readonly serviceName: string;
  /** Ten Crockford characters shared with the label; the slip's barcode is `PBS-<pairCode>-<check>`. */
  readonly pairCode: string;
  readonly boxNumber: number;
  readonly boxCount: number;
  readonly language: SlipLanguage;
  /** 1 for the first print; from 2 on the slip says REPRINT (a carrier label never does). */
  readonly copy: number;
};

/** A rectangle on a sheet in points (72 to the inch), origin bottom left as in PDF. */
export type SheetRectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly rotateDegrees: 0 | 90 | 180 | 270 };

/** Sheet geometry is data: vendors' peel-off sheets differ and no standard position exists (reference/carriers.md section 2). */
export type SheetGeometry = {
  readonly sheetId: string;
  readonly pageWidth: number;
  readonly pageHeight: number;
  readonly label: SheetRectangle | null;
  readonly slip: SheetRectangle | null;
  readonly nudge: { readonly dx: number; readonly dy: number };
};

/** How a station puts out a print unit (label and slip of one parcel). */
export const PRINT_LAYOUTS = ['two-printers', 'thermal-label-then-slip', 'thermal-4x8', 'letter-half-and-half'] as const;
export type PrintLayout = (typeof PRINT_LAYOUTS)[number];

/** Paper that a slip or a report is drawn for. */
export type PaperName = 'letter' | 'a4' | '4x6';
