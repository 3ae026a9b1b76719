/** A company of any size, and orders that wait to be sourced, written in bulk. */
import { sql } from 'kysely';
import { inTransaction } from '../oms/db/in-transaction.ts';
import type { Db } from '../oms/db/connect.ts';
import { createOrder } from '../oms/orders/create-order.ts';
import { createOrderBodySchema } from '../oms/orders/order-schemas.ts';
import type { Services } from '../oms/services.ts';

const DEEP_STOCK = 1_000_000;

/** Deep stock and no end of capacity at every node, all over the United States: the last order is like the first. */
export async function growCompany(db: Db, nodes: number, random: () => number): Promise<void> {
  const { seeded } = await db.selectFrom('fulfillment_nodes').select((eb) => eb.fn.countAll<number>().as('seeded')).executeTakeFirstOrThrow();
  const more = Array.from({ length: Math.max(0, nodes - Number(seeded)) }, (_, index) => ({ id: `nod_bench-${index}`, latitude: 26 + random() * 22, longitude: -122 + random() * 48 }));
  await sql`INSERT INTO fulfillment_nodes (node_id, code, name, node_type, address, latitude, longitude, can_ship, can_pickup, can_curbside, can_same_day, daily_order_capacity)
    SELECT r.id, upper(r.id), r.id, 'WAREHOUSE', (SELECT address FROM fulfillment_nodes LIMIT 1), r.latitude, r.longitude, true, false, false, false, 1 FROM json_to_recordset(${JSON.stringify(more)}::json) AS r(id text, latitude float8, longitude float8)`.execute(db);
  await sql`UPDATE fulfillment_nodes SET daily_order_capacity = 1000000`.execute(db);
  await sql`INSERT INTO inventory_items (item_id, node_id, sku, quantity_on_hand) SELECT 'itm_' || node_id || sku, node_id, sku, 0 FROM fulfillment_nodes CROSS JOIN products ON CONFLICT DO NOTHING`.execute(db);
  await sql`UPDATE inventory_items SET quantity_on_hand = ${DEEP_STOCK}`.execute(db);
}

export async function insertConfirmedOrders(db: Db, services: Services, count: number, lines: number): Promise<string[]> {
  const skus = (await db.selectFrom('products').select('sku').orderBy('sku').execute()).slice(0, lines).map((row) => row.sku);
  const body = createOrderBodySchema.parse({
    channel: 'WEB', customer_name: 'Nora Feld', line_items: skus.map((sku, index) => ({ sku, quantity: 1 + (index % 3), unit_price: 10 })),
    shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.7614, longitude: -73.9776 },
  });
  const orderIds: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const result = await inTransaction(db, (tx) => createOrder(tx, services, body, { actor: 'bench', idempotencyKey: null }));
    if (!result.ok) throw new Error(result.error.message);
    orderIds.push(result.value.orderId);
  }
  return orderIds;
}
