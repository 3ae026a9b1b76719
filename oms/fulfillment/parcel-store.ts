/** SQL of parcels and shipments. */
import { sql, type Insertable } from 'kysely';
import type { ParcelStatus, PartLabel } from '../../domain/fulfillment/part-state.ts';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

/** False when this order's part at this node has its parcel already. */
export async function insertParcel(tx: Tx, parcel: Insertable<Database['parcels']>): Promise<boolean> {
  const row = await tx.insertInto('parcels').values(parcel).onConflict((on) => on.columns(['order_id', 'node_id']).doNothing()).returning('parcel_id').executeTakeFirst();
  return row !== undefined;
}

export type ParcelRow = {
  readonly order_id: string; readonly parcel_id: string; readonly status: ParcelStatus; readonly labels: readonly PartLabel[] | null;
  readonly tracking_number: string | null; readonly shipped_at: Date | null; readonly shipped_by: string | null;
};

/** The parcels of these orders at one node, each with all labels that it ever had, and with how it left. */
export async function selectParcels(tx: Tx, nodeId: string, orderIds: readonly string[]): Promise<ParcelRow[]> {
  const { rows } = await sql<ParcelRow>`SELECT p.order_id, p.parcel_id, p.status, s.tracking_number, s.shipped_at,
      (SELECT json_agg(json_build_object('trackingNumber', l.tracking_number, 'isVoid', l.is_void) ORDER BY l.created_at, l.label_id) FROM labels l WHERE l.parcel_id = p.parcel_id) AS labels,
      CASE WHEN s.shipment_id IS NOT NULL THEN (SELECT e.detail->>'station' FROM order_events e WHERE e.order_id = p.order_id AND e.detail->>'shipmentId' = s.shipment_id LIMIT 1) END AS shipped_by
    FROM parcels p LEFT JOIN shipments s USING (parcel_id) WHERE p.order_id = ANY(${orderIds}::text[]) AND p.node_id = ${nodeId}`.execute(tx);
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
