/**
 * Promise 7 under whatever happens at once, with the real use cases on a real PostgreSQL: orders are placed, sourced, released, packed,
 * cancelled, split, found short, delivered and returned, while stock is moved and counted.
 */
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canChangeOrderStatus, type FulfillmentType, type OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { releaseOrder } from '../fulfillment/release-order.ts';
import { SHORT_CAUSES } from './release-short.ts';
import { moveOrder } from '../orders/move-order.ts';
import { reportShort } from '../orders/report-short.ts';
import { splitOrder } from '../orders/split-order.ts';
import { sourceOrder } from '../sourcing/source-order.ts';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
  await sql`UPDATE fulfillment_nodes SET daily_order_capacity = 100000, status = CASE WHEN node_id = ANY(${[...NODES]}::text[]) THEN 'ACTIVE' ELSE 'INACTIVE' END`.execute(world.db);
  // Every unit has its adjustment from the first one on.
  await sql`INSERT INTO inventory_adjustments (adjustment_id, item_id, reason, on_hand_delta, reserved_delta, on_hand_after, reserved_after) SELECT 'adj_first_' || item_id, item_id, 'CYCLE_COUNT', quantity_on_hand, 0, quantity_on_hand, 0
    FROM inventory_items i WHERE NOT EXISTS (SELECT FROM inventory_adjustments a WHERE a.item_id = i.item_id)`.execute(world.db);
  await world.call('PATCH', '/sourcing-rules/rul_default', { allows_partial: true });
});
afterAll(async () => { await world.close(); });

const SKUS = ['SKU-GIZMO-1', 'SKU-GADGET-X'] as const;
const NODES = ['nod_str-nyc-01', 'nod_dc-east'] as const;

const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('place' as const), lines: fc.array(fc.tuple(fc.constantFrom(...SKUS), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 3 }) }) },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('advance' as const), pick: fc.nat() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('source' as const, 'close' as const, 'cancel' as const, 'deliver' as const, 'return' as const, 'split' as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('short' as const), pick: fc.nat(), node: fc.constantFrom(...NODES), units: fc.integer({ min: 1, max: 3 }), cause: fc.constantFrom(...SHORT_CAUSES) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('adjust' as const), sku: fc.constantFrom(...SKUS), node: fc.constantFrom(...NODES), delta: fc.integer({ min: -4, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('transfer' as const), sku: fc.constantFrom(...SKUS), units: fc.integer({ min: 1, max: 4 }), isEastward: fc.boolean() }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

test('whatever happens at once, nothing is promised twice, lost or made up, and no order leaves its table', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(happening, { minLength: 3, maxLength: 8 }), { minLength: 4, maxLength: 10 }), async (batches) => {
    const orderIds: string[] = [];
    for (const node of NODES) for (const sku of SKUS) await stockUp(node, sku, 7);
    for (const batch of batches) {
      await Promise.all(batch.map((one) => happen(one, orderIds)));
      orderIds.push(...await followUpsOf(orderIds));
    }
    expect(await faults()).toEqual({ stock: [], adjustments: [], lines: [], left: [], steps: [] });
  }), { numRuns: 6 });
});

async function happen(one: Happening, orderIds: string[]): Promise<unknown> {
  const orderId = 'pick' in one ? orderIds[one.pick % Math.max(1, orderIds.length)] : undefined;
  if ('pick' in one && orderId === undefined) return undefined;
  const id = orderId ?? '';
  const act = <T>(useCase: (tx: Parameters<typeof moveOrder>[0]) => Promise<T>): Promise<T> => inTransaction(world.db, useCase);
  switch (one.kind) {
    case 'place': { const placed = await world.place(one.lines); orderIds.push(placed); return sourceOrder(world.services, { orderId: placed }); }
    case 'source': return sourceOrder(world.services, { orderId: id });
    case 'advance': return advance(id, orderIds);
    case 'close': return closeBoxes(id);
    case 'cancel': return act((tx) => moveOrder(tx, world.services, { orderId: id, to: 'CANCELLED', actor: 'test', reason: 'test', restock: null }));
    case 'deliver': return act((tx) => moveOrder(tx, world.services, { orderId: id, to: 'DELIVERED', actor: 'test', reason: 'test', restock: null }));
    case 'return': return act((tx) => moveOrder(tx, world.services, { orderId: id, to: 'RETURNED', actor: 'test', reason: 'test', restock: { lines: null, nodeId: null } }));
    case 'split': return act((tx) => splitOrder(tx, world.services, { orderId: id, actor: 'test', reason: 'test', lines: null }));
    case 'short': return findShort(id, one);
    case 'adjust': return world.call('POST', `/inventory/${itemOf(one.node, one.sku)}/adjust`, { reason: 'CORRECTION', quantity_delta: one.delta });
    case 'transfer': return world.call('POST', '/inventory/transfer', { from_node_id: NODES[one.isEastward ? 0 : 1], to_node_id: NODES[one.isEastward ? 1 : 0], sku: one.sku, quantity: one.units });
    default: return undefined;
  }
}

/** Whatever comes next in the life of the order. */
async function advance(orderId: string, orderIds: string[]): Promise<unknown> {
  switch (await world.status(orderId)) {
    case 'CONFIRMED': case 'BACKORDERED': return sourceOrder(world.services, { orderId });
    case 'SOURCED': return releaseOrder(world.services, { orderId });
    case 'SHIPPED': return happen({ kind: 'deliver', pick: orderIds.indexOf(orderId) }, orderIds);
    case 'DELIVERED': return happen({ kind: 'return', pick: orderIds.indexOf(orderId) }, orderIds);
    default: return closeBoxes(orderId);
  }
}

/** So little that orders wait for each other. */
async function stockUp(node: string, sku: string, units: number): Promise<void> {
  const { onHand, reserved } = await world.stock(sku, node);
  await world.call('POST', `/inventory/${itemOf(node, sku)}/adjust`, { reason: 'CYCLE_COUNT', quantity_delta: units - (onHand - reserved) });
}

function itemOf(node: string, sku: string): string {
  return `${node.replace('nod_', 'itm_')}_${sku.toLowerCase()}`;
}

async function findShort(orderId: string, { node, units, cause }: Extract<Happening, { kind: 'short' }>): Promise<unknown> {
  const line = await world.db.selectFrom('order_items').select('order_item_id').where('order_id', '=', orderId).orderBy('line_number').executeTakeFirstOrThrow();
  return inTransaction(world.db, (tx) => reportShort(tx, world.services, { orderId, nodeId: node, lines: [{ orderItemId: line.order_item_id, units }], cause, actor: 'test', reason: 'test' }));
}

/** The bench closes whatever boxes it was given, with the labels that shipping would have bought. */
async function closeBoxes(orderId: string): Promise<void> {
  for (const { parcel_id: parcelId, node_id: nodeId } of await world.db.selectFrom('parcels').select(['parcel_id', 'node_id']).where('order_id', '=', orderId).where('status', '=', 'OPEN').execute()) {
    const trackingNumber = `PBX${crypto.randomUUID()}`;
    await sql`WITH bought AS (INSERT INTO label_purchases (purchase_id, parcel_id, carrier_code, service_code, idempotency_key, request_sha256, state) VALUES (${`pur_${trackingNumber}`}, ${parcelId}, 'demo', 'GROUND', gen_random_uuid(), 'x', 'voided') RETURNING purchase_id)
      INSERT INTO labels (label_id, parcel_id, purchase_id, carrier_code, carrier_name, service_code, service_name, tracking_number, cost_minor, currency, zpl_sha256, pdf_sha256)
      SELECT ${`lbl_${trackingNumber}`}, ${parcelId}, purchase_id, 'demo', 'Demo Parcel', 'GROUND', 'Ground', ${trackingNumber}, 499, 'USD', 'x', 'x' FROM bought`.execute(world.db);
    await world.bench(nodeId).close(orderId, { parcelId, trackingNumber });
  }
}

async function followUpsOf(orderIds: readonly string[]): Promise<string[]> {
  const rows = await world.db.selectFrom('orders').select('order_id').where('follows_order_id', 'is not', null).orderBy('created_at').orderBy('order_id').execute();
  return rows.map((row) => row.order_id).filter((orderId) => !orderIds.includes(orderId));
}

/** Each list is always empty. */
async function faults(): Promise<Record<'stock' | 'adjustments' | 'lines' | 'left' | 'steps', unknown[]>> {
  const rows = async (query: ReturnType<typeof sql<object>>): Promise<unknown[]> => (await query.execute(world.db)).rows;
  const { rows: steps } = await sql<{ type: FulfillmentType; from: OrderStatus; to: OrderStatus }>`SELECT DISTINCT o.fulfillment_type AS type, e.from_status AS "from", e.to_status AS "to" FROM order_events e JOIN orders o USING (order_id) WHERE e.from_status IS NOT NULL`.execute(world.db);
  return {
    stock: await world.stockFaults(),
    // On hand is what was adjusted, to the unit.
    adjustments: await rows(sql<object>`SELECT i.item_id, i.quantity_on_hand, sum(a.on_hand_delta) AS adjusted FROM inventory_items i JOIN inventory_adjustments a USING (item_id) GROUP BY i.item_id HAVING sum(a.on_hand_delta) <> i.quantity_on_hand OR sum(a.reserved_delta) <> i.quantity_reserved`),
    // No line has more than it ordered, and what it was sent is what its allocations say.
    lines: await rows(sql<object>`SELECT i.order_item_id FROM order_items i LEFT JOIN fulfillment_allocations a ON a.order_item_id = i.order_item_id AND a.status <> 'CANCELLED' GROUP BY i.order_item_id
      HAVING coalesce(sum(a.quantity), 0) > i.quantity - i.quantity_moved OR coalesce(sum(a.quantity) FILTER (WHERE a.status = 'SHIPPED'), 0) <> i.quantity_fulfilled`),
    // What has left has left whole, and what a family ordered is in exactly one of its orders.
    left: await rows(sql<object>`SELECT o.order_id FROM orders o JOIN order_items i USING (order_id) WHERE o.status IN ('SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED') AND i.quantity_fulfilled <> i.quantity - i.quantity_moved
      UNION ALL SELECT root FROM (SELECT coalesce(follows_order_id, order_id) AS root, i.sku, sum(i.quantity_moved) AS moved, sum(i.quantity) FILTER (WHERE follows_order_id IS NOT NULL) AS followed FROM orders JOIN order_items i USING (order_id) GROUP BY 1, 2) f WHERE coalesce(followed, 0) <> moved`),
    steps: steps.filter((step) => !canChangeOrderStatus(step.type, step.from, step.to)),
  };
}
