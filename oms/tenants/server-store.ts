/** SQL about the PostgreSQL server: its databases, and the lock of who makes one. On one connection, outside of a transaction. */
import { sql } from 'kysely';
import type { ControlDb } from './control-schema.ts';

/** The first key of the lock; the second is the environment. */
const LOCK_CLASS = 20_547;

/** False while another call, in whatever process, is at it. It ends with its connection: a killed process holds nothing. */
export async function tryProvisioningLock(connection: ControlDb, environmentId: string): Promise<boolean> {
  const { rows } = await sql<{ is_locked: boolean }>`SELECT pg_try_advisory_lock(${LOCK_CLASS}, hashtext(${environmentId})) AS is_locked`.execute(connection);
  return rows[0]?.is_locked ?? false;
}

export async function releaseProvisioningLock(connection: ControlDb, environmentId: string): Promise<void> {
  await sql`SELECT pg_advisory_unlock(${LOCK_CLASS}, hashtext(${environmentId}))`.execute(connection);
}

export async function selectHasDatabase(connection: ControlDb, name: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`SELECT EXISTS (SELECT FROM pg_database WHERE datname = ${name}) AS found`.execute(connection);
  return rows[0]?.found ?? false;
}

/** From template0: nobody can be connected to that, and nothing of the site's own template comes along. */
export async function createDatabase(connection: ControlDb, name: string): Promise<void> {
  await sql`CREATE DATABASE ${sql.id(name)} TEMPLATE template0 ENCODING 'UTF8'`.execute(connection);
}

export async function selectCurrentUser(connection: ControlDb): Promise<string> {
  const { rows } = await sql<{ name: string }>`SELECT current_user::text AS name`.execute(connection);
  return rows[0]?.name ?? '?';
}
