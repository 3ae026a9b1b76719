/** Many orders at once on a real database. "Defect N" is the number in kuberiva-semantics.md, section 1.2. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import type { OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { packAndShip, readLiveAllocations } from '../inventory/move-stock.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { changeOrderStatus } from '../orders/change-order-status.ts';
import { lockOrders } from '../orders/lock-orders.ts';
import { sourceOrder } from './source-order.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
  await world.db.updateTable('fulfillment_nodes').set({ daily_order_capacity: 100_000 }).execute();
});
afterAll(async () => { await world.close(); });

const EAST = 'nod_dc-east';
const source = (orderId: string): Promise<void> => sourceOrder(world.services, { orderId });
const cancel = (orderId: string) => inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId, actor: 'test', reason: 'test' }));
const placeMany = (count: number, lines: (index: number) => readonly (readonly [string, number])[]): Promise<string[]> => Promise.all(Array.from({ length: count }, (_, index) => world.place(lines(index))));

async function countByStatus(orderIds: readonly string[]): Promise<Record<string, number>> {
  const rows = await world.db.selectFrom('orders').select('status').where('order_id', 'in', [...orderIds]).execute();
  return Object.fromEntries([...Map.groupBy(rows, (row) => row.status)].map(([status, group]) => [status, group.length]));
}

async function countDeadlocks(): Promise<number> {
  await world.pool.query('SELECT pg_stat_force_next_flush()');
  return (await world.pool.query<{ deadlocks: number }>('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()')).rows[0]?.deadlocks ?? 0;
}

async function reservedBy(orderId: string): Promise<number> {
  const { rows } = await sql<{ units: number }>`SELECT coalesce(sum(quantity), 0)::int AS units FROM fulfillment_allocations WHERE order_id = ${orderId} AND status IN ('RESERVED', 'PICKING', 'PACKED')`.execute(world.db);
  return rows[0]?.units ?? 0;
}

/** Nodes whose load of a day is not the orders allocated there on it; always empty. */
async function loadFaults(): Promise<unknown[]> {
  return (await sql`SELECT node_id, day, orders, coalesce(real, 0) AS real FROM node_daily_loads FULL JOIN (
    SELECT node_day(a.created_at, n.timezone) AS day, node_id, count(DISTINCT order_id)::int AS real FROM fulfillment_allocations a JOIN fulfillment_nodes n USING (node_id) WHERE a.status <> 'CANCELLED' GROUP BY 1, 2) r USING (day, node_id)
    WHERE coalesce(orders, 0) <> coalesce(real, 0)`.execute(world.db)).rows;
}

describe('stock that many want', () => {
  test('200 orders race for 50 units: 50 have them, 150 wait, none is oversold', async () => {
    await world.keepOnly('SKU-GIZMO-1', 50);
    const orderIds = await placeMany(200, () => [['SKU-GIZMO-1', 1]]);
    await Promise.all(orderIds.map(source));
    expect(await countByStatus(orderIds)).toEqual({ SOURCED: 50, BACKORDERED: 150 });
    expect(await world.stock('SKU-GIZMO-1')).toEqual({ onHand: 50, reserved: 50 });
    expect([await world.stockFaults(), await loadFaults()]).toEqual([[], []]);
  });

  test('defect 7: eight at a time, forty rounds, the same products in opposite order: no deadlock and no order lost', async () => {
    const before = await countDeadlocks();
    for (let round = 0; round < 40; round += 1) {
      const orderIds = await placeMany(8, (index) => (index % 2 === 0 ? [['SKU-WIDGET-A', 1], ['SKU-WIDGET-B', 1]] : [['SKU-WIDGET-B', 1], ['SKU-WIDGET-A', 1]]));
      await Promise.all(orderIds.map(source));
      expect(await countByStatus(orderIds)).toEqual({ SOURCED: 8 });
    }
    expect((await countDeadlocks()) - before).toBe(0);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('defect 8: four orders race for one unit, twenty rounds: always one winner, and the losers wait instead of failing', async () => {
    for (let round = 0; round < 20; round += 1) {
      await world.keepOnly('SKU-GADGET-X', 1);
      const orderIds = await placeMany(4, () => [['SKU-GADGET-X', 1]]);
      await Promise.all(orderIds.map(source));
      expect(await countByStatus(orderIds)).toEqual({ SOURCED: 1, BACKORDERED: 3 });
    }
  });
});

describe('cancelling', () => {
  const path: readonly OrderStatus[] = ['PICKING', 'PACKING', 'READY_TO_SHIP'];
  const advance = async (orderId: string, to: OrderStatus | 'CONFIRMED' | 'SOURCED'): Promise<void> => {
    if (to === 'CONFIRMED') return;
    await source(orderId);
    for (const status of path.slice(0, path.indexOf(to) + 1)) await inTransaction(world.db, (tx) => changeOrderStatus(tx, world.services, { orderId, to: status, actor: 'test' }));
  };

  test.each(['CONFIRMED', 'SOURCED', 'PICKING', 'PACKING', 'READY_TO_SHIP'] as const)('defect 1: at %s gives everything back: reserved stock and the node\'s place of the day', async (status) => {
    const [stock, loads] = [await world.stock('SKU-TOOL-Z'), await loadOf(NEW_YORK_NODE)];
    const orderId = await world.place([['SKU-TOOL-Z', 4]]);
    await advance(orderId, status);
    expect(await world.status(orderId)).toBe(status);
    expect((await cancel(orderId)).ok).toBe(true);
    expect([await world.stock('SKU-TOOL-Z'), await reservedBy(orderId), await loadOf(NEW_YORK_NODE)]).toEqual([stock, 0, loads]);
    expect([await world.stockFaults(), await loadFaults()]).toEqual([[], []]);
  });

  test.each(['SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED', 'REFUNDED', 'CANCELLED'] as const)('defect 2: at %s is refused, and nothing moves', async (status) => {
    const orderId = await world.place([['SKU-TOOL-Z', 1]]);
    await world.db.updateTable('orders').set({ status }).where('order_id', '=', orderId).execute();
    expect(await cancel(orderId)).toMatchObject({ ok: false, error: { code: 'IllegalStatusChange' } });
    expect(await world.status(orderId)).toBe(status);
  });

  test('while the order is being sourced ends cancelled with nothing reserved, or not at all: never both', async () => {
    const orderIds = await placeMany(30, () => [['SKU-WIDGET-A', 1]]);
    await Promise.all(orderIds.flatMap((orderId) => [source(orderId), cancel(orderId)]));
    expect(await countByStatus(orderIds)).toEqual({ CANCELLED: 30 });
    expect(await Promise.all(orderIds.map(reservedBy))).toEqual(orderIds.map(() => 0));
    expect([await world.stockFaults(), await loadFaults()]).toEqual([[], []]);
  });

  async function loadOf(nodeId: string): Promise<number> {
    return (await world.call('GET', `/nodes/${nodeId}/capacity`)).body.current_orders;
  }
});

describe('shipping', () => {
  test('defect 3: an order that is shipped twice at once leaves once: stock falls by what it ordered', async () => {
    const before = await world.stock('SKU-TOOL-Z');
    const orderId = await world.place([['SKU-TOOL-Z', 2]]);
    await source(orderId);
    const ship = () => inTransaction(world.db, async (tx) => {
      await lockOrders(tx, [orderId]);
      await packAndShip(tx, world.services, { packedIds: [], shipped: await readLiveAllocations(tx, [orderId]) });
    });
    await Promise.all([ship(), ship(), ship()]);
    expect(await world.stock('SKU-TOOL-Z')).toEqual({ onHand: before.onHand - 2, reserved: before.reserved });
    const sold = await world.db.selectFrom('inventory_adjustments').select('on_hand_delta').where('order_id', '=', orderId).where('reason', '=', 'SOLD').execute();
    expect(sold).toEqual([{ on_hand_delta: -2 }]);
  });
});

describe('trying again', () => {
  test('defect 9: an attempt that fails in the middle leaves nothing behind and does not stand in the way of the next', async () => {
    const orderId = await world.place([['SKU-WIDGET-B', 1]]);
    let calls = 0;
    const random = { bytes: (length: number): Uint8Array => { calls += 1; if (calls > 3) throw new Error('power cut'); return world.services.random.bytes(length); } };
    await expect(sourceOrder({ ...world.services, random }, { orderId })).rejects.toThrow('power cut');
    expect([await world.status(orderId), await reservedBy(orderId)]).toEqual(['CONFIRMED', 0]);
    await source(orderId);
    expect([await world.status(orderId), await reservedBy(orderId)]).toEqual(['SOURCED', 1]);
  });

  test('defect 10: an order of which a part is reserved waits, gets only what it owes when stock comes, and never goes back', async () => {
    await world.call('PATCH', '/sourcing-rules/rul_default', { allows_partial: true });
    await world.keepOnly('SKU-GADGET-Y', 2);
    const orderId = await world.place([['SKU-GADGET-Y', 5]]);
    await source(orderId);
    expect([await world.status(orderId), await reservedBy(orderId)]).toEqual(['BACKORDERED', 2]);
    await source(orderId);
    expect(await reservedBy(orderId)).toBe(2);
    await world.keepOnly('SKU-GADGET-Y', 9);
    await Promise.all([source(orderId), source(orderId)]);
    expect([await world.status(orderId), await reservedBy(orderId)]).toEqual(['SOURCED', 5]);
    await source(orderId);
    expect(await world.events(orderId)).toEqual(['order.created', 'order.confirmed', 'order.sourcing', 'order.backordered', 'order.sourcing', 'order.sourced']);
    await cancel(orderId);
    expect([await world.stock('SKU-GADGET-Y'), await world.stockFaults(), await loadFaults()]).toEqual([expect.objectContaining({ reserved: 0 }), [], []]);
    await world.call('PATCH', '/sourcing-rules/rul_default', { allows_partial: false });
  });

  test('defect 11: two lines of one product are both filled, line by line', async () => {
    const orderId = await world.place([['SKU-WIDGET-A', 2], ['SKU-WIDGET-A', 3]]);
    await source(orderId);
    const rows = await world.db.selectFrom('fulfillment_allocations as a').innerJoin('order_items as i', 'i.order_item_id', 'a.order_item_id').select(['i.line_number', 'a.quantity']).where('a.order_id', '=', orderId).orderBy('i.line_number').execute();
    expect(rows).toEqual([{ line_number: 1, quantity: 2 }, { line_number: 2, quantity: 3 }]);
    expect(await world.status(orderId)).toBe('SOURCED');
  });

  test('defect 12: an order is split over no more nodes than its rule allows', async () => {
    await world.call('PATCH', '/sourcing-rules/rul_default', { max_split_nodes: 1 });
    await world.keepOnly('SKU-GIZMO-2', 1);
    await world.call('POST', `/inventory/itm_dc-east_sku-gizmo-2/adjust`, { reason: 'RECEIVED', quantity_delta: 1 });
    const orderId = await world.place([['SKU-GIZMO-2', 2]]);
    await source(orderId);
    expect(await world.status(orderId)).toBe('BACKORDERED');
    await world.call('PATCH', '/sourcing-rules/rul_default', { max_split_nodes: 2 });
    await source(orderId);
    expect([await world.status(orderId), await reservedBy(orderId)]).toEqual(['SOURCED', 2]);
  });

  test('defect 16: an order of a shop, without coordinates, goes to the node near its ZIP area and not to the middle of the country', async () => {
    const orderId = await world.place([['SKU-WIDGET-A', 1]]);
    await world.db.updateTable('orders').set({ shipping_latitude: null, shipping_longitude: null }).where('order_id', '=', orderId).execute();
    const { body } = await world.call('POST', '/sourcing-rules/evaluate', { order_id: orderId });
    expect(body.allocations[0].node_code).toBe('STR-NYC-01');
    expect(body.explanation).toContain('The address has no coordinates; its ZIP area 100 was used.');
  });

  test('defect 23: a waiting order has one retry in half an hour, and none once it is cancelled or sourced', async () => {
    await world.keepOnly('SKU-GADGET-X', 0);
    const orderId = await world.place([['SKU-GADGET-X', 1]]);
    await source(orderId);
    await source(orderId);
    expect((await world.jobs('orders.source')).filter((payload) => JSON.stringify(payload).includes(orderId))).toHaveLength(1);
    await cancel(orderId);
    await world.keepOnly('SKU-GADGET-X', 5);
    await source(orderId);
    expect([await world.status(orderId), await reservedBy(orderId)]).toEqual(['CANCELLED', 0]);
  });

  test('an order for a pickup place goes there, and an unknown place is refused at once', async () => {
    const body = { customer_name: 'Nora Feld', fulfillment_type: 'STORE_PICKUP', line_items: [{ sku: 'SKU-WIDGET-A', quantity: 1, unit_price: 10 }], shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022' } };
    const { body: order } = await world.call('POST', '/orders/', { ...body, pickup_node_id: 'nod_str-chi-01' });
    await source(order.id);
    expect((await world.call('GET', `/orders/${order.id}`)).body).toMatchObject({ pickup_node_id: 'nod_str-chi-01', allocations: [{ node_code: 'STR-CHI-01' }] });
    expect(await world.call('POST', '/orders/', { ...body, pickup_node_id: 'nod_x' })).toMatchObject({ status: 422, body: { code: 'UnknownNode' } });
  });
});

test('what a decision expects is kept for the learning loop, allocation by allocation', async () => {
  const orderId = await world.place([['SKU-WIDGET-A', 1], ['SKU-WIDGET-B', 1]]);
  await source(orderId);
  const rows = await world.db.selectFrom('sourcing_outcomes').select(['sku', 'strategy_used', 'cluster_key', 'outcome_score', 'was_backordered']).where('order_id', '=', orderId).orderBy('sku').execute();
  expect(rows).toEqual(['SKU-WIDGET-A', 'SKU-WIDGET-B'].map((sku) => ({ sku, strategy_used: 'DISTANCE_OPTIMAL', cluster_key: 'API|NY|0-50|SHIP_TO_HOME', outcome_score: null, was_backordered: false })));
});

test('a running experiment puts the order into an arm, and the decision is kept with it', async () => {
  await world.db.insertInto('ai_experiments').values({ experiment_id: 'exp_1', name: 'Depth', strategy_a: 'INVENTORY_RESERVATION', strategy_b: 'COST_OPTIMAL', traffic_split_pct: 50, filter_conditions: '{"channel":"API"}' }).execute();
  const orderId = await world.place([['SKU-WIDGET-A', 1]]);
  await source(orderId);
  const decision = await world.db.selectFrom('sourcing_decisions').select(['strategy', 'experiment_id']).where('order_id', '=', orderId).executeTakeFirstOrThrow();
  expect(decision.experiment_id).toBe('exp_1');
  expect(['INVENTORY_RESERVATION', 'COST_OPTIMAL']).toContain(decision.strategy);
  await world.db.updateTable('ai_experiments').set({ status: 'paused' }).execute();
});

/** One thing that happens to the company; several happen at once. */
const SKUS = ['SKU-GIZMO-1', 'SKU-GADGET-X'] as const;
const happening = fc.oneof(
  fc.record({ kind: fc.constant('order' as const), lines: fc.array(fc.tuple(fc.constantFrom(...SKUS), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constantFrom('source' as const, 'cancel' as const, 'ship' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('adjust' as const), sku: fc.constantFrom(...SKUS), delta: fc.integer({ min: -5, max: 5 }) }),
  fc.record({ kind: fc.constant('transfer' as const), sku: fc.constantFrom(...SKUS), units: fc.integer({ min: 1, max: 4 }), isEastward: fc.boolean() }),
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

test('whatever happens at once: what is promised is on hand, every reservation has its allocation, every node its load', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(happening, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }), async (batches) => {
    for (const sku of SKUS) await world.keepOnly(sku, 12);
    const orderIds: string[] = [];
    for (const batch of batches) await Promise.all(batch.map((one) => make(one, orderIds)));
    expect([await world.stockFaults(), await loadFaults()]).toEqual([[], []]);
  }), { numRuns: 12 });
});

async function make(one: Happening, orderIds: string[]): Promise<void> {
  const orderId = 'pick' in one ? orderIds[one.pick % Math.max(1, orderIds.length)] : undefined;
  switch (one.kind) {
    case 'order': { const id = await world.place(one.lines); orderIds.push(id); return source(id); }
    case 'source': return orderId === undefined ? undefined : source(orderId);
    case 'cancel': if (orderId !== undefined) await cancel(orderId); return undefined;
    case 'ship': return orderId === undefined ? undefined : shipIfSourced(orderId);
    case 'adjust': await world.call('POST', `/inventory/itm_str-nyc-01_${one.sku.toLowerCase()}/adjust`, { reason: 'CORRECTION', quantity_delta: one.delta }); return undefined;
    case 'transfer': await world.call('POST', '/inventory/transfer', { from_node_id: one.isEastward ? NEW_YORK_NODE : EAST, to_node_id: one.isEastward ? EAST : NEW_YORK_NODE, sku: one.sku, quantity: one.units }); return undefined;
    default: return undefined;
  }
}

/** As the floor does: the order's row is locked first. */
async function shipIfSourced(orderId: string): Promise<void> {
  await inTransaction(world.db, async (tx) => {
    if ((await lockOrders(tx, [orderId])).get(orderId)?.status !== 'SOURCED') return;
    await packAndShip(tx, world.services, { packedIds: [], shipped: await readLiveAllocations(tx, [orderId]) });
  });
}
