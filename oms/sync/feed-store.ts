/** SQL of the change feed: dirty keys in, latest-only rows out (design/SYNC.md 3.1). */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export type DirtyKey = { readonly type: string; readonly id: string };

/** One sequencer at a time, in the whole cluster. Taken before the statement that reads the horizon. */
export async function lockSequencer(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(7262002)`.execute(tx);
}

/**
 * Takes committed keys only: below the horizon no transaction is still open, so none can appear later with a smaller number.
 * The keys are deleted in the transaction that writes their feed rows (I8).
 */
export async function takeDirtyKeys(tx: Tx, limit: number): Promise<DirtyKey[]> {
  const { rows } = await sql<DirtyKey>`WITH due AS (
      SELECT ctid FROM sync.dirty WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, seq LIMIT ${limit})
    DELETE FROM sync.dirty d USING due WHERE d.ctid = due.ctid RETURNING d.type, d.id`.execute(tx);
  return rows;
}

export type FeedState = { readonly node_id: string; readonly rev: number; readonly h: number; readonly del: boolean };

export async function selectFeedStates(tx: Tx, type: string, id: string): Promise<FeedState[]> {
  return tx.selectFrom('sync.feed').select(['node_id', 'rev', 'h', 'del']).where('type', '=', type).where('id', '=', id).execute();
}

export type FeedWrite = { readonly nodeId: string; readonly type: string; readonly id: string; readonly rev: number; readonly hash: number; readonly bucket: number; readonly isDeleted: boolean; readonly body: string | null };

/** Gives the row the node's next position. */
export async function writeFeedRow(tx: Tx, row: FeedWrite): Promise<void> {
  await sql`WITH position AS (INSERT INTO sync.node (node_id, head) VALUES (${row.nodeId}, 1) ON CONFLICT (node_id) DO UPDATE SET head = sync.node.head + 1 RETURNING head)
    INSERT INTO sync.feed (node_id, type, id, seq, del, rev, v, h, bucket, body)
    SELECT ${row.nodeId}, ${row.type}, ${row.id}, head, ${row.isDeleted}, ${row.rev}, 1, ${row.hash}, ${row.bucket}, ${row.body} FROM position
    ON CONFLICT (type, id, node_id) DO UPDATE SET seq = excluded.seq, del = excluded.del, rev = excluded.rev, h = excluded.h, body = excluded.body`.execute(tx);
}

/** `key` is `<client id>:<mid>`, as the trigger wrote it. The node of the client's station, which has to be told. */
export async function coverClient(tx: Tx, key: string): Promise<string | null> {
  const [clientId, mid] = key.split(':');
  const { rows } = await sql<{ node_id: string }>`UPDATE sync.client c SET covered_mid = ${Number(mid)} FROM stations s
    WHERE c.client_id = ${clientId}::uuid AND c.covered_mid < ${Number(mid)} AND s.station_id = c.station_id RETURNING s.node_id`.execute(tx);
  return rows[0]?.node_id ?? null;
}

/** A node that is new to the feed gets what every node has: its products, brands and operators become dirty. */
export async function adoptNewNodes(tx: Tx): Promise<void> {
  const { rows } = await sql<{ node_id: string }>`INSERT INTO sync.node (node_id) SELECT n.node_id FROM fulfillment_nodes n
    WHERE NOT EXISTS (SELECT 1 FROM sync.node s WHERE s.node_id = n.node_id) ON CONFLICT DO NOTHING RETURNING node_id`.execute(tx);
  if (rows.length === 0) return;
  await sql`INSERT INTO sync.dirty (type, id) SELECT 'product', sku FROM products UNION ALL SELECT 'brand', brand_id FROM brands UNION ALL SELECT 'operator', operator_id FROM operators`.execute(tx);
}

export async function selectHeads(db: Db | Tx, nodeIds: readonly string[]): Promise<{ node_id: string; head: number; floor: number }[]> {
  if (nodeIds.length === 0) return [];
  return db.selectFrom('sync.node').select(['node_id', 'head', 'floor']).where('node_id', 'in', [...nodeIds]).execute();
}

export async function selectNodeIds(tx: Tx): Promise<string[]> {
  return (await tx.selectFrom('fulfillment_nodes').select('node_id').orderBy('node_id').execute()).map((row) => row.node_id);
}

export type FeedPageRow = { readonly seq: number; readonly type: string; readonly id: string; readonly rev: number; readonly h: number; readonly del: boolean; readonly body: string | null };

export async function selectFeedPage(tx: Tx, nodeId: string, after: number, limit: number): Promise<FeedPageRow[]> {
  return tx.selectFrom('sync.feed').select(['seq', 'type', 'id', 'rev', 'h', 'del', 'body']).where('node_id', '=', nodeId).where('seq', '>', after).orderBy('seq').limit(limit).execute();
}

export async function selectFeedRows(db: Db | Tx, nodeId: string, keys: readonly (readonly [string, string])[]): Promise<FeedPageRow[]> {
  if (keys.length === 0) return [];
  const pairs = sql.join(keys.map(([type, id]) => sql`(${type}::text, ${id}::text)`));
  const { rows } = await sql<FeedPageRow>`SELECT seq, type, id, rev, h, del, body FROM sync.feed WHERE node_id = ${nodeId} AND (type, id) IN (${pairs}) ORDER BY seq`.execute(db);
  return rows;
}

export async function selectBucketSums(db: Db | Tx, nodeId: string): Promise<{ bucket: number; count: number; sum: number }[]> {
  const { rows } = await sql<{ bucket: number; count: number; sum: number }>`SELECT bucket::int, count(*)::int AS count, sum(h)::bigint AS sum FROM sync.feed WHERE node_id = ${nodeId} AND NOT del GROUP BY bucket ORDER BY bucket`.execute(db);
  return rows.map((row) => ({ bucket: row.bucket, count: row.count, sum: Number(row.sum) }));
}

export async function selectBucketKeys(db: Db | Tx, nodeId: string, bucket: number): Promise<{ type: string; id: string; h: number }[]> {
  return db.selectFrom('sync.feed').select(['type', 'id', 'h']).where('node_id', '=', nodeId).where('bucket', '=', bucket).where('del', '=', false).execute();
}
