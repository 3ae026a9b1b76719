/** The sheet that this station prints half-and-half and 4x8 papers on: where label and slip stand, and by how much the printer is off. */
import type { SheetGeometry } from '../../domain/documents/document-content.ts';
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
