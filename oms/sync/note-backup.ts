/**
 * A backup of the database is complete and can be restored: what it contains, stations need not keep any more (SYNC.md 3.3, `safe`).
 * Whoever makes the backups says so after each; nobody says so, stations keep everything.
 */
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { deleteOldBackups, insertBackup, isInFuture } from './backup-store.ts';

/** No transaction of ours lasts that long; what began before has ended, and is in the backup. */
const MARGIN_MS = 10 * 60_000;
const KEEP = 30;

/** The value: how many station files have facts in it. */
export async function noteBackup({ db, log }: Pick<Services, 'db' | 'log'>, startedAt: Date): Promise<Result<number, 'BackupInFuture'>> {
  return inTransaction(db, async (tx) => {
    if (await isInFuture(tx, startedAt)) return err('BackupInFuture');
    const clients = await insertBackup(tx, startedAt, MARGIN_MS);
    await deleteOldBackups(tx, KEEP);
    log.info({ startedAt: startedAt.toISOString(), clients }, 'sync:backup:noted');
    return ok(clients);
  });
}
