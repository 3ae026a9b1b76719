/** Finds what rotted on the station's own disk: sums that no longer fit the rows, and bodies that no longer fit their hash. */
import { bucketOf, rowHash, type Sha256 } from '../../domain/wire/row-hash.ts';
import type { ReplicaTx } from './replica-tx.ts';

/** A slice of this size takes some ten milliseconds, and comes with every greeting: 100,000 documents take about an hour. */
const ROWS_PER_SLICE = 1_000;
/** No body has it, so that the next comparison fetches the row anew. */
const ROTTEN = -1;

/** Sums kept step by step are counted anew from the rows. Called when a comparison has found them different. */
export function recountBuckets(tx: ReplicaTx, sha256: Sha256): void {
  const counted = new Map<number, { count: number; sum: number }>();
  for (const { type, id, hash } of tx.listDocuments()) {
    const bucket = bucketOf(type, id, sha256);
    const { count, sum } = counted.get(bucket) ?? { count: 0, sum: 0 };
    counted.set(bucket, { count: count + 1, sum: sum + hash });
  }
  const kept = new Map(tx.listBuckets().map(({ bucket, count, sum }) => [bucket, { count, sum }]));
  for (const bucket of new Set([...counted.keys(), ...kept.keys()])) {
    const [should, is] = [counted.get(bucket) ?? { count: 0, sum: 0 }, kept.get(bucket) ?? { count: 0, sum: 0 }];
    if (should.count !== is.count || should.sum !== is.sum) tx.addToBucket(bucket, should.count - is.count, should.sum - is.sum);
  }
}

/** Checks the next slice of bodies against their hashes. Returns how many had rotted; the next comparison mends them. */
export function scrubSlice(tx: ReplicaTx, sha256: Sha256): number {
  const [type = '', id = ''] = (tx.readMeta('scrubbed') ?? '').split('\n');
  const rows = tx.listBodies(type, id, ROWS_PER_SLICE);
  const rotten = rows.filter((row) => row.hash !== ROTTEN && rowHash(row.body, sha256) !== row.hash);
  for (const row of rotten) {
    tx.putDocument({ ...row, hash: ROTTEN });
    tx.addToBucket(bucketOf(row.type, row.id, sha256), 0, ROTTEN - row.hash);
  }
  const last = rows.at(-1);
  tx.writeMeta('scrubbed', last && rows.length === ROWS_PER_SLICE ? `${last.type}\n${last.id}` : null);
  return rotten.length;
}
