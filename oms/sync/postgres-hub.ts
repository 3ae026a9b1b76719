/** The hub's half of osync over PostgreSQL: all rules are in sync/hub, this gives them transactions. */
import type { Mutation } from '../../domain/wire/sync.ts';
import type { EpochRow, HubStore } from '../../sync/hub/hub-store.ts';
import type { Tx } from '../db/connect.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { selectSafeMid } from './backup-store.ts';
import { lockSequencer } from './dirty-store.ts';
import { lockEpochs, NO_EPOCH, selectLastEpoch } from './epoch-store.ts';
import { createFeedTx } from './feed-tx.ts';
import { createPushTx, type ApplyFacts } from './push-tx.ts';
import { createSequencerTx } from './sequencer-tx.ts';
import { beginEpoch } from './watch-history.ts';

export type HubParts = Pick<Services, 'db' | 'log' | 'clock' | 'random' | 'config'>;

/** What becomes of the facts of one station. */
export type Taking = {
  readonly applyFacts: ApplyFacts;
  readonly quarantine: (tx: Tx, clientId: string, mutations: readonly Mutation[]) => ReturnType<HubStore['quarantine']>;
};

/** `taking` is needed by a push alone. */
export function createPostgresHub(parts: HubParts, taking: Taking = TAKES_NOTHING): HubStore {
  const { db, log, config } = parts;
  return {
    epoch: {
      read: async () => (await selectLastEpoch(db)) ?? NO_EPOCH,
      begin: (after, number, why) => inTransaction(db, async (tx) => {
        await lockEpochs(tx);
        const last = await selectLastEpoch(tx);
        // Somebody has begun another history meanwhile, which is as good.
        if (!last || !isSame(last, after)) return;
        const begun = await beginEpoch(tx, parts.random, Math.max(number, last.number + 1), why);
        log.warn({ epoch: begun.number, why }, 'sync:epoch:begun');
      }),
    },
    inPush: (caller, work) => inTransaction(db, (tx) => work(createPushTx(tx, parts, caller.stationId, taking.applyFacts))),
    inSequencer: (work) => inTransaction(db, async (tx) => {
      await lockSequencer(tx);
      return work(createSequencerTx(tx, config.feedOrder, (document) => log.error(document, 'sync:document:refused')));
    }),
    inFeed: (work) => db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute((tx) => work(createFeedTx(tx))),
    quarantine: (_caller, clientId, mutations) => inTransaction(db, (tx) => taking.quarantine(tx, clientId, mutations)),
    readSafeMid: (clientId) => selectSafeMid(db, clientId),
  };
}

const takesNothing = (): never => { throw new Error('Invariant broken: this hub takes no facts'); };
const TAKES_NOTHING: Taking = { applyFacts: takesNothing, quarantine: takesNothing };

function isSame(one: EpochRow, other: EpochRow): boolean {
  return one.systemId === other.systemId && one.number === other.number && one.nonce === other.nonce;
}
