/** SQL of the replica's server rows and their bucket sums. Called by the sync adapter alone: one writer per table. */
import { z } from 'zod';
import { entityTypeSchema, type EntityType } from '../../domain/wire/documents.ts';
import type { BucketSum } from '../../domain/wire/sync.ts';
import type { DocumentKey, DocumentRow } from '../../sync/station/replica-tx.ts';
import type { Tx } from '../db/open.ts';

export function putDocument(tx: Tx, row: DocumentRow): void {
  tx.prepare(`INSERT INTO ent (type, id, gen, rev, seq, hash, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (type, id) DO UPDATE SET gen = excluded.gen, rev = excluded.rev, seq = excluded.seq, hash = excluded.hash, body = excluded.body`)
    .run(row.type, row.id, row.gen, row.rev, row.seq, row.hash, row.body);
}

export function deleteDocument(tx: Tx, type: EntityType, id: string): void {
  tx.prepare('DELETE FROM ent WHERE type = ? AND id = ?').run(type, id);
}

const stateSchema = z.object({ hash: z.int(), rev: z.int(), gen: z.string() });

export function selectDocument(tx: Tx, type: string, id: string): z.infer<typeof stateSchema> | null {
  const row = tx.prepare('SELECT hash, rev, gen FROM ent WHERE type = ? AND id = ?').get(type, id);
  return row === undefined ? null : stateSchema.parse(row);
}

export function addToBucket(tx: Tx, bucket: number, count: number, sum: number): void {
  tx.prepare('INSERT INTO bucket (bucket, count, sum) VALUES (?, ?, ?) ON CONFLICT (bucket) DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum').run(bucket, count, sum);
}

const keySchema = z.object({ type: entityTypeSchema, id: z.string(), hash: z.int() });

export function selectOtherGenerations(tx: Tx, gen: string): DocumentKey[] {
  return tx.prepare('SELECT type, id, hash FROM ent WHERE gen <> ?').all(gen).map((row) => keySchema.parse(row));
}

export function selectDocuments(tx: Tx): DocumentKey[] {
  return tx.prepare('SELECT type, id, hash FROM ent').all().map((row) => keySchema.parse(row));
}

export function countDocuments(tx: Tx): { readonly type: EntityType; readonly count: number }[] {
  return tx.prepare('SELECT type, count(*) AS count FROM ent GROUP BY type ORDER BY type').all().map((row) => z.object({ type: entityTypeSchema, count: z.int() }).parse(row));
}

const rowSchema = z.object({ type: entityTypeSchema, id: z.string(), gen: z.string(), rev: z.int(), seq: z.int(), hash: z.int(), body: z.string() });

export function selectBodies(tx: Tx, afterType: string, afterId: string, limit: number): DocumentRow[] {
  return tx.prepare('SELECT type, id, gen, rev, seq, hash, body FROM ent WHERE (type, id) > (?, ?) ORDER BY type, id LIMIT ?').all(afterType, afterId, limit).map((row) => rowSchema.parse(row));
}

const bucketSchema = z.object({ bucket: z.int(), count: z.int(), sum: z.int() });

export function selectBuckets(tx: Tx): BucketSum[] {
  return tx.prepare('SELECT bucket, count, sum FROM bucket WHERE count > 0 ORDER BY bucket').all().map((row) => bucketSchema.parse(row));
}
