/** The station's file as the sync engine sees it: the ports of sync/station over SQLite. */
import { createHash } from 'node:crypto';
import type { ReplicaStore } from '../../sync/station/replica-tx.ts';
import type { Tx } from '../db/open.ts';
import { appendToWantedBlob, dropWantedBytes, listWantedBlobs, readWantedBytes, storeBlob } from '../labels/blob-store.ts';
import type { StationContext } from '../station-context.ts';
import { toReplicaTx } from './replica-tx.ts';

export function createReplicaStore({ db, clock }: Pick<StationContext, 'db' | 'clock'>): ReplicaStore {
  return {
    inTransaction: (work) => db.inTransaction((tx) => work(toReplicaTx(tx, clock.nowMs()))),
    read: (work) => db.read((tx) => work(toReplicaTx(tx, clock.nowMs()))),
    listWantedBlobs: (limit) => db.read((tx) => listWantedBlobs(tx, limit)),
    blobLength: (sha256) => db.read((tx) => readWantedBytes(tx, sha256).length),
    appendBlob: (sha256, bytes, isLast) => db.inTransaction((tx) => appendBlob(tx, sha256, bytes, isLast)),
  };
}

function appendBlob(tx: Tx, sha256: string, bytes: Uint8Array, isLast: boolean): boolean {
  if (!isLast) { appendToWantedBlob(tx, sha256, bytes); return false; }
  const whole = Buffer.concat([readWantedBytes(tx, sha256), bytes]);
  if (createHash('sha256').update(whole).digest('hex') !== sha256) { dropWantedBytes(tx, sha256); return false; }
  storeBlob(tx, sha256, whole, 'here');
  return true;
}
