/** SQL of webhook endpoints. */
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type EndpointRow = Selectable<Database['webhook_endpoints']>;

const COLUMNS = ['endpoint_id', 'url', 'description', 'event_types', 'secret_encrypted', 'is_active', 'disabled_reason', 'created_at', 'updated_at'] as const;

export async function insertEndpoint(tx: Db | Tx, endpoint: Insertable<Database['webhook_endpoints']>): Promise<EndpointRow> {
  return tx.insertInto('webhook_endpoints').values(endpoint).returning(COLUMNS).executeTakeFirstOrThrow();
}

export async function selectEndpoint(db: Db | Tx, endpointId: string): Promise<EndpointRow | undefined> {
  return db.selectFrom('webhook_endpoints').select(COLUMNS).where('endpoint_id', '=', endpointId).executeTakeFirst();
}

export async function selectEndpoints(db: Db, limit: number, offset: number): Promise<{ rows: EndpointRow[]; total: number }> {
  const rows = await db.selectFrom('webhook_endpoints').select(COLUMNS).orderBy('created_at').orderBy('endpoint_id').limit(limit).offset(offset).execute();
  const { total } = await db.selectFrom('webhook_endpoints').select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total: Number(total) };
}

export async function updateEndpoint(tx: Db | Tx, endpointId: string, change: Updateable<Database['webhook_endpoints']>): Promise<EndpointRow | undefined> {
  return tx.updateTable('webhook_endpoints').set({ ...change, updated_at: sql<Date>`now()` }).where('endpoint_id', '=', endpointId).returning(COLUMNS).executeTakeFirst();
}

/** With all that was or was to be delivered there. */
export async function deleteEndpoint(tx: Tx, endpointId: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('webhook_endpoints').where('endpoint_id', '=', endpointId).executeTakeFirst();
  await tx.deleteFrom('webhook_events').where('endpoint_id', '=', endpointId).execute();
  return numDeletedRows > 0n;
}
