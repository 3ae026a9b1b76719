/** How many rows of the office's are here, and the sums that are compared with the hub's. */
import type { SyncInspection } from '../../domain/rpc/sync-inspection.ts';
import type { Tx } from '../db/open.ts';
import { countDocuments, selectBuckets } from './feed-store.ts';

export function readReplicaSums(tx: Tx): Pick<SyncInspection['replica'], 'rows' | 'buckets'> {
  return { rows: countDocuments(tx), buckets: selectBuckets(tx) };
}
