import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import { sourceOrder } from './source-order.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });

const RULE = { name: 'Big in California', priority: 5, strategy: 'LEAST_COST_SPLIT', conditions: [{ field: 'shipping_state', operator: 'IN', value: ['CA'] }, { field: 'total_amount', operator: 'GREATER_THAN', value: 100 }], max_split_nodes: 2 };

describe('sourcing rules', () => {
  test('a rule is created with every default said, changed in part, switched off and on, and deleted', async () => {
    const created = await world.call('POST', '/sourcing-rules/', RULE);
    expect(created).toMatchObject({ status: 201, body: { ...RULE, is_active: true, allowed_node_types: [], excluded_node_ids: [], required_capabilities: [], max_distance_km: null, cost_weight: 0.5, distance_weight: 0.5, allows_partial: false } });
    const url = `/sourcing-rules/${created.body.id}`;
    expect((await world.call('PATCH', url, { priority: 7, excluded_node_ids: ['DC-EAST'] })).body).toMatchObject({ ...RULE, priority: 7, excluded_node_ids: ['DC-EAST'] });
    expect((await world.call('POST', `${url}/toggle`)).body.is_active).toBe(false);
    expect((await world.call('POST', `${url}/toggle`)).body.is_active).toBe(true);
    expect((await world.call('DELETE', url)).status).toBe(204);
    expect(await world.call('GET', url)).toMatchObject({ status: 404, body: { code: 'UnknownRule' } });
  });

  test('the list is in the order that rules are tried, a page at a time', async () => {
    const { body } = await world.call('GET', '/sourcing-rules/?is_active=true&page_size=3');
    expect(body).toMatchObject({ total: 5, page: 1, page_size: 3 });
    expect(body.items.map((rule: { priority: number }) => rule.priority)).toEqual([10, 20, 30]);
  });

  test.each([
    ['an unknown field', { conditions: [{ field: 'shoe_size', operator: 'EQUALS', value: 'x' }] }, 'conditions'], ['a list where one value belongs', { conditions: [{ field: 'channel', operator: 'EQUALS', value: ['WEB'] }] }, 'IN and NOT_IN'],
    ['a word compared as a number', { conditions: [{ field: 'total_amount', operator: 'LESS_THAN', value: 'much' }] }, 'number'], ['no such strategy', { strategy: 'GUESS' }, 'strategy'], ['no split at all', { max_split_nodes: 0 }, 'max_split_nodes'],
    ['an ability nobody has', { required_capabilities: ['can_fly'] }, 'required_capabilities'],
  ])('%s is refused before it can fail in silence', async (_what, wrong, named) => {
    const { status, body } = await world.call('POST', '/sourcing-rules/', { ...RULE, ...wrong });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'BadRequest' });
    expect(body.detail).toContain(named);
  });

  test('a changed rule counts from the next order on', async () => {
    const { body: rule } = await world.call('POST', '/sourcing-rules/', { name: 'Everything from Chicago', priority: 1, strategy: 'DISTANCE_OPTIMAL', allowed_node_types: ['RETAIL_STORE'], excluded_node_ids: ['STR-NYC-01', 'STR-LA-01', 'STR-MIA-01'] });
    const inChicago = await world.place([['SKU-GIZMO-1', 1]]);
    await sourceOrder(world.services, { orderId: inChicago });
    await world.call('POST', `/sourcing-rules/${rule.id}/toggle`);
    const inNewYork = await world.place([['SKU-GIZMO-1', 1]]);
    await sourceOrder(world.services, { orderId: inNewYork });
    const nodes = await world.db.selectFrom('fulfillment_allocations').select(['order_id', 'node_id']).where('order_id', 'in', [inChicago, inNewYork]).execute();
    expect(new Map(nodes.map((row) => [row.order_id, row.node_id]))).toEqual(new Map([[inChicago, 'nod_str-chi-01'], [inNewYork, NEW_YORK_NODE]]));
  });

  test('without a key nobody reads or changes a rule', async () => {
    const answers = await Promise.all([
      world.call('GET', '/sourcing-rules/', undefined, 'pbk_wrong'), world.call('POST', '/sourcing-rules/evaluate', { order_id: 'ord_x' }, 'pbk_wrong'), world.call('DELETE', '/sourcing-rules/rul_default', undefined, 'pbk_wrong'),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401]);
  });
});

describe('POST /sourcing-rules/evaluate', () => {
  test('says where an order would go and why, in sentences, and changes nothing', async () => {
    const orderId = await world.place([['SKU-WIDGET-A', 2]]);
    const { status, body } = await world.call('POST', '/sourcing-rules/evaluate', { order_id: orderId });
    expect(status).toBe(200);
    expect(body).toMatchObject({ order_id: orderId, rule_applied: 'Default', strategy_used: 'DISTANCE_OPTIMAL', mode: 'single_node', total_split_nodes: 1, allocations: [{ node_code: 'STR-NYC-01', sku: 'SKU-WIDGET-A', quantity: 2 }], missing: [] });
    expect(body.candidates_evaluated[0]).toMatchObject({ rank: 1, node_code: 'STR-NYC-01', selected: true });
    expect(body.explanation.slice(0, 3)).toEqual(['STR-NYC-01 packs the order.', 'Rule "Default" applied, with DISTANCE_OPTIMAL.', expect.stringContaining('did not apply: fulfillment_type EQUALS "SAME_DAY_DELIVERY" does not hold.')]);
    expect(await world.status(orderId)).toBe('CONFIRMED');
    expect(await world.stock('SKU-WIDGET-A')).toMatchObject({ reserved: 0 });
    expect(await world.db.selectFrom('sourcing_decisions').select('decision_id').where('order_id', '=', orderId).execute()).toEqual([]);
  });

  test('another strategy can be tried out', async () => {
    const orderId = await world.place([['SKU-WIDGET-A', 1]]);
    const { body } = await world.call('POST', '/sourcing-rules/evaluate', { order_id: orderId, force_strategy: 'INVENTORY_RESERVATION' });
    expect(body.strategy_used).toBe('INVENTORY_RESERVATION');
    expect(body.explanation.join('\n')).toContain('INVENTORY_RESERVATION was asked for');
  });

  test('an order that is sourced already is looked at as if it had just come in', async () => {
    const orderId = await world.place([['SKU-WIDGET-B', 1]]);
    await sourceOrder(world.services, { orderId });
    expect((await world.call('POST', '/sourcing-rules/evaluate', { order_id: orderId })).body.allocations).toHaveLength(1);
    expect(await world.call('POST', '/sourcing-rules/evaluate', { order_id: 'ord_none' })).toMatchObject({ status: 404, body: { code: 'UnknownOrder' } });
  });
});
