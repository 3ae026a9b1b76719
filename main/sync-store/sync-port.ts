/** The replica as the sync engine sees it: the SyncStore port over SQLite, one transaction per call. */
import { createHash } from 'node:crypto';
import { assert, must } from '../../domain/assert.ts';
import { packOrderSchema, type EntityType } from '../../domain/wire/documents.ts';
import { bucketOf, rowHash } from '../../domain/wire/row-hash.ts';
import type { FeedRow, PullPage, PushResponse } from '../../domain/wire/sync.ts';
import type { ReplicaState, SyncStore } from '../../sync/ports.ts';
import type { Tx } from '../db/open.ts';
import { deleteEntity, putEntity, selectBucketSums, selectKeys, selectOtherGenerations } from '../feed/feed-store.ts';
import { listWantedBlobs, storeBlob, unwantBlob, wantBlob } from '../labels/blob-store.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import { countPendingFacts, insertInboxRow, listPendingFacts, markFactAcked, markFactsCovered, readOrderIdOfFact, renumberPendingFacts, reofferFacts } from '../outbox/outbox-store.ts';
import { readMeta, writeMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();

export function createSyncStore(context: StationContext): SyncStore {
  const { db } = context;
  return {
    readState: () => db.read(readState),
    listPending: (limit) => db.read((tx) => listPendingFacts(tx, must(readMeta(tx, 'client_id'), 'client_id'), limit)),
    countPending: () => db.read((tx) => countPendingFacts(tx).count),
    applyPushResponse: (response) => db.inTransaction((tx) => applyPushResponse(tx, context, response)),
    applyPage: (page) => db.inTransaction((tx) => applyPage(tx, page)),
    startGeneration: (gen) => db.inTransaction((tx) => startGeneration(tx, gen)),
    adoptEpoch: (epoch, gen, clientId) => db.inTransaction((tx) => {
      // The first epoch is no restore: nothing was ever acknowledged before it.
      if (readMeta(tx, 'epoch') !== null) {
        reofferFacts(tx);
        adoptClientId(tx, clientId);
      }
      writeMeta(tx, 'epoch', epoch);
      startGeneration(tx, gen);
    }),
    adoptClientId: (clientId) => db.inTransaction((tx) => adoptClientId(tx, clientId)),
    bucketSums: () => db.read(selectBucketSums),
    listBucket: (bucket) => db.read((tx) => selectKeys(tx).filter((key) => bucketOf(key.type, key.id, sha256) === bucket).map((key) => [key.type, key.id, key.hash] as const)),
    repair: (rows, missing) => db.inTransaction((tx) => {
      const { gen } = readState(tx);
      for (const row of rows) applyRow(tx, row, gen);
      for (const [type, id] of missing) removeRow(tx, type, id);
    }),
    listWantedBlobs: (limit) => db.read((tx) => listWantedBlobs(tx, limit)),
    storeBlob: (hash, bytes) => {
      if (createHash('sha256').update(bytes).digest('hex') !== hash) return false;
      db.inTransaction((tx) => storeBlob(tx, hash, bytes, 'here'));
      return true;
    },
  };
}

function readState(tx: Tx): ReplicaState {
  return {
    clientId: must(readMeta(tx, 'client_id'), 'client_id'), epoch: readMeta(tx, 'epoch'), gen: readMeta(tx, 'gen') ?? 'none',
    base: Number(readMeta(tx, 'base') ?? 0), cursor: Number(readMeta(tx, 'cursor') ?? 0), nextMid: Number(must(readMeta(tx, 'next_mid'), 'next_mid')),
  };
}

function adoptClientId(tx: Tx, clientId: string): void {
  const nextMid = renumberPendingFacts(tx, clientId);
  writeMeta(tx, 'client_id', clientId);
  writeMeta(tx, 'next_mid', String(nextMid));
}

function startGeneration(tx: Tx, gen: string): void {
  writeMeta(tx, 'gen', gen);
  writeMeta(tx, 'cursor', '0');
  writeMeta(tx, 'base', '0');
  writeMeta(tx, 'is_snapshot_open', '1');
}

function applyPushResponse(tx: Tx, context: StationContext, response: PushResponse): void {
  for (const out of response.outs) {
    if (!markFactAcked(tx, out.op, out.outcome)) continue;
    if (out.outcome === 'applied' || out.outcome === 'applied_with_warning') continue;
    // Shown until a person has settled it (SYNC.md 2.2).
    insertInboxRow(tx, { opId: out.op, orderId: readOrderIdOfFact(tx, out.op), outcome: out.outcome, detail: out.detail ? JSON.stringify(out.detail) : null }, context.clock.nowMs());
  }
}

/** I5: the cursor moves only with its rows; pages follow each other without a hole; sequence numbers only rise. */
function applyPage(tx: Tx, page: PullPage): void {
  const state = readState(tx);
  assert(page.from === state.cursor && page.gen === state.gen, `page from ${page.from} fits cursor ${state.cursor} of this generation`);
  let last = page.from;
  for (const row of page.rows) {
    assert(row[0] > last, `feed row ${row[0]} comes after ${last}`);
    last = row[0];
    applyRow(tx, row, page.gen);
  }
  writeMeta(tx, 'cursor', String(page.to));
  if (page.base !== state.base) writeMeta(tx, 'base', String(page.base));
  for (const [clientId, mid] of Object.entries(page.covered)) markFactsCovered(tx, clientId, mid);
  if (page.more || readMeta(tx, 'is_snapshot_open') !== '1') return;
  for (const key of selectOtherGenerations(tx, page.gen)) removeRow(tx, key.type, key.id);
  writeMeta(tx, 'is_snapshot_open', null);
}

function applyRow(tx: Tx, [seq, type, id, rev, hash, isDeleted, body]: FeedRow, gen: string): void {
  if (isDeleted || body === null) { removeRow(tx, type, id); return; }
  assert(rowHash(body, sha256) === hash, `feed row ${type} ${id} has the hash ${hash} it was sent with`);
  if (type === 'order') noteLabelBlobs(tx, id, body);
  putEntity(tx, { type, id, gen, rev, seq, hash, body, bucket: bucketOf(type, id, sha256) });
}

function removeRow(tx: Tx, type: EntityType, id: string): void {
  deleteEntity(tx, type, id, bucketOf(type, id, sha256));
}

/** Label bytes are wanted for orders leased to this station, and no longer wanted when the lease is gone. */
function noteLabelBlobs(tx: Tx, orderId: string, body: string): void {
  const before = readPackOrder(tx, orderId)?.order ?? null;
  const order = packOrderSchema.parse(JSON.parse(body));
  const isOurs = order.lease?.stationId === readMeta(tx, 'station_id') && order.label !== null && !order.label.isVoid && order.status !== 'CANCELLED';
  for (const hash of before?.label ? [before.label.zplSha256, before.label.pdfSha256] : []) if (!isOurs) unwantBlob(tx, hash);
  if (isOurs && order.label) for (const hash of [order.label.zplSha256, order.label.pdfSha256]) wantBlob(tx, hash);
}
