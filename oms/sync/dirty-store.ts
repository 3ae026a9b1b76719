/** SQL of the dirty keys: what has changed since the last step of the sequencer (design/SYNC.md 3.1). */
import { sql } from 'kysely';
import type { DirtyKey, DocumentKey } from '../../sync/hub/hub-store.ts';
import type { Db, Tx } from '../db/connect.ts';

export type FeedOrder = 'horizon' | 'counter';
type DirtyText = { readonly xid: string; readonly seq: number; readonly type: DirtyKey['type']; readonly id: string; readonly horizon: string };

/** One sequencer at a time, in the whole cluster. Taken before the statement that reads the horizon. */
export async function lockSequencer(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(7262002)`.execute(tx);
}

/** Horizon and keys in one statement, so of one snapshot. Ordered by the columns, never by a text alias of theirs (SYNC.md 3.1). */
export async function selectDirtyByHorizon(tx: Tx, limit: number): Promise<{ horizon: bigint; keys: DirtyKey[] }> {
  const { rows } = await sql<DirtyText>`SELECT d.xid::text AS xid, d.seq, d.type, d.id, pg_snapshot_xmin(pg_current_snapshot())::text AS horizon FROM sync.dirty d ORDER BY d.xid, d.seq LIMIT ${limit}`.execute(tx);
  return { horizon: BigInt(rows[0]?.horizon ?? 0), keys: rows.map(toDirtyKey) };
}

/**
 * In the order of the commits, whatever is still open elsewhere. Keys without a place were written before the counter was switched on:
 * they come first, once they are below the horizon.
 */
export async function selectDirtyByPlace(tx: Tx, limit: number): Promise<DirtyKey[]> {
  const { rows } = await sql<DirtyText>`SELECT q.xid::text AS xid, q.seq, q.type, q.id FROM (
      (SELECT 0 AS place, d.xid, d.seq, d.type, d.id FROM sync.dirty d WHERE d.xid < pg_snapshot_xmin(pg_current_snapshot())
        AND NOT EXISTS (SELECT 1 FROM sync.commit_place p WHERE p.xid = d.xid) ORDER BY d.xid, d.seq LIMIT ${limit})
      UNION ALL (SELECT p.place, d.xid, d.seq, d.type, d.id FROM sync.commit_place p JOIN sync.dirty d ON d.xid = p.xid ORDER BY p.place, d.seq LIMIT ${limit})) AS q
    ORDER BY q.place, q.xid, q.seq LIMIT ${limit}`.execute(tx);
  return rows.map(toDirtyKey);
}

function toDirtyKey(row: DirtyText): DirtyKey {
  return { xid: BigInt(row.xid), seq: row.seq, type: row.type, id: row.id };
}

export async function deleteDirtyKeys(tx: Tx, keys: readonly DirtyKey[]): Promise<void> {
  await sql`DELETE FROM sync.dirty d USING unnest(${keys.map((key) => String(key.xid))}::xid8[], ${keys.map((key) => key.seq)}::bigint[]) AS k(xid, seq) WHERE d.xid = k.xid AND d.seq = k.seq`.execute(tx);
}

/** Places of transactions whose keys are all done: a large one is taken in several steps. */
export async function deletePlaces(tx: Tx, keys: readonly DirtyKey[]): Promise<void> {
  await sql`DELETE FROM sync.commit_place p WHERE p.xid = ANY(${[...new Set(keys.map((key) => String(key.xid)))]}::xid8[]) AND NOT EXISTS (SELECT 1 FROM sync.dirty d WHERE d.xid = p.xid)`.execute(tx);
}

export async function insertDirtyKeys(tx: Tx, keys: readonly DocumentKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`INSERT INTO sync.dirty (type, id) SELECT * FROM unnest(${keys.map((key) => key.type)}::text[], ${keys.map((key) => key.id)}::text[])`.execute(tx);
}

/** A node that is new to the feed gets what every node has: its products, brands and operators become dirty. */
export async function adoptNewNodes(tx: Tx): Promise<void> {
  const { rows } = await sql<{ node_id: string }>`INSERT INTO sync.node (node_id) SELECT n.node_id FROM fulfillment_nodes n
    WHERE NOT EXISTS (SELECT 1 FROM sync.node s WHERE s.node_id = n.node_id) ON CONFLICT DO NOTHING RETURNING node_id`.execute(tx);
  if (rows.length === 0) return;
  await sql`INSERT INTO sync.dirty (type, id) SELECT 'product', sku FROM products UNION ALL SELECT 'brand', brand_id FROM brands UNION ALL SELECT 'operator', operator_id FROM operators`.execute(tx);
}

/** Waits for the writers that are open: behind it, every transaction that changes something goes by the new order. */
export async function switchFeedOrder(tx: Tx, order: FeedOrder): Promise<boolean> {
  const { rows } = await sql<{ is_on: boolean }>`SELECT tgenabled <> 'D' AS is_on FROM pg_trigger WHERE tgrelid = 'sync.dirty'::regclass AND tgname = 'take_place'`.execute(tx);
  if (rows[0]?.is_on === (order === 'counter')) return false;
  await (order === 'counter' ? sql`ALTER TABLE sync.dirty ENABLE ALWAYS TRIGGER take_place` : sql`ALTER TABLE sync.dirty DISABLE TRIGGER take_place`).execute(tx);
  // By the horizon nobody asks for places, so nobody would clear them.
  if (order === 'horizon') await sql`DELETE FROM sync.commit_place`.execute(tx);
  return true;
}

export type Waiting = { readonly keys: number; readonly oldestMs: number };

/** The oldest by order, which is not always the oldest by time: good enough for an alarm, and one look at the index. */
export async function selectWaiting(db: Db): Promise<Waiting> {
  const { rows } = await sql<Waiting>`SELECT (SELECT count(*)::int FROM sync.dirty) AS keys,
    coalesce((SELECT greatest(0, extract(epoch FROM clock_timestamp() - at) * 1000)::int8 FROM sync.dirty ORDER BY xid, seq LIMIT 1), 0) AS "oldestMs"`.execute(db);
  return rows[0] ?? { keys: 0, oldestMs: 0 };
}
