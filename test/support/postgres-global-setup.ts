/** One embedded PostgreSQL for the whole run, with a migrated template database; each test file clones it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createControlDatabase, createPool } from '../../oms/db/connect.ts';
import { takeDataFolderLock } from '../../oms/db/data-folder-lock.ts';
import { startEmbeddedPostgres, stopOrphanPostgres } from '../../oms/db/embedded-postgres.ts';
import { migrate, migrateControl } from '../../oms/db/migrate.ts';
import { insertTestEnvironment } from './test-environment.ts';

declare module 'vitest' {
  export interface ProvidedContext { postgresUrl: string; postgresSuperuserUrl: string }
}

const PREFIX = 'packbench-test-pg-';
/** A folder younger than this may belong to a run that has not locked it yet. */
const SETTLED_AFTER_MS = 60_000;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns();
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  takeDataFolderLock(dataDir);
  const server = await startEmbeddedPostgres({ dataDir, isDurable: false, randomBytes });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('CREATE DATABASE packbench_template');
  await admin.end();
  const templateUrl = server.url.replace(/\/packbench$/, '/packbench_template');
  const pool = createPool(templateUrl, () => undefined);
  await migrate(pool);
  await migrateControl(pool);
  await insertTestEnvironment(createControlDatabase(pool));
  await pool.end();
  project.provide('postgresUrl', server.url);
  project.provide('postgresSuperuserUrl', server.superuserUrl);
  return async () => { await server.close(); rmSync(dataDir, { recursive: true, force: true }); };
}

/** A test run that was killed leaves its server behind; nobody but the next run knows of it. Living runs hold their folder's lock. */
async function sweepKilledRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dataDir = join(tmpdir(), name);
    try {
      if (Date.now() - statSync(dataDir).mtimeMs < SETTLED_AFTER_MS) continue;
      takeDataFolderLock(dataDir);
      await stopOrphanPostgres(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    } catch {
      // In use, or another user's.
    }
  }
}
