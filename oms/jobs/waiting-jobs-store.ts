/** SQL of jobs that wait to be begun, on graphile-worker's own tables (0.18): a job at work may do others of its kind along with its own. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { JobName } from './enqueue.ts';

/** `revision` grows when a job is put in anew under its key. */
export type WaitingJob = { readonly id: string; readonly revision: number; readonly payload: unknown };

/** Due, begun by nobody and never tried, in the order in which they would be begun. One that has failed is tried alone. */
export async function selectWaitingJobs(db: Db, name: JobName, limit: number): Promise<WaitingJob[]> {
  const { rows } = await sql<WaitingJob>`SELECT j.id::text AS id, j.revision, j.payload FROM graphile_worker._private_jobs j
    WHERE j.is_available AND j.run_at <= now() AND j.attempts = 0 AND j.task_id = (SELECT id FROM graphile_worker._private_tasks WHERE identifier = ${name})
    ORDER BY j.priority, j.run_at LIMIT ${limit}`.execute(db);
  return rows;
}

/** Those that nobody has begun or put in anew meanwhile. */
export async function deleteWaitingJobs(tx: Tx, jobs: readonly Pick<WaitingJob, 'id' | 'revision'>[]): Promise<void> {
  await sql`DELETE FROM graphile_worker._private_jobs WHERE id IN (SELECT j.id FROM graphile_worker._private_jobs j
      JOIN unnest(${jobs.map((job) => job.id)}::bigint[], ${jobs.map((job) => job.revision)}::integer[]) AS r(id, revision) ON j.id = r.id AND j.revision = r.revision
    WHERE j.locked_at IS NULL ORDER BY j.id FOR UPDATE OF j SKIP LOCKED)`.execute(tx);
}
