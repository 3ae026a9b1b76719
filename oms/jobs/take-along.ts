/**
 * Jobs of one kind that a job at work does along with its own: read before, and struck out of the queue in the transaction that did them.
 * Nothing is locked in between: should a worker begin one of them meanwhile, it finds the work done.
 */
import type { Db, Tx } from '../db/connect.ts';
import type { JobName } from './enqueue.ts';
import { deleteWaitingJobs, selectWaitingJobs, type WaitingJob } from './waiting-jobs-store.ts';

export type { WaitingJob };

export async function listWaitingJobs(db: Db, name: JobName, limit: number): Promise<WaitingJob[]> {
  return limit > 0 ? selectWaitingJobs(db, name, limit) : [];
}

/** A job that was put in anew since it was read stays: somebody wants it done once more. */
export async function strikeOutJobs(tx: Tx, jobs: readonly WaitingJob[]): Promise<void> {
  if (jobs.length > 0) await deleteWaitingJobs(tx, jobs);
}
