/** SQL of the tasks that a person must settle, as far as shops and carriers open them. */
import type { Insertable } from 'kysely';
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

/** False when the same thing is open already: a shop that repeats itself must not fill the list. */
export async function insertTaskOnce(tx: Tx, task: Insertable<Database['exception_tasks']>, about: string): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`exception:${task.kind}:${about}`}, 0))`.execute(tx);
  const open = await tx.selectFrom('exception_tasks').select('task_id').where('kind', '=', task.kind).where('state', '=', 'open').where(sql<string>`detail->>'about'`, '=', about).executeTakeFirst();
  if (open) return false;
  await tx.insertInto('exception_tasks').values(task).execute();
  return true;
}

export async function settleTasks(tx: Tx, kind: string, about: string, settledAt: Date): Promise<void> {
  await tx.updateTable('exception_tasks').set({ state: 'settled', settled_at: settledAt }).where('kind', '=', kind).where('state', '=', 'open').where(sql<string>`detail->>'about'`, '=', about).execute();
}

/** The first answer stays. False: there is no open task of this fact. */
export async function settleTaskOfFact(tx: Tx, opId: string, { answer, by, at }: { readonly answer: 'found' | 'gone'; readonly by: string; readonly at: Date }): Promise<boolean> {
  const rows = await tx.updateTable('exception_tasks').set({ state: 'settled', settled_at: at, settled_by: by, answer }).where('op_id', '=', opId).where('state', '=', 'open').returning('task_id').execute();
  return rows.length > 0;
}

export async function acknowledgeTaskOfFact(tx: Tx, opId: string, by: string, at: Date): Promise<void> {
  await tx.updateTable('exception_tasks').set({ acknowledged_by: by, acknowledged_at: at }).where('op_id', '=', opId).where('acknowledged_at', 'is', null).execute();
}

export type FactTaskRow = {
  readonly task_id: string; readonly kind: string; readonly order_id: string; readonly station_id: string; readonly op_id: string; readonly detail: Readonly<Record<string, unknown>>;
};

export async function insertFactTasks(tx: Tx, rows: readonly FactTaskRow[]): Promise<void> {
  await sql`INSERT INTO exception_tasks (task_id, kind, order_id, station_id, op_id, detail) SELECT task_id, kind, order_id, station_id, op_id, detail
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(task_id text, kind text, order_id text, station_id text, op_id uuid, detail jsonb)`.execute(tx);
}
