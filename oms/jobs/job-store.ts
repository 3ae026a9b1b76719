/** SQL of the job queue as people see it, on graphile-worker's own tables (0.18), and of what they did to it. */
import { sql, type RawBuilder } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export const JOB_STATES = ['ready', 'running', 'scheduled', 'retrying', 'failed'] as const;
/** `scheduled`: its time has not come. `retrying`: it failed and is tried again by itself. `failed`: given up. */
export type JobState = (typeof JOB_STATES)[number];

const STATE: RawBuilder<JobState> = sql`CASE WHEN j.locked_at IS NOT NULL THEN 'running' WHEN j.attempts >= j.max_attempts THEN 'failed' WHEN j.attempts > 0 THEN 'retrying' WHEN j.run_at > now() THEN 'scheduled' ELSE 'ready' END`;

export type JobCount = { readonly name: string; readonly state: JobState; readonly count: number; /** Of those that are due. */ readonly oldest_seconds: number };

export async function countJobsByState(db: Db): Promise<JobCount[]> {
  const { rows } = await sql<JobCount>`SELECT t.identifier AS name, ${STATE} AS state, count(*)::int AS count, coalesce(extract(epoch FROM now() - min(j.run_at) FILTER (WHERE j.run_at <= now())), 0)::float8 AS oldest_seconds
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id GROUP BY 1, 2`.execute(db);
  return rows;
}

export type JobRow = {
  readonly id: string; readonly name: string; readonly state: JobState; readonly attempts: number; readonly max_attempts: number; readonly last_error: string | null;
  readonly payload: unknown; readonly run_at: Date; readonly created_at: Date; readonly updated_at: Date;
};

const JOB = sql`SELECT j.id::text AS id, t.identifier AS name, ${STATE} AS state, j.attempts, j.max_attempts, j.last_error, j.payload, j.run_at, j.created_at, j.updated_at
  FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id`;

/** Tried without success: those that were given up first, then the newest failures. */
export async function selectFailures(db: Db, states: readonly JobState[], limit: number, offset: number): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`SELECT * FROM (${JOB} WHERE j.attempts > 0) f WHERE state = ANY(${states}::text[]) ORDER BY state = 'failed' DESC, updated_at DESC, id DESC LIMIT ${limit} OFFSET ${offset}`.execute(db);
  return rows;
}

export async function countFailures(db: Db, states: readonly JobState[]): Promise<number> {
  return (await sql<{ total: number }>`SELECT count(*)::int AS total FROM (${JOB} WHERE j.attempts > 0) f WHERE state = ANY(${states}::text[])`.execute(db)).rows[0]?.total ?? 0;
}

export async function selectJob(tx: Tx, jobId: string): Promise<JobRow | undefined> {
  return (await sql<JobRow>`${JOB} WHERE j.id = ${jobId}::bigint FOR UPDATE OF j`.execute(tx)).rows[0];
}

/** At once, and with all its tries anew. */
export async function rescheduleJob(tx: Tx, jobId: string): Promise<void> {
  await sql`SELECT id FROM graphile_worker.reschedule_jobs(ARRAY[${jobId}::bigint], run_at := now(), attempts := 0)`.execute(tx);
}

export async function removeJob(tx: Tx, jobId: string): Promise<void> {
  await sql`SELECT id FROM graphile_worker.complete_jobs(ARRAY[${jobId}::bigint])`.execute(tx);
}

export type JobEventRow = {
  readonly event_id: string; readonly event_type: 'job.retried' | 'job.abandoned' | 'schedule.run'; readonly job_id: string | null; readonly job_name: string; readonly actor: string; readonly reason: string | null; readonly detail: string;
};

export async function insertJobEvent(tx: Tx, event: JobEventRow): Promise<void> {
  await sql`INSERT INTO job_events (event_id, event_type, job_id, job_name, actor, reason, detail)
    VALUES (${event.event_id}, ${event.event_type}, ${event.job_id}, ${event.job_name}, ${event.actor}, ${event.reason}, ${event.detail}::jsonb)`.execute(tx);
}

export type KeptJobEvent = { readonly event_type: JobEventRow['event_type']; readonly job_id: string | null; readonly job_name: string; readonly actor: string; readonly reason: string | null; readonly occurred_at: Date };

export async function selectJobEvents(db: Db, limit: number): Promise<KeptJobEvent[]> {
  return (await sql<KeptJobEvent>`SELECT event_type, job_id, job_name, actor, reason, occurred_at FROM job_events ORDER BY occurred_at DESC, event_id DESC LIMIT ${limit}`.execute(db)).rows;
}

/** When each schedule ran last; none that has not yet. */
export async function selectLastRuns(db: Db): Promise<{ readonly name: string; readonly last_run_at: Date }[]> {
  return (await sql<{ name: string; last_run_at: Date }>`SELECT identifier AS name, last_execution AS last_run_at FROM graphile_worker._private_known_crontabs WHERE last_execution IS NOT NULL`.execute(db)).rows;
}
