/** A backup of the whole server holds every environment: the stations of each may forget what is in it. */
import type { Logger } from 'pino';
import type { Result } from '../../domain/result.ts';
import { closeDatabase, createControlDatabase, createDatabase, createPool } from '../db/connect.ts';
import { noteBackup } from '../sync/note-backup.ts';
import { databaseUrlOf } from './environment-databases.ts';
import { selectEnvironments } from './tenant-store.ts';

/** `noted`: how many station files have facts in it. */
export type NotedBackup = { readonly environment: string; readonly noted: Result<number, 'BackupInFuture'> };

/** Environments that were never finished have no stations. */
export async function noteBackupEverywhere(firstUrl: string, log: Logger, startedAt: Date): Promise<NotedBackup[]> {
  const pool = createPool(firstUrl, () => undefined, 1);
  const control = createControlDatabase(pool);
  try {
    const rows = (await selectEnvironments(control)).filter((row) => row.state === 'ACTIVE' || row.state === 'SUSPENDED');
    const notes: NotedBackup[] = [];
    for (const row of rows) notes.push({ environment: row.name, noted: await noteIn(row.databaseName === null ? firstUrl : databaseUrlOf(firstUrl, row.databaseName), log, startedAt) });
    return notes;
  } finally {
    await control.destroy();
  }
}

async function noteIn(url: string, log: Logger, startedAt: Date): Promise<Result<number, 'BackupInFuture'>> {
  const pool = createPool(url, () => undefined, 1);
  const db = createDatabase(pool);
  try { return await noteBackup({ db, log }, startedAt); } finally { await closeDatabase(db, pool); }
}
