/**
 * Carriers also send a label on a sheet: FedEx in the upper or lower half of letter, others in a corner. Shrunk to 4x6 as a whole, its
 * barcodes would be half as large as allowed; so a larger page is cut to what is drawn on it, where that is the size of a label.
 */
import type { PDFPage } from 'pdf-lib';
import { findInk, type Region } from '../images/picture.ts';
import type { GrayPicture } from './rasterise.ts';

const SHORT_SIDE = 288;
const LONG_SIDE = 432;
/** As a carrier's page may exceed its label's size by rounding and hairlines. */
const TOLERANCE = 1.03;
/** White kept around what is drawn: a quiet zone must not end at the edge. */
const MARGIN = 6;

/** Whether this page as it is shown is more than a label. */
export function isLargerThanLabel(page: PDFPage): boolean {
  const { width, height } = page.getCropBox();
  return !fitsLabel(width, height);
}

/** Sets the page's crop box around its ink. `shown` is the page at 72 dots per inch, turned and cut as it is shown. False when there is more on it than a label. */
export function cropToLabel(page: PDFPage, shown: GrayPicture): boolean {
  const ink = findInk(shown);
  if (!ink || !fitsLabel(ink.width, ink.height)) return false;
  const left = Math.max(0, ink.left - MARGIN);
  const top = Math.max(0, ink.top - MARGIN);
  const region = { left, top, width: Math.min(shown.width, ink.left + ink.width + MARGIN) - left, height: Math.min(shown.height, ink.top + ink.height + MARGIN) - top };
  page.setCropBox(...toPageBox(page, region));
  return true;
}

function fitsLabel(width: number, height: number): boolean {
  return Math.min(width, height) <= SHORT_SIDE * TOLERANCE && Math.max(width, height) <= LONG_SIDE * TOLERANCE;
}

/** From the shown page (origin top left, turned clockwise by /Rotate) to the page's own points (origin bottom left). */
function toPageBox(page: PDFPage, { left, top, width, height }: Region): [x: number, y: number, width: number, height: number] {
  const box = page.getCropBox();
  const quarter = ((((page.getRotation().angle / 90) % 4) + 4) % 4) | 0;
  const [right, bottom] = [left + width, top + height];
  switch (quarter) {
    case 1: return [box.x + top, box.y + left, height, width];
    case 2: return [box.x + box.width - right, box.y + top, width, height];
    case 3: return [box.x + box.width - bottom, box.y + box.height - right, height, width];
    default: return [box.x + left, box.y + box.height - bottom, width, height];
  }
}
