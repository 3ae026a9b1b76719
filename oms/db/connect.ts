/** The PostgreSQL pool and the typed query builder over it. */
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { ControlDatabase, ControlDb } from '../tenants/control-schema.ts';
import { prepareMarked } from './prepared.ts';
import type { Database } from './schema.ts';

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;
export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

const INT8_OID = 20;

/** int8 is read as a number; a value beyond 2^53 would be silently wrong, so it throws. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === INT8_OID ? parseSafeInteger : pg.types.getTypeParser(oid, format as 'text')),
};

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`int8 ${text} does not fit a JavaScript number`);
  return value;
}

/** `idleMs`: so long a connection that nobody uses is kept (10 s is pg's own choice). */
export function createPool(url: string, onError: (error: Error) => void, max = 10, idleMs = 10_000): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, idleTimeoutMillis: idleMs, types, application_name: 'packbench-oms', idle_in_transaction_session_timeout: 30_000 });
  // Without a listener an idle connection that breaks (a database restart) would end the process.
  pool.on('error', onError);
  // One in use tells its user by the rejected query.
  pool.on('connect', (client) => { client.on('error', () => undefined); prepareMarked(client); });
  return pool;
}

export function createDatabase(pool: pg.Pool): Db {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** The control plane as the same pool sees it. Closing the pool's own handle closes it, too. */
export function createControlDatabase(pool: pg.Pool): ControlDb {
  return new Kysely<ControlDatabase>({ dialect: new PostgresDialect({ pool }) });
}

/** Ends every connection. Kysely ends the pool only when it has run a query itself. */
export async function closeDatabase(db: Db, pool: Pool): Promise<void> {
  await db.destroy();
  if (!pool.ending) await pool.end();
}
