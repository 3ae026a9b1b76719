/** Makes the bytes of one print job: the label, the slip, or both, in the language of the printer that will take them. */
import type { PackingSlipContent, PrintLayout, SheetGeometry, SheetRectangle } from '../../domain/documents/document-content.ts';
import type { PrinterLanguage } from '../drivers/driver.ts';
import { appendPages, placeLabel } from '../pdf/combine.ts';
import { normaliseLabel, type LabelRefusal, type NormalisedLabel } from '../pdf/normalise-label.ts';
import { readZplDotsPerInch, sanitiseZpl } from '../zpl/sanitise-zpl.ts';
import { makePackingSlipPdf } from './packing-slip-pdf.ts';
import { makePackingSlipZpl, rasterPagesToZpl } from './packing-slip-zpl.ts';
import { halfForm, LETTER_FORM, thermalForm } from './slip-form.ts';

export type DocumentRequest = {
  readonly document: 'label' | 'slip' | 'combined';
  readonly layout: PrintLayout;
  readonly slip: PackingSlipContent;
  readonly labelZpl: Uint8Array;
  readonly labelPdf: Uint8Array;
  readonly printer: { readonly language: PrinterLanguage; readonly dotsPerInch: number };
  readonly sheet: SheetGeometry;
};

export type PreparedDocument = {
  readonly bytes: Uint8Array;
  /** Labels or pages that come out; the printer's odometer must move by this much. */
  readonly impressions: number;
  readonly mediaType: string;
  /** Characters that no font of ours can draw (emoji, CJK, right-to-left); the page shows a box in their place. */
  readonly unprintable: readonly string[];
  /** Settings of the carrier's ZPL that would have outlived its label, and were taken out. */
  readonly strippedCommands: readonly string[];
};

export const ZPL_MEDIA_TYPE = 'application/vnd.zebra-zpl';
export const PDF_MEDIA_TYPE = 'application/pdf';

/** The carrier's label cannot become paper in any way that we know; a new label must be bought or fetched. */
export class LabelUnusable extends Error {
  readonly code: LabelRefusal;
  constructor(code: LabelRefusal) {
    super(`The carrier's label cannot be printed: ${code}`);
    this.name = 'LabelUnusable';
    this.code = code;
  }
}

/** Throws `LabelUnusable` when the carrier's label cannot become paper; everything else about the content prints. */
export async function prepareDocument(request: DocumentRequest): Promise<PreparedDocument> {
  return request.printer.language === 'zpl' ? prepareZpl(request) : preparePdf(request);
}

async function prepareZpl(request: DocumentRequest): Promise<PreparedDocument> {
  const label = request.document === 'slip' ? NOTHING : await labelAsZpl(request);
  const slip = request.document === 'label' ? { bytes: new Uint8Array(), labelCount: 0, unprintable: [] } : await makePackingSlipZpl(request.slip, request.printer.dotsPerInch);
  return {
    bytes: new Uint8Array(Buffer.concat([label.bytes, slip.bytes])), impressions: label.labelCount + slip.labelCount, mediaType: ZPL_MEDIA_TYPE,
    unprintable: slip.unprintable, strippedCommands: label.stripped,
  };
}

type ZplLabel = { readonly bytes: Uint8Array; readonly labelCount: number; readonly stripped: readonly string[] };
const NOTHING: ZplLabel = { bytes: new Uint8Array(), labelCount: 0, stripped: [] };

/** The carrier's own ZPL where it fits the printer; else its PDF as dots (a 203 dpi format comes out at two thirds on 300 dpi). */
async function labelAsZpl(request: DocumentRequest): Promise<ZplLabel> {
  const { dotsPerInch } = request.printer;
  const sanitised = sanitiseZpl(request.labelZpl);
  if (sanitised.ok && Math.abs(readZplDotsPerInch(request.labelZpl) - dotsPerInch) < 10) return sanitised.value;
  const { bytes, pageCount } = await usableLabel(request.labelPdf);
  return { bytes: await rasterPagesToZpl(bytes, dotsPerInch), labelCount: pageCount, stripped: [] };
}

async function usableLabel(pdf: Uint8Array): Promise<NormalisedLabel> {
  const label = await normaliseLabel(pdf);
  if (!label.ok) throw new LabelUnusable(label.error);
  return label.value;
}

async function preparePdf(request: DocumentRequest): Promise<PreparedDocument> {
  const done = (bytes: Uint8Array, impressions: number, unprintable: readonly string[]): PreparedDocument => ({ bytes, impressions, mediaType: PDF_MEDIA_TYPE, unprintable, strippedCommands: [] });
  if (request.document === 'label') {
    const label = await usableLabel(request.labelPdf);
    return done(label.bytes, label.pageCount, []);
  }
  if (request.document === 'slip') {
    const slip = await makePackingSlipPdf(request.slip, LETTER_FORM);
    return done(slip.bytes, slip.pageCount, slip.unprintable);
  }
  const label = await usableLabel(request.labelPdf);
  if (request.layout !== 'letter-half-and-half') {
    const slip = await makePackingSlipPdf(request.slip, thermalForm(request.printer.dotsPerInch));
    const pages = await appendPages([label.bytes, slip.bytes]);
    return done(pages.bytes, pages.pageCount, slip.unprintable);
  }
  const slip = await makePackingSlipPdf(request.slip, slipFormOf(request.sheet));
  const combined = await placeLabel(slip.bytes, label.bytes, request.sheet);
  return done(combined.bytes, combined.pageCount, slip.unprintable);
}

function slipFormOf(sheet: SheetGeometry) {
  const whole: SheetRectangle = { x: 0, y: 0, width: sheet.pageWidth, height: sheet.pageHeight, rotateDegrees: 0 };
  const area = sheet.slip ?? whole;
  return halfForm({ ...area, x: area.x + sheet.nudge.dx, y: area.y + sheet.nudge.dy }, { width: sheet.pageWidth, height: sheet.pageHeight });
}
