/**
 * Carriers also send a label on a sheet: FedEx in the upper or lower half of letter, others in a corner, ShipStation two to a page. Shrunk
 * to 4x6 as a whole, its barcodes would be half as large as allowed; so a larger page is cut to what is drawn on it, and where that is
 * larger than a label, along the white between its parts.
 */
import type { PDFPage } from 'pdf-lib';
import { crop, findInk, type Region } from '../images/picture.ts';
import type { GrayPicture } from './rasterise.ts';

const SHORT_SIDE = 288;
const LONG_SIDE = 432;
/** As a carrier's page may exceed its label's size by rounding and hairlines. */
const TOLERANCE = 1.03;
/** White kept around what is drawn: a quiet zone must not end at the edge. */
const MARGIN = 6;
/** Two labels of a sheet stand further apart than a label's own lines; a twelfth of an inch. */
const NARROWEST_GAP = 6;
const MOST_CUTS = 2;

/** Whether this page as it is shown is more than a label. */
export function isLargerThanLabel(page: PDFPage): boolean {
  const { width, height } = page.getCropBox();
  return !fitsLabel(width, height);
}

export type PageBox = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/**
 * Where the page's labels stand, first the upper and the left ones; the whole page when what is drawn on it cannot be parted into
 * pieces of a label's size. `shown` is the page at 72 dots per inch, turned and cut as it is shown.
 */
export function findLabels(page: PDFPage, shown: GrayPicture): readonly PageBox[] {
  const labels = partInk(shown, { left: 0, top: 0, width: shown.width, height: shown.height });
  return labels === null || labels.length === 0 ? [page.getCropBox()] : labels.map((ink) => toPageBox(page, withMargin(ink, shown)));
}

/** A sheet of four labels is parted twice. Null when some part is larger than a label and has no white across it. */
function partInk(shown: GrayPicture, area: Region, depth = 0): Region[] | null {
  const found = findInk(crop(shown, area));
  if (!found) return [];
  const ink = { ...found, left: found.left + area.left, top: found.top + area.top };
  if (fitsLabel(ink.width, ink.height)) return [ink];
  if (depth >= MOST_CUTS) return null;
  for (const [one, other] of cutsAcross(shown, ink)) {
    const parts = [partInk(shown, one, depth + 1), partInk(shown, other, depth + 1)];
    if (parts[0] && parts[1]) return [...parts[0], ...parts[1]];
  }
  return null;
}

/** The two halves on both sides of the widest white band across, and of the widest one down. */
function cutsAcross(shown: GrayPicture, ink: Region): (readonly [Region, Region])[] {
  const isInk = (x: number, y: number): boolean => (shown.gray[y * shown.width + x] ?? 255) < 128;
  const rows = widestGap(ink.height, (row) => someUpTo(ink.width, (x) => isInk(ink.left + x, ink.top + row)));
  const columns = widestGap(ink.width, (column) => someUpTo(ink.height, (y) => isInk(ink.left + column, ink.top + y)));
  return [
    ...(rows === null ? [] : [[{ ...ink, height: rows }, { ...ink, top: ink.top + rows, height: ink.height - rows }] as const]),
    ...(columns === null ? [] : [[{ ...ink, width: columns }, { ...ink, left: ink.left + columns, width: ink.width - columns }] as const]),
  ];
}

function someUpTo(count: number, holds: (index: number) => boolean): boolean {
  for (let index = 0; index < count; index += 1) if (holds(index)) return true;
  return false;
}

/** The middle of the widest run of white lines; null when none is wide enough to part two labels. */
function widestGap(count: number, hasInk: (line: number) => boolean): number | null {
  let [from, best, middle] = [-1, NARROWEST_GAP - 1, -1];
  for (let line = 0; line <= count; line += 1) {
    const isWhite = line < count && !hasInk(line);
    if (isWhite && from < 0) from = line;
    if (isWhite || from < 0) continue;
    if (line - from > best) [best, middle] = [line - from, Math.floor((from + line) / 2)];
    from = -1;
  }
  return middle < 0 ? null : middle;
}

function withMargin(ink: Region, shown: GrayPicture): Region {
  const left = Math.max(0, ink.left - MARGIN);
  const top = Math.max(0, ink.top - MARGIN);
  return { left, top, width: Math.min(shown.width, ink.left + ink.width + MARGIN) - left, height: Math.min(shown.height, ink.top + ink.height + MARGIN) - top };
}

function fitsLabel(width: number, height: number): boolean {
  return Math.min(width, height) <= SHORT_SIDE * TOLERANCE && Math.max(width, height) <= LONG_SIDE * TOLERANCE;
}

/** From the shown page (origin top left, turned clockwise by /Rotate) to the page's own points (origin bottom left). */
function toPageBox(page: PDFPage, { left, top, width, height }: Region): PageBox {
  const box = page.getCropBox();
  const quarter = ((((page.getRotation().angle / 90) % 4) + 4) % 4) | 0;
  const [right, bottom] = [left + width, top + height];
  switch (quarter) {
    case 1: return { x: box.x + top, y: box.y + left, width: height, height: width };
    case 2: return { x: box.x + box.width - right, y: box.y + top, width, height };
    case 3: return { x: box.x + box.width - bottom, y: box.y + box.height - right, width: height, height: width };
    default: return { x: box.x + left, y: box.y + box.height - bottom, width, height };
  }
}
