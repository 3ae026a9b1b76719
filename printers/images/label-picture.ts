/**
 * A carrier's label picture as an upright 4x6 page of dots. UPS sends 1400x800 of which the label fills 1200x800, lying on
 * its side (reference/carriers.md section 2); others send 4x6 at 200, 203 or 300 dpi, some on a whole letter page.
 */
import { err, ok, type Result } from '../../domain/result.ts';
import type { GrayPicture } from '../pdf/rasterise.ts';
import type { DecodedImage } from './decoded-image.ts';
import { blankPicture, crop, findInk, place, scale, turn, type Region } from './picture.ts';

/** `dotsPerInch` is that of the dots: `width / dotsPerInch` is at most 4 inches, `height / dotsPerInch` at most 6. */
export type LabelPicture = { readonly picture: GrayPicture; readonly dotsPerInch: number };

const WIDTH_INCHES = 4;
const HEIGHT_INCHES = 6;
/** The resolutions at which carriers draw. */
const KNOWN_DPI = [200, 203, 300, 600];
/** A label that is 3 % larger than its paper has lost nothing but its white edge. */
const TOLERANCE = 1.03;
/** A factor this near to a whole number is that number: 200 dpi dots become 203 dpi dots one by one, 1.5 % smaller, and stay crisp. */
const NEARLY_WHOLE = 0.03;

export function uprightLabelPicture(image: DecodedImage): Result<LabelPicture, 'LabelPageEmpty'> {
  const ink = findInk(image);
  if (!ink) return err('LabelPageEmpty');
  const picture = stand(crop(image, labelRegion(image, ink)));
  return ok({ picture, dotsPerInch: resolutionOf(picture, image.dotsPerInch) });
}

/** The whole picture where it has the shape of a label, else the part of it with ink. */
function labelRegion(image: DecodedImage, ink: Region): Region {
  const whole: Region = { left: 0, top: 0, width: image.width, height: image.height };
  if (hasLabelShape(whole)) return whole;
  const isLying = image.width > image.height;
  const side = isLying ? image.height : image.width;
  // The blank end of a 7:4 picture is cut off; the label keeps its own margins.
  if (Math.max(image.width, image.height) / side === 7 / 4) {
    const length = side * 1.5;
    if (isLying && ink.left + ink.width <= length) return { ...whole, width: length };
    if (!isLying && ink.top + ink.height <= length) return { ...whole, height: length };
  }
  return ink;
}

function hasLabelShape({ width, height }: Region): boolean {
  const ratio = Math.max(width, height) / Math.min(width, height);
  return ratio > 1.5 / TOLERANCE && ratio < 1.5 * TOLERANCE;
}

/** A lying label is turned clockwise, so that its left edge becomes its top. */
function stand(picture: GrayPicture): GrayPicture {
  return picture.width > picture.height ? turn(picture, 1) : picture;
}

/** What fits 4x6 best: the file's own word when the label fits then, else the known resolution that fills the paper, else whatever does. */
function resolutionOf({ width, height }: GrayPicture, claimed: number | null): number {
  const fits = (dpi: number): boolean => width / dpi <= WIDTH_INCHES * TOLERANCE && height / dpi <= HEIGHT_INCHES * TOLERANCE;
  if (claimed !== null && claimed >= 150 && fits(claimed)) return claimed;
  const filling = Math.max(width / WIDTH_INCHES, height / HEIGHT_INCHES);
  return KNOWN_DPI.find((dpi) => fits(dpi) && filling / dpi > 0.9) ?? filling;
}

/** The label at a printer's resolution, centred on 4x6 of paper; whole factors where they fit, never larger than the paper. */
export function labelPaper({ picture, dotsPerInch }: LabelPicture, printerDotsPerInch: number): GrayPicture {
  const paper = blankPicture(WIDTH_INCHES * printerDotsPerInch, HEIGHT_INCHES * printerDotsPerInch);
  const fitted = scale(picture, printFactor(picture, paper, printerDotsPerInch / dotsPerInch));
  place(paper, fitted, Math.floor((paper.width - fitted.width) / 2), Math.floor((paper.height - fitted.height) / 2));
  return paper;
}

function printFactor(picture: GrayPicture, paper: GrayPicture, natural: number): number {
  const whole = Math.max(1, Math.round(natural));
  const fits = (factor: number): boolean => picture.width * factor <= paper.width * TOLERANCE && picture.height * factor <= paper.height * TOLERANCE;
  if (Math.abs(natural / whole - 1) <= NEARLY_WHOLE && fits(whole)) return whole;
  return Math.min(natural, paper.width / picture.width, paper.height / picture.height);
}
