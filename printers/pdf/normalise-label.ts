/**
 * A carrier's label PDF as upright 4x6 pages. pdf-lib's embedPage ignores /Rotate and takes the media box for the page
 * (Hopding/pdf-lib#796 and reference/printing.md B3), so both are applied here, by bounding box and matrix.
 */
import { decodePDFRawStream, EncryptedPDFError, PDFArray, PDFDocument, PDFRawStream, type PDFPage } from 'pdf-lib';
import { err, ok, type Result } from '../../domain/result.ts';
import { findLabels, isLargerThanLabel, type PageBox } from './crop-to-label.ts';
import { renderGrayPages } from './rasterise.ts';

export type PdfLabelRefusal = 'LabelNotPdf' | 'LabelEncrypted' | 'LabelWithoutPages' | 'LabelPageEmpty';
export type NormalisedLabel = { readonly bytes: Uint8Array; readonly pageCount: number };

const WIDTH = 288;
const HEIGHT = 432;
/** Carriers round their pages; two points are 0.7 mm. */
const TOLERANCE = 2;

export async function normaliseLabel(pdf: Uint8Array): Promise<Result<NormalisedLabel, PdfLabelRefusal>> {
  const source = await loadLabel(pdf);
  if (!source.ok) return source;
  const all = source.value.getPages();
  if (all.length === 0) return err('LabelWithoutPages');
  // Some carriers end their files with a page that has nothing on it; on a roll it would be a blank label.
  try {
    const pages = all.filter(hasContent);
    if (pages.length === 0) return err('LabelPageEmpty');
    if (pages.length === all.length && pages.every(isUpright4x6)) return ok({ bytes: pdf, pageCount: pages.length });
    const cuts = await cutOutLabels(pdf, all, pages);
    return ok({ bytes: await redraw(cuts), pageCount: cuts.length });
  } catch {
    // pdf-lib throws errors of many kinds when a page points at something that is not there.
    return err('LabelNotPdf');
  }
}

/** A label's place on its page. */
type Cut = { readonly page: PDFPage; readonly box: PageBox };

/** One for each label. Only larger pages are looked at: that costs some milliseconds. */
async function cutOutLabels(pdf: Uint8Array, all: readonly PDFPage[], pages: readonly PDFPage[]): Promise<Cut[]> {
  const shown = pages.some(isLargerThanLabel) ? await renderGrayPages(pdf, 72) : [];
  return pages.flatMap((page) => {
    const picture = shown[all.indexOf(page)];
    const boxes = picture && isLargerThanLabel(page) ? findLabels(page, picture) : [page.getCropBox()];
    return boxes.map((box) => ({ page, box }));
  });
}

async function redraw(cuts: readonly Cut[]): Promise<Uint8Array> {
  const target = await PDFDocument.create({ updateMetadata: false });
  for (const cut of cuts) {
    const { page, box } = cut;
    const embedded = await target.embedPage(page, { left: box.x, bottom: box.y, right: box.x + box.width, top: box.y + box.height }, uprightMatrix(cut));
    const { width, height } = turnedSize(cut);
    // Never enlarged: a small label stays at the size at which its barcodes were drawn.
    const scale = Math.min(1, WIDTH / width, HEIGHT / height);
    target.addPage([WIDTH, HEIGHT]).drawPage(embedded, { x: (WIDTH - width * scale) / 2, y: (HEIGHT - height * scale) / 2, xScale: scale, yScale: scale });
  }
  return target.save();
}

/** Anything but white space in its content; a stream that cannot be unpacked counts as content. */
export function hasContent(page: PDFPage): boolean {
  const contents = page.node.Contents();
  if (contents === undefined) return false;
  const streams = contents instanceof PDFArray ? contents.asArray().map((part) => page.doc.context.lookup(part)) : [contents];
  return streams.some((stream) => !(stream instanceof PDFRawStream) || stream.getContentsSize() > SHORTEST_CONTENT || !isBlank(stream));
}

/** A longer stream draws something; unpacking it only to know would cost more than it is worth. */
const SHORTEST_CONTENT = 64;

function isBlank(stream: PDFRawStream): boolean {
  try {
    return Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1').replace(/[qQ\s]/g, '') === '';
  } catch {
    return false;
  }
}

async function loadLabel(pdf: Uint8Array): Promise<Result<PDFDocument, PdfLabelRefusal>> {
  try {
    const document = await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: true });
    document.getPages();
    return ok(document);
  } catch (error) {
    return err(isEncrypted(pdf, error) ? 'LabelEncrypted' : 'LabelNotPdf');
  }
}

/** pdf-lib often stumbles over the locked objects before it notices the lock; the trailer names it in the clear. */
export function isEncrypted(pdf: Uint8Array, error: unknown): boolean {
  return error instanceof EncryptedPDFError || /\/Encrypt\s+\d+\s+\d+\s+R/.test(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1'));
}

function isUpright4x6(page: PDFPage): boolean {
  const crop = page.getCropBox();
  const media = page.getMediaBox();
  return quarterTurns({ page, box: crop }) === 0 && isNear(crop.width, WIDTH) && isNear(crop.height, HEIGHT) && crop.x === media.x && crop.y === media.y && crop.width === media.width && crop.height === media.height;
}

function isNear(value: number, wanted: number): boolean {
  return Math.abs(value - wanted) <= TOLERANCE;
}

/** Clockwise quarter turns by which the page must be shown; a landscape page is turned once more, to stand. */
function quarterTurns({ page, box: { width, height } }: Cut): number {
  const own = ((((page.getRotation().angle / 90) % 4) + 4) % 4) | 0;
  const isLandscape = own % 2 === 0 ? width > height : height > width;
  return isLandscape ? (own + 1) % 4 : own;
}

function turnedSize(cut: Cut): { readonly width: number; readonly height: number } {
  const { width, height } = cut.box;
  return quarterTurns(cut) % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** Moves the crop box to the origin and turns it, so that the result stands at (0, 0). */
function uprightMatrix(cut: Cut): [number, number, number, number, number, number] {
  const { x, y, width, height } = cut.box;
  switch (quarterTurns(cut)) {
    case 1: return [0, -1, 1, 0, -y, x + width];
    case 2: return [-1, 0, 0, -1, x + width, y + height];
    case 3: return [0, 1, -1, 0, y + height, -x];
    default: return [1, 0, 0, 1, -x, -y];
  }
}
