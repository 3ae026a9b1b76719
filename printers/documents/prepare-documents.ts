/** Makes the bytes of one print job: the label, the slip, or both, in the language of the printer that will take them. */
import type { PackingSlipContent, PaperName, PrintLayout, SheetGeometry } from '../../domain/documents/document-content.ts';
import type { PrinterEncoding, PrinterLanguage } from '../drivers/driver.ts';
import { encodePdfAsReceipt } from '../escpos/encode-pdf.ts';
import { encodeSlipAsReceipt } from '../escpos/encode-slip.ts';
import { appendPages, placeLabel } from '../pdf/combine.ts';
import type { NormalisedLabel } from '../pdf/normalise-label.ts';
import { renderGrayPages } from '../pdf/rasterise.ts';
import type { CarrierLabel } from './carrier-label.ts';
import { encodePages, EPL_MEDIA_TYPE, ZPL_MEDIA_TYPE, type DotLanguage } from './encode-pages.ts';
import { nativeLabel, type NativeLabel } from './native-label.ts';
import { composeSheet } from './compose-sheet.ts';
import { labelAsDots, labelAsPdf, type LabelRefusal } from './label-paper.ts';
import { LabelUnusable } from './label-unusable.ts';
import { makePackingSlipPdf } from './packing-slip-pdf.ts';
import { LETTER_HALF_AND_HALF, THERMAL_4X8 } from './sheets.ts';
import { halfForm, paperForm, tabForm, thermalForm, type SlipForm } from './slip-form.ts';

export type DocumentRequest = {
  readonly document: 'label' | 'slip' | 'combined';
  readonly layout: PrintLayout;
  readonly slip: PackingSlipContent;
  /** Empty when the carrier sent none in this format. */
  readonly labelZpl: Uint8Array;
  readonly labelPdf: Uint8Array;
  /** The carrier's label when it came as EPL, PNG or GIF, or in one format alone. */
  readonly label?: CarrierLabel;
  readonly printer: { readonly language: PrinterLanguage | DotLanguage; readonly dotsPerInch: number; readonly encoding?: PrinterEncoding; /** Letter when not said. */ readonly paper?: PaperName };
  /** Where label and slip stand on one sheet; the layout's own when this one does not fit it. */
  readonly sheet: SheetGeometry;
};

export type PreparedDocument = {
  readonly bytes: Uint8Array;
  /** Labels or pages that come out; the printer's odometer must move by this much. */
  readonly impressions: number;
  readonly mediaType: string;
  /** Characters that no font of ours can draw (emoji, CJK, right-to-left); the page shows a box in their place. */
  readonly unprintable: readonly string[];
  /** Settings of the carrier's ZPL or EPL that would have outlived its label, and were taken out. */
  readonly strippedCommands: readonly string[];
};

export const PDF_MEDIA_TYPE = 'application/pdf';
export const RECEIPT_MEDIA_TYPE = 'application/vnd.epson.escpos';

/** Throws `LabelUnusable` when the carrier's label cannot become paper; everything else about the content prints. */
export async function prepareDocument(request: DocumentRequest): Promise<PreparedDocument> {
  const { language, encoding } = request.printer;
  if (encoding === 'escpos') return prepareReceipt(request);
  return language === 'pdf' ? preparePdf(request) : prepareDots(request, language);
}

/** A receipt printer has no sheet: its slip is written as text, so that it stays small and sharp. Everything else is a picture. */
async function prepareReceipt(request: DocumentRequest): Promise<PreparedDocument> {
  if (request.document === 'slip') return { bytes: encodeSlipAsReceipt(request.slip), impressions: 1, mediaType: RECEIPT_MEDIA_TYPE, unprintable: [], strippedCommands: [] };
  const pdf = await preparePdf(request);
  return { ...pdf, ...(await encodePdfAsReceipt(pdf.bytes, request.printer.dotsPerInch)), mediaType: RECEIPT_MEDIA_TYPE };
}

async function prepareDots(request: DocumentRequest, language: DotLanguage): Promise<PreparedDocument> {
  const { dotsPerInch } = request.printer;
  const mediaType = language === 'zpl' ? ZPL_MEDIA_TYPE : EPL_MEDIA_TYPE;
  if (request.document === 'combined' && isOneSheet(request.layout)) {
    const slip = await makePackingSlipPdf(request.slip, sheetForm(request));
    const label = await firstUsable(request, (source) => labelAsDots(source, dotsPerInch));
    const pages = composeSheet(await renderGrayPages(slip.bytes, dotsPerInch), label, sheetOf(request), dotsPerInch);
    return { bytes: encodePages(pages, language), impressions: pages.length, mediaType, unprintable: slip.unprintable, strippedCommands: [] };
  }
  const label = request.document === 'slip' ? null : await labelInLanguage(request, language);
  const slip = request.document === 'label' ? null : await makePackingSlipPdf(request.slip, thermalForm(dotsPerInch));
  const slipBytes = slip ? encodePages(await renderGrayPages(slip.bytes, dotsPerInch), language) : new Uint8Array();
  return {
    bytes: new Uint8Array(Buffer.concat([label?.bytes ?? new Uint8Array(), slipBytes])), impressions: (label?.labelCount ?? 0) + (slip?.pageCount ?? 0), mediaType,
    unprintable: slip?.unprintable ?? [], strippedCommands: label?.stripped ?? [],
  };
}

/** The carrier's own commands where the printer understands them and they fit its head; else the best of the rest as dots. */
async function labelInLanguage(request: DocumentRequest, language: DotLanguage): Promise<NativeLabel> {
  const { dotsPerInch } = request.printer;
  for (const source of sourcesOf(request)) {
    const native = nativeLabel(source, language, dotsPerInch);
    if (native) return native;
  }
  const pages = await firstUsable(request, (source) => labelAsDots(source, dotsPerInch));
  return { bytes: encodePages(pages, language), labelCount: pages.length, stripped: [] };
}

/** Vectors before pictures before drawings of another printer's language. */
const PREFERENCE: Readonly<Record<CarrierLabel['format'], number>> = { pdf: 0, png: 1, gif: 2, epl: 3, zpl: 4 };

function sourcesOf(request: DocumentRequest): CarrierLabel[] {
  const sources: readonly CarrierLabel[] = [{ format: 'zpl', bytes: request.labelZpl }, { format: 'pdf', bytes: request.labelPdf }, ...(request.label ? [request.label] : [])];
  return sources.filter((source) => source.bytes.length > 0).toSorted((one, other) => PREFERENCE[one.format] - PREFERENCE[other.format]);
}

/** The first source that can be used; when none can, the reason is that of the best one. */
async function firstUsable<T>(request: DocumentRequest, make: (source: CarrierLabel) => Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: LabelRefusal }>): Promise<T> {
  let refusal: LabelRefusal | null = null;
  for (const source of sourcesOf(request)) {
    const result = await make(source);
    if (result.ok) return result.value;
    refusal ??= result.error;
  }
  throw new LabelUnusable(refusal ?? 'LabelMissing');
}

async function preparePdf(request: DocumentRequest): Promise<PreparedDocument> {
  const done = (bytes: Uint8Array, impressions: number, unprintable: readonly string[]): PreparedDocument => ({ bytes, impressions, mediaType: PDF_MEDIA_TYPE, unprintable, strippedCommands: [] });
  const readLabel = (): Promise<NormalisedLabel> => firstUsable(request, labelAsPdf);
  if (request.document === 'label') {
    const label = await readLabel();
    return done(label.bytes, label.pageCount, []);
  }
  if (request.document === 'slip') {
    const slip = await makePackingSlipPdf(request.slip, paperForm(request.printer.paper ?? 'letter', request.printer.dotsPerInch));
    return done(slip.bytes, slip.pageCount, slip.unprintable);
  }
  const label = await readLabel();
  if (!isOneSheet(request.layout)) {
    const slip = await makePackingSlipPdf(request.slip, thermalForm(request.printer.dotsPerInch));
    const pages = await appendPages([label.bytes, slip.bytes]);
    return done(pages.bytes, pages.pageCount, slip.unprintable);
  }
  const slip = await makePackingSlipPdf(request.slip, sheetForm(request));
  const combined = await placeLabel(slip.bytes, label.bytes, sheetOf(request));
  return done(combined.bytes, combined.pageCount, slip.unprintable);
}

function isOneSheet(layout: PrintLayout): boolean {
  return layout === 'letter-half-and-half' || layout === 'thermal-4x8';
}

/** A roll is as wide as a label, a sheet is wider: a station that never chose a sheet gets the layout's own. */
function sheetOf({ layout, sheet }: DocumentRequest): SheetGeometry {
  const isRoll = layout === 'thermal-4x8';
  const fits = isRoll ? sheet.pageWidth <= 300 : sheet.pageWidth > 300;
  return fits ? sheet : isRoll ? THERMAL_4X8 : LETTER_HALF_AND_HALF;
}

function sheetForm(request: DocumentRequest): SlipForm {
  const sheet = sheetOf(request);
  const page = { width: sheet.pageWidth, height: sheet.pageHeight };
  const area = sheet.slip ?? { x: 0, y: 0, ...page, rotateDegrees: 0 };
  const nudged = { ...area, x: area.x + sheet.nudge.dx, y: area.y + sheet.nudge.dy };
  return request.layout === 'thermal-4x8' ? tabForm(nudged, page, request.printer.dotsPerInch) : halfForm(nudged, page);
}
