/** Every night: builds that nobody has asked for again in a while. The labels themselves stay: they are the audit's. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { MANIFEST_MEDIA_TYPE, SHEET_MEDIA_TYPE } from './build-labels.ts';
import { deleteOldResults } from './build-store.ts';

export async function purgeBuilds({ db, log, config }: Pick<Services, 'db' | 'log' | 'config'>): Promise<void> {
  const files = await inTransaction(db, (tx) => deleteOldResults(tx, [MANIFEST_MEDIA_TYPE, SHEET_MEDIA_TYPE], config.labelsBuildKeepDays));
  if (files > 0) log.info({ files }, 'labels-build:purged');
}
