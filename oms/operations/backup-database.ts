/**
 * A backup of the embedded database while it works, by PostgreSQL's own base backup: every table, sequence and job as of one moment,
 * with the keys that open it. npm's PostgreSQL brings neither pg_dump nor pg_basebackup, so the files are copied by us.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../../domain/assert.ts';
import { createPool, type PoolClient } from '../db/connect.ts';
import { digestFolder, flushFolder, readManifest, writeManifest, type BackupManifest } from './backup-manifest.ts';
import { copyCluster, copyLog, folderBytes } from './copy-cluster.ts';

export type BackupRequest = { readonly dataDir: string; readonly databaseUrl: string; readonly backupsDir: string; readonly isDurable: boolean };
export type FinishedBackup = { readonly folder: string; readonly manifest: BackupManifest; readonly bytes: number };

/** What opens the database and its sealed columns. What this OMS remembers of its history stays behind: it must survive a restore. */
export const KEY_FILES = ['postgres-password', 'secret-key', 'oms-api-key', 'oms-owner-password'] as const;

/** A folder of its own below `backupsDir`, named after its moment. Nothing is left of one that fails. */
export async function backupDatabase(request: BackupRequest): Promise<FinishedBackup> {
  const pool = createPool(request.databaseUrl, () => undefined, 1);
  const client = await pool.connect();
  const unfinished = join(request.backupsDir, `.unfinished-${process.pid}`);
  try {
    // A base backup belongs to its session, which is idle while files are copied.
    await client.query('SET idle_session_timeout = 0');
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    const manifest = await fill(client, request, unfinished);
    const folder = join(request.backupsDir, `packbench-${manifest.started_at.replaceAll(/[:.]/g, '-')}`);
    renameSync(unfinished, folder);
    return { folder, manifest, bytes: folderBytes(folder) };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    client.release(true);
    await pool.end();
  }
}

async function fill(client: PoolClient, { dataDir, isDurable }: BackupRequest, folder: string): Promise<BackupManifest> {
  const [cluster, copy] = [join(dataDir, 'postgres'), join(folder, 'postgres')];
  const begun = await readOne(client, "SELECT clock_timestamp() AS started_at, current_setting('server_version') AS version, (SELECT max(number) FROM schema_migrations) AS migration");
  // Keeps the log that the copy needs: without it a checkpoint in the middle may recycle it.
  await client.query("SELECT pg_create_physical_replication_slot('packbench_backup_' || pg_backend_pid(), immediately_reserve => true, temporary => true)");
  await client.query("SELECT pg_backup_start('packbench', fast => true)");
  copyCluster(cluster, copy);
  const stop = await readOne(client, 'SELECT lsn::text AS lsn, labelfile, pg_walfile_name(lsn) AS last FROM pg_backup_stop(wait_for_archive => false)');
  const label = String(stop['labelfile']);
  writeFileSync(join(copy, 'backup_label'), label, { mode: 0o600 });
  copyLog(join(cluster, 'pg_wal'), join(copy, 'pg_wal'), must(/\(file ([0-9A-F]{24})\)/.exec(label)?.[1], 'the first segment in the label'), String(stop['last']));
  for (const name of KEY_FILES) if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(folder, name));
  if (isDurable) flushFolder(folder);
  const manifest: BackupManifest = {
    format: 'packbench-backup/1', started_at: asTime(begun['started_at']), finished_at: asTime((await readOne(client, 'SELECT clock_timestamp() AS at'))['at']),
    postgres_version: String(begun['version']), migration: Number(begun['migration']), stop_lsn: String(stop['lsn']), files: await digestFolder(folder),
  };
  writeManifest(folder, manifest);
  return manifest;
}

async function readOne(client: PoolClient, statement: string): Promise<Record<string, unknown>> {
  return must((await client.query<Record<string, unknown>>(statement)).rows[0], 'the one row');
}

function asTime(value: unknown): string {
  if (!(value instanceof Date)) throw new Error('the database told no time');
  return value.toISOString();
}

/** All but the newest `keep` finished backups; what is not one of ours is left alone. */
export function deleteOldBackupFolders(backupsDir: string, keep: number): string[] {
  const ours = readdirSync(backupsDir).filter((name) => name.startsWith('packbench-') && readManifest(join(backupsDir, name)) !== null).toSorted();
  const old = ours.slice(0, Math.max(0, ours.length - keep));
  for (const name of old) rmSync(join(backupsDir, name), { recursive: true });
  return old;
}
