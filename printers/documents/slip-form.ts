/** The slip's sizes as data: whole pages, the half of a sheet, 4x6 thermal, and the tab under a 4x8 label. Points. */
import type { PaperName, SheetRectangle } from '../../domain/documents/document-content.ts';
import { A4_HEIGHT, A4_WIDTH, LABEL_HEIGHT, LABEL_WIDTH, LETTER_HEIGHT, LETTER_WIDTH } from './sheets.ts';

export type SlipForm = {
  readonly pageWidth: number;
  readonly pageHeight: number;
  /** Where the slip stands on its first page; later pages are used whole. */
  readonly firstArea: SheetRectangle;
  readonly margin: number;
  readonly gap: number;
  /** Thermal paper has black only, and gray would become dust. */
  readonly isThermal: boolean;
  /** Two inches high: one line of everything, and of the cards only what the customer wrote if the rest does not fit. */
  readonly isTab: boolean;
  readonly text: { readonly label: number; readonly small: number; readonly base: number; readonly strong: number; readonly brand: number };
  readonly bandHeight: number;
  readonly logoHeight: number;
  readonly titleLines: number;
  readonly cardColumns: 1 | 2 | 3;
  readonly barcode: { readonly modulePoints: number; readonly height: number; /** Left edges are put on this grid so that every module is whole dots. */ readonly gridPoints: number };
};

const wholePage = (width: number, height: number): SheetRectangle => ({ x: 0, y: 0, width, height, rotateDegrees: 0 });

/** A module of 0.72 pt is 10 mil: 6 whole dots at 600 dpi and 3 at 300. */
function pageForm(width: number, height: number): SlipForm {
  return {
    pageWidth: width, pageHeight: height, firstArea: wholePage(width, height), margin: 40, gap: 16, isThermal: false, isTab: false,
    text: { label: 7.5, small: 8.5, base: 10, strong: 11.5, brand: 21 }, bandHeight: 76, logoHeight: 42, titleLines: 2, cardColumns: 2,
    barcode: { modulePoints: 0.72, height: 44, gridPoints: 0.12 },
  };
}

export const LETTER_FORM: SlipForm = pageForm(LETTER_WIDTH, LETTER_HEIGHT);
export const A4_FORM: SlipForm = pageForm(A4_WIDTH, A4_HEIGHT);

export function paperForm(paper: PaperName, dotsPerInch: number): SlipForm {
  return { letter: LETTER_FORM, a4: A4_FORM, '4x6': thermalForm(dotsPerInch) }[paper];
}

export function halfForm(area: SheetRectangle, page: { readonly width: number; readonly height: number }): SlipForm {
  return {
    pageWidth: page.width, pageHeight: page.height, firstArea: area, margin: 26, gap: 9, isThermal: false, isTab: false,
    text: { label: 6.5, small: 7.5, base: 8.5, strong: 9.5, brand: 15 }, bandHeight: 46, logoHeight: 28, titleLines: 2, cardColumns: 3,
    barcode: { modulePoints: 0.72, height: 32, gridPoints: 0.12 },
  };
}

/** Modules of about 10 mil, whole dots: 2 at 203 dpi, 3 at 300, 6 at 600. */
export function thermalForm(dotsPerInch: number): SlipForm {
  const dotPoints = 72 / dotsPerInch;
  return {
    pageWidth: LABEL_WIDTH, pageHeight: LABEL_HEIGHT, firstArea: wholePage(LABEL_WIDTH, LABEL_HEIGHT), margin: 13, gap: 7, isThermal: true, isTab: false,
    text: { label: 6.5, small: 7.5, base: 8.5, strong: 9.5, brand: 14 }, bandHeight: 40, logoHeight: 26, titleLines: 2, cardColumns: 1,
    barcode: { modulePoints: Math.max(1, Math.round(dotsPerInch / 100)) * dotPoints, height: 34, gridPoints: dotPoints },
  };
}

/** The slip beside a label on a thermal sheet (4x8: two inches under the label). Its later pages are whole sheets. */
export function tabForm(area: SheetRectangle, page: { readonly width: number; readonly height: number }, dotsPerInch: number): SlipForm {
  const thermal = thermalForm(dotsPerInch);
  return {
    ...thermal, pageWidth: page.width, pageHeight: page.height, firstArea: area, margin: 10, gap: 5, isTab: true, bandHeight: 20, logoHeight: 14, titleLines: 1,
    text: { label: 6, small: 6.5, base: 7.5, strong: 8.5, brand: 10 }, barcode: { ...thermal.barcode, height: 24 },
  };
}
