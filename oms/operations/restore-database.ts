/**
 * Puts a backup in the place of the embedded database. What is there now is moved aside, not deleted. The database is brought to the
 * moment of the backup's end and onto a timeline of its own: so hub and stations see for certain that history has begun anew, and the
 * stations hand in again what the backup does not contain (SYNC.md decision 5).
 */
import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../../domain/assert.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { readSecretFile } from '../auth/secret-file.ts';
import { recoverCluster } from '../db/recover-cluster.ts';
import { readManifest, findDamage, type BackupManifest } from './backup-manifest.ts';
import { KEY_FILES } from './backup-database.ts';
import { UNPRIVILEGED_UID } from '../db/postgres-program.ts';

export type RestoreRequest = { readonly dataDir: string; readonly backupFolder: string; readonly movedAsideName: string; readonly isDurable: boolean };
export type RestoreRefusal = { readonly code: 'NoBackup' | 'BackupDamaged'; readonly message: string };
export type Restored = { readonly manifest: BackupManifest; readonly movedAside: string | null };

/** The caller holds the data folder's lock, and no server runs on it. */
export async function restoreDatabase({ dataDir, backupFolder, movedAsideName, isDurable }: RestoreRequest): Promise<Result<Restored, RestoreRefusal>> {
  const manifest = readManifest(backupFolder);
  if (!manifest) return err({ code: 'NoBackup', message: `${backupFolder} holds no finished backup: name a folder that "npm run backup" made (packbench-...).` });
  const damage = await findDamage(backupFolder, manifest);
  if (damage.length > 0) return err({ code: 'BackupDamaged', message: `This backup is not what was written: ${damage.slice(0, 5).join(', ')}${damage.length > 5 ? ` and ${damage.length - 5} more` : ''}. Nothing was changed. Take another backup, or another copy of this one.` });
  const [cluster, incoming] = [join(dataDir, 'postgres'), join(dataDir, 'postgres.restoring')];
  rmSync(incoming, { recursive: true, force: true });
  cpSync(join(backupFolder, 'postgres'), incoming, { recursive: true });
  writeFileSync(join(incoming, 'recovery.signal'), '', { mode: 0o600 });
  giveToServer(incoming);
  // On its own, beside the present one: that is moved only when the copy has proven that it opens.
  await recoverCluster(incoming, must(readSecretFile(join(backupFolder, 'postgres-password')), 'the password in the backup'), isDurable);
  const movedAside = moveAside(dataDir, movedAsideName);
  for (const name of KEY_FILES) if (existsSync(join(backupFolder, name))) copyFileSync(join(backupFolder, name), join(dataDir, name));
  renameSync(incoming, cluster);
  return ok({ manifest, movedAside });
}

/** The server refuses a folder that others may read; under root it runs as somebody else, and refuses files that are not its own. */
function giveToServer(folder: string): void {
  const isRoot = process.geteuid?.() === 0;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({ path: join(entry.parentPath, entry.name), isFolder: entry.isDirectory() }));
  for (const { path, isFolder } of [{ path: folder, isFolder: true }, ...entries]) {
    chmodSync(path, isFolder ? 0o700 : 0o600);
    if (isRoot) chownSync(path, UNPRIVILEGED_UID, UNPRIVILEGED_UID);
  }
}

function moveAside(dataDir: string, name: string): string | null {
  const cluster = join(dataDir, 'postgres');
  if (!existsSync(cluster)) return null;
  const aside = join(dataDir, name);
  renameSync(cluster, aside);
  for (const key of KEY_FILES) if (existsSync(join(dataDir, key))) copyFileSync(join(dataDir, key), join(aside, `${key}.before`));
  return aside;
}
