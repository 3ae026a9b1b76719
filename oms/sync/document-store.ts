/** SQL that reads the current state of aggregates for the feed: one statement for all of a kind. */
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { FulfillmentType } from '../../domain/orders/order-lifecycle.ts';
import type { EntityType } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type OrderPartLine = { readonly order_item_id: string; readonly sku: string; readonly product_name: string; readonly units: number; readonly bin_code: string | null; readonly unit_price_minor: number };
export type PartLabel = Pick<Selectable<Database['labels']>, 'label_id' | 'carrier_code' | 'carrier_name' | 'service_name' | 'tracking_number' | 'zpl_sha256' | 'pdf_sha256' | 'is_void'>;
export type FurtherPart = { readonly parcel_id: string; readonly pair_code: string; readonly box_number: number; readonly label: PartLabel | null };
export type OrderPart = {
  readonly order_id: string; readonly order_number: string; readonly status: string; readonly fulfillment_type: FulfillmentType; readonly is_on_hold: boolean; readonly brand_id: string; readonly channel_name: string;
  readonly placed_at: Date; readonly ship_by: Date; readonly shipping_address: unknown; readonly currency: string; readonly total_minor: number; readonly customer_note: string | null; readonly gift_message: string | null;
  readonly node_id: string; readonly parcel_id: string; readonly parcel_status: string; readonly pair_code: string; readonly lease_station_id: string | null; readonly fence: number | null;
  readonly lines: readonly OrderPartLine[]; readonly label: PartLabel | null; readonly box_number: number; readonly box_count: number;
  readonly further: readonly FurtherPart[] | null;
};

/** The valid label of a parcel, or its latest void one. `alias`: a name of the table of parcels in the statement around it. */
function labelOf(alias: 'p' | 'f'): RawBuilder<PartLabel | null> {
  return sql`(SELECT json_build_object('label_id', b.label_id, 'carrier_code', b.carrier_code, 'carrier_name', b.carrier_name, 'service_name', b.service_name, 'tracking_number', b.tracking_number,
          'zpl_sha256', b.zpl_sha256, 'pdf_sha256', b.pdf_sha256, 'is_void', b.is_void) FROM labels b WHERE b.parcel_id = ${sql.ref(`${alias}.parcel_id`)} ORDER BY b.is_void, b.created_at DESC LIMIT 1)`;
}

/**
 * One row for each node that packs a part of an order: a node sees an order from its release on. One statement, so that an order and
 * its lines are of one moment. What was taken from a node is not in its part any more; a cancelled order still shows what it had.
 */
export async function selectOrderParts(tx: Tx, orderIds: readonly string[]): Promise<OrderPart[]> {
  const { rows } = await sql<OrderPart>`SELECT o.order_id, o.order_number, o.status, o.fulfillment_type, o.is_on_hold, o.brand_id, coalesce(c.name, o.channel) AS channel_name, o.placed_at, o.ship_by, o.shipping_address,
      o.currency, o.total_minor, o.customer_note, o.gift_message, p.node_id, p.parcel_id, p.status AS parcel_status, p.pair_code, l.station_id AS lease_station_id, l.fence,
      coalesce((SELECT json_agg(json_build_object('order_item_id', i.order_item_id, 'sku', i.sku, 'product_name', i.product_name, 'units', a.units, 'bin_code', s.bin_code, 'unit_price_minor', i.unit_price_minor) ORDER BY i.line_number)
        FROM (SELECT order_item_id, sum(quantity) AS units FROM fulfillment_allocations WHERE order_id = o.order_id AND node_id = p.node_id AND (status <> 'CANCELLED' OR o.status = 'CANCELLED') GROUP BY order_item_id) a
        JOIN order_items i USING (order_item_id) LEFT JOIN inventory_items s ON s.node_id = p.node_id AND s.sku = i.sku), '[]') AS lines,
      ${labelOf('p')} AS label, p.box_number, (SELECT count(*)::int FROM parcels n WHERE n.order_id = o.order_id AND n.status <> 'VOID') AS box_count,
      (SELECT json_agg(json_build_object('parcel_id', f.parcel_id, 'pair_code', f.pair_code, 'box_number', f.box_number, 'label', ${labelOf('f')}) ORDER BY f.box_number)
        FROM parcels f WHERE f.order_id = o.order_id AND f.node_id = p.node_id AND f.is_further AND f.status <> 'VOID') AS further
    FROM orders o JOIN parcels p USING (order_id) LEFT JOIN connectors c USING (connector_id)
    LEFT JOIN leases l ON l.order_id = o.order_id AND l.node_id = p.node_id AND l.released_at IS NULL
    WHERE o.order_id = ANY(${orderIds}::text[]) AND NOT p.is_further ORDER BY o.order_id, p.node_id`.execute(tx);
  return rows;
}

export type ProductRow = Omit<Selectable<Database['products']>, 'unit_price_minor' | 'currency' | 'updated_at'>;

export async function selectProducts(tx: Tx, skus: readonly string[]): Promise<ProductRow[]> {
  return tx.selectFrom('products').select(['sku', 'name', 'gtin', 'aliases', 'product_line', 'weight_grams', 'parts', 'picture_svg']).where('sku', '=', sql<string>`ANY(${skus}::text[])`).execute();
}

export type OperatorRow = Selectable<Database['operators']>;

export async function selectOperators(tx: Tx, operatorIds: readonly string[]): Promise<OperatorRow[]> {
  return tx.selectFrom('operators').select(['operator_id', 'name', 'role', 'language', 'badge_sha256', 'pin_scrypt', 'node_id', 'is_active']).where('operator_id', '=', sql<string>`ANY(${operatorIds}::text[])`).execute();
}

export async function selectBrands(tx: Tx, brandIds: readonly string[]): Promise<{ brand_id: string; body: unknown }[]> {
  return tx.selectFrom('brands').select(['brand_id', 'body']).where('brand_id', '=', sql<string>`ANY(${brandIds}::text[])`).execute();
}

export async function selectNodeIds(tx: Tx): Promise<string[]> {
  return (await tx.selectFrom('fulfillment_nodes').select('node_id').orderBy('node_id').execute()).map((row) => row.node_id);
}

/** The next ids of a type after this one, among what is and what the feed says there is: both are looked through by the reconcile. */
export async function selectDocumentIds(tx: Tx, type: EntityType, after: string, limit: number): Promise<string[]> {
  const { table, key } = SOURCES[type];
  const { rows } = await sql<{ id: string }>`SELECT id FROM (
      (SELECT DISTINCT ${sql.ref(key)} AS id FROM ${sql.table(table)} WHERE ${sql.ref(key)} > ${after} ORDER BY 1 LIMIT ${limit})
      UNION (SELECT DISTINCT id FROM sync.feed WHERE type = ${type} AND id > ${after} ORDER BY 1 LIMIT ${limit})) AS known ORDER BY id LIMIT ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** An order has a document from the time that it has a parcel. */
const SOURCES: Readonly<Record<EntityType, { readonly table: string; readonly key: string }>> = {
  order: { table: 'parcels', key: 'order_id' }, product: { table: 'products', key: 'sku' }, brand: { table: 'brands', key: 'brand_id' }, operator: { table: 'operators', key: 'operator_id' },
};
