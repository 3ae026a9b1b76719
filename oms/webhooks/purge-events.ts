/** Every night: history that is older than a month, and what no endpoint is left for. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { deleteOldEvents } from './event-store.ts';

const KEEP_DAYS = 30;

export async function purgeWebhookEvents({ db, log }: Pick<Services, 'db' | 'log'>): Promise<void> {
  const events = await inTransaction(db, (tx) => deleteOldEvents(tx, KEEP_DAYS));
  if (events > 0) log.info({ events }, 'webhook:events:purged');
}
