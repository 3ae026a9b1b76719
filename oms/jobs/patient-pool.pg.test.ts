/** The worker outlives what happens to its database: broken connections, a restart. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createLog } from '../create-log.ts';
import { createPool, type Pool } from '../db/connect.ts';
import { createPatientPool } from './patient-pool.ts';
import { startWorker, type Worker } from './start-worker.ts';

const WAIT = { timeout: 30_000, interval: 50 };

describe('a job queue whose connections break', () => {
  let database: TestDatabase;
  let pool: Pool;
  let worker: Worker | null = null;
  beforeEach(async () => { database = await createTestDatabase(); pool = createPool(database.url, () => undefined, 10); });
  afterEach(async () => { await worker?.close(); worker = null; await pool.end(); await database.close(); });

  const breakConnections = async (): Promise<void> => { await database.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'); };
  const add = async (name: string): Promise<void> => { await database.pool.query("SELECT graphile_worker.add_job('note', payload := json_build_object('name', $1::text))", [name]); };
  const countJobs = async (): Promise<number> => Number((await database.pool.query('SELECT count(*) AS count FROM graphile_worker._private_jobs')).rows[0]?.count);

  test('finishes the job at work, and goes on with the next ones', async () => {
    const done: string[] = [];
    const work = async (payload: unknown): Promise<void> => {
      const { name } = payload as { name: string };
      if (name.startsWith('broken')) await breakConnections();
      done.push(name);
    };
    worker = await startWorker({ log: createLog('silent') }, pool, { note: work }, { sweepEveryMs: 50 });
    for (const name of ['broken 1', 'whole 1', 'broken 2', 'whole 2']) {
      await add(name);
      await vi.waitFor(() => expect(done).toContain(name), WAIT);
    }
    await vi.waitFor(async () => expect(await countJobs()).toBe(0), WAIT);
    expect(done).toEqual(['broken 1', 'whole 1', 'broken 2', 'whole 2']);
  });

  test('hears of a database that is away as of a time-out, and of its own mistakes as they are', async () => {
    const client = await createPatientPool(pool).connect();
    try {
      await expect(client.query('SELECT wrong')).rejects.toMatchObject({ code: '42703' });
      await expect(client.query('SELECT pg_terminate_backend(pg_backend_pid())')).rejects.toMatchObject({ code: 'ETIMEDOUT', message: 'the database is away' });
    } finally {
      client.release(true);
    }
  });
});
