/**
 * Gives the jobs of dead workers to living ones. A job belongs to the worker that has begun it; when that worker is killed nobody gives
 * it back, and graphile-worker itself waits four hours before it does. So every worker holds an advisory lock under its name for as long
 * as it lives, and whoever finds a job whose worker holds none frees that job. A job may run twice then; every use case bears that.
 */
import type { Pool, PoolClient } from '../db/connect.ts';
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
/** A job that is ours and that we are not at work on: the database gave it to us and its answer was lost on the way. */
const SWEEPS_UNTIL_LOST = 3;
/**
 * A minute. A worker that is cut off from the database holds no lock and may be at work still: so long none of its calls lasts (a shop
 * or a carrier has 20 s). And after a restart of the database every worker takes its lock anew at its next sweep only.
 */
const SWEEPS_UNTIL_DEAD = 15;
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
  let hasLock = false;
  let isClosed = false;
  let seen = new Map<string, number>();
  let sweeping: Promise<void> | null = null;

  const letGo = (client: PoolClient): void => {
    if (holder !== client) return;
    holder = null;
    hasLock = false;
    // Not back into the pool: the connection is broken or holds our lock.
    client.release(true);
  };
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect();
    client.on('error', () => letGo(client));
    holder = client;
    return client;
  };
  const sweep = async (): Promise<void> => {
    try {
      const client = holder ?? (await connect());
      // Not waited for: while a session of ours that we lost still holds it, the server takes us for alive anyway.
      hasLock ||= (await client.query<{ is_locked: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS is_locked', [LOCK_CLASS, options.workerName])).rows[0]?.is_locked ?? false;
      const { rows } = await client.query<StrandedJob>(STRANDED, [options.workerName, [...options.jobIdsAtWork()]]);
      seen = new Map(rows.map((job) => [keyOf(job), (seen.get(keyOf(job)) ?? 0) + 1]));
      for (const job of rows) {
        if ((seen.get(keyOf(job)) ?? 0) < sweepsUntilFree(job, options)) continue;
        await client.query(FREE, [job.id, job.locked_by]);
        services.log.warn({ jobId: job.id, worker: job.locked_by }, 'job:freed');
      }
    } catch (error) {
      if (holder) letGo(holder);
      if (!isClosed) services.log.warn({ error: String(error) }, 'jobs:sweep:failed');
    }
  };
  // A sweep that gets no answer is not joined by a second one.
  const run = (): void => { if (!isClosed) sweeping ??= sweep().finally(() => { sweeping = null; }); };
  run();
  const timer = setInterval(run, options.sweepEveryMs ?? SWEEP_MS);
  return {
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      // This ends a sweep that gets no answer, too.
      if (holder) letGo(holder);
      await sweeping;
      if (holder) letGo(holder);
    },
  };
}

const keyOf = (job: StrandedJob): string => `${job.id} ${job.locked_by}`;

function sweepsUntilFree(job: StrandedJob, { isOnlyOms }: StrandedJobOptions): number {
  if (job.is_own) return SWEEPS_UNTIL_LOST;
  return isOnlyOms ? 1 : SWEEPS_UNTIL_DEAD;
}
