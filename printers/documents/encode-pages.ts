/** Pages of dots in the language of a label printer. */
import { bitmapToEpl } from '../epl/bitmap-to-epl.ts';
import { thresholdToBitmap, type GrayPicture } from '../pdf/rasterise.ts';
import { bitmapToZpl } from '../zpl/raster-to-zpl.ts';

export type DotLanguage = 'zpl' | 'epl';

export const ZPL_MEDIA_TYPE = 'application/vnd.zebra-zpl';
export const EPL_MEDIA_TYPE = 'application/vnd.eltron-epl';

/** One label for each page. */
export function encodePages(pages: readonly GrayPicture[], language: DotLanguage): Uint8Array {
  const encode = language === 'zpl' ? bitmapToZpl : bitmapToEpl;
  return new Uint8Array(Buffer.concat(pages.map((page) => encode(thresholdToBitmap(page)))));
}
