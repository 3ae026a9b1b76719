/** One embedded PostgreSQL for the whole run, with a migrated template database; each test file clones it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createPool } from '../../oms/db/connect.ts';
import { startEmbeddedPostgres } from '../../oms/db/embedded-postgres.ts';
import { migrate } from '../../oms/db/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext { postgresUrl: string }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-test-pg-'));
  const server = await startEmbeddedPostgres({ dataDir, isDurable: false, randomBytes });
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query('CREATE DATABASE packbench_template');
  await admin.end();
  const templateUrl = server.url.replace(/\/packbench$/, '/packbench_template');
  const pool = createPool(templateUrl, () => undefined);
  await migrate(pool);
  await pool.end();
  project.provide('postgresUrl', server.url);
  return async () => { await server.close(); rmSync(dataDir, { recursive: true, force: true }); };
}
