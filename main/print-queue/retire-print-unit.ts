/** The label of a parcel is void: what has not come out of a printer never will, and what may have come out is settled. */
import type { Tx } from '../db/open.ts';
import type { StationContext } from '../station-context.ts';
import { changePrintJob } from './change-print-job.ts';
import { selectJobsOfParcel } from './print-job-store.ts';

/** `isLabelSeen`: the label itself was scanned, so it exists whatever the printer said. */
export function retirePrintUnit(tx: Tx, context: StationContext, parcelId: string, isLabelSeen: boolean): void {
  for (const job of selectJobsOfParcel(tx, parcelId)) {
    const isSeen = isLabelSeen && job.document !== 'slip';
    if (job.state === 'prepared' || job.state === 'failed_safe') changePrintJob(tx, context, { jobId: job.jobId, event: 'GivenUp', detail: 'the label is void' });
    else if (isSeen && (job.state === 'sending' || job.state === 'sent' || job.state === 'uncertain')) changePrintJob(tx, context, { jobId: job.jobId, event: 'PaperSeen', evidence: 'handshake', detail: 'scanned to be destroyed' });
    else if (job.state === 'uncertain') changePrintJob(tx, context, { jobId: job.jobId, event: 'GivenUp', detail: 'the label is void' });
  }
}
