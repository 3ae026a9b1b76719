/** SQL of content-addressed bytes: label bytes from the OMS ('wanted' until they are here) and documents made here ('own'). */
import { z } from 'zod';
import type { Tx } from '../db/open.ts';

export function selectBlob(tx: Tx, sha256: string): Uint8Array | null {
  const row = tx.prepare("SELECT bytes FROM blob WHERE sha256 = ? AND state <> 'wanted'").get(sha256);
  return row === undefined ? null : z.object({ bytes: z.instanceof(Uint8Array) }).parse(row).bytes;
}

export function hasBlob(tx: Tx, sha256: string): boolean {
  return tx.prepare("SELECT 1 FROM blob WHERE sha256 = ? AND state <> 'wanted'").get(sha256) !== undefined;
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

/** A lease that was taken away: its label is not wanted any more. Bytes that are here stay, for the audit. */
export function unwantBlob(tx: Tx, sha256: string): void {
  tx.prepare("DELETE FROM blob WHERE sha256 = ? AND state = 'wanted'").run(sha256);
}
