/** SQL of parcels and shipments. */
import { sql, type Insertable } from 'kysely';
import type { FurtherParcel, ParcelStatus, PartLabel } from '../../domain/fulfillment/part-state.ts';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

/** The order's next box; its row is locked by the caller, so no number comes twice. */
const nextBoxNumber = (orderId: string) => sql<number>`(SELECT coalesce(max(box_number), 0) + 1 FROM parcels WHERE order_id = ${orderId})`;

/** False when this order's part at this node has its parcel already. */
export async function insertParcel(tx: Tx, parcel: Omit<Insertable<Database['parcels']>, 'box_number' | 'is_further'>): Promise<boolean> {
  const row = await tx.insertInto('parcels').values({ ...parcel, box_number: nextBoxNumber(parcel.order_id) }).onConflict((on) => on.columns(['order_id', 'node_id']).where('is_further', '=', false).doNothing()).returning('parcel_id').executeTakeFirst();
  return row !== undefined;
}

/**
 * Another box of a part. Its weight is not known before it is packed: half of the first one's goods are taken to be in it, and the
 * carrier weighs. False when it is there already.
 */
export async function insertFurtherParcel(tx: Tx, { parcelId, orderId, nodeId, pairCode }: { readonly parcelId: string; readonly orderId: string; readonly nodeId: string; readonly pairCode: string }): Promise<boolean> {
  const { numAffectedRows } = await sql`INSERT INTO parcels (parcel_id, order_id, node_id, status, pair_code, weight_grams, box_number, is_further)
    SELECT ${parcelId}, p.order_id, p.node_id, 'OPEN', ${pairCode}, greatest(1, p.weight_grams / 2), ${nextBoxNumber(orderId)}, true
    FROM parcels p WHERE p.order_id = ${orderId} AND p.node_id = ${nodeId} AND NOT p.is_further ON CONFLICT (parcel_id) DO NOTHING`.execute(tx);
  return Number(numAffectedRows ?? 0) > 0;
}

export type ParcelRow = {
  readonly order_id: string; readonly parcel_id: string; readonly status: ParcelStatus; readonly labels: readonly PartLabel[] | null;
  readonly tracking_number: string | null; readonly shipped_at: Date | null; readonly shipped_by: string | null; readonly further: readonly FurtherParcel[] | null;
};

/** The parcels of these orders at one node, each with all labels that it ever had, and with how it left. */
export async function selectParcels(tx: Tx, nodeId: string, orderIds: readonly string[]): Promise<ParcelRow[]> {
  const { rows } = await sql<ParcelRow>`SELECT p.order_id, p.parcel_id, p.status, s.tracking_number, s.shipped_at,
      (SELECT json_agg(json_build_object('trackingNumber', l.tracking_number, 'isVoid', l.is_void) ORDER BY l.created_at, l.label_id) FROM labels l WHERE l.parcel_id = p.parcel_id) AS labels,
      CASE WHEN s.shipment_id IS NOT NULL THEN (SELECT e.detail->>'station' FROM order_events e WHERE e.order_id = p.order_id AND e.detail->>'shipmentId' = s.shipment_id LIMIT 1) END AS shipped_by,
      (SELECT json_agg(json_build_object('parcelId', f.parcel_id, 'status', f.status, 'labels', coalesce((SELECT json_agg(json_build_object('trackingNumber', l.tracking_number, 'isVoid', l.is_void) ORDER BY l.created_at, l.label_id)
          FROM labels l WHERE l.parcel_id = f.parcel_id), '[]')) ORDER BY f.box_number) FROM parcels f WHERE f.order_id = p.order_id AND f.node_id = p.node_id AND f.is_further) AS further
    FROM parcels p LEFT JOIN shipments s USING (parcel_id) WHERE p.order_id = ANY(${orderIds}::text[]) AND p.node_id = ${nodeId} AND NOT p.is_further`.execute(tx);
  return rows;
}

export type ParcelStatusRow = { readonly parcel_id: string; readonly status: ParcelStatus };
export type NewShipmentRow = { readonly shipment_id: string; readonly order_id: string; readonly parcel_id: string; readonly node_id: string; readonly tracking_number: string; readonly shipped_at: string };

/**
 * What became of boxes, and those that have left, by one statement; each parcel once. Carrier and service come from the label that the
 * box carries. Returns how many have left: each has its label.
 */
export async function writeParcels(tx: Tx, statuses: readonly ParcelStatusRow[], shipments: readonly NewShipmentRow[]): Promise<number> {
  if (statuses.length + shipments.length === 0) return 0;
  const change = sql`UPDATE parcels p SET status = r.status, closed_at = CASE WHEN r.status = 'CLOSED' THEN now() ELSE p.closed_at END
    FROM unnest(${statuses.map((row) => row.parcel_id)}::text[], ${statuses.map((row) => row.status)}::text[]) AS r(parcel_id, status) WHERE p.parcel_id = r.parcel_id`;
  if (shipments.length === 0) { await change.execute(tx); return 0; }
  const { numAffectedRows } = await sql`WITH changed AS (${change})
    INSERT INTO shipments (shipment_id, order_id, parcel_id, node_id, carrier_code, carrier_name, service_name, tracking_number, status, shipped_at)
    SELECT r.shipment_id, r.order_id, r.parcel_id, r.node_id, l.carrier_code, l.carrier_name, l.service_name, l.tracking_number, 'LABEL_SCANNED', r.shipped_at
    FROM json_to_recordset(${JSON.stringify(shipments)}::json) AS r(shipment_id text, order_id text, parcel_id text, node_id text, tracking_number text, shipped_at timestamptz)
    JOIN labels l ON l.parcel_id = r.parcel_id AND l.tracking_number = r.tracking_number`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

export async function selectWeights(tx: Tx, skus: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.selectFrom('products').select(['sku', 'weight_grams']).where('sku', 'in', [...new Set(skus)]).execute();
  return new Map(rows.map((row) => [row.sku, row.weight_grams]));
}

/** A part that was taken from a node, and comes to it again, has its box again; its label is bought anew. */
export async function reopenParcel(tx: Tx, orderId: string, nodeId: string): Promise<string | null> {
  const { rows } = await sql<{ parcel_id: string }>`UPDATE parcels SET status = 'OPEN' WHERE order_id = ${orderId} AND node_id = ${nodeId} AND status = 'VOID' AND NOT is_further RETURNING parcel_id`.execute(tx);
  return rows[0]?.parcel_id ?? null;
}
