import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import { TEST_NOW_MS } from '../../test/support/services.ts';
import { sourceOrder } from '../sourcing/source-order.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });

const EAST = 'nod_dc-east';
const itemId = (code: string, sku: string): string => `itm_${code}_${sku}`.toLowerCase();
const GADGET = itemId('STR-NYC-01', 'SKU-GADGET-Y');

describe('stock items', () => {
  test('a node begins to keep a new product: its stock is received, and the audit log says so', async () => {
    const created = await world.call('POST', '/inventory/', { node_id: EAST, sku: 'SKU-NEW', product_name: 'New Thing', gtin: '9521234999990', weight_lbs: 2, quantity_on_hand: 7, unit_cost: 3.25, reorder_point: 8 });
    expect(created).toMatchObject({ status: 201, body: { node_code: 'DC-EAST', sku: 'SKU-NEW', product_name: 'New Thing', weight_lbs: 1.9996, quantity_on_hand: 7, quantity_reserved: 0, quantity_available: 7, unit_cost: 3.25, is_low_stock: true } });
    const { body } = await world.call('GET', `/inventory/${created.body.id}`);
    expect(body.recent_adjustments).toMatchObject([{ reason: 'RECEIVED', quantity_delta: 7, quantity_before: 0, quantity_after: 7 }]);
    expect(await world.call('POST', '/inventory/', { node_id: EAST, sku: 'SKU-NEW' })).toMatchObject({ status: 409, body: { code: 'ItemExists' } });
  });

  test('an unknown product, node or item is told as such', async () => {
    expect(await world.call('POST', '/inventory/', { node_id: EAST, sku: 'SKU-NOWHERE' })).toMatchObject({ status: 422, body: { code: 'UnknownSku', detail: expect.stringContaining('gtin') } });
    expect(await world.call('POST', '/inventory/', { node_id: 'nod_x', sku: 'SKU-GIZMO-1' })).toMatchObject({ status: 404, body: { code: 'UnknownNode' } });
    const answers = await Promise.all([world.call('GET', '/inventory/itm_x'), world.call('PATCH', '/inventory/itm_x', {}), world.call('POST', '/inventory/itm_x/adjust', { reason: 'RECEIVED', quantity_delta: 1 }), world.call('GET', '/inventory/sku/SKU-X')]);
    expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual(answers.map(() => [404, 'UnknownItem']));
  });

  test('the list is filtered by node, by SKU and by shortage, and its total knows the filters', async () => {
    expect((await world.call('GET', '/inventory/?node_id=STR-MIA-01&page_size=3')).body).toMatchObject({ total: 8, page_size: 3, items: [{ node_code: 'STR-MIA-01' }, { node_code: 'STR-MIA-01' }, { node_code: 'STR-MIA-01' }] });
    await world.call('PATCH', `/inventory/${itemId('STR-MIA-01', 'SKU-GIZMO-2')}`, { reorder_point: 20, bin_code: 'Z99-1' });
    expect((await world.call('GET', '/inventory/?sku=SKU-GIZMO-2&low_stock_only=true')).body).toMatchObject({ total: 1, items: [{ node_code: 'STR-MIA-01', bin_code: 'Z99-1', is_low_stock: true }] });
    expect((await world.call('GET', '/inventory/sku/SKU-GIZMO-2')).body).toHaveLength(8);
  });

  test('a product is changed at every node at once', async () => {
    expect((await world.call('PATCH', '/inventory/products/SKU-ACCESSORY-1', { product_name: 'Accessory Pack One', unit_cost: 4.5, reorder_point: 3 })).body).toEqual({ sku: 'SKU-ACCESSORY-1', updated: 8 });
    expect((await world.call('GET', '/inventory/products?search=pack%20ONE')).body).toMatchObject({ total: 1, items: [{ sku: 'SKU-ACCESSORY-1', product_name: 'Accessory Pack One', nodes_count: 8, unit_cost: 4.5, reorder_point: 3, total_on_hand: 2161 }] });
    expect((await world.call('GET', '/inventory/products?search=%25')).body.total).toBe(0);
    expect((await world.call('PATCH', '/inventory/products/SKU-ACCESSORY-1', { unit_cost: 1.234 })).body.code).toBe('BadAmount');
  });

  test('stock that is switched off is offered to no order', async () => {
    await world.call('PATCH', `/inventory/${itemId('STR-NYC-01', 'SKU-TOOL-Z')}`, { is_active: false });
    const orderId = await world.place([['SKU-TOOL-Z', 1]]);
    await sourceOrder(world.services, { orderId });
    expect(await world.stock('SKU-TOOL-Z')).toMatchObject({ reserved: 0 });
    expect(await world.status(orderId)).toBe('SOURCED');
  });
});

describe('adjustments', () => {
  test('each reason changes what is on hand and is written down with who and why', async () => {
    const { onHand } = await world.stock('SKU-GADGET-Y');
    const { body } = await world.call('POST', `/inventory/${GADGET}/adjust`, { reason: 'DAMAGED', quantity_delta: -2, notes: 'dropped', reference_id: 'R-1', created_by: 'lead' });
    expect(body).toMatchObject({ reason: 'DAMAGED', quantity_delta: -2, quantity_before: onHand, quantity_after: onHand - 2, notes: 'dropped', reference_id: 'R-1', created_by: 'lead' });
    await world.call('POST', `/inventory/${GADGET}/adjust`, { reason: 'CYCLE_COUNT', quantity_delta: 0 });
    expect((await world.call('GET', `/inventory/${GADGET}`)).body.last_counted_at).not.toBeNull();
  });

  test('defect 21: -50 on 10 of which 6 are promised is refused, and no row is written', async () => {
    await world.keepOnly('SKU-GADGET-Y', 10);
    const orderId = await world.place([['SKU-GADGET-Y', 6]]);
    await sourceOrder(world.services, { orderId });
    const before = (await world.call('GET', `/inventory/${GADGET}`)).body.recent_adjustments.length;
    expect(await world.call('POST', `/inventory/${GADGET}/adjust`, { reason: 'CORRECTION', quantity_delta: -50 })).toMatchObject({ status: 409, body: { code: 'NotEnoughStock', detail: expect.stringContaining('at most 4') } });
    expect((await world.call('GET', `/inventory/${GADGET}`)).body).toMatchObject({ quantity_on_hand: 10, quantity_reserved: 6, recent_adjustments: { length: before } });
  });

  test('reservations and transfers cannot be entered by hand', async () => {
    expect(await world.call('POST', `/inventory/${GADGET}/adjust`, { reason: 'RESERVED', quantity_delta: 1 })).toMatchObject({ status: 422, body: { code: 'ReasonNotAllowed' } });
    expect(await world.call('POST', `/inventory/${GADGET}/adjust`, { reason: 'STOLEN', quantity_delta: -1 })).toMatchObject({ status: 400, body: { code: 'BadRequest' } });
  });

  test('an order that waits is tried again as soon as its stock is received, not at its half hour', async () => {
    await world.keepOnly('SKU-GADGET-X', 0);
    const orderId = await world.place([['SKU-GADGET-X', 1]]);
    await sourceOrder(world.services, { orderId });
    expect(await jobsAt(orderId)).toEqual([new Date(TEST_NOW_MS + 30 * 60_000)]);
    await world.call('POST', `/inventory/${itemId('STR-NYC-01', 'SKU-GADGET-X')}/adjust`, { reason: 'RECEIVED', quantity_delta: 5 });
    // The database's own now: the test's clock stands still.
    expect((await jobsAt(orderId)).map((runAt) => runAt.getTime() > TEST_NOW_MS + 30 * 60_000)).toEqual([true]);
    await sourceOrder(world.services, { orderId });
    expect(await world.status(orderId)).toBe('SOURCED');
  });
});

async function jobsAt(orderId: string): Promise<Date[]> {
  return (await world.pool.query<{ run_at: Date }>('SELECT run_at FROM graphile_worker.jobs WHERE key = $1', [`source:${orderId}`])).rows.map((row) => row.run_at);
}

describe('transfers', () => {
  test('move both sides in one step, under one reference', async () => {
    const [from, to] = [await world.stock('SKU-WIDGET-B'), await world.stock('SKU-WIDGET-B', EAST)];
    const { status, body } = await world.call('POST', '/inventory/transfer', { from_node_id: NEW_YORK_NODE, to_node_id: EAST, sku: 'SKU-WIDGET-B', quantity: 20 });
    expect([status, body.from.quantity_on_hand, body.to.quantity_on_hand]).toEqual([200, from.onHand - 20, to.onHand + 20]);
    const rows = await world.db.selectFrom('inventory_adjustments').select(['reason', 'on_hand_delta']).where('reference_id', '=', body.reference).orderBy('on_hand_delta').execute();
    expect(rows).toEqual([{ reason: 'TRANSFER_OUT', on_hand_delta: -20 }, { reason: 'TRANSFER_IN', on_hand_delta: 20 }]);
  });

  test('never take what is promised to orders, nor go nowhere', async () => {
    await world.keepOnly('SKU-GIZMO-1', 3);
    const orderId = await world.place([['SKU-GIZMO-1', 2]]);
    await sourceOrder(world.services, { orderId });
    const transfer = { from_node_id: NEW_YORK_NODE, to_node_id: EAST, sku: 'SKU-GIZMO-1', quantity: 2 };
    expect(await world.call('POST', '/inventory/transfer', transfer)).toMatchObject({ status: 409, body: { code: 'NotEnoughStock' } });
    expect(await world.call('POST', '/inventory/transfer', { ...transfer, to_node_id: NEW_YORK_NODE })).toMatchObject({ status: 400, body: { code: 'BadRequest' } });
    expect(await world.call('POST', '/inventory/transfer', { ...transfer, to_node_id: 'nod_x' })).toMatchObject({ status: 404, body: { code: 'UnknownNode' } });
  });

  test('to and fro at the same time lose nothing and deadlock never', async () => {
    const total = async (): Promise<number> => (await world.stock('SKU-GIZMO-2')).onHand + (await world.stock('SKU-GIZMO-2', EAST)).onHand;
    const [before, deadlocks] = [await total(), await countDeadlocks()];
    const transfer = (index: number) => ({ from_node_id: index % 2 === 0 ? NEW_YORK_NODE : EAST, to_node_id: index % 2 === 0 ? EAST : NEW_YORK_NODE, sku: 'SKU-GIZMO-2', quantity: 1 });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => world.call('POST', '/inventory/transfer', transfer(index))));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect([await total(), await countDeadlocks()]).toEqual([before, deadlocks]);
  });
});

async function countDeadlocks(): Promise<number> {
  await world.pool.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await world.pool.query<{ deadlocks: number }>('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()');
  return rows[0]?.deadlocks ?? 0;
}

describe('availability', () => {
  test('defect 21: names the nodes, not the rows, most first, and counts only what is not promised', async () => {
    await world.keepOnly('SKU-WIDGET-A', 4);
    const { body } = await world.call('POST', '/inventory/check-availability', { items: [{ sku: 'SKU-WIDGET-A', quantity: 4 }, { sku: 'SKU-WIDGET-A', quantity: 5 }, { sku: 'SKU-NOWHERE' }] });
    expect(body).toMatchObject([
      { sku: 'SKU-WIDGET-A', available_by_node: [{ node_id: NEW_YORK_NODE, node_code: 'STR-NYC-01', quantity_available: 4 }], total_available: 4, fulfillable: true, fulfillable_by_one_node: true },
      { fulfillable: false }, { sku: 'SKU-NOWHERE', requested_quantity: 1, available_by_node: [], total_available: 0, fulfillable: false },
    ]);
  });
});
