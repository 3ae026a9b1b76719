/** SQL of the pipeline's steps. */
import { sql } from 'kysely';
import type { StepCode, StepName, StepState } from '../../../domain/fulfillment/pipeline.ts';
import type { Db, Tx } from '../../db/connect.ts';
import { stepRows, stepsUpsert, type StepRow } from './step-upsert.ts';

export async function writeSteps(tx: Tx, rows: readonly StepRow[]): Promise<void> {
  if (rows.length > 0) await stepsUpsert(stepRows(rows)).execute(tx);
}

/** A part whose box has left is not undone any more. */
export async function markUndone(tx: Tx, orderId: string, steps: readonly StepName[], nodeId: string | null): Promise<void> {
  await sql`UPDATE pipeline_steps s SET state = 'undone', code = NULL, message = NULL WHERE s.order_id = ${orderId} AND s.step = ANY(${steps}::text[]) AND s.state <> 'undone'
    AND (${nodeId}::text IS NULL OR s.node_id = ${nodeId}) AND NOT EXISTS (SELECT 1 FROM parcels p WHERE p.order_id = s.order_id AND p.node_id = s.node_id AND p.status = 'CLOSED')`.execute(tx);
}

export type ParcelPlace = { readonly parcel_id: string; readonly order_id: string; readonly node_id: string };

export async function selectParcelPlace(db: Db | Tx, parcelId: string): Promise<ParcelPlace | undefined> {
  return db.selectFrom('parcels').select(['parcel_id', 'order_id', 'node_id']).where('parcel_id', '=', parcelId).executeTakeFirst();
}

export type StepNowRow = {
  readonly step: StepName; readonly node_id: string; readonly state: StepState; readonly attempts: number; readonly started_at: Date; readonly finished_at: Date | null;
  readonly code: StepCode | null; readonly message: string | null;
};

export async function selectSteps(db: Db | Tx, orderId: string): Promise<StepNowRow[]> {
  const { rows } = await sql<StepNowRow>`SELECT step, node_id, state, attempts, started_at, finished_at, code, message FROM pipeline_steps WHERE order_id = ${orderId}`.execute(db);
  return rows;
}

export type PartRow = { readonly node_id: string; readonly node_code: string; readonly open_parcel_ids: readonly string[]; readonly has_lease: boolean };

/** The nodes that have a part of the order; of an order of which nobody has anything any more, those that had. `open_parcel_ids`: boxes that have not left. */
export async function selectParts(db: Db | Tx, orderId: string): Promise<PartRow[]> {
  const { rows } = await sql<PartRow>`SELECT n.node_id, n.code AS node_code,
      ARRAY(SELECT p.parcel_id FROM parcels p WHERE p.order_id = ${orderId} AND p.node_id = n.node_id AND p.status IN ('OPEN', 'PACKED') ORDER BY p.parcel_id) AS open_parcel_ids,
      EXISTS (SELECT 1 FROM leases l WHERE l.order_id = ${orderId} AND l.node_id = n.node_id AND l.released_at IS NULL) AS has_lease
    FROM (SELECT node_id, bool_or(is_live) AS is_live, bool_or(bool_or(is_live)) OVER () AS is_any_live FROM (
        SELECT node_id, status <> 'CANCELLED' AS is_live FROM fulfillment_allocations WHERE order_id = ${orderId} UNION ALL SELECT node_id, status <> 'VOID' FROM parcels WHERE order_id = ${orderId}) p GROUP BY node_id) parts
    JOIN fulfillment_nodes n USING (node_id) WHERE parts.is_live OR NOT parts.is_any_live ORDER BY n.code`.execute(db);
  return rows;
}

export type OpenSteps = { readonly step: StepName; readonly state: StepState; readonly code: string; readonly count: number };

export async function countOpenSteps(db: Db): Promise<OpenSteps[]> {
  const { rows } = await sql<OpenSteps>`SELECT step, state, coalesce(code, '') AS code, count(*)::int AS count FROM pipeline_steps WHERE state NOT IN ('done', 'undone') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(db);
  return rows;
}
