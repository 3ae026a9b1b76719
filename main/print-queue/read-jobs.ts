/** The print jobs of a parcel, for the pack screen. */
import type { Tx } from '../db/open.ts';
import { selectJobsOfParcel, type PrintJob } from './print-job-store.ts';

export type { PrintJob };

/** `detail` of a job that waited too long and asks before it prints. */
export const STALE_DETAIL = 'stale';
/** Start of the `detail` of a job whose document could not be made. */
export const UNRENDERED_DETAIL = 'unrendered: ';

/** The parcel's present print unit: jobs of a label that was replaced are history. */
export function readJobsOfUnit(tx: Tx, parcelId: string): PrintJob[] {
  const jobs = selectJobsOfParcel(tx, parcelId);
  return jobs.filter((job) => job.unitId === jobs.at(-1)?.unitId);
}
