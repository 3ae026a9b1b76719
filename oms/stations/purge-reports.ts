/** Keeps a day of what stations said of themselves. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { deleteOldReports } from './report-store.ts';

export async function purgeReports(services: Services): Promise<void> {
  await inTransaction(services.db, (tx) => deleteOldReports(tx));
}
