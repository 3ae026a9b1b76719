/** One transaction of the station's file as the sync engine's rules see it. */
import type { ReplicaTx } from '../../sync/station/replica-tx.ts';
import type { Tx } from '../db/open.ts';
import { addToBucket, deleteDocument, putDocument, selectBodies, selectBuckets, selectDocument, selectDocuments, selectOtherGenerations } from '../feed/feed-store.ts';
import { countPendingFacts, coverFacts, insertFact, listFacts, listPendingFacts, putOutcome, purgeFacts, purgeFactsUpTo, readFact, renumberFact, selectHighestAcked, selectNewestLogged, selectNewestSettled, setFactState, uncoverAllFacts } from '../outbox/outbox-store.ts';
import { keepOpenOrder } from '../queue/keep-open-order.ts';
import { readMeta, writeMeta } from '../settings/meta.ts';

/** The port over one open transaction. Also for the station's own use cases, which write facts together with their views. */
export function toReplicaTx(tx: Tx, nowMs: number): ReplicaTx {
  return {
    readMeta: (key) => readMeta(tx, key),
    writeMeta: (key, value) => writeMeta(tx, key, value),
    readDocument: (type, id) => selectDocument(tx, type, id),
    putDocument: (row) => { keepOpenOrder(tx, row.type, row.id, row.body); putDocument(tx, row); },
    deleteDocument: (type, id) => { keepOpenOrder(tx, type, id, null); deleteDocument(tx, type, id); },
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
    newestLoggedFact: () => selectNewestLogged(tx),
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
