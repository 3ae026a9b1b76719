/** The tables of a database follow the program that runs on it, or the program says why not. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createPool } from './connect.ts';
import { CONTROL_MIGRATIONS, migrate, migrateControl, readMigrations, TENANT_MIGRATIONS } from './migrate.ts';

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => { database = await createTestDatabase(); });
  afterAll(() => database.close());

  test.each([TENANT_MIGRATIONS, CONTROL_MIGRATIONS])('are numbered without gaps, so that none can slip in before an applied one: $table', (set) => {
    expect(readMigrations(set).map((migration) => migration.number)).toEqual(readMigrations(set).map((_migration, index) => index + 1));
  });

  test('that are all applied change nothing', async () => {
    const before = await applied(database.pool);
    await migrate(database.pool);
    await migrateControl(database.pool);
    expect(await applied(database.pool)).toEqual(before);
  });

  test('that were edited after they were applied stop the start', async () => {
    await database.pool.query("UPDATE schema_migrations SET sha256 = 'other' WHERE number = 1");
    await expect(migrate(database.pool)).rejects.toMatchObject({ code: 'MigrationChanged', message: expect.stringContaining('write a new migration') });
    await database.pool.query('UPDATE schema_migrations SET sha256 = $1 WHERE number = 1', [readMigrations()[0]?.sha256]);
  });

  test('of a newer program stop an older one', async () => {
    await database.pool.query("INSERT INTO schema_migrations (number, name, sha256) VALUES (9999, '009999-of-the-future.sql', 'x')");
    await expect(migrate(database.pool)).rejects.toMatchObject({ code: 'DatabaseNewer', message: expect.stringContaining('009999-of-the-future.sql') });
    await database.pool.query('DELETE FROM schema_migrations WHERE number = 9999');
  });

  test('four programs that start at once on an empty database apply each once', async () => {
    const name = `empty_${randomBytes(6).toString('hex')}`;
    const adminUrl = inject('postgresUrl');
    const admin = new pg.Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    const pools = [1, 2, 3, 4].map(() => createPool(adminUrl.replace(/\/packbench$/, `/${name}`), () => undefined, 2));
    try {
      await Promise.all(pools.map(async (pool) => { await migrate(pool); await migrateControl(pool); }));
      const [first] = pools;
      expect((await first?.query('SELECT number FROM schema_migrations ORDER BY number'))?.rows).toEqual(readMigrations().map(({ number }) => ({ number })));
      expect((await first?.query('SELECT number FROM control.schema_migrations ORDER BY number'))?.rows).toEqual(readMigrations(CONTROL_MIGRATIONS).map(({ number }) => ({ number })));
    } finally {
      await Promise.all(pools.map((pool) => pool.end()));
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    }
  });
});

test.each([
  { file: './schema.ts', type: 'Database', schemas: ['public', 'sync'] },
  { file: '../tenants/control-schema.ts', type: 'ControlDatabase', schemas: ['control'] },
])('the tables as kysely sees them are those of the database, column by column: $type', async ({ file, type, schemas }) => {
  const database = await createTestDatabase();
  try {
    const { rows } = await database.pool.query<{ place: string; columns: string[] }>(`
      SELECT CASE table_schema WHEN 'public' THEN table_name ELSE table_schema || '.' || table_name END AS place, array_agg(column_name::text ORDER BY column_name) AS columns
      FROM information_schema.columns WHERE table_schema = ANY($1::text[]) AND table_name <> 'schema_migrations' GROUP BY 1`, [schemas]);
    expect(readDeclaredTables(file, type)).toEqual(Object.fromEntries(rows.map((row) => [row.place, row.columns.toSorted()])));
  } finally {
    await database.close();
  }
});

/** The types are gone at run time, so their text is read: `table: { column: type; ... }` at two spaces of indentation. */
function readDeclaredTables(file: string, type: string): Record<string, string[]> {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const tables = text.slice(text.indexOf(`export type ${type} =`)).matchAll(/^ {2}'?([\w.]+)'?: \{([\s\S]*?)\};$/gm);
  return Object.fromEntries([...tables].map(([, table, columns]) => [table ?? '', [...(columns ?? '').matchAll(/(?:^|[;{]|\s)(\w+): /g)].map((match) => match[1] ?? '').toSorted()]));
}

async function applied(pool: pg.Pool): Promise<unknown[]> {
  return (await pool.query('SELECT number, name, sha256, applied_at FROM schema_migrations ORDER BY number')).rows;
}
