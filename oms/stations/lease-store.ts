/** SQL of leases: one station's exclusive right to pack an order's part at a node. */
import { sql, type RawBuilder } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export async function releaseLeaseRows(tx: Tx, orderId: string, releasedAt: RawBuilder<Date>): Promise<void> {
  await tx.updateTable('leases').set({ station_id: null, released_at: releasedAt }).where('order_id', '=', orderId).where('released_at', 'is', null).execute();
}

export type LeaseRow = { readonly station_id: string | null; readonly fence: number };

export async function selectLease(tx: Db | Tx, orderId: string, nodeId: string): Promise<LeaseRow | undefined> {
  return tx.selectFrom('leases').select(['station_id', 'fence']).where('order_id', '=', orderId).where('node_id', '=', nodeId).executeTakeFirst();
}

/** Released, labelled, not held, not leased: by ship-by time. An order that is being cancelled at this moment is locked, and skipped. */
export async function lockGrantableOrders(tx: Tx, nodeId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ order_id: string }>`SELECT p.order_id FROM parcels p JOIN orders o USING (order_id)
    WHERE p.node_id = ${nodeId} AND p.status IN ('OPEN', 'PACKED') AND o.status IN ('PICKING', 'PACKING', 'READY_TO_SHIP') AND NOT o.is_on_hold
      AND EXISTS (SELECT 1 FROM labels l WHERE l.parcel_id = p.parcel_id AND NOT l.is_void)
      AND NOT EXISTS (SELECT 1 FROM leases x WHERE x.order_id = p.order_id AND x.node_id = p.node_id AND x.released_at IS NULL)
    ORDER BY o.ship_by, o.placed_at, p.order_id LIMIT ${limit} FOR UPDATE OF o, p SKIP LOCKED`.execute(tx);
  return rows.map((row) => row.order_id);
}

/** The fence grows with every holder, so that a former one is known by its number. */
export async function grantLease(tx: Tx, orderId: string, nodeId: string, stationId: string): Promise<number> {
  const { rows } = await sql<{ fence: number }>`INSERT INTO leases (order_id, node_id, station_id, fence) VALUES (${orderId}, ${nodeId}, ${stationId}, 1)
    ON CONFLICT (order_id, node_id) DO UPDATE SET station_id = excluded.station_id, fence = leases.fence + 1, granted_at = now(), released_at = NULL RETURNING fence`.execute(tx);
  return rows[0]?.fence ?? 0;
}

export type Bench = { readonly station_id: string; readonly leases_ahead: number; readonly open_leases: number };

/** Stations of the node that may take work, those with the fewest open orders first. */
export async function selectBenches(tx: Tx, nodeId: string): Promise<Bench[]> {
  const { rows } = await sql<Bench>`SELECT s.station_id, s.leases_ahead, count(l.order_id) FILTER (WHERE p.status IN ('OPEN', 'PACKED'))::int AS open_leases
    FROM stations s LEFT JOIN leases l ON l.station_id = s.station_id AND l.released_at IS NULL LEFT JOIN parcels p ON p.order_id = l.order_id AND p.node_id = l.node_id
    WHERE s.node_id = ${nodeId} AND s.state = 'ACTIVE' GROUP BY s.station_id, s.leases_ahead ORDER BY open_leases, s.station_id`.execute(tx);
  return rows;
}

export async function selectIsGrantable(tx: Tx, orderId: string, nodeId: string): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM parcels p JOIN orders o USING (order_id) WHERE p.order_id = ${orderId} AND p.node_id = ${nodeId} AND p.status IN ('OPEN', 'PACKED')
    AND o.status IN ('PICKING', 'PACKING', 'READY_TO_SHIP') AND EXISTS (SELECT 1 FROM labels l WHERE l.parcel_id = p.parcel_id AND NOT l.is_void)`.execute(tx);
  return rows.length > 0;
}

export type OwnLease = { readonly orderId: string; readonly nodeId: string; readonly stationId: string; readonly fence: number };

export async function releaseOwnLease(tx: Tx, { orderId, nodeId, stationId, fence }: OwnLease): Promise<boolean> {
  const { rows } = await sql`UPDATE leases l SET station_id = NULL, released_at = now() FROM parcels p WHERE l.order_id = ${orderId} AND l.node_id = ${nodeId} AND l.station_id = ${stationId}
    AND l.fence = ${fence} AND l.released_at IS NULL AND p.order_id = l.order_id AND p.node_id = l.node_id AND p.status = 'OPEN' RETURNING l.order_id`.execute(tx);
  return rows.length > 0;
}
