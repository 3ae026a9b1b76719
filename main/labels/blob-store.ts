/** SQL of content-addressed bytes: label bytes from the OMS ('wanted' until they are here) and documents made here ('own'). */
import { z } from 'zod';
import type { Tx } from '../db/open.ts';

export function selectBlob(tx: Tx, sha256: string): Uint8Array | null {
  const row = tx.prepare("SELECT bytes FROM blob WHERE sha256 = ? AND state <> 'wanted'").get(sha256);
  return row === undefined ? null : z.object({ bytes: z.instanceof(Uint8Array) }).parse(row).bytes;
}

export function hasBlob(tx: Tx, sha256: string): boolean {
  return tx.prepare("SELECT 1 FROM blob INDEXED BY blob_here WHERE sha256 = ? AND state <> 'wanted'").get(sha256) !== undefined;
}

export function wantBlob(tx: Tx, sha256: string): void {
  tx.prepare("INSERT INTO blob (sha256, state) VALUES (?, 'wanted') ON CONFLICT (sha256) DO NOTHING").run(sha256);
}

export function listWantedBlobs(tx: Tx, limit: number): string[] {
  return tx.prepare("SELECT sha256 FROM blob WHERE state = 'wanted' LIMIT ?").all(limit).map((row) => z.object({ sha256: z.string() }).parse(row).sha256);
}

export function storeBlob(tx: Tx, sha256: string, bytes: Uint8Array, state: 'here' | 'own'): void {
  tx.prepare("INSERT INTO blob (sha256, size, bytes, state) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET size = excluded.size, bytes = excluded.bytes, state = excluded.state WHERE blob.state = 'wanted'")
    .run(sha256, bytes.length, bytes, state);
}

const partSchema = z.object({ bytes: z.instanceof(Uint8Array).nullable() });

/** What is here of a download that was cut. */
export function readWantedBytes(tx: Tx, sha256: string): Uint8Array {
  const row = tx.prepare("SELECT bytes FROM blob WHERE sha256 = ? AND state = 'wanted'").get(sha256);
  return row === undefined ? new Uint8Array() : partSchema.parse(row).bytes ?? new Uint8Array();
}

export function appendToWantedBlob(tx: Tx, sha256: string, bytes: Uint8Array): void {
  tx.prepare("UPDATE blob SET bytes = ? WHERE sha256 = ? AND state = 'wanted'").run(Buffer.concat([readWantedBytes(tx, sha256), bytes]), sha256);
}

export function dropWantedBytes(tx: Tx, sha256: string): void {
  tx.prepare("UPDATE blob SET bytes = NULL WHERE sha256 = ? AND state = 'wanted'").run(sha256);
}

/** The file became another station: the orders of the former one are not its own. */
export function unwantAllBlobs(tx: Tx): void {
  tx.prepare("DELETE FROM blob WHERE state = 'wanted'").run();
}

/** A lease that was taken away: its label is not wanted any more. Bytes that are here stay, for the audit. */
export function unwantBlob(tx: Tx, sha256: string): void {
  tx.prepare("DELETE FROM blob WHERE sha256 = ? AND state = 'wanted'").run(sha256);
}

export function selectBlobCounts(tx: Tx): { readonly wanted: number; readonly here: number; readonly own: number; readonly bytes: number } {
  const row = tx.prepare(`SELECT count(*) FILTER (WHERE state = 'wanted') AS wanted, count(*) FILTER (WHERE state = 'here') AS here, count(*) FILTER (WHERE state = 'own') AS own,
    coalesce(sum(size), 0) AS bytes FROM blob`).get();
  return z.object({ wanted: z.int(), here: z.int(), own: z.int(), bytes: z.int() }).parse(row);
}
