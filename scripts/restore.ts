/** `npm run restore -- --from BACKUP [--data DIR]`: puts a backup in the place of the embedded database. The OMS must be stopped. */
import '../require-node.mjs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { takeDataFolderLock } from '../oms/db/data-folder-lock.ts';
import { stopOrphanPostgres } from '../oms/db/embedded-postgres.ts';
import { restoreDatabase } from '../oms/operations/restore-database.ts';
import { OmsStartProblem } from '../oms/start-problem.ts';

const { values } = parseArgs({ options: { from: { type: 'string' }, data: { type: 'string' } } });
const dataDir = resolve(values.data ?? process.env['DATA_DIR'] ?? join(homedir(), '.packbench', 'oms'));

try {
  if (values.from === undefined) throw new OmsStartProblem('WrongSettings', 'Name the backup: npm run restore -- --from FOLDER/packbench-...');
  // Refuses while an OMS works on it.
  const lock = takeDataFolderLock(dataDir);
  try {
    await stopOrphanPostgres(dataDir);
    const movedAsideName = `postgres.before-restore-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
    const restored = await restoreDatabase({ dataDir, backupFolder: resolve(values.from), movedAsideName, isDurable: true });
    if (!restored.ok) throw new OmsStartProblem('WrongSettings', restored.error.message);
    process.stdout.write(`The database is as it was at ${restored.value.manifest.finished_at}. Start the OMS: it begins a new history, and every station hands in again what the backup lacks.\n`);
    if (restored.value.movedAside !== null) process.stdout.write(`What was there is in ${restored.value.movedAside}; delete it when all is well.\n`);
  } finally {
    lock.release();
  }
} catch (error) {
  process.stderr.write(`${error instanceof OmsStartProblem ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
