/** A PDF for a receipt printer: one picture a page, as wide as its head. */
import { renderGrayPages, thresholdToBitmap } from '../pdf/rasterise.ts';
import { rasterCommands } from './commands.ts';

/** Rejects when the bytes are no PDF. */
export async function encodePdfAsReceipt(pdf: Uint8Array, dotsPerInch: number): Promise<{ readonly bytes: Uint8Array; readonly impressions: number }> {
  const pages = await renderGrayPages(pdf, dotsPerInch);
  return { bytes: new Uint8Array(Buffer.concat(pages.map((page) => Buffer.concat([RESET, rasterCommands(thresholdToBitmap(page)), CUT])))), impressions: pages.length };
}

const RESET = Buffer.from('\x1b@', 'latin1');
/** Feed past the head, then cut. */
const CUT = Buffer.from('\x1dV\x42\x10', 'latin1');
