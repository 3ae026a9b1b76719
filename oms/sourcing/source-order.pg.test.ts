import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { sourceOrder } from './source-order.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

const sourceAll = (orderIds: readonly string[]): Promise<unknown> => Promise.all(orderIds.map((orderId) => sourceOrder(world.services, { orderId })));

async function nodesOf(orderId: string): Promise<string[]> {
  const rows = await world.db.selectFrom('fulfillment_allocations').select(['node_id']).distinct().where('order_id', '=', orderId).orderBy('node_id').execute();
  return rows.map((row) => row.node_id);
}

describe('sourcing', () => {
  test('an order from New York is reserved at the New York store, and the decision says why', async () => {
    const before = await world.stock('SKU-GIZMO-1');
    const orderId = await world.place([['SKU-GIZMO-1', 2], ['SKU-GIZMO-1', 1], ['SKU-GADGET-X', 1]]);
    await sourceOrder(world.services, { orderId });
    expect(await world.status(orderId)).toBe('SOURCED');
    expect(await nodesOf(orderId)).toEqual([NEW_YORK_NODE]);
    expect(await world.stock('SKU-GIZMO-1')).toEqual({ onHand: before.onHand, reserved: before.reserved + 3 });
    expect(await world.events(orderId)).toEqual(['order.created', 'order.confirmed', 'order.sourcing', 'order.sourced']);
    expect(await world.jobs('orders.release')).toContainEqual({ orderId });
    const decision = await world.db.selectFrom('sourcing_decisions').select(['strategy', 'rule_id', 'explanation']).where('order_id', '=', orderId).executeTakeFirstOrThrow();
    expect(decision).toMatchObject({ strategy: 'DISTANCE_OPTIMAL', rule_id: 'rul_default', explanation: { ruleName: 'Default', candidates: expect.arrayContaining([expect.objectContaining({ code: 'DC-EAST' })]) } });
    expect(await world.stockFaults()).toEqual([]);
  });

  test('a repeated job reserves nothing twice', async () => {
    const orderId = await world.place([['SKU-TOOL-Z', 1]]);
    await sourceAll([orderId, orderId, orderId]);
    await sourceOrder(world.services, { orderId });
    expect(await world.db.selectFrom('fulfillment_allocations').select('quantity').where('order_id', '=', orderId).execute()).toEqual([{ quantity: 1 }]);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('fifty orders race for ten units: ten are sourced, forty wait, none is oversold', async () => {
    await world.keepOnly('SKU-ACCESSORY-1', 10);
    const orderIds = await Promise.all(Array.from({ length: 50 }, () => world.place([['SKU-ACCESSORY-1', 1]])));
    await sourceAll(orderIds);
    const statuses = await Promise.all(orderIds.map((orderId) => world.status(orderId)));
    expect(statuses.filter((status) => status === 'SOURCED')).toHaveLength(10);
    expect(statuses.filter((status) => status === 'BACKORDERED')).toHaveLength(40);
    expect(await world.stock('SKU-ACCESSORY-1')).toEqual({ onHand: 10, reserved: 10 });
    expect(await world.stockFaults()).toEqual([]);
  });

  test('orders that name the same products in opposite order are all sourced', async () => {
    const orderIds = await Promise.all(Array.from({ length: 40 }, (_, index) => world.place(index % 2 === 0
      ? [['SKU-WIDGET-A', 1], ['SKU-WIDGET-B', 1], ['SKU-GIZMO-2', 1]] : [['SKU-GIZMO-2', 1], ['SKU-WIDGET-B', 1], ['SKU-WIDGET-A', 1]])));
    await sourceAll(orderIds);
    expect(new Set(await Promise.all(orderIds.map((orderId) => world.status(orderId))))).toEqual(new Set(['SOURCED']));
    expect(await world.stockFaults()).toEqual([]);
  });

  test('when no node has everything the order is split, line by line, and nothing is lost', async () => {
    await world.keepOnly('SKU-GADGET-Y', 2);
    await world.db.updateTable('inventory_items').set({ quantity_on_hand: 2 }).where('sku', '=', 'SKU-GADGET-Y').where('node_id', '=', 'nod_dc-east').execute();
    const orderId = await world.place([['SKU-GADGET-Y', 3]]);
    await sourceOrder(world.services, { orderId });
    expect(await nodesOf(orderId)).toEqual(['nod_dc-east', NEW_YORK_NODE]);
    const waiting = await world.place([['SKU-GADGET-Y', 2]]);
    await sourceOrder(world.services, { orderId: waiting });
    expect(await world.status(waiting)).toBe('BACKORDERED');
  });

  test('a back-ordered order is tried again by itself, says so once, and is sourced when stock has come', async () => {
    await world.keepOnly('SKU-GADGET-X', 0);
    const orderId = await world.place([['SKU-GADGET-X', 1]]);
    await sourceOrder(world.services, { orderId });
    await sourceOrder(world.services, { orderId });
    expect(await world.events(orderId)).toEqual(['order.created', 'order.confirmed', 'order.sourcing', 'order.backordered']);
    expect((await world.jobs('orders.source')).filter((payload) => JSON.stringify(payload) === JSON.stringify({ orderId }))).toHaveLength(1);
    await world.keepOnly('SKU-GADGET-X', 1);
    await sourceOrder(world.services, { orderId });
    expect((await world.events(orderId)).slice(-2)).toEqual(['order.sourcing', 'order.sourced']);
  });

  test('a cancelled order\'s stock wakes the order that waits for it, not at its half hour but now', async () => {
    await world.keepOnly('SKU-GIZMO-1', 1);
    const [first, second] = [await world.place([['SKU-GIZMO-1', 1]]), await world.place([['SKU-GIZMO-1', 1]])];
    await sourceAll([first]);
    await sourceAll([second]);
    const waitsUntil = async () => (await world.pool.query<{ run_at: Date }>('SELECT run_at FROM graphile_worker.jobs WHERE key = $1', [`source:${second}`])).rows[0]?.run_at;
    const before = await waitsUntil();
    await inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId: first, actor: 'test', reason: 'test' }));
    expect(await waitsUntil()).not.toEqual(before);
    await sourceAll([second]);
    expect([await world.status(first), await world.status(second)]).toEqual(['CANCELLED', 'SOURCED']);
  });

  test('in the compat profile what can be had is reserved at once, and what is owed is split', async () => {
    const services = { ...world.services, config: { ...world.services.config, sourcingProfile: 'compat' as const } };
    const { reserved } = await world.stock('SKU-TOOL-Z');
    await world.keepOnly('SKU-TOOL-Z', 3);
    const orderId = await world.place([['SKU-TOOL-Z', 5]]);
    await sourceOrder(services, { orderId });
    expect([await world.status(orderId), await world.stock('SKU-TOOL-Z')]).toEqual(['BACKORDERED', { onHand: reserved + 3, reserved: reserved + 3 }]);
    await world.keepOnly('SKU-TOOL-Z', 1);
    await world.db.updateTable('inventory_items').set({ quantity_on_hand: 1 }).where('sku', '=', 'SKU-TOOL-Z').where('node_id', '=', 'nod_dc-east').execute();
    await sourceOrder(services, { orderId });
    expect([await world.status(orderId), await world.stockFaults()]).toEqual(['SOURCED', []]);
    const decision = await world.db.selectFrom('sourcing_decisions').select(['profile', 'strategy']).where('order_id', '=', orderId).orderBy('decided_at', 'desc').limit(1).executeTakeFirstOrThrow();
    expect(decision).toEqual({ profile: 'compat', strategy: 'LEAST_COST_SPLIT' });
  });
});
