/** SQL of the client table and of the mutation log: every fact of every station, with what became of it. */
import { sql, type Insertable } from 'kysely';
import { must } from '../../domain/assert.ts';
import type { ClientRow, FactOutcome, LoggedFact } from '../../sync/hub/hub-store.ts';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

/** Creates the row at first sight and locks it: one push of a client at a time. */
export async function lockClient(tx: Tx, clientId: string, stationId: string): Promise<ClientRow> {
  return (await lockKnownClient(tx, clientId)) ?? lockNewClient(tx, clientId, stationId);
}

async function lockNewClient(tx: Tx, clientId: string, stationId: string): Promise<ClientRow> {
  await tx.insertInto('sync.client').values({ client_id: clientId, station_id: stationId, skew_ms: null, seen_at: null }).onConflict((on) => on.column('client_id').doNothing()).execute();
  return must(await lockKnownClient(tx, clientId), 'the client just made');
}

async function lockKnownClient(tx: Tx, clientId: string): Promise<ClientRow | undefined> {
  const { rows } = await sql<ClientRow>`SELECT client_id AS "clientId", station_id AS "stationId", last_mid AS "lastMid", covered_mid AS "coveredMid" FROM sync.client WHERE client_id = ${clientId}::uuid FOR UPDATE`.execute(tx);
  return rows[0];
}

/** Its trigger makes the dirty key that covers the facts, behind the keys of what they changed. */
export async function updateLastMid(tx: Tx, clientId: string, lastMid: number): Promise<void> {
  await tx.updateTable('sync.client').set({ last_mid: lastMid, seen_at: sql<Date>`now()` }).where('client_id', '=', clientId).execute();
}

/** Only of the station's own file. */
export async function updateSkew(tx: Tx, clientId: string, stationId: string, skewMs: number): Promise<void> {
  await tx.updateTable('sync.client').set({ skew_ms: skewMs, seen_at: sql<Date>`now()` }).where('client_id', '=', clientId).where('station_id', '=', stationId).execute();
}

/** Two index look-ups for each fact, whatever the log's size. */
export async function selectLogged(tx: Tx, clientId: string, mids: readonly number[], ops: readonly string[]): Promise<LoggedFact[]> {
  const { rows } = await sql<LoggedFact>`SELECT client_id AS "clientId", mid, op_id AS op, outcome, detail FROM sync.mutation WHERE client_id = ${clientId}::uuid AND mid = ANY(${mids}::bigint[])
    UNION SELECT client_id, mid, op_id, outcome, detail FROM sync.mutation WHERE op_id = ANY(${ops}::uuid[])`.execute(tx);
  return rows;
}

/**
 * Orders with a fact that nobody could apply. The share of those rows waits for the office that is just settling one of them, and is
 * waited for by it: no fact is held behind a dead letter that is none any more.
 */
export async function selectCondemned(tx: Tx, orderIds: readonly string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set();
  const { rows } = await sql<{ order_id: string }>`SELECT order_id FROM sync.mutation WHERE order_id = ANY(${orderIds}::text[]) AND outcome IN ('dead_letter', 'held') ORDER BY log_seq FOR SHARE`.execute(tx);
  return new Set(rows.map((row) => row.order_id));
}

/** All rows as one JSON text: a parameter for each value took longer than the insert itself. */
export async function insertMutations(tx: Tx, rows: readonly Insertable<Database['sync.mutation']>[]): Promise<void> {
  await sql`INSERT INTO sync.mutation (client_id, mid, op_id, kind, order_id, base_rev, fence, v, body, device_at, outcome, detail)
    SELECT client_id, mid, op_id, kind, order_id, base_rev, fence, v, body::jsonb, device_at, outcome, detail::jsonb FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS r(client_id uuid, mid bigint, op_id uuid, kind text, order_id text, base_rev bigint, fence bigint, v smallint, body text, device_at timestamptz, outcome text, detail text) ORDER BY mid`.execute(tx);
}

export type FactTaskRow = { readonly task_id: string; readonly kind: string; readonly order_id: string | null; readonly op_id: string; readonly detail: Readonly<Record<string, unknown>> };

/** Adds none for a fact whose use case has opened a task itself, with more to say. */
export async function insertTasksForFacts(tx: Tx, stationId: string, tasks: readonly FactTaskRow[]): Promise<void> {
  if (tasks.length === 0) return;
  await sql`INSERT INTO exception_tasks (task_id, kind, order_id, station_id, op_id, detail)
    SELECT t.task_id, t.kind, t.order_id, ${stationId}, t.op_id, t.detail FROM json_to_recordset(${JSON.stringify(tasks)}::json) AS t(task_id text, kind text, order_id text, op_id uuid, detail jsonb)
    WHERE NOT EXISTS (SELECT 1 FROM exception_tasks x WHERE x.op_id = t.op_id)`.execute(tx);
}

/** The task that the log itself opened for a fact is done when the fact is. */
export async function settleTaskOfLog(tx: Tx, opId: string, kinds: readonly string[], by: string): Promise<void> {
  await sql`UPDATE exception_tasks SET state = 'settled', settled_at = now(), settled_by = ${by} WHERE op_id = ${opId}::uuid AND state = 'open' AND kind = ANY(${kinds}::text[])`.execute(tx);
}

export async function updateOutcome(tx: Tx, opId: string, { outcome, detail }: FactOutcome): Promise<void> {
  await tx.updateTable('sync.mutation').set({ outcome, detail: detail === null ? null : JSON.stringify(detail) }).where('op_id', '=', opId).execute();
}
