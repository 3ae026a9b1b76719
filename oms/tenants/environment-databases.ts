/** The databases of the environments: all on the server of the first one, under the same user. */
import type { Logger } from 'pino';
import { closeDatabase, createDatabase, createPool, type Db, type Pool } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';

/** Migrated. `close` leaves a pool alone that others use, too. */
export type OpenDatabase = { readonly pool: Pool; readonly db: Db; close(): Promise<void> };

/** With its worker an environment needs five or six at rest. A server has few for all of them: what a burst took is given back soon. */
const MOST_CONNECTIONS = 10;
const IDLE_MS = 2_000;

/** The same server and user, another database. */
export function databaseUrlOf(firstUrl: string, databaseName: string): string {
  const url = new URL(firstUrl);
  url.pathname = `/${databaseName}`;
  return url.href;
}

/** Connects and brings the tables to this version. */
export async function openEnvironmentDatabase(url: string, log: Logger): Promise<OpenDatabase> {
  let isClosing = false;
  const pool = createPool(url, (error) => { if (!isClosing) log.warn({ error: error.message }, 'database:connection:lost'); }, MOST_CONNECTIONS, IDLE_MS);
  const db = createDatabase(pool);
  const close = (): Promise<void> => { isClosing = true; return closeDatabase(db, pool); };
  try {
    await migrate(pool);
  } catch (error) {
    await close();
    throw error;
  }
  return { pool, db, close };
}
