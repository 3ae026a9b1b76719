/** SQL of the facts that could not be applied, and of those that wait behind them. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export type CondemnedRow = {
  readonly client_id: string; readonly station_id: string; readonly mid: number; readonly op_id: string; readonly kind: string; readonly order_id: string | null; readonly base_rev: number | null; readonly fence: number | null;
  readonly v: number; readonly body: unknown; readonly device_at: Date; readonly hub_at: Date; readonly outcome: string; readonly detail: unknown;
};

const COLUMNS = sql`m.client_id, c.station_id, m.mid, m.op_id, m.kind, m.order_id, m.base_rev, m.fence, m.v, m.body, m.device_at, m.hub_at, m.outcome, m.detail`;

/** Oldest first. */
export async function selectCondemnedFacts(db: Db, limit: number, offset: number): Promise<CondemnedRow[]> {
  const { rows } = await sql<CondemnedRow>`SELECT ${COLUMNS} FROM sync.mutation m JOIN sync.client c USING (client_id) WHERE m.outcome IN ('dead_letter', 'held') ORDER BY m.log_seq LIMIT ${limit} OFFSET ${offset}`.execute(db);
  return rows;
}

export async function selectOutcome(tx: Tx, opId: string): Promise<{ outcome: string; order_id: string | null } | undefined> {
  return tx.selectFrom('sync.mutation').select(['outcome', 'order_id']).where('op_id', '=', opId).executeTakeFirst();
}

/**
 * The dead letter and all that wait behind it, in the order in which they came. Locked twice over: who was just adding one more held the
 * rows until he was done, so the second look sees it.
 */
export async function lockCondemned(tx: Tx, opId: string, orderId: string | null): Promise<CondemnedRow[]> {
  const own = orderId === null ? sql`m.op_id = ${opId}::uuid` : sql`m.order_id = ${orderId}`;
  const lock = (): Promise<{ rows: CondemnedRow[] }> => sql<CondemnedRow>`SELECT ${COLUMNS} FROM sync.mutation m JOIN sync.client c USING (client_id) WHERE ${own} AND m.outcome IN ('dead_letter', 'held') ORDER BY m.log_seq FOR UPDATE OF m`.execute(tx);
  await lock();
  return (await lock()).rows;
}
