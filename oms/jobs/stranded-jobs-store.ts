/**
 * SQL of jobs whose worker is gone, on graphile-worker's own tables (0.18), and of the lock that a living worker holds under its name.
 * On one connection that stays: the lock is that connection's.
 */
import type { PoolClient } from '../db/connect.ts';

export type StrandedJob = { readonly id: string; readonly locked_by: string; readonly is_own: boolean };

/** The first key of our advisory locks; the second is the worker's name. */
const LOCK_CLASS = 20_546;

/** False while another connection holds it. */
export async function tryNameLock(client: PoolClient, workerName: string): Promise<boolean> {
  const { rows } = await client.query<{ is_locked: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS is_locked', [LOCK_CLASS, workerName]);
  return rows[0]?.is_locked ?? false;
}

/** Begun by a worker that holds no lock, or by this one, which is not at work on them. */
export async function selectStrandedJobs(client: PoolClient, workerName: string, idsAtWork: readonly string[]): Promise<StrandedJob[]> {
  const { rows } = await client.query<StrandedJob>(`SELECT j.id::text AS id, j.locked_by, j.locked_by = $1 AS is_own FROM graphile_worker._private_jobs j
    WHERE j.locked_by IS NOT NULL AND CASE WHEN j.locked_by = $1 THEN j.id::text <> ALL ($2)
      ELSE NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = ${LOCK_CLASS} AND l.objid = hashtext(j.locked_by)::oid AND l.objsubid = 2 AND l.granted) END`, [workerName, [...idsAtWork]]);
  return rows;
}

/** Unless somebody else has it meanwhile. */
export async function freeJob(client: PoolClient, job: StrandedJob): Promise<void> {
  await client.query('UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL WHERE id = $1 AND locked_by = $2', [job.id, job.locked_by]);
}
