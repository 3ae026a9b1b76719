/** The station's layout and sheet: chosen by a lead on the media page, used by every box's papers, and the sheet by the calibration print. */
import type { PrintLayout, SheetGeometry } from '../../domain/documents/document-content.ts';
import type { StationResult } from '../../domain/rpc/station-contract.ts';
import { KNOWN_SHEETS } from '../../printers/documents/sheets.ts';
import { readSheet, writeLayout, writeSheet } from '../settings/media.ts';
import type { StationContext } from '../station-context.ts';
import { asLead, type SetupAnswer } from './set-up-printers.ts';

export function readMedia(context: StationContext): StationResult<'readMedia'> {
  return { layout: context.config.layout, sheet: context.db.read(readSheet), known: [...KNOWN_SHEETS] };
}

/** Documents that were made before keep the layout and the sheet that they were made for. */
export function saveMedia(context: StationContext, { layout, sheet }: { readonly layout: PrintLayout; readonly sheet: SheetGeometry }): SetupAnswer {
  return asLead(context, (tx) => { writeLayout(tx, layout); writeSheet(tx, sheet); return { ok: true, message: { key: 'setup.sheetSaved', values: {} } }; });
}
