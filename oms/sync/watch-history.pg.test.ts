/** A database that was put back from a backup is found out by what was remembered beside it, and begins another history. */
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/postgres.ts';
import { createTestServices } from '../../test/support/services.ts';
import { epochNumber } from '../../sync/epoch.ts';
import { closeDatabase, createDatabase, createPool, type Db } from '../db/connect.ts';
import { startEmbeddedPostgres, stopOrphanPostgres } from '../db/embedded-postgres.ts';
import { migrate } from '../db/migrate.ts';
import { currentEpoch } from './epoch.ts';
import { watchHistory } from './watch-history.ts';

let dataDir: string;
beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'packbench-history-')); });
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A start of the OMS and its end; the name of the history that it was on. */
async function runHub(db: Db, work: () => Promise<unknown> = () => Promise.resolve()): Promise<string> {
  const plain = createTestServices(db);
  const watch = await watchHistory({ ...plain, config: { ...plain.config, dataDir } });
  const epoch = await currentEpoch(db);
  await work();
  await watch.close();
  return epoch;
}

/** With its owner, where that matters: under root the server runs as somebody else. */
function copyFolder(from: string, to: string): void {
  if (process.platform === 'win32') cpSync(from, to, { recursive: true });
  else execFileSync('cp', ['-a', from, to]);
}

describe('the history of a hub', () => {
  it('is the same after every start, has a name of its own, and does without a memory that is gone or torn', async () => {
    const database = await createTestDatabase();
    const first = await runHub(database.db);
    expect(first).toMatch(/^\d+-1-[0-9a-f]{12}$/);
    expect(await runHub(database.db)).toBe(first);
    writeFileSync(join(dataDir, 'hub-history.json'), '{"systemId":');
    expect(await runHub(database.db)).toBe(first);
    rmSync(join(dataDir, 'hub-history.json'));
    expect(await runHub(database.db)).toBe(first);
    await database.close();
  });

  it('is another one after a restore into a new database, which has forgotten all numbers', async () => {
    const [before, restored] = [await createTestDatabase(), await createTestDatabase()];
    const first = await runHub(before.db);
    await sql`INSERT INTO sync.epoch (n, sysid, timeline, why, nonce) SELECT n, sysid, timeline, why, nonce FROM (VALUES (1, ${first.split('-')[0] ?? ''}, 1, 'dump', ${first.split('-')[2] ?? ''})) AS e(n, sysid, timeline, why, nonce)`.execute(restored.db);
    const second = await runHub(restored.db);
    expect([epochNumber(second), second === first]).toEqual([2, false]);
    await before.close();
    await restored.close();
  });

  it('is another one after the whole cluster was put back as it was an hour ago', async () => {
    const clusterDir = join(dataDir, 'postgres');
    const run = async (work: (db: Db) => Promise<unknown>): Promise<string> => {
      const server = await startEmbeddedPostgres({ dataDir, isDurable: true, randomBytes });
      const pool = createPool(server.url, () => undefined);
      await migrate(pool);
      const db = createDatabase(pool);
      const epoch = await runHub(db, () => work(db));
      await closeDatabase(db, pool);
      await server.close();
      return epoch;
    };
    const first = await run(() => Promise.resolve());
    copyFolder(clusterDir, join(dataDir, 'backup'));
    expect(await run((db) => sql`INSERT INTO sync.dirty (type, id) SELECT 'product', n::text FROM generate_series(1, 5000) AS n`.execute(db))).toBe(first);
    rmSync(clusterDir, { recursive: true });
    copyFolder(join(dataDir, 'backup'), clusterDir);
    const second = await run(() => Promise.resolve());
    expect([epochNumber(second), second === first]).toEqual([2, false]);
    expect(await run(() => Promise.resolve())).toBe(second);
    await stopOrphanPostgres(dataDir);
  });
});
