/** SQL that looks for drift between the feed, what it is made from, and the sums that are kept of it. */
import { sql } from 'kysely';
import type { DocumentKey } from '../../sync/hub/hub-store.ts';
import type { Tx } from '../db/connect.ts';

/** Of these, the ones that the sequencer knows to be changed. */
export async function selectDirtyAmong(tx: Tx, keys: readonly DocumentKey[]): Promise<DocumentKey[]> {
  const { rows } = await sql<DocumentKey>`SELECT DISTINCT d.type, d.id FROM sync.dirty d JOIN unnest(${keys.map((key) => key.type)}::text[], ${keys.map((key) => key.id)}::text[]) AS k(type, id) ON d.type = k.type AND d.id = k.id`.execute(tx);
  return rows;
}

/** Counts the sums anew; returns how many buckets were wrong. The caller holds the sequencer's lock. */
export async function recountBuckets(tx: Tx): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`WITH real AS (SELECT node_id, bucket, count(*) AS count, sum(h)::bigint AS sum FROM sync.feed WHERE NOT del GROUP BY node_id, bucket),
    wrong AS (SELECT coalesce(r.node_id, b.node_id) AS node_id, coalesce(r.bucket, b.bucket) AS bucket, coalesce(r.count, 0) AS count, coalesce(r.sum, 0) AS sum FROM real r
      FULL JOIN sync.bucket b ON b.node_id = r.node_id AND b.bucket = r.bucket WHERE coalesce(r.count, 0) <> coalesce(b.count, 0) OR coalesce(r.sum, 0) <> coalesce(b.sum, 0)),
    mended AS (INSERT INTO sync.bucket (node_id, bucket, count, sum) SELECT node_id, bucket, count, sum FROM wrong ON CONFLICT (node_id, bucket) DO UPDATE SET count = excluded.count, sum = excluded.sum)
    SELECT count(*)::int AS wrong FROM wrong`.execute(tx);
  return rows[0]?.wrong ?? 0;
}

/** Deletes tombstones older than that; a station that began below the new floor must start over. The caller holds the sequencer's lock. */
export async function deleteTombstones(tx: Tx, olderThanDays: number): Promise<number> {
  const { rows } = await sql<{ purged: number }>`WITH gone AS (DELETE FROM sync.feed WHERE del AND written_at < now() - make_interval(days => ${olderThanDays}) RETURNING node_id, seq),
    floors AS (UPDATE sync.node n SET floor = greatest(n.floor, g.floor) FROM (SELECT node_id, max(seq) AS floor FROM gone GROUP BY node_id) g WHERE g.node_id = n.node_id)
    SELECT count(*)::int AS purged FROM gone`.execute(tx);
  return rows[0]?.purged ?? 0;
}
