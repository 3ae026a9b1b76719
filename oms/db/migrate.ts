/** Applies the numbered SQL files in order, each in its own transaction, under a lock so that racing servers wait for each other. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { OmsStartProblem } from '../start-problem.ts';

const LOCK = 7_262_001;

export type MigrationSet = { readonly folder: URL; readonly table: string };
/** A tenant's own tables. */
export const TENANT_MIGRATIONS: MigrationSet = { folder: new URL('./migrations/', import.meta.url), table: 'schema_migrations' };
/** The control plane's, in the first database only. */
export const CONTROL_MIGRATIONS: MigrationSet = { folder: new URL('../tenants/migrations/', import.meta.url), table: 'control.schema_migrations' };

export type Migration = { readonly number: number; readonly name: string; readonly sql: string; readonly sha256: string };

export function readMigrations({ folder }: MigrationSet = TENANT_MIGRATIONS): Migration[] {
  return readdirSync(folder).filter((name) => /^\d{6}-.+\.sql$/.test(name)).toSorted().map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8');
    return { number: Number(name.slice(0, 6)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

/** A tenant's tables and its job queue. Throws OmsStartProblem when an applied migration was edited afterwards, or when the database is newer than this program. */
export async function migrate(pool: pg.Pool): Promise<void> {
  await withMigrationLock(pool, async (client) => {
    await applyMissing(client, TENANT_MIGRATIONS);
    await runMigrations({ pgPool: pool });
  });
}

/** The control plane's tables; throws as `migrate` does. */
export async function migrateControl(pool: pg.Pool): Promise<void> {
  await withMigrationLock(pool, async (client) => {
    await client.query('CREATE SCHEMA IF NOT EXISTS control');
    await applyMissing(client, CONTROL_MIGRATIONS);
  });
}

async function withMigrationLock(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await work(client);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release();
  }
}

async function applyMissing(client: pg.PoolClient, set: MigrationSet): Promise<void> {
  await client.query(`CREATE TABLE IF NOT EXISTS ${set.table} (number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const { rows } = await client.query<{ number: number; sha256: string; name: string }>(`SELECT number, name, sha256 FROM ${set.table} ORDER BY number`);
  const applied = new Map(rows.map((row) => [row.number, row]));
  const migrations = readMigrations(set);
  refuseMismatch(migrations, applied);
  for (const migration of migrations) if (!applied.has(migration.number)) await applyMigration(client, set, migration);
}

function refuseMismatch(migrations: readonly Migration[], applied: ReadonlyMap<number, { name: string; sha256: string }>): void {
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  for (const [number, row] of applied) {
    const migration = known.get(number);
    if (!migration) throw new OmsStartProblem('DatabaseNewer', `The database has migration ${row.name}, which this program does not know: it was written by a newer Packbench. Install that version again.`);
    if (migration.sha256 !== row.sha256) throw new OmsStartProblem('MigrationChanged', `Migration ${row.name} was changed after it was applied. Restore the file and write a new migration instead.`);
  }
}

async function applyMigration(client: pg.PoolClient, { table }: MigrationSet, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(`INSERT INTO ${table} (number, name, sha256) VALUES ($1, $2, $3)`, [migration.number, migration.name, migration.sha256]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
