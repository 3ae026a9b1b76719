/** Puts many jobs into the queue as part of the caller's transaction, with one statement. */
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../db/connect.ts';
import { prepared } from '../db/prepared.ts';
import type { JobName, JobPayloads } from './enqueue.ts';
import { withCause } from './job-cause.ts';

export type NewJob = { readonly [N in JobName]: { readonly name: N; readonly payload: JobPayloads[N]; readonly jobKey?: string; readonly runAt?: Date; readonly cause?: string | undefined } }[JobName];

/** A key may come once only. */
export async function enqueueJobs(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length > 0) await sql`${prepared}SELECT count(*) FROM ${jobsAdded(jobs)}`.execute(tx);
}

/** What a statement selects from to enqueue these jobs. It must, or they are not. */
export function jobsAdded(jobs: readonly NewJob[]): RawBuilder<unknown> {
  return sql`graphile_worker.add_jobs(ARRAY(SELECT ROW(r.name, r.payload, NULL, r."runAt", NULL, r."jobKey", NULL, NULL)::graphile_worker.job_spec
    FROM json_to_recordset(${JSON.stringify(jobs.map(({ cause, ...job }) => ({ ...job, payload: withCause(job.payload, cause) })))}::json) AS r(name text, payload json, "jobKey" text, "runAt" timestamptz)))`;
}
