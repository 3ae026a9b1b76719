/** How this station puts out label and slip, and the sheet for papers that they share: where they stand, and by how much the printer is off. */
import { PRINT_LAYOUTS, type PrintLayout, type SheetGeometry } from '../../domain/documents/document-content.ts';
import { sheetGeometrySchema } from '../../domain/documents/sheet-geometry.ts';
import { LETTER_HALF_AND_HALF } from '../../printers/documents/sheets.ts';
import type { Tx } from '../db/open.ts';
import { readMeta, writeMeta } from './meta.ts';

/** Letter, half and half, when none was chosen. */
export function readSheet(tx: Tx): SheetGeometry {
  const saved = readMeta(tx, 'sheet');
  return saved === null ? LETTER_HALF_AND_HALF : sheetGeometrySchema.parse(JSON.parse(saved));
}

export function writeSheet(tx: Tx, sheet: SheetGeometry): void {
  writeMeta(tx, 'sheet', JSON.stringify(sheet));
}

/** Null when nobody has chosen one here: then the configuration's holds. */
export function readLayout(tx: Tx): PrintLayout | null {
  const saved = readMeta(tx, 'layout');
  return PRINT_LAYOUTS.find((layout) => layout === saved) ?? null;
}

export function writeLayout(tx: Tx, layout: PrintLayout): void {
  writeMeta(tx, 'layout', layout);
}
