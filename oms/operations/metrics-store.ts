/** SQL of what is measured in the database. Every query reads a small index or a small table: it is asked every few seconds. */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';

export type Counted = { readonly label: string; readonly count: number };

const counted = async (db: Db, query: ReturnType<typeof sql<Counted>>): Promise<Counted[]> => (await query.execute(db)).rows;

/** Finished orders are millions, and no news. */
export function countOpenOrders(db: Db): Promise<Counted[]> {
  return counted(db, sql<Counted>`SELECT status AS label, count(*)::int AS count FROM orders
    WHERE status IN ('PENDING', 'CONFIRMED', 'SOURCING', 'SOURCED', 'BACKORDERED', 'PICKING', 'PACKING', 'READY_TO_SHIP', 'READY_FOR_PICKUP') GROUP BY status`);
}

export type WaitingJobs = { readonly task: string; readonly waiting: number; readonly failing: number; readonly given_up: number; readonly oldest_seconds: number };

/** On graphile-worker's own tables (0.18). */
export async function countJobs(db: Db): Promise<WaitingJobs[]> {
  const { rows } = await sql<WaitingJobs>`SELECT t.identifier AS task, count(*) FILTER (WHERE j.attempts < j.max_attempts)::int AS waiting, count(*) FILTER (WHERE j.attempts > 0 AND j.attempts < j.max_attempts)::int AS failing,
      count(*) FILTER (WHERE j.attempts >= j.max_attempts)::int AS given_up, coalesce(extract(epoch FROM now() - min(j.run_at) FILTER (WHERE j.attempts < j.max_attempts AND j.run_at <= now())), 0)::float8 AS oldest_seconds
    FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id GROUP BY 1`.execute(db);
  return rows;
}

export function countWaitingWebhooks(db: Db): Promise<Counted[]> {
  return counted(db, sql<Counted>`SELECT status AS label, count(*)::int AS count FROM webhook_events WHERE status IN ('PENDING', 'FAILED') GROUP BY status`);
}

export function countOpenTasks(db: Db): Promise<Counted[]> {
  return counted(db, sql<Counted>`SELECT kind AS label, count(*)::int AS count FROM exception_tasks WHERE state = 'open' GROUP BY kind`);
}

export function countOpenPurchases(db: Db): Promise<Counted[]> {
  return counted(db, sql<Counted>`SELECT state AS label, count(*)::int AS count FROM label_purchases WHERE state IN ('intent', 'unknown') GROUP BY state`);
}

export type StationAge = { readonly name: string; readonly node: string; readonly silent_seconds: number | null };

export async function selectStationAges(db: Db): Promise<StationAge[]> {
  const { rows } = await sql<StationAge>`SELECT s.name, n.code AS node, extract(epoch FROM now() - s.seen_at)::float8 AS silent_seconds FROM stations s JOIN fulfillment_nodes n USING (node_id) WHERE s.state = 'ACTIVE' ORDER BY 2, 1`.execute(db);
  return rows;
}

/** Null: none was ever noted. */
export async function selectBackupAge(db: Db): Promise<number | null> {
  const { rows } = await sql<{ seconds: number | null }>`SELECT extract(epoch FROM now() - max(started_at))::float8 AS seconds FROM sync.backup`.execute(db);
  return rows[0]?.seconds ?? null;
}
