/**
 * Gives the jobs of dead workers to living ones. A job belongs to the worker that has begun it; when that worker is killed nobody gives
 * it back, and graphile-worker itself waits four hours before it does. So every worker holds an advisory lock under its name for as long
 * as it lives, and whoever finds a job whose worker holds none frees that job. A job may run twice then; every use case bears that.
 */
import type { PoolClient } from 'pg';
import type { Pool } from '../db/connect.ts';
import type { Services } from '../services.ts';

export type StrandedJobWatch = { close(): Promise<void> };
export type StrandedJobOptions = {
  /** The name under which this process's worker takes jobs. */
  readonly workerName: string;
  /** Jobs that this process is at work on now. */
  readonly jobIdsAtWork: () => readonly string[];
  /** No other OMS works on this database, so a foreign worker is a dead one. */
  readonly isOnlyOms: boolean;
  readonly sweepEveryMs?: number;
};

const SWEEP_MS = 4_000;
/** After a restart of the database every worker takes its lock anew, at its next sweep: so long a missing lock proves nothing. */
const SWEEPS_UNTIL_DEAD = 3;
/** The first key of our advisory locks; the second is the worker's name. */
const LOCK_CLASS = 20_546;

const STRANDED = `SELECT j.id::text AS id, j.locked_by, j.locked_by = $1 AS is_own FROM graphile_worker._private_jobs j WHERE j.locked_by IS NOT NULL AND CASE WHEN j.locked_by = $1 THEN j.id::text <> ALL ($2)
  ELSE NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND l.classid = ${LOCK_CLASS} AND l.objid = hashtext(j.locked_by)::oid AND l.objsubid = 2 AND l.granted) END`;
const FREE = `WITH freed AS (UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL WHERE id = $1 AND locked_by = $2 RETURNING id)
  SELECT count(*) FROM freed`;

type StrandedJob = { readonly id: string; readonly locked_by: string; readonly is_own: boolean };

export function watchStrandedJobs(services: Pick<Services, 'log'>, pool: Pool, options: StrandedJobOptions): StrandedJobWatch {
  let holder: PoolClient | null = null;
  let isClosed = false;
  let seen = new Map<string, number>();
  let sweeping: Promise<void> = Promise.resolve();

  const holdLock = async (): Promise<PoolClient> => {
    if (holder) return holder;
    const client = await pool.connect();
    client.once('error', () => letGo(client));
    holder = client;
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, options.workerName]);
    return client;
  };
  const letGo = (client: PoolClient): void => {
    if (holder !== client) return;
    holder = null;
    // Not back into the pool: the connection is broken or holds our lock.
    client.release(true);
  };
  const sweep = async (): Promise<void> => {
    try {
      const client = await holdLock();
      const { rows } = await client.query<StrandedJob>(STRANDED, [options.workerName, [...options.jobIdsAtWork()]]);
      const now = new Map(rows.map((job) => [`${job.id} ${job.locked_by}`, (seen.get(`${job.id} ${job.locked_by}`) ?? 0) + 1]));
      seen = now;
      for (const job of rows) {
        if ((now.get(`${job.id} ${job.locked_by}`) ?? 0) < (options.isOnlyOms && !job.is_own ? 1 : SWEEPS_UNTIL_DEAD)) continue;
        await client.query(FREE, [job.id, job.locked_by]);
        services.log.warn({ jobId: job.id, worker: job.locked_by }, 'job:freed');
      }
    } catch (error) {
      if (holder) letGo(holder);
      services.log.warn({ error: String(error) }, 'jobs:sweep:failed');
    }
  };
  const run = (): void => { if (!isClosed) sweeping = sweep(); };
  run();
  const timer = setInterval(run, options.sweepEveryMs ?? SWEEP_MS);
  return {
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      await sweeping;
      if (holder) letGo(holder);
    },
  };
}
