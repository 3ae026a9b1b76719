/** What a person may do to a job: try it again now with all its tries, or give it up. Each leaves its row in the audit trail. */
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { enqueueJob } from './enqueue.ts';
import type { ScheduledJobName } from './job-queues.ts';
import { insertJobEvent, removeJob, rescheduleJob, selectJob, type JobRow } from './job-store.ts';

export type JobChange = { readonly jobId: string; readonly actor: string; readonly reason: string | null };
export type JobRefusal = { readonly code: 'UnknownJob' | 'JobIsRunning'; readonly message: string };

export async function retryJob(tx: Tx, services: Services, change: JobChange): Promise<Result<null, JobRefusal>> {
  return changeJob(tx, services, change, 'job.retried', rescheduleJob);
}

/** What it would have done is not done. The job is gone; what it was stays in the trail. */
export async function abandonJob(tx: Tx, services: Services, change: JobChange): Promise<Result<null, JobRefusal>> {
  return changeJob(tx, services, change, 'job.abandoned', removeJob);
}

/** Now, besides the clock. */
export async function runSchedule(tx: Tx, services: Services, { name, actor }: { readonly name: ScheduledJobName; readonly actor: string }): Promise<void> {
  await enqueueJob(tx, name, {}, { jobKey: `by-hand:${name}` });
  await insertJobEvent(tx, { event_id: makeId('evt', services.clock, services.random), event_type: 'schedule.run', job_id: null, job_name: name, actor, reason: null, detail: '{}' });
}

async function changeJob(tx: Tx, services: Services, { jobId, actor, reason }: JobChange, eventType: 'job.retried' | 'job.abandoned', apply: (tx: Tx, jobId: string) => Promise<void>): Promise<Result<null, JobRefusal>> {
  const job = await selectJob(tx, jobId);
  if (!job) return err({ code: 'UnknownJob', message: `There is no job ${jobId}: it was done or abandoned meanwhile.` });
  if (job.state === 'running') return err({ code: 'JobIsRunning', message: `Job ${jobId} is being worked at. Wait until it ends; one whose worker died is freed by itself within a minute.` });
  await apply(tx, jobId);
  await insertJobEvent(tx, { event_id: makeId('evt', services.clock, services.random), event_type: eventType, job_id: jobId, job_name: job.name, actor, reason, detail: describe(job) });
  return ok(null);
}

function describe({ payload, attempts, last_error: lastError }: JobRow): string {
  return JSON.stringify({ payload, attempts, lastError });
}
