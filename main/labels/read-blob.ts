/** Label and document bytes by their SHA-256. */
import { createHash } from 'node:crypto';
import type { PackOrder, ParcelLabel } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { hasBlob, selectBlob, selectBlobCounts, storeBlob } from './blob-store.ts';

/** Null when the bytes are not on this station. */
export function readBlob(tx: Tx, sha256: string): Uint8Array | null {
  return selectBlob(tx, sha256);
}

/** Keeps bytes made here and returns their hash. The same bytes are kept once. */
export function keepOwnBlob(tx: Tx, bytes: Uint8Array): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  storeBlob(tx, sha256, bytes, 'own');
  return sha256;
}

/** All files of the order's label are on this station. */
export function hasLabelBytes(tx: Tx, order: PackOrder): boolean {
  return order.label !== null && hasBytesOf(tx, order.label);
}

export function hasBytesOf(tx: Tx, label: ParcelLabel): boolean {
  return hasBlob(tx, label.zplSha256) && hasBlob(tx, label.pdfSha256);
}

/** How many are awaited from the office, came from it, and were made here. */
export function countBlobs(tx: Tx): ReturnType<typeof selectBlobCounts> {
  return selectBlobCounts(tx);
}
