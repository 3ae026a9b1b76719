import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });

type Event = { readonly action: string; readonly actor: string; readonly before: unknown; readonly after: unknown };
const trail = async (type: string, id: string): Promise<Event[]> => (await world.call('GET', `/audit?subject_type=${type}&subject_id=${encodeURIComponent(id)}`)).body.items;
const told = (events: readonly Event[]) => events.map(({ action, actor, before, after }) => ({ action, actor, before, after }));

test('a rule that is made, changed, switched and deleted leaves four rows, with who and what it was before', async () => {
  const { body: rule } = await world.call('POST', '/sourcing-rules/', { name: 'Near', strategy: 'DISTANCE_OPTIMAL', priority: 7 });
  await world.call('PATCH', `/sourcing-rules/${rule.id}`, { priority: 9, max_split_nodes: 1 });
  await world.call('PATCH', `/sourcing-rules/${rule.id}`, { priority: 9 });
  await world.call('POST', `/sourcing-rules/${rule.id}/toggle`);
  await world.call('DELETE', `/sourcing-rules/${rule.id}`);
  const events = await trail('sourcing_rule', rule.id);
  expect(events.map((event) => `${event.action} by ${event.actor}`)).toEqual(['deleted by key_test', 'changed by key_test', 'changed by key_test', 'created by key_test']);
  expect(told(events.slice(1, 3))).toEqual([
    { action: 'changed', actor: 'key_test', before: { is_active: true }, after: { is_active: false } },
    { action: 'changed', actor: 'key_test', before: { priority: 7, max_split_nodes: expect.any(Number) }, after: { priority: 9, max_split_nodes: 1 } },
  ]);
  expect(events[3]).toMatchObject({ before: null, after: { name: 'Near', priority: 7 } });
});

test('a node, a product and the way a node keeps it: each change is noted with its columns alone', async () => {
  await world.call('PATCH', '/nodes/nod_dc-east', { daily_order_capacity: 77 });
  await world.call('DELETE', '/nodes/nod_dc-west');
  await world.call('PATCH', '/inventory/products/SKU-WIDGET-A', { product_name: 'Widget A, blue', reorder_point: 33 });
  expect((await trail('node', 'nod_dc-east'))[0]).toMatchObject({ actor: 'key_test', after: { daily_order_capacity: 77 } });
  expect((await trail('node', 'nod_dc-west'))[0]).toMatchObject({ actor: 'key_test', before: { status: 'ACTIVE' }, after: { status: 'INACTIVE' } });
  expect((await trail('product', 'SKU-WIDGET-A'))[0]).toMatchObject({ after: { name: 'Widget A, blue' } });
  expect((await trail('inventory_item', 'itm_dc-east_sku-widget-a'))[0]).toMatchObject({ actor: 'key_test', after: { reorder_point: 33 } });
});

test('quantities have their own trail: an adjustment names who made it, and is no audit row', async () => {
  const item = 'itm_dc-east_sku-widget-b';
  const before = (await trail('inventory_item', item)).length;
  expect((await world.call('POST', `/inventory/${item}/adjust`, { reason: 'RECEIVED', quantity_delta: 3 })).body.created_by).toBe('key_test');
  await world.call('POST', '/inventory/transfer', { from_node_id: 'nod_dc-east', to_node_id: 'nod_dc-mid', sku: 'SKU-WIDGET-B', quantity: 1 });
  expect((await world.call('GET', `/inventory/${item}`)).body.recent_adjustments.map((row: { reason: string; created_by: string }) => `${row.reason} ${row.created_by}`).slice(0, 2)).toEqual(['TRANSFER_OUT key_test', 'RECEIVED key_test']);
  expect(await trail('inventory_item', item)).toHaveLength(before);
});

test('a change by hand in the database is noted too, and a change that fails leaves no row', async () => {
  await world.pool.query(`UPDATE fulfillment_nodes SET name = 'Renamed' WHERE node_id = 'nod_dc-mid'`);
  expect((await trail('node', 'nod_dc-mid'))[0]).toMatchObject({ actor: 'database', after: { name: 'Renamed' } });
  const count = (await world.call('GET', '/audit')).body.total;
  await expect(world.pool.query(`BEGIN; UPDATE fulfillment_nodes SET name = 'Never' WHERE node_id = 'nod_dc-mid'; SELECT 1 / 0`)).rejects.toThrow('division by zero');
  await world.pool.query('ROLLBACK');
  expect((await world.call('GET', '/audit')).body.total).toBe(count);
});
