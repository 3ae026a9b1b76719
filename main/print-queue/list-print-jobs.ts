/** The print queue page: what is open at this station, and what was printed today, newest first. */
import type { PrintJobRow } from '../../domain/rpc/printer-contract.ts';
import type { Tx } from '../db/open.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import type { StationContext } from '../station-context.ts';
import { jobMessage } from './job-message.ts';
import { selectRecentJobs, type PrintJob } from './print-job-store.ts';
import { STALE_DETAIL, UNRENDERED_DETAIL } from './read-jobs.ts';

const DAY_MS = 24 * 3_600_000;
const MOST_ROWS = 100;

export function listPrintJobs(tx: Tx, context: StationContext): PrintJobRow[] {
  return selectRecentJobs(tx, context.clock.nowMs() - DAY_MS, MOST_ROWS).map((job) => {
    const printer = context.config.printers.find((candidate) => candidate.printerId === job.printerId);
    return {
      jobId: job.jobId, unitId: job.unitId, orderNumber: readPackOrder(tx, job.orderId)?.order.orderNumber ?? nameOf(job), document: job.document, paper: job.content?.kind ?? null,
      act: job.act, copy: job.copy, state: job.state, printerName: printer?.name ?? '', attempts: job.attempt, preparedAtMs: job.preparedAtMs, sentAtMs: job.sentAtMs,
      message: printer || job.state === 'confirmed' || job.state === 'abandoned' ? jobMessage(job) : { key: 'print.noPrinter', values: {} },
      unprintable: [...job.unprintable], actions: actionsOf(job),
    };
  });
}

/** A paper of no order goes by its own number. */
function nameOf({ content, orderId }: PrintJob): string {
  return content !== null && 'code' in content ? content.code : orderId;
}

function actionsOf(job: PrintJob): PrintJobRow['actions'] {
  if (job.state === 'uncertain') return ['settle'];
  if (job.state !== 'failed_safe') return [];
  if (job.detail === STALE_DETAIL || job.detail?.startsWith(UNRENDERED_DETAIL)) return ['release'];
  return job.detail === 'silent' ? ['blind'] : [];
}
