/** SQL of many leases at once. */
import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';

export type NamedLeaseRow = { readonly order_id: string; readonly station_id: string | null; readonly fence: number; readonly station_name: string | null };

/** Leases of many orders at one node, given back or not. */
export async function selectLeases(tx: Tx, nodeId: string, orderIds: readonly string[]): Promise<NamedLeaseRow[]> {
  const { rows } = await sql<NamedLeaseRow>`SELECT l.order_id, l.station_id, l.fence, s.name AS station_name FROM leases l LEFT JOIN stations s USING (station_id)
    WHERE l.order_id = ANY(${orderIds}::text[]) AND l.node_id = ${nodeId}`.execute(tx);
  return rows;
}
