/** SQL that reads the current state of one aggregate for the feed. */
import { sql, type Selectable } from 'kysely';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type OrderPart = {
  readonly order_id: string; readonly order_number: string; readonly status: string; readonly is_on_hold: boolean; readonly brand_id: string; readonly channel_name: string;
  readonly placed_at: Date; readonly ship_by: Date; readonly shipping_address: unknown; readonly currency: string; readonly total_minor: number; readonly customer_note: string | null; readonly gift_message: string | null;
  readonly node_id: string; readonly parcel_id: string; readonly parcel_status: string; readonly pair_code: string; readonly lease_station_id: string | null; readonly fence: number | null;
};

/** One row for each node that packs a part of the order: a node sees an order from its release on. */
export async function selectOrderParts(tx: Tx, orderId: string): Promise<OrderPart[]> {
  const { rows } = await sql<OrderPart>`SELECT o.order_id, o.order_number, o.status, o.is_on_hold, o.brand_id, coalesce(c.name, o.channel) AS channel_name, o.placed_at, o.ship_by, o.shipping_address,
      o.currency, o.total_minor, o.customer_note, o.gift_message, p.node_id, p.parcel_id, p.status AS parcel_status, p.pair_code, l.station_id AS lease_station_id, l.fence
    FROM orders o JOIN parcels p USING (order_id) LEFT JOIN connectors c USING (connector_id)
    LEFT JOIN leases l ON l.order_id = o.order_id AND l.node_id = p.node_id AND l.released_at IS NULL
    WHERE o.order_id = ${orderId} ORDER BY p.node_id`.execute(tx);
  return rows;
}

export type OrderPartLine = { readonly order_item_id: string; readonly sku: string; readonly product_name: string; readonly units: number; readonly bin_code: string | null; readonly unit_price_minor: number };

export async function selectOrderPartLines(tx: Tx, orderId: string, nodeId: string): Promise<OrderPartLine[]> {
  const { rows } = await sql<OrderPartLine>`SELECT i.order_item_id, i.sku, i.product_name, sum(a.quantity)::int AS units, min(s.bin_code) AS bin_code, i.unit_price_minor
    FROM fulfillment_allocations a JOIN order_items i USING (order_item_id) LEFT JOIN inventory_items s ON s.node_id = a.node_id AND s.sku = a.sku
    WHERE a.order_id = ${orderId} AND a.node_id = ${nodeId} GROUP BY i.order_item_id ORDER BY min(i.line_number)`.execute(tx);
  return rows;
}

export type PartLabel = Pick<Selectable<Database['labels']>, 'label_id' | 'carrier_code' | 'carrier_name' | 'service_name' | 'tracking_number' | 'zpl_sha256' | 'pdf_sha256' | 'is_void'>;

export async function selectLatestLabel(tx: Tx, parcelId: string): Promise<PartLabel | undefined> {
  return tx.selectFrom('labels').select(['label_id', 'carrier_code', 'carrier_name', 'service_name', 'tracking_number', 'zpl_sha256', 'pdf_sha256', 'is_void'])
    .where('parcel_id', '=', parcelId).orderBy('created_at', 'desc').limit(1).executeTakeFirst();
}

export async function selectProduct(tx: Tx, sku: string): Promise<Selectable<Database['products']> | undefined> {
  return tx.selectFrom('products').select(['sku', 'name', 'gtin', 'aliases', 'product_line', 'weight_grams', 'unit_price_minor', 'currency', 'picture_svg', 'updated_at']).where('sku', '=', sku).executeTakeFirst();
}

export async function selectOperator(tx: Tx, operatorId: string): Promise<Selectable<Database['operators']> | undefined> {
  return tx.selectFrom('operators').select(['operator_id', 'name', 'role', 'language', 'badge_sha256', 'pin_scrypt', 'node_id', 'is_active']).where('operator_id', '=', operatorId).executeTakeFirst();
}

export async function selectBrandBody(tx: Tx, brandId: string): Promise<unknown> {
  return (await tx.selectFrom('brands').select('body').where('brand_id', '=', brandId).executeTakeFirst())?.body;
}
