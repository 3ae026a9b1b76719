/**
 * Sheets as data. Points, origin bottom left. Peel-off sheets differ between vendors and no standard position exists,
 * so a sheet is a row that a station can calibrate (nudge), never code (reference/carriers.md section 2).
 */
import type { SheetGeometry } from '../../domain/documents/document-content.ts';

/** 4x6 inches, the carriers' own page. */
export const LABEL_WIDTH = 288;
export const LABEL_HEIGHT = 432;
export const LETTER_WIDTH = 612;
export const LETTER_HEIGHT = 792;
/** 210 by 297 mm. */
export const A4_WIDTH = 595.28;
export const A4_HEIGHT = 841.89;

/** Two halves of 612x396: the label turned to 432x288 and centred in the lower one (the peel-off half), the slip in the upper one. */
export const LETTER_HALF_AND_HALF: SheetGeometry = {
  sheetId: 'letter-half-and-half',
  pageWidth: LETTER_WIDTH,
  pageHeight: LETTER_HEIGHT,
  label: { x: 90, y: 54, width: 432, height: 288, rotateDegrees: 90 },
  slip: { x: 0, y: 396, width: 612, height: 396, rotateDegrees: 0 },
  nudge: { dx: 0, dy: 0 },
};

/** The same on A4. */
export const A4_HALF_AND_HALF: SheetGeometry = {
  sheetId: 'a4-half-and-half',
  pageWidth: A4_WIDTH,
  pageHeight: A4_HEIGHT,
  label: { x: (A4_WIDTH - 432) / 2, y: (A4_HEIGHT / 2 - 288) / 2, width: 432, height: 288, rotateDegrees: 90 },
  slip: { x: 0, y: A4_HEIGHT / 2, width: A4_WIDTH, height: A4_HEIGHT / 2, rotateDegrees: 0 },
  nudge: { dx: 0, dy: 0 },
};

/** A roll of 4x8: the carrier's 4x6 first, two inches of slip under it. */
export const THERMAL_4X8: SheetGeometry = {
  sheetId: 'thermal-4x8',
  pageWidth: LABEL_WIDTH,
  pageHeight: 576,
  label: { x: 0, y: 144, width: LABEL_WIDTH, height: LABEL_HEIGHT, rotateDegrees: 0 },
  slip: { x: 0, y: 0, width: LABEL_WIDTH, height: 144, rotateDegrees: 0 },
  nudge: { dx: 0, dy: 0 },
};

export const KNOWN_SHEETS: readonly SheetGeometry[] = [LETTER_HALF_AND_HALF, A4_HALF_AND_HALF, THERMAL_4X8];
