/** One backup holds all tenants: wiped and put back, each is there with its key, on a history of its own that its benches can tell. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { epochNumber } from '../../sync/epoch.ts';
import { readOmsConfig } from '../config.ts';
import { closeDatabase, createDatabase, createPool } from '../db/connect.ts';
import { stopOrphanPostgres } from '../db/embedded-postgres.ts';
import { findPostmaster } from '../db/postmaster-file.ts';
import { backupDatabase } from '../operations/backup-database.ts';
import { restoreDatabase } from '../operations/restore-database.ts';
import { startOms, type RunningOms } from '../start-oms.ts';
import { currentEpoch } from '../sync/epoch.ts';
import { databaseUrlOf } from './environment-databases.ts';
import { noteBackupEverywhere } from './note-backup-everywhere.ts';

let root: string;
let dataDir: string;
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'packbench-tenants-backup-')); dataDir = join(root, 'oms'); });
afterEach(async () => { await stopOrphanPostgres(dataDir); rmSync(root, { recursive: true, force: true }); });

const start = (): Promise<RunningOms> => startOms({
  config: readOmsConfig({ PORT: '0', DATABASE_DURABLE: 'false', LOG_LEVEL: 'silent' }, { dataDir }), clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random: { bytes: (length) => randomBytes(length) }, log: pino({ level: 'silent' }), fetch,
});
const ask = async (oms: RunningOms, key: string | null, path: string, body?: object): Promise<Record<string, unknown>> => {
  const response = await fetch(`${oms.url}${path}`, { method: body ? 'POST' : 'GET', headers: { authorization: `Bearer ${String(key)}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: response.status, ...(await response.json() as object) };
};
const superuserUrl = (): string => `postgres://packbench:${readFileSync(join(dataDir, 'postgres-password'), 'utf8').trim()}@127.0.0.1:${String(findPostmaster(join(dataDir, 'postgres'))?.port)}/packbench`;

/** Of the environments main and north. */
async function readEpochs(): Promise<string[]> {
  const control = createPool(superuserUrl(), () => undefined, 1);
  const { rows } = await control.query<{ name: string | null }>('SELECT database_name AS name FROM control.environments ORDER BY created_at');
  await control.end();
  const epochs: string[] = [];
  for (const { name } of rows) {
    const pool = createPool(name === null ? superuserUrl() : databaseUrlOf(superuserUrl(), name), () => undefined, 1);
    const db = createDatabase(pool);
    epochs.push(await currentEpoch(db));
    await closeDatabase(db, pool);
  }
  return epochs;
}

test('two tenants, a backup, everything wiped, restored: both are there, and both begin another history', async () => {
  const before = await start();
  const made = await ask(before, before.apiKey, '/tenants', { name: 'North', environment: 'north', admin: { email: 'admin@north.example', name: 'Admin' } });
  const key = String(made['api_key']);
  await ask(before, key, '/environments/north/nodes/', { code: 'NODE-1', name: 'Node 1', node_type: 'WAREHOUSE', address: { address1: '1 Main St', city: 'Albany', state: 'NY', postal_code: '12207' }, latitude: 42.65, longitude: -73.75 });
  const epochs = await readEpochs();
  const { folder, manifest } = await backupDatabase({ dataDir, databaseUrl: superuserUrl(), backupsDir: join(root, 'backups'), isDurable: false });
  expect(await noteBackupEverywhere(superuserUrl(), pino({ level: 'silent' }), new Date(manifest.started_at))).toEqual([{ environment: 'main', noted: { ok: true, value: 0 } }, { environment: 'north', noted: { ok: true, value: 0 } }]);
  await before.close();
  rmSync(join(dataDir, 'postgres'), { recursive: true });
  expect(await restoreDatabase({ dataDir, backupFolder: folder, movedAsideName: 'postgres.before', isDurable: false })).toMatchObject({ ok: true });
  const after = await start();
  expect(after.apiKey).toBe(before.apiKey);
  expect(await ask(after, key, '/environments/north/nodes/')).toMatchObject({ status: 200, total: 1 });
  const fresh = await readEpochs();
  expect([epochs.map(epochNumber), fresh.map(epochNumber)]).toEqual([[1, 1], [2, 2]]);
  expect(new Set([...epochs, ...fresh]).size).toBe(4);
  await after.close();
}, 150_000);
