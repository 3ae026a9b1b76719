/** Pictures as PDF pages, each dot where the printer's own grid would have put it. Same input, same bytes. */
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
  const image = target.context.register(target.context.flateStream(samplesOf(picture), {
    Type: 'XObject', Subtype: 'Image', Width: picture.width, Height: picture.height, ColorSpace: 'DeviceGray', BitsPerComponent: isBlackAndWhite(picture) ? 1 : 8, Interpolate: false,
  }));
  const name = page.node.newXObject('Label', image);
  page.pushOperators(pushGraphicsState(), concatTransformationMatrix(width, 0, 0, height, (288 - width) / 2, (432 - height) / 2), drawObject(name), popGraphicsState());
}

function isBlackAndWhite({ gray }: GrayPicture): boolean {
  return gray.every((value) => value === 0 || value === 255);
}

/** In a PDF picture 1 is white. */
function samplesOf(picture: GrayPicture): Uint8Array {
  return isBlackAndWhite(picture) ? thresholdToBitmap(picture).rows.map((byte) => ~byte) : picture.gray;
}
