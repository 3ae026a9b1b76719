/** The queues, what failed, what runs by the clock and what people did about it: for a page and for programs. */
import { z } from 'zod';
import type { Services } from '../services.ts';
import type { JobName } from './enqueue.ts';
import { readCause } from './job-cause.ts';
import { listSchedules, QUEUE_OF_JOB, QUEUES, SCHEDULED_JOBS, type Queue } from './job-queues.ts';
import { countFailures, countJobsByState, JOB_STATES, selectFailures, selectJobEvents, selectLastRuns, type JobCount, type JobRow, type JobState } from './job-store.ts';

const countsShape = { ready: z.int(), running: z.int(), scheduled: z.int(), retrying: z.int(), failed: z.int(), oldest_seconds: z.number().describe('How long the oldest job that is due has waited.') };
export const jobOverviewSchema = z.object({
  queues: z.array(z.object({ queue: z.enum(QUEUES), ...countsShape, jobs: z.array(z.object({ name: z.string(), ...countsShape })) })),
  schedules: z.array(z.object({ name: z.enum(SCHEDULED_JOBS), at: z.string().describe('minute hour day month weekday, UTC'), last_run_at: z.string().nullable() })),
  events: z.array(z.object({ event_type: z.string(), job_id: z.string().nullable(), job_name: z.string(), actor: z.string(), reason: z.string().nullable(), occurred_at: z.string() })).describe('The newest deeds of people.'),
});
export type JobOverview = z.infer<typeof jobOverviewSchema>;

export const failedJobSchema = z.object({
  id: z.string(), name: z.string(), queue: z.enum(QUEUES), state: z.enum(JOB_STATES), attempts: z.int(), max_attempts: z.int(), error: z.string().nullable(),
  payload: z.unknown(), correlation_id: z.string().nullable().describe('Of the request that caused it; null: by the clock.'), run_at: z.string().describe('When it is tried next; of a job that was given up, when it would have been.'), created_at: z.string(),
});
export type FailedJob = z.infer<typeof failedJobSchema>;

type Counts = { ready: number; running: number; scheduled: number; retrying: number; failed: number; oldest_seconds: number };
const EVENTS_SHOWN = 10;

export async function readJobs({ db, config }: Pick<Services, 'db' | 'config'>): Promise<JobOverview> {
  const [counts, lastRuns, events] = await Promise.all([countJobsByState(db), selectLastRuns(db), selectJobEvents(db, EVENTS_SHOWN)]);
  const runs = new Map(lastRuns.map((row) => [row.name, row.last_run_at.toISOString()]));
  const schedules = listSchedules(config);
  return {
    queues: QUEUES.map((queue) => {
      const names = namesOf(queue);
      return { queue, ...sum(counts.filter((row) => names.includes(row.name))), jobs: names.map((name) => ({ name, ...sum(counts.filter((row) => row.name === name)) })) };
    }),
    schedules: SCHEDULED_JOBS.map((name) => ({ name, at: schedules.find((one) => one.name === name)?.at ?? '', last_run_at: runs.get(name) ?? null })),
    events: events.map((row) => ({ ...row, occurred_at: row.occurred_at.toISOString() })),
  };
}

export async function readFailures({ db }: Pick<Services, 'db'>, states: readonly JobState[], page: { readonly limit: number; readonly offset: number }): Promise<{ readonly items: FailedJob[]; readonly total: number }> {
  const [rows, total] = await Promise.all([selectFailures(db, states, page.limit, page.offset), countFailures(db, states)]);
  return { items: rows.map(toFailedJob), total };
}

export function toFailedJob(row: JobRow): FailedJob {
  return {
    id: row.id, name: row.name, queue: queueOf(row.name), state: row.state, attempts: row.attempts, max_attempts: row.max_attempts, error: row.last_error,
    payload: row.payload, correlation_id: readCause(row.payload), run_at: row.run_at.toISOString(), created_at: row.created_at.toISOString(),
  };
}

function namesOf(queue: Queue): string[] {
  return Object.entries(QUEUE_OF_JOB).filter(([, one]) => one === queue).map(([name]) => name);
}

/** A job that this version does not know any more is looked after by nobody: it shows with the stations' housekeeping. */
function queueOf(name: string): Queue {
  return Object.hasOwn(QUEUE_OF_JOB, name) ? QUEUE_OF_JOB[name as JobName] : 'stations';
}

function sum(rows: readonly JobCount[]): Counts {
  const counts: Counts = { ready: 0, running: 0, scheduled: 0, retrying: 0, failed: 0, oldest_seconds: 0 };
  for (const row of rows) {
    counts[row.state] += row.count;
    if (row.state === 'ready' || row.state === 'retrying') counts.oldest_seconds = Math.max(counts.oldest_seconds, row.oldest_seconds);
  }
  return counts;
}
