/** One snapshot of the feed, over PostgreSQL. */
import type { FeedTx } from '../../sync/hub/hub-store.ts';
import type { Tx } from '../db/connect.ts';
import { selectBucketKeys, selectBucketSums, selectCovered, selectFeedPage, selectFeedRows, selectHeads } from './feed-store.ts';

export function createFeedTx(tx: Tx): FeedTx {
  return {
    readHead: async (nodeId) => (await selectHeads(tx, [nodeId]))[0] ?? { head: 0, floor: 0 },
    readRows: (nodeId, after, limit) => selectFeedPage(tx, nodeId, after, limit),
    readRowsByKey: async (nodeId, keys) => (keys.length === 0 ? [] : selectFeedRows(tx, nodeId, keys)),
    readCovered: (stationId) => selectCovered(tx, stationId),
    readSums: (nodeId) => selectBucketSums(tx, nodeId),
    readBucket: (nodeId, bucket) => selectBucketKeys(tx, nodeId, bucket),
  };
}
