/** SQL of the change feed: the latest row of each document at each node, heads, and the bucket sums that go with them (SYNC.md 3.1). */
import { sql } from 'kysely';
import type { BucketSum } from '../../domain/wire/sync.ts';
import type { DocumentKey, FeedRowText, FeedState, FeedWrite } from '../../sync/hub/hub-store.ts';
import type { Db, Tx } from '../db/connect.ts';

const FEED_ROW = sql`f.seq, f.type, f.id, f.rev, f.h AS hash, f.del AS "isDeleted", f.body`;

export async function selectFeedStates(tx: Tx, keys: readonly DocumentKey[]): Promise<FeedState[]> {
  const { rows } = await sql<FeedState>`SELECT f.node_id AS "nodeId", f.type, f.id, f.rev, f.h AS hash, f.del AS "isDeleted"
    FROM unnest(${keys.map((key) => key.type)}::text[], ${keys.map((key) => key.id)}::text[]) AS k(type, id) JOIN sync.feed f ON f.type = k.type AND f.id = k.id`.execute(tx);
  return rows;
}

export async function selectHeads(db: Db | Tx, nodeIds: readonly string[] | null): Promise<{ node_id: string; head: number; floor: number }[]> {
  const heads = db.selectFrom('sync.node').select(['node_id', 'head', 'floor']);
  return nodeIds === null ? heads.execute() : nodeIds.length === 0 ? [] : heads.where('node_id', 'in', [...nodeIds]).execute();
}

/** Rows, heads and sums in one statement: its parts all see the rows as they were before. */
export async function writeFeedRows(tx: Tx, rows: readonly FeedWrite[], heads: ReadonlyMap<string, number>): Promise<void> {
  await sql`WITH r AS MATERIALIZED (SELECT * FROM unnest(${rows.map((row) => row.nodeId)}::text[], ${rows.map((row) => row.type)}::text[], ${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.seq)}::bigint[],
        ${rows.map((row) => row.isDeleted)}::boolean[], ${rows.map((row) => row.rev)}::bigint[], ${rows.map((row) => row.hash)}::bigint[], ${rows.map((row) => row.bucket)}::smallint[], ${rows.map((row) => row.body)}::text[])
      AS r(node_id, type, id, seq, del, rev, h, bucket, body)),
    sums AS (SELECT node_id, bucket, sum(n)::bigint AS count, sum(h)::bigint AS sum FROM (
        SELECT node_id, bucket, 1 AS n, h FROM r WHERE NOT del
        UNION ALL SELECT f.node_id, f.bucket, -1, -f.h FROM r JOIN sync.feed f ON f.type = r.type AND f.id = r.id AND f.node_id = r.node_id WHERE NOT f.del) AS change GROUP BY node_id, bucket),
    written AS (INSERT INTO sync.feed (node_id, type, id, seq, del, rev, v, h, bucket, body, written_at) SELECT node_id, type, id, seq, del, rev, 1, h, bucket, body, now() FROM r
      ON CONFLICT (type, id, node_id) DO UPDATE SET seq = excluded.seq, del = excluded.del, rev = excluded.rev, h = excluded.h, body = excluded.body, written_at = excluded.written_at),
    summed AS (INSERT INTO sync.bucket (node_id, bucket, count, sum) SELECT node_id, bucket, count, sum FROM sums
      ON CONFLICT (node_id, bucket) DO UPDATE SET count = sync.bucket.count + excluded.count, sum = sync.bucket.sum + excluded.sum)
    INSERT INTO sync.node (node_id, head) SELECT * FROM unnest(${[...heads.keys()]}::text[], ${[...heads.values()]}::bigint[])
      ON CONFLICT (node_id) DO UPDATE SET head = excluded.head WHERE sync.node.head < excluded.head`.execute(tx);
}

/** Nodes of the clients whose covered mid has risen. */
export async function updateCovered(tx: Tx, covers: ReadonlyMap<string, number>): Promise<string[]> {
  const { rows } = await sql<{ node_id: string }>`UPDATE sync.client c SET covered_mid = v.mid FROM unnest(${[...covers.keys()]}::uuid[], ${[...covers.values()]}::bigint[]) AS v(client_id, mid), stations s
    WHERE c.client_id = v.client_id AND c.covered_mid < v.mid AND s.station_id = c.station_id RETURNING s.node_id`.execute(tx);
  return [...new Set(rows.map((row) => row.node_id))];
}

export async function selectFeedPage(tx: Tx, nodeId: string, after: number, limit: number): Promise<FeedRowText[]> {
  const { rows } = await sql<FeedRowText>`SELECT ${FEED_ROW} FROM sync.feed f WHERE f.node_id = ${nodeId} AND f.seq > ${after} ORDER BY f.seq LIMIT ${limit}`.execute(tx);
  return rows;
}

export async function selectFeedRows(tx: Tx, nodeId: string, keys: readonly DocumentKey[]): Promise<FeedRowText[]> {
  const { rows } = await sql<FeedRowText>`SELECT ${FEED_ROW} FROM unnest(${keys.map((key) => key.type)}::text[], ${keys.map((key) => key.id)}::text[]) AS k(type, id)
    JOIN sync.feed f ON f.type = k.type AND f.id = k.id WHERE f.node_id = ${nodeId} ORDER BY f.seq`.execute(tx);
  return rows;
}

export async function selectBucketSums(tx: Tx, nodeId: string): Promise<BucketSum[]> {
  return tx.selectFrom('sync.bucket').select(['bucket', 'count', 'sum']).where('node_id', '=', nodeId).where('count', '>', 0).orderBy('bucket').execute();
}

export async function selectBucketKeys(tx: Tx, nodeId: string, bucket: number): Promise<(DocumentKey & { readonly hash: number })[]> {
  const { rows } = await sql<DocumentKey & { hash: number }>`SELECT type, id, h AS hash FROM sync.feed WHERE node_id = ${nodeId} AND bucket = ${bucket} AND NOT del ORDER BY type, id`.execute(tx);
  return rows;
}

export async function selectCovered(tx: Tx, stationId: string): Promise<Record<string, number>> {
  const rows = await tx.selectFrom('sync.client').select(['client_id', 'covered_mid']).where('station_id', '=', stationId).where('covered_mid', '>', 0).execute();
  return Object.fromEntries(rows.map((row) => [row.client_id, row.covered_mid]));
}
