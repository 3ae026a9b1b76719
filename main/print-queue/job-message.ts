/** What the screen says about a print job. */
import type { Message } from '../../domain/rpc/station-contract.ts';
import { printerViewSchema } from '../../domain/rpc/station-contract.ts';
import type { PrintJob } from './print-job-store.ts';
import { STALE_DETAIL, UNRENDERED_DETAIL } from './read-jobs.ts';

const PRINTER_CONDITIONS = printerViewSchema.shape.condition.options;

/** Null when there is nothing to say beyond its state. */
export function jobMessage(job: PrintJob): Message | null {
  switch (job.state) {
    case 'failed_safe': return waitingMessage(job.detail ?? '');
    case 'uncertain': return of('print.uncertain');
    // While it is still being watched the printer may yet prove it.
    case 'sent': return job.settledAtMs === null ? null : of('print.unconfirmed');
    default: return null;
  }
}

function waitingMessage(detail: string): Message {
  if (detail === STALE_DETAIL) return of('print.stale');
  if (detail.startsWith(UNRENDERED_DETAIL)) return of('print.cannotRender', { detail: detail.slice(UNRENDERED_DETAIL.length) });
  const condition = PRINTER_CONDITIONS.find((known) => known === detail);
  return of(condition ? `print.waiting.${condition}` : 'print.waiting');
}

function of(key: string, values: Message['values'] = {}): Message {
  return { key, values };
}
