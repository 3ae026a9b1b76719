/** Makes the documents of the open order while it is packed; nothing of it is a promise to print. */
import { readOpenSession } from '../packing/read-open-session.ts';
import type { StationContext } from '../station-context.ts';
import type { DocumentDesk } from './document-desk.ts';
import { documentsOfLayout, findPrinter } from './prepare-print-unit.ts';
import { readRequest } from './render-job.ts';
import type { StationPrinter } from './station-printer.ts';

/** For one printer. A document that cannot be made now is left for its job, which says why. */
export async function prepareAhead(context: StationContext, printer: StationPrinter, desk: DocumentDesk): Promise<void> {
  const session = context.db.read(readOpenSession);
  if (session?.state !== 'scanning') return;
  for (const [document, roles] of documentsOfLayout(context.config.layout)) {
    if (findPrinter(context.config.printers, roles) !== printer.printerId) continue;
    try {
      await desk.prepare(context.db.read((tx) => readRequest(tx, context, { orderId: session.orderId, parcelId: session.parcelId, document, copy: 1 }, printer)));
    } catch (error) {
      context.log.info({ orderId: session.orderId, document, error: String(error) }, 'print:ahead:not-made');
    }
  }
}
