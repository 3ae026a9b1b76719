import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { sourceOrder } from '../sourcing/source-order.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });

const NODE = { code: 'WH-BOS', name: 'Boston Warehouse', node_type: 'WAREHOUSE', address_line1: '1 Harbor Dock', city: 'Boston', state: 'MA', postal_code: '02110', latitude: 42.36, longitude: -71.06, daily_order_capacity: 40 };
const capacity = async (nodeId = NEW_YORK_NODE): Promise<{ current_orders: number }> => (await world.call('GET', `/nodes/${nodeId}/capacity`)).body;

describe('nodes', () => {
  test('a node is registered, changed in part, and taken out of sourcing without being lost', async () => {
    const created = await world.call('POST', '/nodes/', NODE);
    expect(created).toMatchObject({ status: 201, body: { ...NODE, status: 'ACTIVE', can_ship: true, can_pickup: false, shipping_cost_multiplier: 1, current_daily_orders: 0, country: 'US', timezone: 'America/New_York' } });
    const url = `/nodes/${created.body.id}`;
    expect((await world.call('PATCH', url, { city: 'Cambridge', can_pickup: true })).body).toMatchObject({ ...NODE, city: 'Cambridge', can_pickup: true });
    expect((await world.call('DELETE', url)).status).toBe(204);
    expect((await world.call('GET', url)).body).toMatchObject({ status: 'INACTIVE', city: 'Cambridge', address_line1: '1 Harbor Dock' });
  });

  test('a code is given once, also to two who ask at the same time', async () => {
    const answers = await Promise.all([1, 2].map(() => world.call('POST', '/nodes/', { ...NODE, code: 'WH-TWICE' })));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });

  test('the list is filtered by type, status and ability', async () => {
    expect((await world.call('GET', '/nodes/?node_type=RETAIL_STORE&can_curbside=true')).body.items.map((node: { code: string }) => node.code)).toEqual(['STR-LA-01', 'STR-MIA-01', 'STR-NYC-01']);
    expect((await world.call('GET', '/nodes/?node_type=DARK_STORE&page_size=1')).body).toMatchObject({ total: 1, page: 1, page_size: 1 });
  });

  test.each([['latitude', 91], ['timezone', 'Mars/Olympus'], ['code', 'a b'], ['country', 'USA'], ['node_type', 'GARAGE'], ['daily_order_capacity', -1]])('%s %s is refused', async (field, value) => {
    expect(await world.call('POST', '/nodes/', { ...NODE, code: 'WH-X', [field]: value })).toMatchObject({ status: 400, body: { code: 'BadRequest', detail: expect.stringContaining(field) } });
  });

  test('an unknown node is told as such by every address', async () => {
    const answers = await Promise.all([world.call('GET', '/nodes/nod_x'), world.call('PATCH', '/nodes/nod_x', {}), world.call('DELETE', '/nodes/nod_x'), world.call('GET', '/nodes/nod_x/capacity')]);
    expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual(answers.map(() => [404, 'UnknownNode']));
  });
});

describe('capacity', () => {
  test('counts each order once as soon as it is allocated, and no more when it is cancelled', async () => {
    const before = (await capacity()).current_orders;
    const orderId = await world.place([['SKU-GIZMO-1', 1], ['SKU-GIZMO-2', 1]]);
    await sourceOrder(world.services, { orderId });
    expect((await capacity()).current_orders).toBe(before + 1);
    await inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId, actor: 'test', reason: 'test' }));
    expect((await capacity()).current_orders).toBe(before);
  });

  test('defect 22: a burst does not overrun it: of thirty orders at once for ten places ten stay, the others go elsewhere', async () => {
    const { current_orders: before } = await capacity();
    await world.call('PATCH', `/nodes/${NEW_YORK_NODE}`, { daily_order_capacity: before + 10 });
    const orderIds = await Promise.all(Array.from({ length: 30 }, () => world.place([['SKU-WIDGET-A', 1]])));
    await Promise.all(orderIds.map((orderId) => sourceOrder(world.services, { orderId })));
    const nodes = (await world.db.selectFrom('fulfillment_allocations').select('node_id').where('order_id', 'in', orderIds).execute()).map((row) => row.node_id);
    expect([nodes.length, nodes.filter((nodeId) => nodeId === NEW_YORK_NODE).length]).toEqual([30, 10]);
    expect(await capacity()).toMatchObject({ current_orders: before + 10, available_capacity: 0, utilization_pct: 100 });
    expect(await world.stockFaults()).toEqual([]);
  });

  test('a node that takes no orders at all gets none', async () => {
    await world.call('PATCH', `/nodes/${NEW_YORK_NODE}`, { daily_order_capacity: 0 });
    const orderId = await world.place([['SKU-WIDGET-A', 1]]);
    const { body } = await world.call('POST', '/sourcing-rules/evaluate', { order_id: orderId });
    expect(body.rejections).toContainEqual({ reason: 'Capacity', about: '', count: 1, node_codes: ['STR-NYC-01'] });
  });
});
