/** The OMS works as an ordinary role on its own server: what it gave up is refused to it, also after an upgrade. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createPool } from './connect.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate, migrateControl } from './migrate.ts';
import { worksAsSuperuser } from './own-database.ts';

const AUDIT_TABLES = ['order_events', 'station_events', 'connector_events', 'access_events', 'audit_events', 'inventory_adjustments', 'job_events', 'control.people_events'];
/** Where the moment has another name. */
const TIMES: Readonly<Record<string, string>> = { connector_events: 'created_at', inventory_adjustments: 'created_at' };
const CHANGES = AUDIT_TABLES.flatMap((table) => [`UPDATE ${table} SET ${TIMES[table] ?? 'occurred_at'} = now()`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]);

describe('the audit trail', () => {
  let database: TestDatabase;
  beforeAll(async () => { database = await createTestDatabase(); });
  afterAll(() => database.close());

  test.each(CHANGES)('only grows: the OMS may not %s', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('is not called safe when the OMS was given a superuser', async () => {
    const superuser = createPool(database.superuserUrl, () => undefined, 1);
    expect([await worksAsSuperuser(superuser), await worksAsSuperuser(database.pool)]).toEqual([true, false]);
    await superuser.end();
  });

  test('is read and added to by the OMS', async () => {
    const { rows } = await database.pool.query<{ may: boolean }>("SELECT bool_and(has_table_privilege(t, 'SELECT') AND has_table_privilege(t, 'INSERT')) AS may FROM unnest($1::text[]) t", [AUDIT_TABLES]);
    expect(rows).toEqual([{ may: true }]);
  });
});

describe('a database that an older Packbench made as the superuser', () => {
  let dataDir: string;
  beforeAll(() => { dataDir = mkdtempSync(join(tmpdir(), 'packbench-hand-over-')); });
  afterAll(() => { rmSync(dataDir, { recursive: true, force: true }); });

  /** As the superuser had it: all things his, the database and the schemas too. */
  const takeBack = async (pool: pg.Pool): Promise<void> => {
    await pool.query('ALTER DATABASE packbench OWNER TO packbench');
    await pool.query('REASSIGN OWNED BY packbench_oms TO packbench');
  };

  test('is handed over at the next start, whole, and goes on being migrated', async () => {
    const first = await startEmbeddedPostgres({ dataDir, isDurable: false, randomBytes });
    const made = createPool(first.url, () => undefined, 2);
    await migrate(made);
    await migrateControl(made);
    await made.end();
    const superuser = createPool(first.superuserUrl, () => undefined, 1);
    await takeBack(superuser);
    await superuser.end();
    await first.close();

    const second = await startEmbeddedPostgres({ dataDir, isDurable: false, randomBytes });
    const pool = createPool(second.url, () => undefined, 2);
    const { rows } = await pool.query<{ name: string }>(`SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE nspname !~ '^(pg_|information_schema)' AND relkind <> 'i' AND pg_get_userbyid(relowner) <> 'packbench_oms'
      UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
      WHERE nspname !~ '^(pg_|information_schema)' AND d.objid IS NULL AND pg_get_userbyid(proowner) <> 'packbench_oms'`);
    expect(rows).toEqual([]);
    await migrate(pool);
    await pool.query('CREATE TABLE public.of_a_later_migration (n integer)');
    await pool.query('ALTER TABLE orders ADD COLUMN of_a_later_migration integer');
    await expect(pool.query('DELETE FROM order_events')).rejects.toMatchObject({ code: '42501' });
    await pool.end();
    await second.close();
  });
});
