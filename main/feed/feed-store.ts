/** SQL of the replica's server rows and their bucket sums. Called by the sync adapter alone: one writer per table. */
import { z } from 'zod';
import { entityTypeSchema, type EntityType } from '../../domain/wire/documents.ts';
import type { BucketSum } from '../../domain/wire/sync.ts';
import type { Tx } from '../db/open.ts';

export type EntityWrite = { readonly type: EntityType; readonly id: string; readonly gen: string; readonly rev: number; readonly seq: number; readonly hash: number; readonly body: string; readonly bucket: number };

/** Puts the row and keeps its bucket's count and sum in step. */
export function putEntity(tx: Tx, write: EntityWrite): void {
  const before = selectHash(tx, write.type, write.id);
  tx.prepare(`INSERT INTO ent (type, id, gen, rev, seq, hash, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (type, id) DO UPDATE SET gen = excluded.gen, rev = excluded.rev, seq = excluded.seq, hash = excluded.hash, body = excluded.body`)
    .run(write.type, write.id, write.gen, write.rev, write.seq, write.hash, write.body);
  addToBucket(tx, write.bucket, before === null ? 1 : 0, write.hash - (before ?? 0));
}

export function deleteEntity(tx: Tx, type: EntityType, id: string, bucket: number): void {
  const before = selectHash(tx, type, id);
  if (before === null) return;
  tx.prepare('DELETE FROM ent WHERE type = ? AND id = ?').run(type, id);
  addToBucket(tx, bucket, -1, -before);
}

function selectHash(tx: Tx, type: string, id: string): number | null {
  const row = tx.prepare('SELECT hash FROM ent WHERE type = ? AND id = ?').get(type, id);
  return row === undefined ? null : z.object({ hash: z.int() }).parse(row).hash;
}

function addToBucket(tx: Tx, bucket: number, count: number, sum: number): void {
  tx.prepare('INSERT INTO bucket (bucket, count, sum) VALUES (?, ?, ?) ON CONFLICT (bucket) DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum').run(bucket, count, sum);
}

export type EntityKey = { readonly type: EntityType; readonly id: string; readonly hash: number };
const keySchema = z.object({ type: entityTypeSchema, id: z.string(), hash: z.int() });

/** Rows that a finished snapshot did not bring again: the hub no longer has them. */
export function selectOtherGenerations(tx: Tx, gen: string): EntityKey[] {
  return tx.prepare('SELECT type, id, hash FROM ent WHERE gen <> ?').all(gen).map((row) => keySchema.parse(row));
}

export function selectKeys(tx: Tx): EntityKey[] {
  return tx.prepare('SELECT type, id, hash FROM ent').all().map((row) => keySchema.parse(row));
}

export function selectBucketSums(tx: Tx): BucketSum[] {
  return tx.prepare('SELECT bucket, count, sum FROM bucket WHERE count > 0 ORDER BY bucket').all()
    .map((row) => z.object({ bucket: z.int(), count: z.int(), sum: z.int() }).parse(row));
}
