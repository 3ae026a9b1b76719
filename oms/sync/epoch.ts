/** The name of the history that this hub is on, as stations know it. */
import { nameEpoch } from '../../sync/epoch.ts';
import type { Db } from '../db/connect.ts';
import { NO_EPOCH, selectLastEpoch } from './epoch-store.ts';

export async function currentEpoch(db: Db): Promise<string> {
  return nameEpoch((await selectLastEpoch(db)) ?? NO_EPOCH);
}
