/** SQL of the client table and of the mutation log: every fact of every station, with what became of it. */
import { sql, type Insertable } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type ClientRow = { readonly client_id: string; readonly station_id: string; readonly last_mid: number; readonly covered_mid: number };

/** Creates the row at first sight and locks it: one push of a client at a time. */
export async function lockClient(tx: Tx, clientId: string, stationId: string): Promise<ClientRow> {
  await tx.insertInto('sync.client').values({ client_id: clientId, station_id: stationId, skew_ms: null, seen_at: null }).onConflict((on) => on.column('client_id').doNothing()).execute();
  return tx.selectFrom('sync.client').select(['client_id', 'station_id', 'last_mid', 'covered_mid']).where('client_id', '=', clientId).forUpdate().executeTakeFirstOrThrow();
}

export async function updateLastMid(tx: Tx, clientId: string, lastMid: number): Promise<void> {
  await tx.updateTable('sync.client').set({ last_mid: lastMid, seen_at: sql<Date>`now()` }).where('client_id', '=', clientId).execute();
}

export async function updateSkew(tx: Tx, clientId: string, skewMs: number): Promise<void> {
  await tx.updateTable('sync.client').set({ skew_ms: skewMs, seen_at: sql<Date>`now()` }).where('client_id', '=', clientId).execute();
}

export type LoggedMutation = { readonly mid: number; readonly op_id: string; readonly outcome: string; readonly detail: unknown };

export async function selectMutation(tx: Tx, clientId: string, mid: number): Promise<LoggedMutation | undefined> {
  return tx.selectFrom('sync.mutation').select(['mid', 'op_id', 'outcome', 'detail']).where('client_id', '=', clientId).where('mid', '=', mid).executeTakeFirst();
}

/** A fact that came under another client id before: the file was copied, its facts were not made twice. */
export async function selectMutationByOp(tx: Tx, opId: string): Promise<LoggedMutation | undefined> {
  return tx.selectFrom('sync.mutation').select(['mid', 'op_id', 'outcome', 'detail']).where('op_id', '=', opId).executeTakeFirst();
}

export async function insertMutation(tx: Tx, mutation: Insertable<Database['sync.mutation']>): Promise<void> {
  await tx.insertInto('sync.mutation').values(mutation).execute();
}

/** Adds nothing when the use case has opened a task for this fact itself. */
export async function insertTaskForFact(tx: Tx, task: { readonly task_id: string; readonly kind: string; readonly order_id: string | null; readonly station_id: string; readonly op_id: string; readonly detail: string }): Promise<void> {
  await sql`INSERT INTO exception_tasks (task_id, kind, order_id, station_id, op_id, detail)
    SELECT ${task.task_id}, ${task.kind}, ${task.order_id}, ${task.station_id}, ${task.op_id}::uuid, ${task.detail}::jsonb
    WHERE NOT EXISTS (SELECT 1 FROM exception_tasks WHERE op_id = ${task.op_id}::uuid)`.execute(tx);
}

/** An earlier fact of the same order that nobody could apply holds the later ones of that order. */
export async function hasDeadLetter(tx: Tx, orderId: string): Promise<boolean> {
  const row = await tx.selectFrom('sync.mutation').select('mid').where('order_id', '=', orderId).where('outcome', 'in', ['dead_letter', 'held']).limit(1).executeTakeFirst();
  return row !== undefined;
}

export async function selectCovered(tx: Tx, stationId: string): Promise<Record<string, number>> {
  const rows = await tx.selectFrom('sync.client').select(['client_id', 'covered_mid']).where('station_id', '=', stationId).where('covered_mid', '>', 0).execute();
  return Object.fromEntries(rows.map((row) => [row.client_id, row.covered_mid]));
}

export async function selectBlobForStation(tx: Tx, sha256: string, stationId: string): Promise<{ bytes: Buffer; media_type: string } | undefined> {
  const { rows } = await sql<{ bytes: Buffer; media_type: string }>`SELECT b.bytes, b.media_type FROM sync.blob b WHERE b.sha256 = ${sha256} AND EXISTS (
    SELECT 1 FROM labels l JOIN parcels p USING (parcel_id) JOIN leases x ON x.order_id = p.order_id AND x.node_id = p.node_id AND x.released_at IS NULL
    WHERE ${sha256} IN (l.zpl_sha256, l.pdf_sha256) AND NOT l.is_void AND x.station_id = ${stationId})`.execute(tx);
  return rows[0];
}
