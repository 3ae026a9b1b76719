/** SQL of leases: one station's exclusive right to pack an order's part at a node. Times are the database's: one hub clock for all. */
import { sql, type RawBuilder } from 'kysely';
import { CLAIM_LASTS_MS } from '../../domain/leases/lease-terms.ts';
import type { Db, Tx } from '../db/connect.ts';
import { stepsUpsert } from '../fulfillment/pipeline/step-upsert.ts';

/** A bench that has not called for this long gets no new work: it could not fetch the labels. */
export const SILENT_FOR_GRANTS_MS = 10 * 60_000;

/** Of all nodes, or of one. */
export async function releaseLeaseRows(tx: Tx, orderId: string, releasedAt: RawBuilder<Date>, nodeId: string | null = null): Promise<void> {
  await tx.updateTable('leases').set({ station_id: null, released_at: releasedAt }).where('order_id', '=', orderId).where('released_at', 'is', null).$if(nodeId !== null, (query) => query.where('node_id', '=', nodeId ?? '')).execute();
}

export type LeaseRow = { readonly station_id: string | null; readonly fence: number };

export async function selectLease(tx: Db | Tx, orderId: string, nodeId: string): Promise<LeaseRow | undefined> {
  return tx.selectFrom('leases').select(['station_id', 'fence']).where('order_id', '=', orderId).where('node_id', '=', nodeId).executeTakeFirst();
}

/** The part of an order at a node, its parcel locked; `holder` is null while it lies in the pool. */
export async function lockPart(tx: Tx, orderId: string, nodeId: string): Promise<{ parcel_id: string; parcel_status: string; holder: string | null; has_label: boolean } | undefined> {
  const { rows } = await sql<{ parcel_id: string; parcel_status: string; holder: string | null; has_label: boolean }>`SELECT p.parcel_id, p.status AS parcel_status,
      (SELECT l.station_id FROM leases l WHERE l.order_id = p.order_id AND l.node_id = p.node_id AND l.released_at IS NULL) AS holder,
      EXISTS (SELECT 1 FROM labels b WHERE b.parcel_id = p.parcel_id AND NOT b.is_void) AS has_label
    FROM parcels p WHERE p.order_id = ${orderId} AND p.node_id = ${nodeId} AND NOT p.is_further FOR UPDATE OF p`.execute(tx);
  return rows[0];
}

/** Released, labelled, not held, not leased: by ship-by time. An order that is being cancelled at this moment is locked, and skipped. */
export async function lockGrantableOrders(tx: Tx, nodeId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ order_id: string }>`SELECT p.order_id FROM parcels p JOIN orders o USING (order_id)
    WHERE p.node_id = ${nodeId} AND p.status IN ('OPEN', 'PACKED') AND NOT p.is_further AND o.status IN ('PICKING', 'PACKING', 'READY_TO_SHIP') AND NOT o.is_on_hold
      AND EXISTS (SELECT 1 FROM labels l WHERE l.parcel_id = p.parcel_id AND NOT l.is_void)
      AND NOT EXISTS (SELECT 1 FROM leases x WHERE x.order_id = p.order_id AND x.node_id = p.node_id AND x.released_at IS NULL)
    ORDER BY o.ship_by, o.placed_at, p.order_id LIMIT ${limit} FOR UPDATE OF o, p SKIP LOCKED`.execute(tx);
  return rows.map((row) => row.order_id);
}

export type Grant = { readonly orderId: string; readonly stationId: string };

/**
 * The fence grows with every holder, so that a former one is known by its number. A station that is being revoked gets nothing: the key
 * share waits for the revocation, and sees it. With a bench the fulfilment exists (the pipeline's last step). Fences by order id.
 */
export async function grantLeaseRows(tx: Tx, nodeId: string, grants: readonly Grant[], kind: 'assigned' | 'claimed'): Promise<Map<string, number>> {
  const { rows } = await sql<{ order_id: string; fence: number }>`WITH active AS MATERIALIZED (SELECT station_id FROM stations WHERE station_id = ANY(${[...new Set(grants.map((grant) => grant.stationId))]}::text[]) AND state = 'ACTIVE' ORDER BY station_id FOR KEY SHARE),
    granted AS (INSERT INTO leases (order_id, node_id, station_id, fence, kind)
    SELECT g.order_id, ${nodeId}, g.station_id, 1, ${kind} FROM unnest(${grants.map((grant) => grant.orderId)}::text[], ${grants.map((grant) => grant.stationId)}::text[]) AS g(order_id, station_id) JOIN active USING (station_id)
    ON CONFLICT (order_id, node_id) DO UPDATE SET station_id = excluded.station_id, fence = leases.fence + 1, granted_at = now(), released_at = NULL, kind = excluded.kind RETURNING order_id, fence),
    steps AS (${stepsUpsert(sql`SELECT order_id, 'fulfillment_creation', ${nodeId}, 'done', 1, now(), now(), NULL, NULL FROM granted ORDER BY order_id`)})
    SELECT order_id, fence FROM granted`.execute(tx);
  return new Map(rows.map((row) => [row.order_id, row.fence]));
}

/** One claim; null when the station is revoked. */
export async function grantLease(tx: Tx, orderId: string, nodeId: string, stationId: string): Promise<number | null> {
  return (await grantLeaseRows(tx, nodeId, [{ orderId, stationId }], 'claimed')).get(orderId) ?? null;
}

/** Back to the pool under a higher fence, so that what the former holder reports late is known as such. */
export async function fenceOff(tx: Tx, orderId: string, nodeId: string): Promise<number> {
  const { rows } = await sql<{ fence: number }>`UPDATE leases SET station_id = NULL, released_at = now(), fence = fence + 1 WHERE order_id = ${orderId} AND node_id = ${nodeId} RETURNING fence`.execute(tx);
  return rows[0]?.fence ?? 0;
}

export type Bench = { readonly station_id: string; readonly leases_ahead: number; readonly grant_ahead_hours: number | null; readonly open_leases: number; readonly busiest_hour_orders: number | null };

/** Stations of the node that may take work, those with the fewest open orders first. Silent ones could not fetch it. */
export async function selectBenches(tx: Tx, nodeId: string): Promise<Bench[]> {
  const { rows } = await sql<Bench>`WITH open AS (
      SELECT l.station_id, count(*)::int AS leases FROM parcels p JOIN leases l USING (order_id, node_id)
      WHERE p.node_id = ${nodeId} AND p.status IN ('OPEN', 'PACKED') AND NOT p.is_further AND l.released_at IS NULL GROUP BY l.station_id)
    SELECT s.station_id, s.leases_ahead, s.grant_ahead_hours, coalesce(open.leases, 0) AS open_leases,
      CASE WHEN s.grant_ahead_hours IS NOT NULL THEN (SELECT max(closed) FROM (SELECT count(*)::int AS closed FROM leases l JOIN parcels p USING (order_id, node_id)
        WHERE l.station_id = s.station_id AND l.released_at IS NULL AND p.closed_at > now() - interval '14 days' AND NOT p.is_further GROUP BY date_trunc('hour', p.closed_at)) hours) END AS busiest_hour_orders
    FROM stations s LEFT JOIN open USING (station_id)
    WHERE s.node_id = ${nodeId} AND s.state = 'ACTIVE' AND coalesce(s.seen_at, s.enrolled_at) > now() - ${SILENT_FOR_GRANTS_MS} * interval '1 millisecond'
    ORDER BY open_leases, s.station_id`.execute(tx);
  return rows;
}

export async function selectIsGrantable(tx: Tx, orderId: string, nodeId: string): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM parcels p JOIN orders o USING (order_id) WHERE p.order_id = ${orderId} AND p.node_id = ${nodeId} AND p.status IN ('OPEN', 'PACKED') AND NOT p.is_further
    AND o.status IN ('PICKING', 'PACKING', 'READY_TO_SHIP') AND EXISTS (SELECT 1 FROM labels l WHERE l.parcel_id = p.parcel_id AND NOT l.is_void)`.execute(tx);
  return rows.length > 0;
}

export type OwnLease = { readonly orderId: string; readonly nodeId: string; readonly stationId: string; readonly fence: number };

export async function releaseOwnLease(tx: Tx, { orderId, nodeId, stationId, fence }: OwnLease): Promise<boolean> {
  const { rows } = await sql`UPDATE leases l SET station_id = NULL, released_at = now() FROM parcels p WHERE l.order_id = ${orderId} AND l.node_id = ${nodeId} AND l.station_id = ${stationId}
    AND l.fence = ${fence} AND l.released_at IS NULL AND p.order_id = l.order_id AND p.node_id = l.node_id AND p.status = 'OPEN' AND NOT p.is_further RETURNING l.order_id`.execute(tx);
  return rows.length > 0;
}

/** Orders whose parcel is not closed, in the order in which they are locked. A lease on a closed parcel is spent. */
export async function selectOpenLeases(tx: Db | Tx, stationId: string): Promise<{ order_id: string; node_id: string }[]> {
  const { rows } = await sql<{ order_id: string; node_id: string }>`SELECT l.order_id, l.node_id FROM stations s JOIN parcels p ON p.node_id = s.node_id AND p.status IN ('OPEN', 'PACKED') AND NOT p.is_further
    JOIN leases l ON l.order_id = p.order_id AND l.node_id = p.node_id AND l.station_id = s.station_id AND l.released_at IS NULL WHERE s.station_id = ${stationId} ORDER BY l.order_id`.execute(tx);
  return rows;
}

/** Claims whose bench has been silent for too long. A packed box is a person's business: its label is on it. */
export async function selectEndedClaims(db: Db, nodeId: string, limit: number): Promise<{ order_id: string }[]> {
  const { rows } = await sql<{ order_id: string }>`SELECT l.order_id FROM leases l JOIN stations s USING (station_id) JOIN parcels p ON p.order_id = l.order_id AND p.node_id = l.node_id AND p.status = 'OPEN' AND NOT p.is_further
    WHERE l.node_id = ${nodeId} AND l.released_at IS NULL AND l.kind = 'claimed' AND greatest(l.granted_at, s.seen_at) < now() - ${CLAIM_LASTS_MS} * interval '1 millisecond'
    ORDER BY l.order_id LIMIT ${limit}`.execute(db);
  return rows;
}

/** Asked again with the order locked: the bench may have called meanwhile. */
export async function selectIsEndedClaim(tx: Tx, orderId: string, nodeId: string): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM leases l JOIN stations s USING (station_id) WHERE l.order_id = ${orderId} AND l.node_id = ${nodeId} AND l.released_at IS NULL AND l.kind = 'claimed'
    AND greatest(l.granted_at, s.seen_at) < now() - ${CLAIM_LASTS_MS} * interval '1 millisecond'`.execute(tx);
  return rows.length > 0;
}

export type StationLease = { readonly order_id: string; readonly order_number: string; readonly parcel_status: string; readonly fence: number; readonly kind: 'assigned' | 'claimed'; readonly granted_at: Date; readonly ship_by: Date };

export async function selectLeasesOfStation(db: Db, stationId: string, limit: number): Promise<StationLease[]> {
  const { rows } = await sql<StationLease>`SELECT l.order_id, o.order_number, p.status AS parcel_status, l.fence, l.kind, l.granted_at, o.ship_by FROM stations s
    JOIN parcels p ON p.node_id = s.node_id AND p.status IN ('OPEN', 'PACKED') AND NOT p.is_further JOIN leases l ON l.order_id = p.order_id AND l.node_id = p.node_id AND l.station_id = s.station_id AND l.released_at IS NULL
    JOIN orders o ON o.order_id = l.order_id WHERE s.station_id = ${stationId} ORDER BY o.ship_by, l.order_id LIMIT ${limit}`.execute(db);
  return rows;
}
