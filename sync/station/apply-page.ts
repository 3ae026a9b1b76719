/** A page of the node's feed becomes the replica: rows, bucket sums, covered facts and cursor in one transaction. */
import { assert } from '../../domain/assert.ts';
import { bucketOf, rowHash, type Sha256 } from '../../domain/wire/row-hash.ts';
import type { FeedRow, PullPage } from '../../domain/wire/sync.ts';
import type { EntityType } from '../../domain/wire/documents.ts';
import { readReplicaState } from './replica-state.ts';
import type { ReplicaTx } from './replica-tx.ts';

/** I5: the cursor moves only with its rows; pages follow each other without a hole; positions only rise. Sweeps at the end of a snapshot. */
export function applyPage(tx: ReplicaTx, page: PullPage, sha256: Sha256): void {
  const state = readReplicaState(tx);
  assert(page.from === state.cursor && page.gen === state.gen, `page from ${page.from} fits cursor ${state.cursor} of this generation`);
  const sums = collectSums();
  let last = page.from;
  for (const row of page.rows) {
    assert(row[0] > last, `feed row ${row[0]} comes after ${last}`);
    last = row[0];
    applyRow(tx, row, page.gen, sha256, sums);
  }
  assert(page.to >= last, `page ends at ${page.to}, after its last row ${last}`);
  tx.writeMeta('cursor', String(page.to));
  if (page.base !== state.base) tx.writeMeta('base', String(page.base));
  for (const [clientId, mid] of Object.entries(page.covered)) tx.coverFacts(clientId, mid);
  if (!page.more && tx.readMeta('is_snapshot_open') === '1') sweep(tx, page.gen, sha256, sums);
  sums.flush(tx);
}

/**
 * I5: within a history and a generation no revision falls. One that does tells of a hub that was restored without noticing, and whose
 * feed has grown past our cursor since.
 */
export function isOlderThanOurs(tx: ReplicaTx, rows: readonly FeedRow[]): boolean {
  const { gen } = readReplicaState(tx);
  return rows.some(([, type, id, rev, , isDeleted]) => {
    const ours = isDeleted ? null : tx.readDocument(type, id);
    return ours !== null && ours.gen === gen && rev < ours.rev;
  });
}

/** Puts right what a comparison found different. */
export function repairRows(tx: ReplicaTx, rows: readonly FeedRow[], missing: readonly (readonly [EntityType, string])[], sha256: Sha256): void {
  const { gen } = readReplicaState(tx);
  const sums = collectSums();
  for (const row of rows) applyRow(tx, row, gen, sha256, sums);
  for (const [type, id] of missing) removeRow(tx, type, id, sha256, sums);
  sums.flush(tx);
}

/** What the snapshot did not bring again is not at the hub any more. */
function sweep(tx: ReplicaTx, gen: string, sha256: Sha256, sums: Sums): void {
  for (const key of tx.listOtherGenerations(gen)) removeRow(tx, key.type, key.id, sha256, sums);
  tx.writeMeta('is_snapshot_open', null);
}

function applyRow(tx: ReplicaTx, [seq, type, id, rev, hash, isDeleted, body]: FeedRow, gen: string, sha256: Sha256, sums: Sums): void {
  if (isDeleted || body === null) { removeRow(tx, type, id, sha256, sums); return; }
  assert(rowHash(body, sha256) === hash, `feed row ${type} ${id} has the hash ${hash} it was sent with`);
  const before = tx.readDocument(type, id);
  assert(before?.gen !== gen || before.rev <= rev, `revision of ${type} ${id} does not fall from ${before?.rev ?? 0} to ${rev}`);
  tx.putDocument({ type, id, gen, rev, seq, hash, body });
  sums.add(bucketOf(type, id, sha256), before === null ? 1 : 0, hash - (before?.hash ?? 0));
}

function removeRow(tx: ReplicaTx, type: EntityType, id: string, sha256: Sha256, sums: Sums): void {
  const before = tx.readDocument(type, id);
  if (before === null) return;
  tx.deleteDocument(type, id);
  sums.add(bucketOf(type, id, sha256), -1, -before.hash);
}

type Sums = { add(bucket: number, count: number, sum: number): void; flush(tx: ReplicaTx): void };

/** Gathered over the page: 256 rows at most, whatever the page is. */
function collectSums(): Sums {
  const changes = new Map<number, { count: number; sum: number }>();
  return {
    add: (bucket, count, sum) => {
      const change = changes.get(bucket) ?? { count: 0, sum: 0 };
      changes.set(bucket, { count: change.count + count, sum: change.sum + sum });
    },
    flush: (tx) => { for (const [bucket, change] of changes) tx.addToBucket(bucket, change.count, change.sum); },
  };
}
