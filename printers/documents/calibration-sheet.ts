/** Shows where a sheet's label and slip will land, with rulers, so that a nudge can be read off the paper (printed on plain paper and held against the stock). */
import type { SheetGeometry, SheetRectangle } from '../../domain/documents/document-content.ts';
import { createPageDocument, type DocumentPdf, type PageDocument } from './page-document.ts';
import type { TextStyle } from './slip-pen.ts';

const INK = '#000000';
const BASE: TextStyle = { font: 'regular', size: 8, color: INK };
const STRONG: TextStyle = { font: 'bold', size: 11, color: INK };
const POINTS_PER_MM = 72 / 25.4;

export async function makeCalibrationPdf(sheet: SheetGeometry): Promise<DocumentPdf> {
  const document = createPageDocument({ title: `Calibration ${sheet.sheetId}`, language: 'en', createdAt: '' });
  document.addPage({ width: sheet.pageWidth, height: sheet.pageHeight });
  if (sheet.slip) drawArea(document, sheet, sheet.slip, 'SLIP');
  if (sheet.label) drawArea(document, sheet, sheet.label, 'LABEL');
  drawEdgeRuler(document, sheet);
  return document.finish();
}

/** The outline, a cross in each corner and in the middle, and 10 mm of ruler on both sides of each edge's middle. */
function drawArea({ pen }: PageDocument, sheet: SheetGeometry, area: SheetRectangle, name: string): void {
  const left = area.x + sheet.nudge.dx;
  const top = sheet.pageHeight - area.y - area.height - sheet.nudge.dy;
  const [right, bottom] = [left + area.width, top + area.height];
  // Beside the words, which stand at the left.
  const [rulerX, rulerY] = [left + area.width * 0.9, (top + bottom) / 2];
  for (const [x, y] of [[left, top], [right, top], [left, bottom], [right, bottom]] as const) drawCross(pen, x, y, 9);
  for (const [from, to] of [[[left, top], [right, top]], [[left, bottom], [right, bottom]], [[left, top], [left, bottom]], [[right, top], [right, bottom]]] as const) pen.drawLine(from, to, INK, 0.4);
  drawRuler(pen, left, rulerY, 'across');
  drawRuler(pen, rulerX, top, 'down');
  pen.drawLines([`${name} ${Math.round(area.width)} x ${Math.round(area.height)} pt at ${Math.round(area.x)}, ${Math.round(area.y)}, turned ${area.rotateDegrees}`], left + 20, top + 14, STRONG);
  const advice = [
    `Sheet ${sheet.sheetId}, nudge dx ${sheet.nudge.dx}, dy ${sheet.nudge.dy} (points; 1 mm = 2.83).`,
    'Lay this page on the stock against a light. Read on the two rulers where the edge of the stock lies:',
    'each tick is 1 mm, the long one is where this outline stands now.',
    'Stock edge to the right of it: raise dx by 2.83 for each mm; above it: raise dy.',
  ];
  if (sheet.label && area !== sheet.label) return;
  pen.drawLines(advice.flatMap((line) => pen.wrap(line, BASE, { width: Math.max(60, area.width * 0.9 - 40), maxLines: 2 })), left + 20, top + 32, BASE);
}

function drawCross(pen: PageDocument['pen'], x: number, y: number, size: number): void {
  pen.drawLine([x - size, y], [x + size, y], INK, 0.75);
  pen.drawLine([x, y - size], [x, y + size], INK, 0.75);
}

/** Eleven ticks a millimetre apart to each side. */
function drawRuler(pen: PageDocument['pen'], x: number, y: number, direction: 'across' | 'down'): void {
  for (let mm = -10; mm <= 10; mm += 1) {
    const length = mm === 0 ? 10 : mm % 5 === 0 ? 7 : 4;
    const at = mm * POINTS_PER_MM;
    if (direction === 'across') pen.drawLine([x + at, y - length], [x + at, y + length], INK, mm === 0 ? 1.2 : 0.4);
    else pen.drawLine([x - length, y + at], [x + length, y + at], INK, mm === 0 ? 1.2 : 0.4);
  }
}

/** 100 mm along the page's lower left, to see whether the printer scales ("fit to page" is the usual culprit). */
function drawEdgeRuler({ pen }: PageDocument, sheet: SheetGeometry): void {
  const length = Math.min(100, Math.floor((sheet.pageWidth - 60) / POINTS_PER_MM));
  const y = sheet.pageHeight - 22;
  pen.drawLine([30, y], [30 + length * POINTS_PER_MM, y], INK, 0.75);
  for (let mm = 0; mm <= length; mm += 1) pen.drawLine([30 + mm * POINTS_PER_MM, y], [30 + mm * POINTS_PER_MM, y - (mm % 10 === 0 ? 7 : mm % 5 === 0 ? 5 : 3)], INK, 0.4);
  pen.drawLines([`This line is ${length} mm long. If it measures otherwise, the printer scales: print at 100 %, "actual size".`], 30, y + 3, BASE);
}
