/**
 * Copies the files of a PostgreSQL cluster that is at work, between pg_backup_start and pg_backup_stop (PostgreSQL manual, "Making a
 * base backup using the low level API"). Pages may be torn and files from different moments: the log between the two mends them.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Folders that are made anew at start: they must be there, and empty. The log is copied afterwards. */
const EMPTIED = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']);
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'pg_internal.init', 'backup_label', 'backup_label.old', 'tablespace_map', 'tablespace_map.old', 'backup_manifest', 'recovery.signal', 'standby.signal', 'current_logfiles.tmp']);
const LOG_FOLDERS = ['archive_status', 'summaries'];
const CONTROL_FILE = join('global', 'pg_control');
const CONTROL_TRIES = 20;

export function copyCluster(from: string, to: string): void {
  copyFolder(from, to, '');
  writeFileSync(join(to, CONTROL_FILE), readControlFile(join(from, CONTROL_FILE)), { mode: 0o600 });
}

function copyFolder(from: string, to: string, inside: string): void {
  mkdirSync(join(to, inside), { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(join(from, inside), { withFileTypes: true })) {
    const name = join(inside, entry.name);
    if (LEFT_OUT.has(entry.name) || entry.name.startsWith('pgsql_tmp') || name === CONTROL_FILE) continue;
    // The embedded database makes no tablespaces, so there are no links to follow.
    if (entry.isDirectory() && EMPTIED.has(name)) mkdirSync(join(to, name), { mode: 0o700 });
    else if (entry.isDirectory()) unlessGone(() => copyFolder(from, to, name));
    else if (entry.isFile()) unlessGone(() => copyFileSync(join(from, name), join(to, name), constants.COPYFILE_FICLONE));
  }
}

/** A table that was dropped meanwhile: the log says so, too. */
function unlessGone(copy: () => void): void {
  try {
    copy();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** It has no log that would mend it, and is written in place: read until two readings agree. */
function readControlFile(file: string): Buffer {
  let last = readFileSync(file);
  for (let attempt = 0; attempt < CONTROL_TRIES; attempt += 1) {
    const next = readFileSync(file);
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error(`${file} does not stand still`);
}

/** The log from its segment `first` to `last`, and what tells of earlier timelines. Throws when one is missing: the copy would not start. */
export function copyLog(from: string, to: string, first: string, last: string): void {
  const names = readdirSync(from).filter((name) => name.endsWith('.history') || (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last));
  for (const end of [first, last]) if (!names.includes(end)) throw new Error(`The log's segment ${end} is missing: the backup is not whole.`);
  for (const name of LOG_FOLDERS) mkdirSync(join(to, name), { mode: 0o700 });
  for (const name of names) copyFileSync(join(from, name), join(to, name), constants.COPYFILE_FICLONE);
}

export function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0), 0);
}
