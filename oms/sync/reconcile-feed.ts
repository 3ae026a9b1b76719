/**
 * The nightly look over the whole feed: is every document in it what the tables say? A trigger that was switched off, or a table that was
 * restored by hand, has left no dirty key. What differs becomes dirty and is said in the log; sums that rotted are counted anew.
 */
import { ENTITY_TYPES, type EntityType } from '../../domain/wire/documents.ts';
import type { DocumentKey } from '../../sync/hub/hub-store.ts';
import { planFeed } from '../../sync/hub/plan-feed.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { sha256 } from './digest.ts';
import { insertDirtyKeys, lockSequencer } from './dirty-store.ts';
import { selectDocumentIds } from './document-store.ts';
import { selectFeedStates } from './feed-store.ts';
import { projectDocuments } from './project-documents.ts';
import { recountBuckets, selectDirtyAmong } from './reconcile-store.ts';

export type Reconciled = { readonly looked: number; readonly drifted: number; readonly buckets: number };

/** The sequencer waits meanwhile, so a batch is small. */
const BATCH = 500;
const NAMED = 20;

export async function reconcileFeed(services: Pick<Services, 'db' | 'log'> & { readonly sequencer: Pick<Services['sequencer'], 'poke'> }): Promise<Reconciled> {
  const { db, log } = services;
  const drifted: DocumentKey[] = [];
  let looked = 0;
  for (const type of ENTITY_TYPES) {
    for (let after: string | null = ''; after !== null;) {
      const from: string = after;
      const batch = await inTransaction(db, (tx) => reconcileBatch(tx, type, from));
      looked += batch.looked;
      drifted.push(...batch.drifted);
      after = batch.last;
    }
  }
  const buckets = await inTransaction(db, async (tx) => { await lockSequencer(tx); return recountBuckets(tx); });
  if (drifted.length > 0) services.sequencer.poke();
  const found = { looked, drifted: drifted.length, buckets };
  if (drifted.length + buckets > 0) log.error({ ...found, documents: drifted.slice(0, NAMED) }, 'sync:reconcile:drift');
  else log.info(found, 'sync:reconcile:done');
  return found;
}

async function reconcileBatch(tx: Tx, type: EntityType, after: string): Promise<{ readonly looked: number; readonly drifted: readonly DocumentKey[]; readonly last: string | null }> {
  await lockSequencer(tx);
  const keys = (await selectDocumentIds(tx, type, after, BATCH)).map((id) => ({ type, id }));
  const states = await selectFeedStates(tx, keys);
  const { documents, bad } = await projectDocuments(tx, keys);
  const refused = new Set(bad.map(({ id }) => id));
  // Read last: a change that was seen above has its key by now, and is no drift.
  const waiting = new Set((await selectDirtyAmong(tx, keys)).map(({ id }) => id));
  const { writes } = planFeed(keys.filter(({ id }) => !refused.has(id) && !waiting.has(id)), documents, states, new Map(), sha256);
  const drifted = [...new Set(writes.map(({ id }) => id))].map((id) => ({ type, id }));
  await insertDirtyKeys(tx, drifted);
  return { looked: keys.length, drifted, last: keys.length < BATCH ? null : (keys.at(-1)?.id ?? null) };
}
