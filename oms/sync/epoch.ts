/** The epoch: one history of this hub. A restore or a failover begins another, and every station starts over (SYNC.md decision 5). */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';

/** A new row when the cluster or its timeline is another than the last one's. Restore detection by WAL position comes with the sync issue. */
export async function ensureEpoch(db: Db): Promise<void> {
  await sql`INSERT INTO sync.epoch (n, sysid, timeline, why)
    SELECT coalesce(max(e.n), 0) + 1, s.system_identifier::text, c.timeline_id, CASE WHEN count(e.n) = 0 THEN 'first start' ELSE 'another cluster or timeline' END
    FROM pg_control_system() s CROSS JOIN pg_control_checkpoint() c LEFT JOIN sync.epoch e ON true GROUP BY s.system_identifier, c.timeline_id
    HAVING NOT EXISTS (SELECT 1 FROM sync.epoch last WHERE last.n = (SELECT max(n) FROM sync.epoch) AND last.sysid = s.system_identifier::text AND last.timeline = c.timeline_id)`.execute(db);
}

/** `<system identifier>-<counter>`: two hubs never share one. */
export async function currentEpoch(db: Db): Promise<string> {
  const row = await db.selectFrom('sync.epoch').select(['n', 'sysid']).orderBy('n', 'desc').limit(1).executeTakeFirstOrThrow();
  return `${row.sysid}-${row.n}`;
}
