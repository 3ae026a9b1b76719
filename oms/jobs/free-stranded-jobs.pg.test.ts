/** Jobs of workers that died are done by living ones; a worker that lives keeps its job, even when the database lost sight of it for a while. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createLog } from '../create-log.ts';
import { createPool, type Pool } from '../db/connect.ts';
import { startWorker, type Worker, type WorkerOptions } from './start-worker.ts';

const SWEEP_MS = 25;
const WAIT = { timeout: 20_000, interval: 20 };

describe('jobs whose worker is gone', () => {
  let database: TestDatabase;
  let log: ReturnType<typeof createLog>;
  const workers: Worker[] = [];
  const pools: Pool[] = [];
  beforeEach(async () => { database = await createTestDatabase(); log = createLog('silent'); });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close();
    for (const pool of pools.splice(0)) await pool.end();
    await database.close();
  });

  /** Each worker has its own pool, as each OMS has. */
  const start = async (work: (name: string) => Promise<void>, options: WorkerOptions = {}): Promise<void> => {
    const pool = createPool(database.url, () => undefined, 10);
    pools.push(pool);
    workers.push(await startWorker({ log }, pool, { note: (payload) => work((payload as { name: string }).name) }, { sweepEveryMs: SWEEP_MS, ...options }));
  };
  const add = async (name: string): Promise<void> => { await database.pool.query("SELECT graphile_worker.add_job('note', payload := json_build_object('name', $1::text))", [name]); };
  /** As a killed worker leaves it: begun, and nobody there. */
  const strand = async (name: string): Promise<void> => {
    await database.pool.query("SELECT graphile_worker.add_job('note', payload := json_build_object('name', $1::text), run_at := now() + interval '1 day')", [name]);
    await database.pool.query("UPDATE graphile_worker._private_jobs SET run_at = now(), attempts = 1, locked_at = now(), locked_by = 'pool-of-the-dead' WHERE payload ->> 'name' = $1", [name]);
  };
  const countJobs = async (): Promise<number> => Number((await database.pool.query('SELECT count(*) AS count FROM graphile_worker._private_jobs')).rows[0]?.count);
  const holderOf = async (name: string): Promise<unknown> => (await database.pool.query("SELECT locked_by FROM graphile_worker._private_jobs WHERE payload ->> 'name' = $1", [name])).rows[0]?.locked_by;

  test.each([{ isOnlyOms: true }, { isOnlyOms: false }])('are done by a living worker, once ($isOnlyOms: it is the only one)', async ({ isOnlyOms }) => {
    await strand('stranded');
    const done: string[] = [];
    await start(async (name) => { done.push(name); }, { isOnlyOms });
    await vi.waitFor(async () => expect(await countJobs()).toBe(0), WAIT);
    expect(done).toEqual(['stranded']);
  });

  test('are not those of a worker that lives, nor of one whose lock went down with its connection', async () => {
    const atWork: string[] = [];
    const gate = Promise.withResolvers<void>();
    await start(async (name) => { atWork.push(name); await gate.promise; });
    await add('long');
    await vi.waitFor(() => expect(atWork).toEqual(['long']), WAIT);
    const holder = await holderOf('long');
    const done: string[] = [];
    await start(async (name) => { done.push(name); });
    // The second worker has looked often enough to take what is stranded. So it has seen the long job as often.
    await strand('first');
    await vi.waitFor(() => expect([...atWork, ...done]).toContain('first'), WAIT);
    await database.pool.query('SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = \'advisory\' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())');
    await strand('second');
    await vi.waitFor(() => expect([...atWork, ...done]).toContain('second'), WAIT);
    expect(await holderOf('long')).toBe(holder);
    gate.resolve();
    await vi.waitFor(async () => expect(await countJobs()).toBe(0), WAIT);
    expect([...atWork, ...done].filter((name) => name === 'long')).toEqual(['long']);
  });

  test('are also those that the database gave to a living worker whose answer was lost on the way', async () => {
    const done: string[] = [];
    const gate = Promise.withResolvers<void>();
    await start(async (name) => { if (name === 'long') await gate.promise; done.push(name); });
    await add('long');
    const holder = await vi.waitFor(async () => { const name = await holderOf('long'); expect(name).toEqual(expect.any(String)); return name; }, WAIT);
    await strand('unheard');
    await database.pool.query("UPDATE graphile_worker._private_jobs SET locked_by = $1 WHERE payload ->> 'name' = 'unheard'", [holder]);
    await vi.waitFor(() => expect(done).toEqual(['unheard']), WAIT);
    gate.resolve();
    await vi.waitFor(() => expect(done).toEqual(['unheard', 'long']), WAIT);
  });
});
