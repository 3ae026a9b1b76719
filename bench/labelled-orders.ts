/** Orders that lie ready at a bench, made in bulk, and the facts of packing one. */
import { sql } from 'kysely';
import type { FactBody } from '../domain/packing/facts.ts';
import type { Mutation } from '../domain/wire/sync.ts';
import type { Db } from '../oms/db/connect.ts';
import { demoNodeId } from '../oms/demo/demo-nodes.ts';
import type { FactStation } from '../oms/fulfillment/read-fact.ts';

export const BENCH_NODE = demoNodeId('STR-NYC-01');
export type BenchOrder = { readonly orderId: string; readonly parcelId: string; readonly trackingNumber: string; readonly lines: readonly { readonly lineId: string; readonly sku: string; readonly packedUnits: number }[] };

const BY = { operatorId: 'opr_1', operatorName: 'Alex Packer' };
const SHIP_TO = { name: 'Nora Feld', company: null, address1: '12 Harbour Street', address2: 'Floor 3', city: 'Newark', state: 'NJ', postalCode: '07102', countryCode: 'US', phone: null };
let nextOrder = 1;
let nextMid = 1;

/** Released, labelled, leased to this station, two lines of 1 and 2 units; from a shop, so that it hears of each box. */
export async function insertLabelledOrders(db: Db, station: FactStation, count: number): Promise<BenchOrder[]> {
  const first = nextOrder;
  nextOrder += count;
  const skus = (await db.selectFrom('inventory_items').select('sku').where('node_id', '=', station.node_id).orderBy('sku').execute()).map((row) => row.sku);
  const orders = Array.from({ length: count }, (_, index): BenchOrder => {
    const key = String(first + index).padStart(9, '0');
    const lines = [1, 2].map((units, line) => ({ lineId: `lin_${key}_${line}`, sku: skus[(first + index + line) % skus.length] ?? '', packedUnits: units }));
    return { orderId: `ord_${key}`, parcelId: `prc_${key}`, trackingNumber: `TRK${key}`, lines };
  });
  await db.transaction().execute(async (tx) => {
    const keys = JSON.stringify(orders.map(({ orderId, parcelId, trackingNumber }) => ({ o: orderId, p: parcelId, t: trackingNumber })));
    const lines = JSON.stringify(orders.flatMap((order) => order.lines.map((line, index) => ({ o: order.orderId, n: index + 1, l: line.lineId, s: line.sku, u: line.packedUnits }))));
    const run = (statement: ReturnType<typeof sql>) => statement.execute(tx);
    await run(sql`INSERT INTO stations (station_id, name, node_id) VALUES (${station.station_id}, ${station.name}, ${station.node_id}) ON CONFLICT DO NOTHING`);
    await run(sql`INSERT INTO connectors (connector_id, name, connector_type, config_encrypted) VALUES ('con_bench', 'Shop', 'shopify', '') ON CONFLICT DO NOTHING`);
    await run(sql`INSERT INTO orders (order_id, order_number, channel, fulfillment_type, status, connector_id, external_order_id, brand_id, customer_name, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, shipping_address, placed_at, ship_by)
      SELECT o, o, 'WEB', 'SHIP_TO_HOME', 'PICKING', 'con_bench', o, (SELECT min(brand_id) FROM brands), 'Nora Feld', 'USD', 1, 0, 0, 0, 1, ${JSON.stringify(SHIP_TO)}::jsonb, now(), now() FROM json_to_recordset(${keys}::json) AS r(o text)`);
    await run(sql`INSERT INTO order_items (order_item_id, order_id, line_number, sku, product_name, quantity, unit_price_minor) SELECT l, o, n, s, s, u, 1 FROM json_to_recordset(${lines}::json) AS r(o text, n integer, l text, s text, u integer)`);
    await run(sql`INSERT INTO fulfillment_allocations (allocation_id, order_id, order_item_id, node_id, sku, quantity, status) SELECT 'alc_' || l, o, l, ${station.node_id}, s, u, 'PICKING' FROM json_to_recordset(${lines}::json) AS r(o text, l text, s text, u integer)`);
    await run(sql`UPDATE inventory_items i SET quantity_reserved = i.quantity_reserved + r.u, quantity_on_hand = i.quantity_on_hand + r.u
      FROM (SELECT s, sum(u)::int AS u FROM json_to_recordset(${lines}::json) AS x(s text, u integer) GROUP BY s) r WHERE i.node_id = ${station.node_id} AND i.sku = r.s`);
    await run(sql`INSERT INTO parcels (parcel_id, order_id, node_id, status, pair_code, weight_grams) SELECT p, o, ${station.node_id}, 'OPEN', p, 500 FROM json_to_recordset(${keys}::json) AS r(o text, p text)`);
    await run(sql`INSERT INTO label_purchases (purchase_id, parcel_id, carrier_code, service_code, idempotency_key, request_sha256, state) SELECT 'pur_' || p, p, 'demo', 'GROUND', gen_random_uuid(), 'x', 'bought' FROM json_to_recordset(${keys}::json) AS r(p text)`);
    await run(sql`INSERT INTO labels (label_id, parcel_id, purchase_id, carrier_code, carrier_name, service_code, service_name, tracking_number, cost_minor, currency, zpl_sha256, pdf_sha256)
      SELECT 'lbl_' || p, p, 'pur_' || p, 'demo', 'Demo Parcel', 'GROUND', 'Ground', t, 499, 'USD', 'x', 'x' FROM json_to_recordset(${keys}::json) AS r(p text, t text)`);
    await run(sql`INSERT INTO leases (order_id, node_id, station_id, fence) SELECT o, ${station.node_id}, ${station.station_id}, 1 FROM json_to_recordset(${keys}::json) AS r(o text)`);
  });
  await sql`ANALYZE`.execute(db);
  return orders;
}

/** Eight facts: started, three scans, completed, label and slip printed, closed. */
export function packingStory(order: BenchOrder): Mutation[] {
  const scans = order.lines.flatMap((line) => Array.from({ length: line.packedUnits }, (): FactBody => ({ type: 'ItemScanned', ...BY, lineId: line.lineId, sku: line.sku, code: line.sku, units: 1 })));
  const printed = (document: 'label' | 'slip'): FactBody => ({ type: 'DocumentPrinted', parcelId: order.parcelId, jobId: `job_${document}`, document, printerName: 'Zebra', evidence: 'printer' });
  const bodies: FactBody[] = [
    { type: 'PackingStarted', ...BY }, ...scans, { type: 'PackingCompleted', ...BY, parcelId: order.parcelId, printUnitId: 'unt_1' }, printed('label'), printed('slip'),
    { type: 'ParcelClosed', ...BY, parcelId: order.parcelId, trackingNumber: order.trackingNumber, lines: [...order.lines] },
  ];
  return bodies.map((body) => ({ mid: nextMid++, op: crypto.randomUUID(), kind: body.type, orderId: order.orderId, baseRev: 1, fence: 1, v: 1, at: Date.parse('2026-03-02T15:00:00Z'), body }));
}
