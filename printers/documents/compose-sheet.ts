/** Label and slip on one piece of thermal paper, put together in dots, so that neither is drawn twice or resampled. */
import type { SheetGeometry, SheetRectangle } from '../../domain/documents/document-content.ts';
import { blankPicture, place, scale, turn } from '../images/picture.ts';
import type { GrayPicture } from '../pdf/rasterise.ts';

/** The label's first page goes into its rectangle on the slip's first page; its further pages follow on sheets of their own. */
export function composeSheet(slipPages: readonly GrayPicture[], labelPages: readonly GrayPicture[], sheet: SheetGeometry, dotsPerInch: number): GrayPicture[] {
  const area = sheet.label ?? { x: (sheet.pageWidth - 288) / 2, y: sheet.pageHeight - 432, width: 288, height: 432, rotateDegrees: 0 };
  const [firstSlip, ...moreSlips] = slipPages;
  const isShared = sheet.label !== null && sheet.slip !== null;
  const papers = labelPages.map((label, index) => {
    const paper = blankPicture(toDots(sheet.pageWidth, dotsPerInch), toDots(sheet.pageHeight, dotsPerInch));
    if (index === 0 && isShared && firstSlip) place(paper, firstSlip, 0, 0);
    placeInto(paper, label, area, sheet, dotsPerInch);
    return paper;
  });
  const [first, ...moreLabels] = papers;
  return isShared ? [...(first ? [first] : []), ...moreSlips, ...moreLabels] : [...slipPages, ...papers];
}

function placeInto(paper: GrayPicture, label: GrayPicture, area: SheetRectangle, sheet: SheetGeometry, dotsPerInch: number): void {
  const turned = turn(label, -area.rotateDegrees / 90);
  const [width, height] = [toDots(area.width, dotsPerInch), toDots(area.height, dotsPerInch)];
  const fitted = scale(turned, Math.min(1, width / turned.width, height / turned.height));
  const left = toDots(area.x + sheet.nudge.dx, dotsPerInch) + Math.floor((width - fitted.width) / 2);
  const top = toDots(sheet.pageHeight - area.y - area.height - sheet.nudge.dy, dotsPerInch) + Math.floor((height - fitted.height) / 2);
  place(paper, fitted, left, top);
}

function toDots(points: number, dotsPerInch: number): number {
  return Math.round((points / 72) * dotsPerInch);
}
