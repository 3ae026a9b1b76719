/** A page of a node's feed, with what the station needs to prove that it holds the same. */
import { entityTypeSchema } from '../../domain/wire/documents.ts';
import { LIMITS, type FeedRow, type PullQuery, type PullResponse } from '../../domain/wire/sync.ts';
import type { Db } from '../db/connect.ts';
import type { StationRow } from '../stations/require-station.ts';
import { currentEpoch } from './epoch.ts';
import { selectBucketKeys, selectBucketSums, selectFeedPage, selectFeedRows, selectHeads, type FeedPageRow } from './feed-store.ts';
import { selectCovered } from './mutation-store.ts';

export async function readFeedPage(db: Db, station: StationRow, query: PullQuery): Promise<PullResponse> {
  const epoch = await currentEpoch(db);
  if (query.epoch !== epoch) return { reset: true, epoch };
  // One snapshot: rows, head, covered and sums must speak of the same moment.
  return db.transaction().setIsolationLevel('repeatable read').execute(async (tx) => {
    const { head, floor } = (await selectHeads(tx, [station.node_id]))[0] ?? { head: 0, floor: 0 };
    const base = query.cursor === 0 ? head : query.base;
    // `base`, not the cursor: else a snapshot of several pages restarts for ever (SYNC.md 5.4 c).
    if (base < floor || query.cursor > head) return { reset: true, epoch };
    const found = await selectFeedPage(tx, station.node_id, query.cursor, query.limit);
    const rows = cutToBytes(found);
    const last = rows.at(-1)?.seq ?? query.cursor;
    const more = last < head && (rows.length < found.length || found.length === query.limit);
    return {
      // Caught up, a station has seen every tombstone up to the head: its base moves there, so that a purge does not send it back to 0.
      clientId: query.clientId, nodeId: station.node_id, epoch, gen: query.gen, base: more ? base : head, from: query.cursor, to: more ? last : head, head, more, rows: rows.map(toFeedRow),
      // Only with the last page: on an earlier one the rows that show the covered facts are still to come.
      covered: more ? {} : await selectCovered(tx, station.station_id), sums: more ? null : await selectBucketSums(tx, station.node_id),
    };
  });
}

/** As many rows as fit into the limit of a page, at least one. */
function cutToBytes(rows: readonly FeedPageRow[]): FeedPageRow[] {
  let bytes = 0;
  return rows.filter((row, index) => {
    bytes += row.body?.length ?? 0;
    return index === 0 || bytes <= LIMITS.pullBytes;
  });
}

function toFeedRow(row: FeedPageRow): FeedRow {
  return [row.seq, entityTypeSchema.parse(row.type), row.id, row.rev, row.h, row.del, row.body];
}

export async function compareBuckets(db: Db, station: StationRow, sums: readonly { bucket: number; count: number; sum: number }[]): Promise<{ head: number; different: { bucket: number; rows: [ReturnType<typeof entityTypeSchema.parse>, string, number][] }[] }> {
  const ours = new Map((await selectBucketSums(db, station.node_id)).map((sum) => [sum.bucket, sum]));
  const theirs = new Map(sums.filter((sum) => sum.count > 0).map((sum) => [sum.bucket, sum]));
  const different = [];
  for (const bucket of new Set([...ours.keys(), ...theirs.keys()])) {
    const [mine, given] = [ours.get(bucket), theirs.get(bucket)];
    if (mine?.count === given?.count && mine?.sum === given?.sum) continue;
    const rows = (await selectBucketKeys(db, station.node_id, bucket)).map((row): [ReturnType<typeof entityTypeSchema.parse>, string, number] => [entityTypeSchema.parse(row.type), row.id, row.h]);
    different.push({ bucket, rows });
  }
  return { head: (await selectHeads(db, [station.node_id]))[0]?.head ?? 0, different };
}

export async function readRows(db: Db, station: StationRow, keys: readonly (readonly [string, string])[]): Promise<{ head: number; rows: FeedRow[] }> {
  const rows = await selectFeedRows(db, station.node_id, keys);
  return { head: (await selectHeads(db, [station.node_id]))[0]?.head ?? 0, rows: rows.map(toFeedRow) };
}
