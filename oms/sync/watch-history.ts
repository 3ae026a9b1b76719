/** The epoch: one history of this hub. A restore or a failover begins another, and every station starts over (SYNC.md decision 5). */
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import type { EpochRow } from '../../sync/hub/hub-store.ts';
import { nameEpoch } from '../../sync/epoch.ts';
import { insertEpoch, lockEpochs, selectClusterState, selectLastEpoch } from './epoch-store.ts';
import { findNewHistory } from './find-new-history.ts';
import { readHistoryMemory, writeHistoryMemory } from './history-memory.ts';

export type HistoryParts = Pick<Services, 'db' | 'log' | 'random' | 'config'>;
/** `close` remembers once more. */
export type HistoryWatch = { close(): Promise<void> };

const REMEMBER_EVERY_MS = 3_000;

/** Begins another history when the database is not on the one that it was on, and remembers where it is now. */
export async function checkHistory({ db, log, random, config }: HistoryParts): Promise<void> {
  const memory = readHistoryMemory(config.dataDir);
  const { epoch, now } = await inTransaction(db, async (tx) => {
    await lockEpochs(tx);
    const last = await selectLastEpoch(tx);
    const state = await selectClusterState(tx);
    const fresh = findNewHistory(last, state, memory);
    if (fresh === null && last !== null) return { epoch: last, now: state };
    const begun = await beginEpoch(tx, random, fresh?.number ?? 1, fresh?.why ?? 'first start');
    log.warn({ epoch: nameEpoch(begun), why: fresh?.why }, 'sync:epoch:begun');
    return { epoch: begun, now: state };
  });
  try {
    writeHistoryMemory(config.dataDir, { systemId: now.systemId, databaseOid: now.databaseOid, lsn: now.durable, epochNumber: epoch.number, epochNonce: epoch.nonce });
  } catch (error) {
    // Without it the stations' own knowledge is the net that is left; no reason to stand still.
    log.warn({ error: String(error) }, 'sync:history:not-remembered');
  }
}

/** The first history of a database that never had a hub. */
export async function ensureHistory({ db, random }: Pick<HistoryParts, 'db' | 'random'>): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockEpochs(tx);
    if ((await selectLastEpoch(tx)) === null) await beginEpoch(tx, random, 1, 'first start');
  });
}

/** The caller holds the lock. */
export async function beginEpoch(tx: Tx, random: Services['random'], number: number, why: string): Promise<EpochRow> {
  const { systemId, timeline } = await selectClusterState(tx);
  const epoch = { systemId, number, nonce: Buffer.from(random.bytes(6)).toString('hex') };
  await insertEpoch(tx, { ...epoch, timeline, why: why.slice(0, 500) });
  return epoch;
}

/** Checks now, and every few seconds: a database of its own may be put back under a running OMS. */
export async function watchHistory(parts: HistoryParts): Promise<HistoryWatch> {
  await checkHistory(parts);
  let running: Promise<void> = Promise.resolve();
  const check = (): Promise<void> => checkHistory(parts).catch((error: unknown) => parts.log.warn({ error: String(error) }, 'sync:history:unknown'));
  const timer = setInterval(() => { running = running.then(check); }, REMEMBER_EVERY_MS);
  return { close: async () => { clearInterval(timer); await running; await check(); } };
}
