/** The station's file as the sync engine sees it: the ports of sync/station over SQLite. */
import { createHash } from 'node:crypto';
import type { ReplicaStore, ReplicaTx } from '../../sync/station/replica-tx.ts';
import type { Tx } from '../db/open.ts';
import { addToBucket, deleteDocument, putDocument, selectBodies, selectBuckets, selectDocument, selectDocuments, selectOtherGenerations } from '../feed/feed-store.ts';
import { appendToWantedBlob, dropWantedBytes, listWantedBlobs, readWantedBytes, storeBlob } from '../labels/blob-store.ts';
import { noteLabelOfDocument } from '../labels/want-label.ts';
import { countPendingFacts, coverFacts, insertFact, listFacts, listPendingFacts, putOutcome, purgeFacts, purgeFactsUpTo, readFact, renumberFact, selectHighestAcked, selectNewestSettled, setFactState, uncoverAllFacts } from '../outbox/outbox-store.ts';
import { readMeta, writeMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';

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

/** The port over one open transaction. Also for the station's own use cases, which write facts together with their views. */
export function toReplicaTx(tx: Tx, nowMs: number): ReplicaTx {
  return {
    readMeta: (key) => readMeta(tx, key),
    writeMeta: (key, value) => writeMeta(tx, key, value),
    readDocument: (type, id) => selectDocument(tx, type, id),
    putDocument: (row) => { noteLabelOfDocument(tx, row.type, row.id, row.body); putDocument(tx, row); },
    deleteDocument: (type, id) => { noteLabelOfDocument(tx, type, id, null); deleteDocument(tx, type, id); },
    listOtherGenerations: (gen) => selectOtherGenerations(tx, gen),
    listDocuments: () => selectDocuments(tx),
    listBodies: (afterType, afterId, limit) => selectBodies(tx, afterType, afterId, limit),
    listBuckets: () => selectBuckets(tx),
    addToBucket: (bucket, count, sum) => addToBucket(tx, bucket, count, sum),
    insertFact: (fact) => insertFact(tx, fact),
    readFact: (opId) => readFact(tx, opId),
    listPendingFacts: (clientId, limit) => listPendingFacts(tx, clientId, limit),
    listFacts: () => listFacts(tx),
    countPendingFacts: () => countPendingFacts(tx).count,
    highestAcked: (clientId) => selectHighestAcked(tx, clientId),
    setFactState: (opId, state, outcome) => setFactState(tx, opId, state, outcome),
    coverFacts: (clientId, mid) => coverFacts(tx, clientId, mid),
    uncoverAllFacts: () => uncoverAllFacts(tx),
    renumberFact: (opId, clientId, mid) => renumberFact(tx, opId, clientId, mid),
    purgeFacts: (clientId, mid) => purgeFacts(tx, clientId, mid),
    purgeFactsUpTo: (opId) => purgeFactsUpTo(tx, opId),
    newestSettledFact: () => selectNewestSettled(tx),
    putOutcome: (row) => putOutcome(tx, row, nowMs),
  };
}
