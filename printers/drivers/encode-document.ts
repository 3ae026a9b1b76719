/** A PDF in the language of a printer that reads no PDF: one picture a page, at the printer's own resolution. */
import { bitmapToEpl } from '../epl/bitmap-to-epl.ts';
import { rasterCommands } from '../escpos/commands.ts';
import { renderGrayPages, thresholdToBitmap, type Bitmap } from '../pdf/rasterise.ts';
import type { PrinterEncoding } from './driver.ts';

export type EncodedDocument = { readonly bytes: Uint8Array; readonly impressions: number };

/** Rejects when the bytes are no PDF. */
export async function encodePdf(pdf: Uint8Array, encoding: PrinterEncoding, dotsPerInch: number): Promise<EncodedDocument> {
  const pages = (await renderGrayPages(pdf, dotsPerInch)).map((page) => encodePage(thresholdToBitmap(page), encoding));
  return { bytes: new Uint8Array(Buffer.concat(pages)), impressions: pages.length };
}

/** ESC @, the picture, then feed and cut. */
function encodePage(page: Bitmap, encoding: PrinterEncoding): Uint8Array {
  if (encoding === 'epl') return bitmapToEpl(page);
  return new Uint8Array(Buffer.concat([Buffer.from('\x1b@', 'latin1'), rasterCommands(page), Buffer.from('\x1dV\x42\x10', 'latin1')]));
}
