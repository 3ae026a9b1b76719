/** Makes documents before it is their turn: those of the open order, and the next in the queue. Nothing of it is a promise to print. */
import { readOpenSession } from '../packing/read-open-session.ts';
import type { StationContext } from '../station-context.ts';
import type { DocumentDesk } from './document-desk.ts';
import { documentsOfLayout, findPrinter } from './prepare-print-unit.ts';
import { selectHeadOfQueue } from './print-job-store.ts';
import { readJobRequest, readRequest } from './render-job.ts';
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

/** While the job before it is sent, so that its printer does not wait for drawing. What cannot be made now is left for the job's own turn. */
export async function prepareNext(context: StationContext, printer: StationPrinter, desk: DocumentDesk): Promise<void> {
  try {
    const request = context.db.read((tx) => {
      const next = selectHeadOfQueue(tx, printer.printerId);
      return next === null || next.sha256 !== null ? null : readJobRequest(tx, context, next, printer);
    });
    if (request) await desk.prepare(request);
  } catch (error) {
    context.log.info({ printerId: printer.printerId, error: String(error) }, 'print:ahead:not-made');
  }
}
