/**
 * `npm run backup -- --to FOLDER [--data DIR] [--keep N] [--note]`: a backup of the embedded database, while the OMS works or while it is
 * stopped. The stations are told of it when it lies on another disk than the database, or with `--note`.
 */
import '../require-node.mjs';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '../oms/create-log.ts';
import { takeDataFolderLock } from '../oms/db/data-folder-lock.ts';
import { startEmbeddedPostgres } from '../oms/db/embedded-postgres.ts';
import { findPostmaster } from '../oms/db/postmaster-file.ts';
import { backupDatabase, deleteOldBackupFolders } from '../oms/operations/backup-database.ts';
import { OmsStartProblem } from '../oms/start-problem.ts';
import { noteBackupEverywhere } from '../oms/tenants/note-backup-everywhere.ts';

const { values } = parseArgs({ options: { to: { type: 'string' }, data: { type: 'string' }, keep: { type: 'string' }, note: { type: 'boolean', default: false } } });
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const dataDir = resolve(values.data ?? process.env['DATA_DIR'] ?? join(homedir(), '.packbench', 'oms'));

try {
  if (process.env['DATABASE_URL']) throw new OmsStartProblem('WrongSettings', 'DATABASE_URL names a PostgreSQL of your own: back it up with its own tools (pg_basebackup, pg_dump), then tell the OMS with POST /sync/backups. See docs/runbook/backup.md.');
  if (!existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) throw new OmsStartProblem('WrongSettings', `There is no database in ${dataDir}. Name the OMS's data folder with --data (of npm start: the folder oms in its own).`);
  const backupsDir = resolve(values.to ?? join(dataDir, 'backups'));
  const keep = values.keep === undefined ? null : Number(values.keep);
  if (keep !== null && !(Number.isInteger(keep) && keep >= 1)) throw new OmsStartProblem('WrongSettings', `--keep takes a number from 1, not "${values.keep}".`);
  mkdirSync(backupsDir, { recursive: true, mode: 0o700 });
  const database = await openDatabase();
  try {
    const startedMs = performance.now();
    const { folder, manifest, bytes } = await backupDatabase({ dataDir, databaseUrl: database.url, backupsDir, isDurable: true });
    say(`Backup written and flushed: ${folder} (${Math.ceil(bytes / 1_048_576)} MB, ${Math.round(performance.now() - startedMs)} ms).`);
    if (values.note || statSync(backupsDir).dev !== statSync(dataDir).dev) await tellStations(database.url, manifest.started_at);
    else say('It lies on the same disk as the database, so the stations keep what it contains. Copy it elsewhere, or back up to another disk (--to); --note tells them nevertheless.');
    for (const name of keep === null ? [] : deleteOldBackupFolders(backupsDir, keep)) say(`Deleted ${name}.`);
  } finally {
    await database.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof OmsStartProblem ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}

/** The running OMS's own server, or one of ours for the time of the backup. */
async function openDatabase(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const running = findPostmaster(join(dataDir, 'postgres'));
  if (running) return { url: `postgres://packbench:${readFileSync(join(dataDir, 'postgres-password'), 'utf8').trim()}@127.0.0.1:${running.port}/packbench`, close: () => Promise.resolve() };
  const lock = takeDataFolderLock(dataDir);
  const server = await startEmbeddedPostgres({ dataDir, isDurable: true, randomBytes }).catch((error: unknown) => { lock.release(); throw error; });
  return { url: server.superuserUrl, close: async () => { await server.close(); lock.release(); } };
}

async function tellStations(databaseUrl: string, startedAt: string): Promise<void> {
  const notes = await noteBackupEverywhere(databaseUrl, createLog('silent'), new Date(startedAt));
  for (const { environment, noted } of notes) {
    const where = notes.length === 1 ? '' : `${environment}: `;
    say(noted.ok ? `${where}Noted for sync: the facts of ${noted.value} station files are in it, so they may forget them.` : `${where}Not noted for sync: ${noted.error}.`);
  }
}
