/** The print jobs of a parcel, for the pack screen. */
import type { Tx } from '../db/open.ts';
import { selectJobsOfParcel, type PrintJob } from './print-job-store.ts';

export type { PrintJob };

export function readJobsOfParcel(tx: Tx, parcelId: string): PrintJob[] {
  return selectJobsOfParcel(tx, parcelId);
}
