/** SQL of LISTEN and NOTIFY: how the processes that work on one database wake each other. */
import { sql } from 'kysely';
import type { Db, PoolClient } from '../db/connect.ts';

const CHANNEL = 'packbench';

/** On one connection that stays. */
export async function listenToSignals(client: PoolClient, onSignal: (payload: string) => void): Promise<void> {
  client.on('notification', ({ channel, payload }) => { if (channel === CHANNEL && payload) onSignal(payload); });
  await client.query(`LISTEN ${CHANNEL}`);
}

/** Each below 8000 bytes (PostgreSQL, "NOTIFY"). */
export async function sendSignals(db: Db, payloads: readonly string[]): Promise<void> {
  await sql`SELECT count(pg_notify(${CHANNEL}, p)) FROM unnest(${[...payloads]}::text[]) AS p`.execute(db);
}
