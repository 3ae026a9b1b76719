/** Puts PDFs together: pages after pages, or a label into its place on a sheet. Same input, same bytes. */
import { degrees, PDFDocument } from 'pdf-lib';
import type { SheetGeometry, SheetRectangle } from '../../domain/documents/document-content.ts';

export async function appendPages(pdfs: readonly Uint8Array[]): Promise<{ readonly bytes: Uint8Array; readonly pageCount: number }> {
  const target = await PDFDocument.create({ updateMetadata: false });
  for (const pdf of pdfs) {
    const source = await PDFDocument.load(pdf, { updateMetadata: false });
    for (const page of await target.copyPages(source, source.getPageIndices())) target.addPage(page);
  }
  return { bytes: await target.save(), pageCount: target.getPageCount() };
}

/**
 * Draws the label's first page into its rectangle on the sheet's first page; further label pages follow at the end, on
 * sheets of their own, and so does the first where the sheet has no place for both.
 */
export async function placeLabel(sheetPdf: Uint8Array, labelPdf: Uint8Array, sheet: SheetGeometry): Promise<{ readonly bytes: Uint8Array; readonly pageCount: number }> {
  const target = await PDFDocument.load(sheetPdf, { updateMetadata: false });
  const label = await PDFDocument.load(labelPdf, { updateMetadata: false });
  const embedded = await target.embedPages(label.getPages());
  const place = sheet.label ?? centredOn(sheet);
  for (const [index, page] of embedded.entries()) {
    const paper = index === 0 && sheet.label && sheet.slip ? target.getPage(0) : target.addPage([sheet.pageWidth, sheet.pageHeight]);
    paper.drawPage(page, placement(page, place, sheet.nudge));
  }
  return { bytes: await target.save(), pageCount: target.getPageCount() };
}

function centredOn(sheet: SheetGeometry): SheetRectangle {
  return { x: (sheet.pageWidth - 288) / 2, y: (sheet.pageHeight - 432) / 2, width: 288, height: 432, rotateDegrees: 0 };
}

/** Fits the page into the rectangle (never enlarged, centred) and turns it counter-clockwise. */
function placement(page: { readonly width: number; readonly height: number }, place: SheetRectangle, nudge: SheetGeometry['nudge']) {
  const isTurned = place.rotateDegrees % 180 !== 0;
  const [width, height] = isTurned ? [page.height, page.width] : [page.width, page.height];
  const scale = Math.min(1, place.width / width, place.height / height);
  const left = place.x + nudge.dx + (place.width - width * scale) / 2;
  const bottom = place.y + nudge.dy + (place.height - height * scale) / 2;
  // pdf-lib turns about the lower left corner, which then has to be moved to where the turned page starts.
  const origin = { 0: [left, bottom], 90: [left + width * scale, bottom], 180: [left + width * scale, bottom + height * scale], 270: [left, bottom + height * scale] }[place.rotateDegrees];
  return { x: origin[0] ?? left, y: origin[1] ?? bottom, xScale: scale, yScale: scale, rotate: degrees(place.rotateDegrees) };
}
