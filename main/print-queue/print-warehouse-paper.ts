/** Puts a receipt or report into the same queue as labels and slips, under the same rules: nothing comes out twice by itself. */
import { roleOfPaper, type WarehousePaper } from '../../domain/documents/warehouse-paper.ts';
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/open.ts';
import type { StationContext } from '../station-context.ts';
import { findPrinter, NO_PRINTER } from './prepare-print-unit.ts';
import { insertPrintJob } from './print-job-store.ts';

/** `box`: the box that it belongs to, if it does. */
export function printWarehousePaper(tx: Tx, context: StationContext, content: WarehousePaper, box: { readonly orderId: string; readonly parcelId: string } = { orderId: '', parcelId: '' }): void {
  const document = roleOfPaper(content.kind);
  insertPrintJob(tx, {
    jobId: makeId('job', context.clock, context.random), unitId: makeId('unt', context.clock, context.random), ...box, document, copy: 1, printerId: findPrinter(context.config.printers, [document]),
    sha256: null, impressions: 1, preparedAtMs: context.clock.nowMs(), act: 'print', content,
  });
}

export function hasPrinterFor(context: StationContext, kind: WarehousePaper['kind']): boolean {
  return findPrinter(context.config.printers, [roleOfPaper(kind)]) !== NO_PRINTER;
}
