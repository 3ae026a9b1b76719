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
/**
 * Where one of these is within 3 % of the true factor, it is taken: 200 dpi dots become 203 dpi dots one by one, bars of three dots at
 * 300 dpi become two at 203, bars of two become three the other way. A label 1.5 % smaller or larger scans; uneven bars may not.
 */
const CRISP_FACTORS = [1 / 3, 1 / 2, 2 / 3, 1, 3 / 2, 2, 3];
const NEARLY = 0.03;

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

/** The label at a printer's resolution, centred on 4x6 of paper; never larger than the paper. */
export function labelPaper({ picture, dotsPerInch }: LabelPicture, printerDotsPerInch: number): GrayPicture {
  const paper = blankPicture(WIDTH_INCHES * printerDotsPerInch, HEIGHT_INCHES * printerDotsPerInch);
  const ink = findInk(picture) ?? { left: 0, top: 0, width: picture.width, height: picture.height };
  const factor = printFactor(picture, ink, paper, printerDotsPerInch / dotsPerInch);
  const fitted = scale(picture, factor);
  place(paper, fitted, placeAlong(paper.width, fitted.width, ink.left * factor, ink.width * factor), placeAlong(paper.height, fitted.height, ink.top * factor, ink.height * factor));
  return paper;
}

/** A crisp factor may push the label's white edge off the paper, but nothing that is drawn. */
function printFactor(picture: GrayPicture, ink: Region, paper: GrayPicture, natural: number): number {
  const crisp = CRISP_FACTORS.find((factor) => Math.abs(natural / factor - 1) <= NEARLY);
  if (crisp !== undefined && ink.width * crisp <= paper.width && ink.height * crisp <= paper.height) return crisp;
  return Math.min(natural, paper.width / picture.width, paper.height / picture.height);
}

/** Centred, and moved only as far as it takes to keep the ink on the paper. */
function placeAlong(paper: number, length: number, inkStart: number, inkLength: number): number {
  const centred = Math.floor((paper - length) / 2);
  return Math.floor(Math.max(-inkStart, Math.min(paper - inkStart - inkLength, centred)));
}
