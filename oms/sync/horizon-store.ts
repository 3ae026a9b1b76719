/** SQL of who holds the feed back: the sequencer takes nothing above the oldest transaction that is still open (SYNC.md 2). */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';

/** `pid` null: a prepared transaction, which has no session any more; `application` then is its name. */
export type Blocker = { readonly pid: number | null; readonly application: string; readonly database: string; readonly isOwnDatabase: boolean; readonly transactionMs: number; readonly queryMs: number };

/** The oldest transaction of the whole cluster that has written something: any database counts. */
export async function selectBlocker(db: Db): Promise<Blocker | null> {
  const { rows } = await sql<Blocker>`SELECT pid, application, database, database = current_database() AS "isOwnDatabase", "transactionMs", "queryMs" FROM (
      SELECT a.pid, coalesce(a.application_name, '') AS application, coalesce(a.datname, '') AS database, age(a.backend_xid) AS age,
        greatest(0, extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::int8 AS "transactionMs", greatest(0, extract(epoch FROM clock_timestamp() - a.query_start) * 1000)::int8 AS "queryMs"
      FROM pg_stat_activity a WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid()
      UNION ALL SELECT NULL, p.gid, p.database, age(p.transaction), greatest(0, extract(epoch FROM clock_timestamp() - p.prepared) * 1000)::int8, greatest(0, extract(epoch FROM clock_timestamp() - p.prepared) * 1000)::int8 FROM pg_prepared_xacts p) AS open
    ORDER BY age DESC, "transactionMs" DESC LIMIT 1`.execute(db);
  return rows[0] ?? null;
}
