/** Dump, wipe, restore, same checksums: with a real cluster that is written to all the while. */
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestServices } from '../../test/support/services.ts';
import { closeDatabase, createDatabase, createPool, type Db } from '../db/connect.ts';
import { startEmbeddedPostgres, stopOrphanPostgres } from '../db/embedded-postgres.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { migrate } from '../db/migrate.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import { currentEpoch } from '../sync/epoch.ts';
import { watchHistory } from '../sync/watch-history.ts';
import { epochNumber } from '../../sync/epoch.ts';
import { backupDatabase, deleteOldBackupFolders } from './backup-database.ts';
import { readManifest } from './backup-manifest.ts';
import { restoreDatabase } from './restore-database.ts';

let root: string;
let dataDir: string;
let backupsDir: string;
let template: string;
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'packbench-backup-template-'));
  dataDir = template;
  await run(() => Promise.resolve());
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'packbench-backup-'));
  [dataDir, backupsDir] = [join(root, 'oms'), join(root, 'backups')];
  copyFolder(template, dataDir);
});
afterEach(async () => { await stopOrphanPostgres(dataDir); rmSync(root, { recursive: true, force: true }); });

/** With its owner, where that matters: under root the server runs as somebody else. */
function copyFolder(from: string, to: string): void {
  if (process.platform === 'win32') cpSync(from, to, { recursive: true });
  else execFileSync('cp', ['-a', from, to]);
}

/** `url`: as the superuser, who alone may back up. */
type Opened = { readonly db: Db; readonly url: string; readonly epoch: string };

/** One life of the OMS, as far as its database is concerned. */
async function run<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const server = await startEmbeddedPostgres({ dataDir, isDurable: false, randomBytes });
  const pool = createPool(server.url, () => undefined);
  const db = createDatabase(pool);
  try {
    await migrate(pool);
    const plain = createTestServices(db);
    const history = await watchHistory({ ...plain, config: { ...plain.config, dataDir } });
    const epoch = await currentEpoch(db);
    try { return await work({ db, url: server.superuserUrl, epoch }); } finally { await history.close(); }
  } finally {
    await closeDatabase(db, pool);
    await server.close();
  }
}

/** Of every row of every table, and of every sequence; what a start of the hub itself writes is left out. */
async function checksum(db: Db): Promise<Record<string, unknown>> {
  const { rows: tables } = await sql<{ name: string }>`SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`.execute(db);
  const sums: Record<string, unknown> = {};
  for (const { name } of tables.filter((table) => table.name !== 'sync.epoch')) {
    sums[name] = (await sql<{ sum: string }>`SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS sum FROM ${sql.raw(name)} t`.execute(db)).rows[0]?.sum;
  }
  sums['sequences'] = (await sql`SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 1, 2`.execute(db)).rows;
  return sums;
}

const backup = (url: string) => backupDatabase({ dataDir, databaseUrl: url, backupsDir, isDurable: false });
const restore = (folder: string) => restoreDatabase({ dataDir, backupFolder: folder, movedAsideName: 'postgres.before', isDurable: false });

describe('backup and restore', () => {
  test('a database that was wiped comes back row for row, opens with its keys, and begins another history', async () => {
    const before = await run(async ({ db, url, epoch }) => {
      await inTransaction(db, (tx) => seedDemo(tx, createTestServices(db)));
      await sql`SELECT graphile_worker.add_job('orders.source', '{"orderId":"x"}')`.execute(db);
      const sums = await checksum(db);
      return { sums, epoch, ...(await backup(url)) };
    });
    expect(existsSync(join(before.folder, 'hub-history.json'))).toBe(false);
    for (const name of ['postgres', 'postgres-password']) rmSync(join(dataDir, name), { recursive: true });
    expect(await restore(before.folder)).toMatchObject({ ok: true, value: { movedAside: null } });
    await run(async ({ db, epoch }) => {
      expect(await checksum(db)).toEqual(before.sums);
      expect(epochNumber(epoch)).toBe(epochNumber(before.epoch) + 1);
    });
  });

  test('made while orders pour in it is whole: every transaction is in it with all its rows or not at all, and what was before it is in it', async () => {
    const { folder, sureOf } = await run(async ({ db, url }) => {
      await sql`CREATE TABLE pairs (n integer, half text)`.execute(db);
      let isOver = false;
      let written = 0;
      const writer = (async (): Promise<void> => {
        while (!isOver) {
          await inTransaction(db, async (tx) => { for (const half of ['a', 'b']) await sql`INSERT INTO pairs VALUES (${written + 1}, ${half} || repeat('x', 2000))`.execute(tx); });
          written += 1;
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const known = written;
      const superuser = createPool(url, () => undefined, 1);
      const checkpoints = (async (): Promise<void> => { while (!isOver) { await superuser.query('CHECKPOINT'); await superuser.query('SELECT pg_switch_wal()'); } })();
      const made = await backup(url);
      isOver = true;
      await Promise.all([writer, checkpoints]);
      await superuser.end();
      return { folder: made.folder, sureOf: known };
    });
    expect((await restore(folder)).ok).toBe(true);
    await run(async ({ db }) => {
      const { rows } = await sql<{ halves: number; pairs: number; torn: number }>`SELECT count(*)::int AS pairs, sum(halves)::int AS halves, count(*) FILTER (WHERE halves <> 2)::int AS torn FROM (SELECT n, count(*) AS halves FROM pairs GROUP BY n) p`.execute(db);
      expect(rows[0]?.torn).toBe(0);
      expect(rows[0]?.pairs).toBeGreaterThanOrEqual(sureOf);
    });
  });

  test('what was written after the backup is gone after the restore, and what was there is moved aside, not deleted', async () => {
    const { folder, epoch } = await run(async ({ db, url, epoch: begun }) => {
      const made = await backup(url);
      await sql`INSERT INTO brands (brand_id, body) VALUES ('brd_late', '{}')`.execute(db);
      return { folder: made.folder, epoch: begun };
    });
    expect(await restore(folder)).toMatchObject({ ok: true, value: { movedAside: join(dataDir, 'postgres.before') } });
    const second = await run(async ({ db, epoch: next }) => { expect((await sql`SELECT FROM brands WHERE brand_id = 'brd_late'`.execute(db)).rows).toEqual([]); return next; });
    rmSync(join(dataDir, 'postgres.before'), { recursive: true });
    // The same backup once more: a third history, not the second again.
    expect((await restore(folder)).ok).toBe(true);
    const third = await run(({ epoch: next }) => Promise.resolve(next));
    expect([epoch, second, third].map(epochNumber)).toEqual([1, 2, 3]);
  });

  test('a backup that was cut, changed or never finished is refused, and nothing is touched', async () => {
    const { folder } = await run(({ url }) => backup(url));
    const control = join(folder, 'postgres', 'global', 'pg_control');
    const whole = readFileSync(control);
    appendFileSync(control, 'x');
    expect(await restore(folder)).toMatchObject({ ok: false, error: { code: 'BackupDamaged', message: expect.stringContaining('postgres/global/pg_control') } });
    writeFileSync(control, whole);
    rmSync(join(folder, 'postgres', 'PG_VERSION'));
    expect(await restore(folder)).toMatchObject({ ok: false, error: { code: 'BackupDamaged' } });
    rmSync(join(folder, 'manifest.json'));
    expect(await restore(folder)).toMatchObject({ ok: false, error: { code: 'NoBackup' } });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres'))).toEqual(['postgres', 'postgres-password']);
  });

  test('a backup that fails leaves nothing behind, and old ones are deleted but never what is not ours', async () => {
    await run(async ({ url }) => {
      await expect(backupDatabase({ dataDir: join(root, 'elsewhere'), databaseUrl: url, backupsDir, isDurable: false })).rejects.toThrow('ENOENT');
      expect(readdirSync(backupsDir)).toEqual([]);
      const folders = [await backup(url), await backup(url)].map((made) => made.folder);
      writeFileSync(join(backupsDir, 'packbench-notes.txt'), 'mine');
      expect(deleteOldBackupFolders(backupsDir, 1)).toHaveLength(1);
      expect(folders.map((folder) => readManifest(folder) !== null)).toEqual([false, true]);
      expect(readdirSync(backupsDir)).toContain('packbench-notes.txt');
    });
  });
});
