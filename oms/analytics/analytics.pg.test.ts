import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { sourceOrder } from '../sourcing/source-order.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });
const get = async (url: string) => (await world.call('GET', url)).body;

describe('analytics', () => {
  test('the volume counts each day of UTC, empty days too, and adds no cancelled order to the revenue and no currency to another', async () => {
    await world.place([['SKU-GIZMO-1', 2], ['SKU-GIZMO-2', 1]]);
    const cancelled = await world.place([['SKU-GIZMO-1', 1]]);
    await inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId: cancelled, actor: 'test', reason: 'test' }));
    const euro = await world.place([['SKU-GIZMO-1', 1]]);
    await sql`UPDATE orders SET currency = 'EUR' WHERE order_id = ${euro}`.execute(world.db);
    const yesterday = await world.place([['SKU-GIZMO-1', 1]]);
    await sql`UPDATE orders SET placed_at = '2026-03-01T23:59:59Z' WHERE order_id = ${yesterday}`.execute(world.db);
    const { items } = await get('/analytics/orders/volume?days=3');
    expect(items).toEqual([
      { day: '2026-02-28', orders: 0, cancelled: 0, units: 0, revenue: [] },
      { day: '2026-03-01', orders: 1, cancelled: 0, units: 1, revenue: [{ currency: 'USD', amount: 10 }] },
      { day: '2026-03-02', orders: 3, cancelled: 1, units: 5, revenue: [{ currency: 'EUR', amount: 10 }, { currency: 'USD', amount: 30 }] },
    ]);
  });

  test('the inventory adds up over the nodes', async () => {
    const summary = await get('/analytics/inventory/summary');
    const sum = (field: string): number => summary.by_node.reduce((total: number, node: Record<string, number>) => total + (node[field] ?? 0), 0);
    expect([sum('units_on_hand'), sum('units_reserved'), sum('low_stock'), sum('out_of_stock')]).toEqual([summary.units_on_hand, summary.units_reserved, summary.low_stock, summary.out_of_stock]);
    expect(summary).toMatchObject({ nodes: 8, skus: 8 });
    await world.keepOnly('SKU-GIZMO-2', 3);
    expect((await get('/analytics/inventory/summary')).low_stock).toBeGreaterThan(summary.low_stock);
  });

  test('the dashboard has the numbers of today', async () => {
    expect(await get('/analytics/dashboard')).toMatchObject({ orders_today: 3, shipped_today: 0, exceptions: 0, hours_to_ship: null, last_days: expect.objectContaining({ length: 7 }), open_orders: expect.arrayContaining([{ status: 'CONFIRMED', orders: 3 }]), inventory: { nodes: 8 } });
  });

  test('the dashboard tells a period by channel, fulfilment type and node, both ends included, and what runs out', async () => {
    const sold = { orders: 1, cancelled: 0, units: 1, revenue: [{ currency: 'USD', amount: 10 }] };
    expect((await get('/analytics/dashboard?from_date=2026-03-01&to_date=2026-03-01')).period).toEqual({
      from: '2026-03-01', to: '2026-03-01', ...sold, by_channel: [{ channel: 'API', ...sold }], by_fulfillment_type: [{ fulfillment_type: 'SHIP_TO_HOME', ...sold }], top_nodes: [],
    });
    const { period, inventory_alerts: alerts } = await get('/analytics/dashboard?from_date=2024-01-01');
    expect(period).toMatchObject({ from: '2024-01-01', to: '2026-03-02', orders: 4, cancelled: 1, units: 6, revenue: [{ currency: 'EUR', amount: 10 }, { currency: 'USD', amount: 40 }] });
    expect((await get('/analytics/dashboard')).period).toMatchObject({ from: '2026-02-01', to: '2026-03-02', orders: 4 });
    const { rows } = await sql<{ n: number }>`SELECT least(20, count(*))::int AS n FROM inventory_items WHERE is_active AND quantity_on_hand - quantity_reserved <= reorder_point`.execute(world.db);
    expect(alerts).toHaveLength(rows[0]?.n ?? -1);
    expect(alerts[0]).toMatchObject({ sku: 'SKU-GIZMO-2', available: 0 });
  });

  test('the nodes that were given most come first', async () => {
    const orderId = await world.place([['SKU-GIZMO-1', 1]]);
    await sourceOrder(world.services, { orderId });
    const { top_nodes: nodes } = (await get('/analytics/dashboard?to_date=2030-01-01&from_date=2024-01-01')).period;
    expect(nodes).toEqual([{ node_code: expect.any(String), node_name: expect.any(String), orders: 1 }]);
  });

  test.each(['from_date=yesterday', 'from_date=2026-03-02&to_date=2026-03-01'])('a period of %s is refused', async (query) => {
    expect((await world.call('GET', `/analytics/dashboard?${query}`)).status).toBe(400);
  });

  test.each(['0', '367', 'x'])('%s days are refused', async (days) => {
    expect((await world.call('GET', `/analytics/orders/volume?days=${days}`)).status).toBe(400);
  });
});
