/** A seeded OMS on a database of its own, and what order tests say over and over. */
import { inTransaction } from '../../oms/db/in-transaction.ts';
import { sql } from 'kysely';
import { seedDemo } from '../../oms/demo/seed-demo.ts';
import { demoNodeId } from '../../oms/demo/demo-nodes.ts';
import { createOrder } from '../../oms/orders/create-order.ts';
import { createOrderBodySchema } from '../../oms/orders/order-schemas.ts';
import { releaseOrder } from '../../oms/fulfillment/release-order.ts';
import { sourceOrder } from '../../oms/sourcing/source-order.ts';
import { createTestFloor, type TestFloor } from './floor-facts.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { createTestServices } from './services.ts';
import type { Services } from '../../oms/services.ts';

export const NEW_YORK_NODE = demoNodeId('STR-NYC-01');

export type OrderWorld = Awaited<ReturnType<typeof createOrderWorld>>;

export async function createOrderWorld() {
  const database = await createTestDatabase();
  const services = createTestServices(database.db);
  await inTransaction(database.db, (tx) => seedDemo(tx, services));
  return { ...database, services, ...orderSteps(database, services) };
}

function orderSteps({ db }: TestDatabase, services: Services) {
  const place = async (lines: readonly (readonly [string, number])[]): Promise<string> => {
    const body = createOrderBodySchema.parse({
      customer_name: 'Nora Feld', line_items: lines.map(([sku, quantity]) => ({ sku, quantity, unit_price: 10 })),
      shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.7614, longitude: -73.9776 },
    });
    const result = await inTransaction(db, (tx) => createOrder(tx, services, body, { actor: 'test', idempotencyKey: null }));
    if (!result.ok) throw new Error(result.error.message);
    return result.value.orderId;
  };
  const status = async (orderId: string): Promise<string> => (await db.selectFrom('orders').select('status').where('order_id', '=', orderId).executeTakeFirstOrThrow()).status;
  return {
    place, status,
    release: async (lines: readonly (readonly [string, number])[]): Promise<string> => {
      const orderId = await place(lines);
      await sourceOrder(services, { orderId });
      await releaseOrder(services, { orderId });
      return orderId;
    },
    /** Leaves exactly this much of a SKU to be had in the whole company, all at one node; what is reserved stays. */
    keepOnly: async (sku: string, units: number, nodeId = NEW_YORK_NODE): Promise<void> => {
      await db.updateTable('inventory_items').set((eb) => ({ quantity_on_hand: eb.ref('quantity_reserved') })).where('sku', '=', sku).execute();
      await db.updateTable('inventory_items').set((eb) => ({ quantity_on_hand: eb('quantity_reserved', '+', units) })).where('sku', '=', sku).where('node_id', '=', nodeId).execute();
    },
    stock: async (sku: string, nodeId = NEW_YORK_NODE): Promise<{ onHand: number; reserved: number }> => {
      const row = await db.selectFrom('inventory_items').select(['quantity_on_hand', 'quantity_reserved']).where('sku', '=', sku).where('node_id', '=', nodeId).executeTakeFirstOrThrow();
      return { onHand: row.quantity_on_hand, reserved: row.quantity_reserved };
    },
    /** The label that shipping would have bought for the order's parcel at this node. */
    label: async (orderId: string, nodeId = NEW_YORK_NODE): Promise<{ parcelId: string; trackingNumber: string; purchaseId: string }> => {
      const { parcel_id: parcelId } = await db.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).where('node_id', '=', nodeId).executeTakeFirstOrThrow();
      const [purchaseId, trackingNumber] = [`pur_${parcelId}`, `PBX${parcelId.slice(-12)}`];
      await sql`INSERT INTO label_purchases (purchase_id, parcel_id, carrier_code, service_code, idempotency_key, request_sha256, state) VALUES (${purchaseId}, ${parcelId}, 'demo', 'GROUND', gen_random_uuid(), 'x', 'bought')`.execute(db);
      await sql`INSERT INTO labels (label_id, parcel_id, purchase_id, carrier_code, carrier_name, service_code, service_name, tracking_number, cost_minor, currency, zpl_sha256, pdf_sha256)
        VALUES (${`lbl_${parcelId}`}, ${parcelId}, ${purchaseId}, 'demo', 'Demo Parcel', 'GROUND', 'Ground', ${trackingNumber}, 499, 'USD', 'x', 'x')`.execute(db);
      return { parcelId, trackingNumber, purchaseId };
    },
    /** A bench of this node; every fact is a transaction of its own. */
    bench: (nodeId = NEW_YORK_NODE): TestFloor => createTestFloor(services, { station_id: `sta_${nodeId}`, node_id: nodeId, name: 'Bench 1' }),
    /** Rows whose stock does not add up (promise 7); always empty. */
    stockFaults: async (): Promise<unknown[]> => (await sql`SELECT i.node_id, i.sku, i.quantity_on_hand, i.quantity_reserved, coalesce(a.live, 0) AS live FROM inventory_items i
      LEFT JOIN (SELECT node_id, sku, sum(quantity)::int AS live FROM fulfillment_allocations WHERE status IN ('RESERVED', 'PICKING', 'PACKED') GROUP BY node_id, sku) a USING (node_id, sku)
      LEFT JOIN (SELECT item_id, sum(on_hand_delta)::int AS on_hand, sum(reserved_delta)::int AS reserved FROM inventory_adjustments WHERE order_id IS NOT NULL GROUP BY item_id) j USING (item_id)
      WHERE i.quantity_reserved <> coalesce(a.live, 0) OR i.quantity_reserved <> coalesce(j.reserved, 0)`.execute(db)).rows,
    jobs: async (task: string): Promise<unknown[]> => (await sql<{ payload: unknown }>`SELECT p.payload::jsonb - '_cause' AS payload FROM graphile_worker._private_jobs p JOIN graphile_worker._private_tasks t ON t.id = p.task_id WHERE t.identifier = ${task} ORDER BY p.id`.execute(db)).rows.map((row) => row.payload),
    events: async (orderId: string): Promise<string[]> => (await db.selectFrom('order_events').select('event_type').where('order_id', '=', orderId).orderBy('occurred_at').orderBy('event_id').execute()).map((row) => row.event_type),
  };
}
