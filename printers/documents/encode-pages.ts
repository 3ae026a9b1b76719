/** Pages of dots in the language of a label printer. */
import { bitmapToEpl } from '../epl/bitmap-to-epl.ts';
import { breathe } from '../pdf/breathe.ts';
import { thresholdToBitmap, type GrayPicture } from '../pdf/rasterise.ts';
import { bitmapToZpl } from '../zpl/raster-to-zpl.ts';

export type DotLanguage = 'zpl' | 'epl';

export const ZPL_MEDIA_TYPE = 'application/vnd.zebra-zpl';
export const EPL_MEDIA_TYPE = 'application/vnd.eltron-epl';

/** One label for each page. */
export async function encodePages(pages: readonly GrayPicture[], language: DotLanguage): Promise<Uint8Array> {
  const encode = language === 'zpl' ? bitmapToZpl : bitmapToEpl;
  const labels: Uint8Array[] = [];
  for (const page of pages) {
    labels.push(encode(thresholdToBitmap(page)));
    await breathe();
  }
  return new Uint8Array(Buffer.concat(labels));
}
