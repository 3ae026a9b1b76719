/** Many orders in one transaction: the decisions are those of one by one, and nobody's fault is anybody else's. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { withCorrelation } from '../http/correlation.ts';
import { readCause } from '../jobs/job-cause.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { sourceOrder } from './source-order.ts';
import { sourceOrders } from './source-orders.ts';
import { createSourcingDesk } from './sourcing-desk.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

const EAST = 'nod_dc-east';
const SKUS = ['SKU-GIZMO-1', 'SKU-GADGET-X'] as const;
type Lines = readonly (readonly [string, number])[];
type Scene = { readonly stock: readonly (readonly [number, number])[]; readonly places: readonly [number, number]; readonly orders: readonly Lines[] };

const scene: fc.Arbitrary<Scene> = fc.record({
  stock: fc.tuple(fc.tuple(fc.nat(9), fc.nat(9)), fc.tuple(fc.nat(9), fc.nat(9))), places: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  orders: fc.array(fc.array(fc.tuple(fc.constantFrom(...SKUS), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 9 }),
});

/** Two nodes with so much of each product and so many places of the day; the orders, placed but not sourced. */
async function set({ stock, places, orders }: Scene): Promise<string[]> {
  for (const [index, sku] of SKUS.entries()) {
    await world.keepOnly(sku, stock[index]?.[0] ?? 0);
    await world.db.updateTable('inventory_items').set((eb) => ({ quantity_on_hand: eb('quantity_reserved', '+', stock[index]?.[1] ?? 0) })).where('sku', '=', sku).where('node_id', '=', EAST).execute();
  }
  for (const [index, nodeId] of [NEW_YORK_NODE, EAST].entries()) await world.db.updateTable('fulfillment_nodes').set({ daily_order_capacity: places[index] ?? 0 }).where('node_id', '=', nodeId).execute();
  const orderIds: string[] = [];
  for (const lines of orders) orderIds.push(await world.place(lines));
  return orderIds;
}

/** What each order got, and how its decision explains it; then everything is given back. */
async function readAndCancel(orderIds: readonly string[]): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (const orderId of orderIds) {
    const allocations = await world.db.selectFrom('fulfillment_allocations as a').innerJoin('order_items as i', 'i.order_item_id', 'a.order_item_id').select(['i.line_number', 'a.node_id', 'a.quantity']).where('a.order_id', '=', orderId).orderBy('i.line_number').orderBy('a.node_id').execute();
    const decision = await world.db.selectFrom('sourcing_decisions').select(['mode', 'strategy', 'explanation']).where('order_id', '=', orderId).executeTakeFirst();
    outcomes.push({ status: await world.status(orderId), allocations, mode: decision?.mode, sentences: (decision?.explanation as { sentences: string[] } | undefined)?.sentences, events: await world.events(orderId) });
  }
  for (const orderId of orderIds) await inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId, actor: 'test', reason: 'test' }));
  return outcomes;
}

test('together, each order gets what it would get one by one, for the same reasons', async () => {
  await fc.assert(fc.asyncProperty(scene, async (given) => {
    const together = await set(given);
    expect(await sourceOrders(world.services, together)).toEqual(new Map());
    const gotTogether = await readAndCancel(together);
    const oneByOne = await set(given);
    for (const orderId of oneByOne) await sourceOrder(world.services, { orderId });
    expect(gotTogether).toEqual(await readAndCancel(oneByOne));
    expect(await world.stockFaults()).toEqual([]);
  }), { numRuns: 12 });
});

test('batches that race for the same stock, with orders alone among them, oversell nothing and never deadlock', async () => {
  const orderIds = await set({ stock: [[40, 0], [40, 0]], places: [1_000, 1_000], orders: Array.from({ length: 60 }, (_, index): Lines => (index % 2 === 0 ? [['SKU-GIZMO-1', 1], ['SKU-GADGET-X', 1]] : [['SKU-GADGET-X', 1], ['SKU-GIZMO-1', 1]])) });
  await Promise.all([sourceOrders(world.services, orderIds.slice(0, 25)), sourceOrders(world.services, orderIds.slice(15, 50).toReversed()), ...orderIds.slice(40).map((orderId) => sourceOrder(world.services, { orderId }))]);
  const statuses = await Promise.all(orderIds.map((orderId) => world.status(orderId)));
  expect([statuses.filter((status) => status === 'SOURCED').length, statuses.filter((status) => status === 'BACKORDERED').length]).toEqual([40, 20]);
  expect(await world.stockFaults()).toEqual([]);
});

describe('the desk that sources for the job queue', () => {
  const plenty: Omit<Scene, 'orders'> = { stock: [[900, 0], [900, 0]], places: [10_000, 10_000] };
  const waiting = async (): Promise<string[]> => (await world.pool.query<{ key: string }>("SELECT key FROM graphile_worker.jobs WHERE task_identifier = 'orders.source'")).rows.map((row) => row.key);

  test('takes along what waits in the queue, strikes it out with the same commit, and hands on what caused each', async () => {
    await world.pool.query('DELETE FROM graphile_worker._private_jobs');
    const orderIds: string[] = [];
    for (const cause of ['first', 'second', 'third', 'fourth']) orderIds.push(...await withCorrelation(cause, () => set({ ...plenty, orders: [[['SKU-GIZMO-1', 1]]] })));
    const [first = '', second = '', third = '', fourth = ''] = orderIds;
    const source = createSourcingDesk();
    // Two are asked for while the first one is at work: they go together, and the fourth, which waits, goes along.
    await Promise.all([withCorrelation('first', () => source(world.services, { orderId: first })), withCorrelation('second', () => source(world.services, { orderId: second })), withCorrelation('third', () => source(world.services, { orderId: third }))]);
    expect(await Promise.all(orderIds.map((orderId) => world.status(orderId)))).toEqual(orderIds.map(() => 'SOURCED'));
    expect(await waiting()).not.toContain(`source:${fourth}`);
    const { rows } = await world.pool.query<{ payload: unknown }>("SELECT payload FROM graphile_worker._private_jobs WHERE key LIKE 'release:%'");
    expect(new Set(rows.map((row) => readCause(row.payload)))).toEqual(new Set(['first', 'second', 'third', 'fourth']));
  });

  test('an order that cannot be read fails alone: the others of its batch are sourced, and its job stays in the queue', async () => {
    await world.pool.query('DELETE FROM graphile_worker._private_jobs');
    const orderIds = await set({ ...plenty, orders: Array.from({ length: 5 }, (): Lines => [['SKU-GADGET-X', 1]]) });
    const [, second = '', third = '', , broken = ''] = orderIds;
    await world.db.updateTable('orders').set({ fulfillment_type: 'STORE_PICKUP', shipping_address: '{}' }).where('order_id', 'in', [third, broken]).execute();
    const source = createSourcingDesk();
    const asked = await Promise.allSettled(orderIds.slice(0, 3).map((orderId) => source(world.services, { orderId })));
    expect(asked.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await Promise.all(orderIds.map((orderId) => world.status(orderId)))).toEqual(['SOURCED', 'SOURCED', 'CONFIRMED', 'SOURCED', 'CONFIRMED']);
    expect(await waiting()).toContain(`source:${broken}`);
    expect(await world.status(second)).toBe('SOURCED');
  });

  test('an order for which nothing is left keeps its retry: it is not struck out with what was taken along', async () => {
    await world.pool.query('DELETE FROM graphile_worker._private_jobs');
    const orderIds = await set({ stock: [[3, 0], [0, 0]], places: [10_000, 10_000], orders: Array.from({ length: 5 }, (): Lines => [['SKU-GIZMO-1', 1]]) });
    const source = createSourcingDesk();
    await Promise.all(orderIds.slice(0, 3).map((orderId) => source(world.services, { orderId })));
    expect(await Promise.all(orderIds.slice(3).map((orderId) => world.status(orderId)))).toEqual(['BACKORDERED', 'BACKORDERED']);
    expect(await waiting()).toEqual(expect.arrayContaining(orderIds.slice(3).map((orderId) => `source:${orderId}`)));
  });
});
