/** Reads the replication state of a station that does not run, from its file alone and without changing it. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { SyncInspection } from '../../domain/rpc/sync-inspection.ts';
import type { SqlValue, Tx } from '../../main/db/open.ts';
import { inspectSync } from '../../main/inspector/inspect-sync.ts';
import { NEVER_SYNCED } from '../../sync/ports.ts';

/** Throws when there is no file, or it is damaged or of another version. */
export function readStationFolder(stationDir: string, nowMs: number): SyncInspection {
  const database = new Database(join(stationDir, 'station.sqlite'), { readonly: true, fileMustExist: true });
  try {
    const damage = database.pragma('quick_check(1)', { simple: true });
    if (damage !== 'ok') throw new Error(`the file is damaged: ${String(damage)}`);
    const tx: Tx = { prepare: (sql) => database.prepare<SqlValue[]>(sql) };
    return inspectSync(tx, { nowMs, sync: NEVER_SYNCED, failures: [] });
  } finally {
    database.close();
  }
}
