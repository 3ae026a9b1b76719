/** The station's sheet: chosen and nudged by a lead on the media page, used by every paper that label and slip share, and by the calibration print. */
import type { SheetGeometry } from '../../domain/documents/document-content.ts';
import type { StationResult } from '../../domain/rpc/station-contract.ts';
import { KNOWN_SHEETS } from '../../printers/documents/sheets.ts';
import { readSheet, writeSheet } from '../settings/sheet.ts';
import type { StationContext } from '../station-context.ts';
import { asLead, type SetupAnswer } from './set-up-printers.ts';

export function readMedia(context: StationContext): StationResult<'readMedia'> {
  return { layout: context.config.layout, sheet: context.db.read(readSheet), known: [...KNOWN_SHEETS] };
}

/** Documents that were made before keep the sheet that they were made for. */
export function saveSheet(context: StationContext, sheet: SheetGeometry): SetupAnswer {
  return asLead(context, (tx) => { writeSheet(tx, sheet); return { ok: true, message: { key: 'setup.sheetSaved', values: {} } }; });
}
