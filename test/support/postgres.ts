/** A fresh database for one test file, cloned from the migrated template. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createDatabase, createPool, type Db } from '../../oms/db/connect.ts';

export type TestDatabase = { readonly url: string; readonly db: Db; readonly pool: pg.Pool; close(): Promise<void> };

export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE packbench_template`);
  await admin.end();
  const url = adminUrl.replace(/\/packbench$/, `/${name}`);
  const pool = createPool(url, () => undefined, 20);
  const db = createDatabase(pool);
  return { url, db, pool, close: () => db.destroy() };
}
