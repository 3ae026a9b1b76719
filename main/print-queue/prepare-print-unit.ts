/** Puts the print unit (label and slip of one parcel) into the queue; part of the last scan's transaction. */
import { makeId } from '../../domain/ids.ts';
import type { BenchOperator } from '../../domain/packing/decision.ts';
import type { PackingSession } from '../../domain/packing/session.ts';
import type { BoxDocumentKind, PrintDocumentKind } from '../../domain/printing/print-job.ts';
import type { PrinterConfig } from '../config.ts';
import type { Tx } from '../db/open.ts';
import { currentOperator } from '../operators/sign-in.ts';
import { appendFact } from '../outbox/append-fact.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { hasOtherUnit, inheritDoubt, insertPrintJob, selectJobsOfParcel, selectUnprintedJobs, updateJobPrinter, updatePreparedAt, type PrintAct, type PrintJob } from './print-job-store.ts';

/** A job that no configured printer can take. It waits visibly; nothing is lost. */
export const NO_PRINTER = '';

type Role = PrinterConfig['roles'][number];

export type NewPrintUnit = { readonly unitId: string; /** A further box; null for the first one. */ readonly parcelId: string | null; readonly nowMs: number };

export function preparePrintUnit(tx: Tx, context: StationContext, session: PackingSession, { unitId, parcelId, nowMs }: NewPrintUnit): void {
  // A second unit for the parcel's order is the relabelling that the office asked for; it is an act of its own.
  const act = parcelId !== null ? 'parcel' : hasOtherUnit(tx, session.orderId, unitId) ? 'relabel' : 'print';
  for (const [document, roles] of documentsOfLayout(context.config.layout)) {
    insertJob(tx, context, { orderId: session.orderId, parcelId: parcelId ?? session.parcelId }, { unitId, document, copy: 1, printerId: findPrinter(context.config.printers, roles), sha256: null, impressions: 1, act, nowMs });
  }
}

/** What one parcel needs, and who may print it: the first role that a printer has. */
export function documentsOfLayout(layout: StationContext['config']['layout']): readonly (readonly [BoxDocumentKind, readonly Role[]])[] {
  switch (layout) {
    case 'two-printers': return [['label', ['label']], ['slip', ['slip']]];
    case 'thermal-label-then-slip': case 'thermal-4x8': return [['combined', ['combined', 'label']]];
    case 'letter-half-and-half': return [['combined', ['combined', 'slip']]];
  }
}

export function findPrinter(printers: readonly PrinterConfig[], roles: readonly Role[]): string {
  for (const role of roles) {
    const printer = printers.find((candidate) => candidate.roles.includes(role));
    if (printer) return printer.printerId;
  }
  return NO_PRINTER;
}

type JobParts = { readonly unitId: string; readonly document: PrintDocumentKind; readonly copy: number; readonly printerId: string; readonly sha256: string | null; readonly impressions: number; readonly act: PrintAct; readonly nowMs: number };

function insertJob(tx: Tx, context: StationContext, box: Pick<PackingSession, 'orderId' | 'parcelId'>, parts: JobParts): string {
  const jobId = makeId('job', context.clock, context.random);
  insertPrintJob(tx, {
    jobId, unitId: parts.unitId, orderId: box.orderId, parcelId: box.parcelId, document: parts.document, copy: parts.copy,
    printerId: parts.printerId, sha256: parts.sha256, impressions: parts.impressions, preparedAtMs: parts.nowMs, act: parts.act,
  });
  return jobId;
}

/** The label may be in somebody's hand: some job of its print unit has left, or may have left, this station. */
export function isLabelOut(tx: Tx, parcelId: string): boolean {
  const jobs = selectJobsOfParcel(tx, parcelId);
  return jobs.filter((job) => job.unitId === jobs.at(-1)?.unitId).some((job) => job.document !== 'slip' && job.attempt > 0 && job.state !== 'failed_safe' && job.state !== 'prepared');
}

/** The slip surely has not come out, and there is a printer for it. */
export function isSlipMissing(tx: Tx, context: StationContext, parcelId: string): boolean {
  const jobs = selectJobsOfParcel(tx, parcelId);
  const slips = jobs.filter((job) => job.unitId === jobs.at(-1)?.unitId && job.document === 'slip');
  const isWaiting = (job: PrintJob): boolean => (job.state === 'prepared' || job.state === 'failed_safe') && context.config.printers.some((printer) => printer.printerId === job.printerId);
  return slips.some(isWaiting) && slips.every((job) => isWaiting(job) || job.state === 'abandoned');
}

/**
 * REPRINT-LABEL and REPRINT-SLIP: an act of its own. A job that never printed is only hurried; otherwise a further copy is made
 * (the same bytes for a label; a slip says REPRINT) and an uncertain predecessor is given up.
 * Who may do it is decided in domain/packing: a second label is a lead's act, or a packer's that a lead has allowed.
 */
export function prepareReprint(tx: Tx, context: StationContext, session: PackingSession, document: 'label' | 'slip', { nowMs, approvedBy }: { readonly nowMs: number; readonly approvedBy?: BenchOperator }): void {
  const earlier = selectJobsOfParcel(tx, session.parcelId).filter((job) => job.document === document || job.document === 'combined');
  const latest = earlier.at(-1);
  if (latest && (latest.state === 'prepared' || latest.state === 'failed_safe')) { hurryJob(tx, context, latest); return; }
  for (const job of earlier) if (job.state === 'uncertain') changePrintJob(tx, context, { jobId: job.jobId, event: 'GivenUp', detail: 'reprinted' });
  const copy = Math.max(0, ...earlier.map((job) => job.copy)) + 1;
  const jobId = insertJob(tx, context, session, { unitId: latest?.unitId ?? makeId('unt', context.clock, context.random), document, copy, act: 'reprint', nowMs, ...bytesOf(context, latest, document) });
  if (latest?.doubt && latest.document === document) inheritDoubt(tx, jobId, latest.jobId);
  const operator = currentOperator(tx);
  if (!operator || copy < 2) return;
  appendFact(tx, context, {
    orderId: session.orderId, baseRev: session.baseRev, fence: session.fence,
    body: { type: 'DocumentReprinted', operatorId: operator.operatorId, operatorName: operator.name, parcelId: session.parcelId, jobId, document, copy,
      ...(approvedBy && { approvedBy: { operatorId: approvedBy.operatorId, operatorName: approvedBy.operatorName } }) },
  });
}

/** Its turn comes now, whatever it waited for. */
export function hurryJob(tx: Tx, context: StationContext, job: PrintJob): void {
  if (job.state === 'failed_safe') changePrintJob(tx, context, { jobId: job.jobId, event: 'RetryDue' });
  updatePreparedAt(tx, job.jobId, context.clock.nowMs());
  adoptOrphan(tx, context, job);
}

/**
 * Jobs of a printer that was taken out of the configuration, or that no printer could take when they were made, go to one that can now.
 * Only jobs that are known not to have printed; their bytes are made anew in that printer's language.
 */
export function adoptOrphanJobs(tx: Tx, context: StationContext): void {
  for (const job of selectUnprintedJobs(tx)) adoptOrphan(tx, context, job);
}

function adoptOrphan(tx: Tx, context: StationContext, job: PrintJob): void {
  if (context.config.printers.some((printer) => printer.printerId === job.printerId)) return;
  const printerId = findPrinter(context.config.printers, rolesOfDocument(job.document, context.config.layout));
  if (printerId !== NO_PRINTER) updateJobPrinter(tx, job.jobId, printerId);
}

/** Who may print it, best first. */
export function rolesOfDocument(document: PrintDocumentKind, layout: StationContext['config']['layout']): readonly Role[] {
  if (document === 'receipt' || document === 'report') return [document];
  return documentsOfLayout(layout).find(([kind]) => kind === document)?.[1] ?? [document, 'combined'];
}

function bytesOf(context: StationContext, latest: PrintJob | undefined, document: 'label' | 'slip'): { printerId: string; sha256: string | null; impressions: number } {
  const printerId = latest?.printerId ?? findPrinter(context.config.printers, [document, 'combined']);
  const isSameBytes = document === 'label' && latest?.document === 'label';
  return { printerId, sha256: isSameBytes ? latest.sha256 : null, impressions: isSameBytes ? latest.impressions : 1 };
}
