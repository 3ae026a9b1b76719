/** A printer that cannot print hands its next job to another of the same role. Only what is known not to have printed moves. */
import type { StationContext } from '../station-context.ts';
import { rolesOfDocument } from './prepare-print-unit.ts';
import { selectHeadOfQueue, selectPrintJob, updateJobPrinter, type PrintJob } from './print-job-store.ts';
import type { StationPrinter } from './station-printer.ts';

export type PrinterPeer = { readonly printer: StationPrinter; isReady(): boolean; wake(): void };

/** True when the job has gone to another printer. A job whose earlier attempt may still sit in this one stays. */
export function failOver(context: StationContext, job: PrintJob, peers: readonly PrinterPeer[]): boolean {
  if (!isSurelyUnprinted(job)) return false;
  const roles = rolesOfDocument(job.document, context.config.layout);
  const peer = roles.flatMap((role) => peers.filter(({ printer }) => printer.roles.includes(role))).find((candidate) => candidate.printer.printerId !== job.printerId && candidate.isReady());
  if (!peer) return false;
  const hasMoved = context.db.inTransaction((tx) => {
    const now = selectPrintJob(tx, job.jobId);
    if (!now || !isSurelyUnprinted(now) || now.printerId !== job.printerId) return false;
    updateJobPrinter(tx, job.jobId, peer.printer.printerId);
    return true;
  });
  if (!hasMoved) return false;
  context.log.warn({ jobId: job.jobId, from: job.printerId, to: peer.printer.printerId }, 'print:failover');
  context.publish('not-the-queue');
  peer.wake();
  return true;
}

function isSurelyUnprinted(job: PrintJob): boolean {
  return (job.state === 'failed_safe' || job.state === 'prepared') && job.doubt === null;
}

/** The next job of a printer that is not asked to print now, because an older one is in doubt there. */
export function failOverNext(context: StationContext, printerId: string, peers: readonly PrinterPeer[]): boolean {
  const next = context.db.read((tx) => selectHeadOfQueue(tx, printerId));
  return next !== null && failOver(context, next, peers);
}
