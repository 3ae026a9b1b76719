/** Label bytes are wanted for orders leased to this station, and no longer wanted when the lease is gone. */
import type { Tx } from '../db/open.ts';
import { unwantAllBlobs, unwantBlob, wantBlob } from './blob-store.ts';

/** Hashes of the label that an order had here, and of the one that it has now. */
export function followLabel(tx: Tx, before: readonly string[], after: readonly string[]): void {
  for (const sha256 of before) if (!after.includes(sha256)) unwantBlob(tx, sha256);
  for (const sha256 of after) wantBlob(tx, sha256);
}

/** The file became another station. */
export function forgetWantedLabels(tx: Tx): void {
  unwantAllBlobs(tx);
}
