/** The job worker: graphile-worker over our pool. A job that fails is tried again with back-off by the queue itself. */
import { Logger, run } from 'graphile-worker';
import type { Pool } from '../db/connect.ts';
import type { Services } from '../services.ts';

export type Worker = { close(): Promise<void> };

const CONCURRENCY = 4;
/** What the queue itself says; failures of jobs are logged from its events, with their names. */
const OWN_WARNINGS = /Failed task|Completed task/;

export async function startWorker(services: Pick<Services, 'log'>, pool: Pool, tasks: Readonly<Record<string, (payload: unknown) => Promise<void>>>): Promise<Worker> {
  const { log } = services;
  const logger = new Logger(() => (level, message) => {
    if ((level === 'error' || level === 'warning') && !OWN_WARNINGS.test(message)) log.warn({ detail: message }, 'jobs:warning');
  });
  const runner = await run({ pgPool: pool, concurrency: CONCURRENCY, noHandleSignals: true, pollInterval: 1_000, taskList: { ...tasks }, logger });
  runner.events.on('job:error', ({ job, error }) => log.warn({ task: job.task_identifier, jobId: job.id, attempt: job.attempts, maxAttempts: job.max_attempts, error: describe(error) }, 'job:failed'));
  runner.events.on('job:failed', ({ job, error }) => log.error({ task: job.task_identifier, jobId: job.id, attempts: job.attempts, error: describe(error) }, 'job:given-up'));
  runner.promise.catch((error: unknown) => log.error({ error: describe(error) }, 'jobs:stopped'));
  return { close: () => runner.stop() };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
