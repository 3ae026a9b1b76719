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

/** Two halves of 612x396: the label turned to 432x288 and centred in the lower one (the peel-off half), the slip in the upper one. */
export const LETTER_HALF_AND_HALF: SheetGeometry = {
  sheetId: 'letter-half-and-half',
  pageWidth: LETTER_WIDTH,
  pageHeight: LETTER_HEIGHT,
  label: { x: 90, y: 54, width: 432, height: 288, rotateDegrees: 90 },
  slip: { x: 0, y: 396, width: 612, height: 396, rotateDegrees: 0 },
  nudge: { dx: 0, dy: 0 },
};
