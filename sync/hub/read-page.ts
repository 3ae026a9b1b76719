/** A page of a node's feed, with what the station needs to prove that it holds the same. */
import { LIMITS, type BucketSum, type FeedRow, type FetchResponse, type PullQuery, type PullResponse, type VerifyResponse } from '../../domain/wire/sync.ts';
import { nameEpoch } from '../epoch.ts';
import type { Caller, DocumentKey, FeedRowText, FeedTx, HubStore } from './hub-store.ts';

export async function readPage(hub: HubStore, caller: Caller, query: PullQuery): Promise<PullResponse> {
  const epoch = nameEpoch(await hub.epoch.read());
  if (query.epoch !== epoch) return { reset: true, epoch };
  return hub.inFeed((tx) => pageOf(tx, caller, query, epoch));
}

async function pageOf(tx: FeedTx, caller: Caller, query: PullQuery, epoch: string): Promise<PullResponse> {
  const { head, floor } = await tx.readHead(caller.nodeId);
  const base = query.cursor === 0 ? head : query.base;
  // `base`, not the cursor: else a snapshot of several pages restarts for ever (SYNC.md 5.4 c).
  if (base < floor || query.cursor > head) return { reset: true, epoch };
  const found = await tx.readRows(caller.nodeId, query.cursor, query.limit);
  const rows = cutToBytes(found);
  const last = rows.at(-1)?.seq ?? query.cursor;
  const more = last < head && (rows.length < found.length || found.length === query.limit);
  return {
    // Caught up, a station has seen every tombstone up to the head: its base moves there, so that a purge does not send it back to 0.
    clientId: query.clientId, nodeId: caller.nodeId, epoch, gen: query.gen, base: more ? base : head, from: query.cursor, to: more ? last : head, head, more, rows: rows.map(toFeedRow),
    // Only with the last page: on an earlier one the rows that show the covered facts are still to come.
    covered: more ? {} : await tx.readCovered(caller.stationId), sums: more ? null : [...await tx.readSums(caller.nodeId)],
  };
}

/** As many rows as fit into the limit of a page, at least one. */
function cutToBytes(rows: readonly FeedRowText[]): FeedRowText[] {
  let bytes = 0;
  return rows.filter((row, index) => {
    bytes += row.body?.length ?? 0;
    return index === 0 || bytes <= LIMITS.pullBytes;
  });
}

function toFeedRow(row: FeedRowText): FeedRow {
  return [row.seq, row.type, row.id, row.rev, row.hash, row.isDeleted, row.body];
}

/** Rows of the buckets whose sums differ. */
export async function compareBuckets(hub: HubStore, caller: Caller, sums: readonly BucketSum[]): Promise<VerifyResponse> {
  return hub.inFeed(async (tx) => {
    const ours = new Map((await tx.readSums(caller.nodeId)).map((sum) => [sum.bucket, sum]));
    const theirs = new Map(sums.filter((sum) => sum.count > 0).map((sum) => [sum.bucket, sum]));
    const different: VerifyResponse['different'] = [];
    for (const bucket of new Set([...ours.keys(), ...theirs.keys()])) {
      const [mine, given] = [ours.get(bucket), theirs.get(bucket)];
      if (mine?.count === given?.count && mine?.sum === given?.sum) continue;
      different.push({ bucket, rows: (await tx.readBucket(caller.nodeId, bucket)).map((row) => [row.type, row.id, row.hash]) });
    }
    return { head: (await tx.readHead(caller.nodeId)).head, different };
  });
}

export async function readRowsByKey(hub: HubStore, caller: Caller, keys: readonly DocumentKey[]): Promise<FetchResponse> {
  return hub.inFeed(async (tx) => ({ head: (await tx.readHead(caller.nodeId)).head, rows: (await tx.readRowsByKey(caller.nodeId, keys)).map(toFeedRow) }));
}
