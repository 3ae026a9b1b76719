/** The job worker: graphile-worker over our pool. A job that fails is tried again with back-off by the queue itself. */
import { EventEmitter } from 'node:events';
import { Logger, parseCronItems, run, type JobHelpers, type ParsedCronItem, type TaskList, type WorkerEvents } from 'graphile-worker';
import { must } from '../../domain/assert.ts';
import type { Pool } from '../db/connect.ts';
import { withCorrelation } from '../http/correlation.ts';
import type { Services } from '../services.ts';
import { readCause } from './job-cause.ts';
import { watchStrandedJobs } from './free-stranded-jobs.ts';
import { createPatientPool } from './patient-pool.ts';

export type Worker = { close(): Promise<void> };
/** One run of a job. `isLastTry`: if it fails, the queue gives it up. */
export type JobRun = { readonly isLastTry: boolean };
export type Task = (payload: unknown, run: JobRun) => Promise<void>;
export type WorkerOptions = {
  /** No other OMS works on this database. */
  readonly isOnlyOms?: boolean;
  readonly sweepEveryMs?: number;
  readonly schedules?: readonly ScheduledJob[];
};
/** `at`: minute, hour, day, month, weekday, in UTC. */
export type ScheduledJob = { readonly name: string; readonly at: string };

const CONCURRENCY = 4;
const DAY_MS = 86_400_000;
/** Twice the longest pause between two tries of the queue to tell the database that a job is done (graphile-worker: 30 s). */
const TOLD_WITHIN_MS = 60_000;
/** What the queue itself says; failures of jobs are logged from its events, with their names. */
const OWN_WARNINGS = /Failed task|Completed task/;

export async function startWorker(services: Pick<Services, 'log'>, pool: Pool, tasks: Readonly<Record<string, Task>>, options: WorkerOptions = {}): Promise<Worker> {
  const { log } = services;
  const logger = new Logger(() => (level, message) => {
    if ((level === 'error' || level === 'warning') && !OWN_WARNINGS.test(message)) log.warn({ detail: message }, 'jobs:warning');
  });
  const events: WorkerEvents = new EventEmitter();
  const atWork = trackJobs();
  let workerName: string | undefined;
  events.on('pool:create', ({ workerPool }) => { workerName = workerPool.id; });
  events.on('job:start', ({ job }) => atWork.begin(String(job.id)));
  events.on('job:complete', ({ job }) => atWork.end(String(job.id)));
  events.on('job:error', ({ job, error }) => log.warn({ task: job.task_identifier, jobId: job.id, attempt: job.attempts, maxAttempts: job.max_attempts, error: describe(error) }, 'job:failed'));
  events.on('job:failed', ({ job, error }) => log.error({ task: job.task_identifier, jobId: job.id, attempts: job.attempts, error: describe(error) }, 'job:given-up'));
  const runner = await run({ pgPool: createPatientPool(pool), concurrency: CONCURRENCY, noHandleSignals: true, pollInterval: 1_000, taskList: correlated(tasks), parsedCronItems: toCronItems(options.schedules ?? []), logger, events });
  runner.promise.catch((error: unknown) => log.error({ error: describe(error) }, 'jobs:stopped'));
  const watch = watchStrandedJobs(services, pool, {
    workerName: must(workerName, 'the name of the worker'), jobIdsAtWork: () => atWork.ids(), isOnlyOms: options.isOnlyOms ?? false, ...(options.sweepEveryMs === undefined ? {} : { sweepEveryMs: options.sweepEveryMs }),
  });
  return { close: async () => { await watch.close(); await runner.stop(); } };
}

/** What a job causes is found in the log by the request that caused the job, or by the job's number when no request did. */
function correlated(tasks: Readonly<Record<string, Task>>): TaskList {
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, (payload: unknown, { job }: JobHelpers) =>
    withCorrelation(readCause(payload) ?? `job:${job.id}`, () => task(payload, { isLastTry: job.attempts >= job.max_attempts }))]));
}

function toCronItems(jobs: readonly ScheduledJob[]): ParsedCronItem[] {
  return parseCronItems(jobs.map(({ name, at }) => ({ task: name, match: at, options: { backfillPeriod: DAY_MS, maxAttempts: 3 } })));
}

/** The queue says that a job is complete before the database knows; with a broken connection that takes a while. So long it is at work. */
function trackJobs(): { begin(id: string): void; end(id: string): void; ids(): string[] } {
  const runs = new Map<string, number>();
  const add = (id: string, change: number): void => {
    const left = (runs.get(id) ?? 0) + change;
    if (left > 0) runs.set(id, left); else runs.delete(id);
  };
  return { begin: (id) => add(id, 1), end: (id) => { setTimeout(() => add(id, -1), TOLD_WITHIN_MS).unref(); }, ids: () => [...runs.keys()] };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
