/** SQL of completed backups: what a station need not keep any more. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export async function selectSafeMid(db: Db | Tx, clientId: string): Promise<number> {
  const { rows } = await sql<{ mid: number }>`SELECT coalesce((SELECT (mids->>${clientId})::bigint FROM sync.backup ORDER BY started_at DESC, backup_id DESC LIMIT 1), 0) AS mid`.execute(db);
  return rows[0]?.mid ?? 0;
}

/** `hub_at` is the start of a transaction: who began `marginMs` before the backup has ended before it, for a transaction may not last that long. */
export async function insertBackup(tx: Tx, startedAt: Date, marginMs: number): Promise<number> {
  const { rows } = await sql<{ clients: number }>`WITH known AS (SELECT c.client_id, m.mid FROM sync.client c CROSS JOIN LATERAL (SELECT mid FROM sync.mutation m
        WHERE m.client_id = c.client_id AND m.hub_at < ${startedAt}::timestamptz - make_interval(secs => ${marginMs / 1_000}) ORDER BY m.mid DESC LIMIT 1) AS m)
    INSERT INTO sync.backup (started_at, lsn, mids) SELECT ${startedAt}, pg_current_wal_lsn(), coalesce(jsonb_object_agg(client_id, mid), '{}') FROM known RETURNING (SELECT count(*)::int FROM known) AS clients`.execute(tx);
  return rows[0]?.clients ?? 0;
}

export async function deleteOldBackups(tx: Tx, keep: number): Promise<void> {
  await sql`DELETE FROM sync.backup WHERE backup_id NOT IN (SELECT backup_id FROM sync.backup ORDER BY started_at DESC, backup_id DESC LIMIT ${keep})`.execute(tx);
}

export type BackupRow = { readonly backup_id: number; readonly started_at: Date; readonly noted_at: Date; readonly lsn: string; readonly clients: number };

export async function selectBackups(db: Db): Promise<BackupRow[]> {
  const { rows } = await sql<BackupRow>`SELECT backup_id, started_at, noted_at, lsn::text AS lsn, (SELECT count(*)::int FROM jsonb_object_keys(mids)) AS clients FROM sync.backup ORDER BY started_at DESC, backup_id DESC`.execute(db);
  return rows;
}

export async function isInFuture(tx: Tx, at: Date): Promise<boolean> {
  const { rows } = await sql<{ later: boolean }>`SELECT ${at}::timestamptz > clock_timestamp() AS later`.execute(tx);
  return rows[0]?.later ?? false;
}
