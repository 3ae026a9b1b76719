/** A sheet as it lies on the table: the page, the label's place and the slip's. */
import type { ReactElement } from 'react';
import type { SheetGeometry, SheetRectangle } from '../../../domain/documents/document-content.ts';
import { useWords } from '../use-station.ts';

export function SheetPicture({ sheet }: { readonly sheet: SheetGeometry }): ReactElement {
  const words = useWords();
  const place = (area: SheetRectangle | null, name: string): ReactElement | null => {
    if (!area) return null;
    const x = area.x + sheet.nudge.dx;
    const y = sheet.pageHeight - area.y - area.height - sheet.nudge.dy;
    return <g><rect className="sheet-area" x={x} y={y} width={area.width} height={area.height} /><text x={x + area.width / 2} y={y + area.height / 2} textAnchor="middle">{name}</text></g>;
  };
  return (
    <svg className="sheet-picture" viewBox={`-6 -6 ${sheet.pageWidth + 12} ${sheet.pageHeight + 12}`} role="img" aria-label={sheet.sheetId} data-testid="sheet-picture">
      <rect className="sheet-page" x={0} y={0} width={sheet.pageWidth} height={sheet.pageHeight} />
      {place(sheet.slip, words.text('media.slip'))}
      {place(sheet.label, words.text('media.label'))}
    </svg>
  );
}
