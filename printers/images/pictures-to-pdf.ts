/** Pictures as PDF pages, each dot where the printer's own grid would have put it. Same input, same bytes. */
import { deflateSync } from 'node:zlib';
import { concatTransformationMatrix, drawObject, PDFDocument, popGraphicsState, pushGraphicsState, type PDFPage } from 'pdf-lib';
import { thresholdToBitmap, type GrayPicture } from '../pdf/rasterise.ts';
import type { LabelPicture } from './label-picture.ts';

/** 4x6 pages with the picture centred at its own size, made smaller only where it would not fit. */
export async function picturesToPdf(pictures: readonly LabelPicture[]): Promise<Uint8Array> {
  const target = await PDFDocument.create({ updateMetadata: false });
  for (const label of pictures) drawPicture(target, target.addPage([288, 432]), label);
  return target.save();
}

function drawPicture(target: PDFDocument, page: PDFPage, { picture, dotsPerInch }: LabelPicture): void {
  const natural = { width: (picture.width * 72) / dotsPerInch, height: (picture.height * 72) / dotsPerInch };
  const scale = Math.min(1, 288 / natural.width, 432 / natural.height);
  const { width, height } = { width: natural.width * scale, height: natural.height * scale };
  const { samples, bits } = samplesOf(picture);
  // Packed by zlib, because pdf-lib's own deflate takes ten times as long.
  const image = target.context.register(target.context.stream(deflateSync(samples, { level: 6 }), {
    Type: 'XObject', Subtype: 'Image', Width: picture.width, Height: picture.height, ColorSpace: 'DeviceGray', BitsPerComponent: bits, Interpolate: false, Filter: 'FlateDecode',
  }));
  const name = page.node.newXObject('Label', image);
  page.pushOperators(pushGraphicsState(), concatTransformationMatrix(width, 0, 0, height, (288 - width) / 2, (432 - height) / 2), drawObject(name), popGraphicsState());
}

/** In a PDF picture 1 is white. Black and white takes one bit a dot. */
function samplesOf(picture: GrayPicture): { readonly samples: Uint8Array; readonly bits: 1 | 8 } {
  return isBlackAndWhite(picture) ? { samples: thresholdToBitmap(picture).rows.map((byte) => ~byte), bits: 1 } : { samples: picture.gray, bits: 8 };
}

function isBlackAndWhite({ gray }: GrayPicture): boolean {
  for (let at = 0; at < gray.length; at += 1) if (gray[at] !== 0 && gray[at] !== 255) return false;
  return true;
}
