/** A document that is gone stays in the feed as a tombstone for a month; a station that was away longer starts over. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { lockSequencer } from './dirty-store.ts';
import { deleteTombstones } from './reconcile-store.ts';

const KEEP_DAYS = 30;

export async function purgeTombstones({ db, log }: Pick<Services, 'db' | 'log'>): Promise<void> {
  const purged = await inTransaction(db, async (tx) => {
    await lockSequencer(tx);
    return deleteTombstones(tx, KEEP_DAYS);
  });
  if (purged > 0) log.info({ purged }, 'sync:tombstones:purged');
}
