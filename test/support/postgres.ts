/** A fresh database for one test file, cloned from the migrated template and dropped at its end. Tests work as the OMS does: not as the superuser. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { closeDatabase, createDatabase, createPool, type Db } from '../../oms/db/connect.ts';

export type TestDatabase = { readonly url: string; readonly superuserUrl: string; readonly db: Db; readonly pool: pg.Pool; close(): Promise<void> };

export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await runAsAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE packbench_template`);
  const [url, superuserUrl] = [adminUrl, inject('postgresSuperuserUrl')].map((of) => of.replace(/\/packbench$/, `/${name}`)) as [string, string];
  const pool = createPool(url, () => undefined, 20);
  const db = createDatabase(pool);
  return {
    url, superuserUrl, db, pool,
    close: async () => {
      await closeDatabase(db, pool);
      // Somebody may still be leaving; the whole server is thrown away at the end anyway.
      await runAsAdmin(adminUrl, `DROP DATABASE ${name}`).catch(() => undefined);
    },
  };
}

async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try { await admin.query(statement); } finally { await admin.end(); }
}
