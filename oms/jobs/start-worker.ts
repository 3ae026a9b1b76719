/** The job worker: graphile-worker over our pool. A job that fails is tried again with back-off by the queue itself. */
import { Logger, run } from 'graphile-worker';
import type { Pool } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { createTasks } from './task-list.ts';

export type Worker = { close(): Promise<void> };

const CONCURRENCY = 4;

export async function startWorker(services: Services, pool: Pool): Promise<Worker> {
  const logger = new Logger(() => (level, message) => {
    if (level === 'error') services.log.error({ detail: message }, 'job:failed');
    else if (level === 'warning') services.log.warn({ detail: message }, 'job:warning');
  });
  const runner = await run({ pgPool: pool, concurrency: CONCURRENCY, noHandleSignals: true, pollInterval: 1_000, taskList: { ...createTasks(services) }, logger });
  return { close: () => runner.stop() };
}
