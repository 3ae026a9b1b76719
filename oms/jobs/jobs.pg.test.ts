/** Jobs exist when the change does, are tried again when they fail, and say so in the log. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../create-log.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createTestServices } from '../../test/support/services.ts';
import { enqueueJob } from './enqueue.ts';
import { startWorker, type Worker } from './start-worker.ts';
import { createTasks } from './task-list.ts';

describe('the job queue', () => {
  let database: TestDatabase;
  let worker: Worker | null = null;
  let lines: Record<string, unknown>[];
  beforeEach(async () => { database = await createTestDatabase(); lines = []; });
  afterEach(async () => { await worker?.close(); worker = null; await database.close(); });

  const enqueue = (nodeId: string, options?: { readonly jobKey?: string; readonly runAt?: Date }): Promise<void> => inTransaction(database.db, (tx) => enqueueJob(tx, 'leases.grant', { nodeId }, options));
  const countJobs = async (): Promise<number> => Number((await database.pool.query('SELECT count(*) AS count FROM graphile_worker.jobs')).rows[0]?.count);
  const work = async (grant: (payload: unknown) => Promise<void>): Promise<void> => {
    const log = createLog('info', { write: (line) => { lines.push(JSON.parse(line) as Record<string, unknown>); } });
    worker = await startWorker({ log }, database.pool, { 'leases.grant': grant });
  };

  test('a change that is taken back takes its job with it', async () => {
    await expect(inTransaction(database.db, async (tx) => {
      await enqueueJob(tx, 'leases.grant', { nodeId: 'nod_1' });
      throw new Error('taken back');
    })).rejects.toThrow('taken back');
    expect(await countJobs()).toBe(0);
  });

  test('jobs under one key wait as one, with the newest payload', async () => {
    const later = new Date(Date.now() + 60_000);
    await enqueue('nod_1', { jobKey: 'grant', runAt: later });
    await enqueue('nod_2', { jobKey: 'grant' });
    const seen: unknown[] = [];
    await work(async (payload) => { seen.push(payload); });
    await vi.waitFor(async () => expect(await countJobs()).toBe(0), { timeout: 10_000 });
    expect(seen).toEqual([{ nodeId: 'nod_2' }]);
  });

  test('a job that fails is tried again by itself, and the log names task, attempt and reason', async () => {
    let runs = 0;
    await work(async () => { runs += 1; if (runs === 1) throw new Error('the carrier is away'); });
    await enqueue('nod_1');
    await vi.waitFor(async () => expect([runs, await countJobs()]).toEqual([2, 0]), { timeout: 30_000, interval: 100 });
    expect(lines.filter((line) => line['event'] === 'job:failed')).toMatchObject([{ task: 'leases.grant', attempt: 1, error: expect.stringContaining('the carrier is away') }]);
  });

  test('a job that has failed for the last time is an error in the log', async () => {
    await work(() => Promise.reject(new Error('never')));
    await database.pool.query("SELECT graphile_worker.add_job('leases.grant', payload := '{}', max_attempts := 1)");
    await vi.waitFor(() => expect(lines.filter((line) => line['event'] === 'job:given-up')).toMatchObject([{ level: 50, task: 'leases.grant', attempts: 1 }]), { timeout: 10_000 });
  });

  test('every task refuses a payload of another shape before it touches anything', async () => {
    const tasks = createTasks(createTestServices(database.db));
    for (const task of Object.values(tasks)) await expect(async () => task({ surprise: true }, { isLastTry: false })).rejects.toThrow(/expected string|Unrecognized key/);
  });
});
