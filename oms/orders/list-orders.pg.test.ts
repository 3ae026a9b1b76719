import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { sourceOrder } from '../sourcing/source-order.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });

type Made = { readonly id: string; readonly order_number: string };
const make = async (more: object = {}): Promise<Made> => (await world.call('POST', '/orders/', {
  channel: 'WEB', customer_name: 'Nora Feld', customer_email: 'nora@example.com', line_items: [{ sku: 'SKU-WIDGET-A', quantity: 1, unit_price: 10 }],
  shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.7614, longitude: -73.9776 }, ...more,
})).body;
const list = async (query: string): Promise<{ ids: string[]; total: number }> => {
  const { body } = await world.call('GET', `/orders/?${query}`);
  return { ids: body.items.map((item: Made) => item.id), total: body.total };
};

describe('the list of orders', () => {
  test('defect 21: whatever the filters, the total is the number of orders that all pages hold', async () => {
    const mail = 'total@example.com';
    const made = [];
    for (let index = 0; index < 7; index += 1) made.push(await make({ customer_email: mail, channel: index % 2 === 0 ? 'WEB' : 'POS', tags: index < 3 ? ['gift', 'vip'] : ['vip'] }));
    for (const query of [`email=${mail}`, `email=${mail}&channel=POS`, `email=${mail}&tag=gift`, `email=${mail}&tag=gift,vip&channel=WEB`, `email=${mail}&from_date=2026-03-02&to_date=2026-03-03`, `email=${mail}&to_date=2026-03-02`]) {
      const seen: string[] = [];
      for (let page = 1; page <= 4; page += 1) seen.push(...(await list(`${query}&page_size=2&page=${page}`)).ids);
      expect({ query, total: (await list(query)).total, distinct: new Set(seen).size }).toEqual({ query, total: seen.length, distinct: seen.length });
    }
    expect((await list(`email=${mail}`)).total).toBe(made.length);
    expect([(await list(`email=${mail}&tag=gift`)).total, (await list(`email=${mail}&tag=gift,vip`)).total, (await list(`email=${mail}&tag=none`)).total]).toEqual([3, 3, 0]);
  });

  test('several values of one filter widen it, several filters narrow it', async () => {
    const mail = 'several@example.com';
    const [confirmed, sourced, cancelled, pickup] = [await make({ customer_email: mail }), await make({ customer_email: mail }), await make({ customer_email: mail }), await make({ customer_email: mail, fulfillment_type: 'STORE_PICKUP' })];
    await sourceOrder(world.services, { orderId: sourced.id });
    await world.call('POST', `/orders/${cancelled.id}/cancel`);
    const ids = async (query: string): Promise<string[]> => (await list(`email=${mail}&sort=order_number&${query}`)).ids.toSorted();
    expect(await ids('status=SOURCED,CANCELLED')).toEqual([sourced.id, cancelled.id].toSorted());
    expect(await ids('status=SOURCED&status=CONFIRMED')).toEqual([sourced.id, confirmed.id, pickup.id].toSorted());
    expect(await ids('status=SOURCED,CONFIRMED&fulfillment_type=STORE_PICKUP')).toEqual([pickup.id]);
    expect(await ids('node=STR-NYC-01')).toEqual([sourced.id]);
    expect(await ids('sku=SKU-WIDGET-A&fulfillment_status=UNFULFILLED')).toHaveLength(4);
    expect(await ids('fulfillment_status=SHIPPED')).toEqual([]);
    expect(await ids('ship_by_before=2026-03-02')).toEqual([]);
  });

  test('held orders, the beginning of a number in any case, and characters that only look like wildcards', async () => {
    const order = await make({ customer_email: 'held@example.com' });
    await world.call('POST', `/orders/${order.id}/hold`, { reason: 'address' });
    expect(await list('email=held@example.com&is_on_hold=true')).toEqual({ ids: [order.id], total: 1 });
    expect(await list('email=held@example.com&is_on_hold=false')).toEqual({ ids: [], total: 0 });
    expect((await list(`order_number=${order.order_number.toLowerCase().slice(0, -1)}`)).ids).toContain(order.id);
    expect(await list('order_number=%25')).toEqual({ ids: [], total: 0 });
    expect(await list('order_number=ORD_')).toEqual({ ids: [], total: 0 });
  });

  test('sorted by what is asked, and equal values keep one order from page to page', async () => {
    const mail = 'sorted@example.com';
    for (const quantity of [3, 1, 2, 1, 3]) await make({ customer_email: mail, line_items: [{ sku: 'SKU-WIDGET-A', quantity, unit_price: 10 }] });
    const totals = async (sort: string): Promise<number[]> => (await world.call('GET', `/orders/?email=${mail}&sort=${sort}`)).body.items.map((item: { total_amount: number }) => item.total_amount);
    expect(await totals('total_amount')).toEqual([10, 10, 20, 30, 30]);
    expect(await totals('-total_amount')).toEqual([30, 30, 20, 10, 10]);
    const whole = (await list(`email=${mail}&sort=placed_at`)).ids;
    const paged = await Promise.all([1, 2, 3].map(async (page) => (await list(`email=${mail}&sort=placed_at&page_size=2&page=${page}`)).ids));
    expect(paged.flat()).toEqual(whole);
  });

  test.each(['status=LOST', 'sort=colour', 'page_size=0', 'is_on_hold=perhaps', 'from_date=yesterday', 'channel=WEB,FAX'])('%s is refused', async (query) => {
    expect((await world.call('GET', `/orders/?${query}`)).status).toBe(400);
  });
});

describe('PATCH /orders/{order_id}/status', () => {
  test('moves by hand what may be moved by hand, and tells the rest how it goes', async () => {
    const { id } = await make();
    expect(await world.call('PATCH', `/orders/${id}/status`, { status: 'SHIPPED' })).toMatchObject({ status: 409, body: { code: 'IllegalStatusChange', detail: expect.stringContaining('can become SOURCING or CANCELLED; by hand: CANCELLED') } });
    expect(await world.call('PATCH', `/orders/${id}/status`, { status: 'SOURCING' })).toMatchObject({ status: 409, body: { code: 'StatusSetByFacts' } });
    expect(await world.call('PATCH', `/orders/${id}/status`, { status: 'CANCELLED', reason: 'customer asked' })).toMatchObject({ status: 200, body: { status: 'CANCELLED', fulfillment_status: 'UNFULFILLED' } });
    expect((await world.call('GET', `/orders/${id}/events`)).body.at(-1)).toMatchObject({ to_status: 'CANCELLED', detail: { reason: 'customer asked' } });
    expect(await world.call('PATCH', '/orders/ord_none/status', { status: 'CANCELLED' })).toMatchObject({ status: 404, body: { code: 'UnknownOrder' } });
    expect((await world.call('PATCH', `/orders/${id}/status`, { status: 'LOST' })).status).toBe(400);
  });

  test('a return says what becomes of the goods', async () => {
    const { id } = await make();
    await world.db.updateTable('orders').set({ status: 'DELIVERED' }).where('order_id', '=', id).execute();
    expect(await world.call('PATCH', `/orders/${id}/status`, { status: 'RETURNED' })).toMatchObject({ status: 422, body: { code: 'RestockUndecided' } });
    expect(await world.call('PATCH', `/orders/${id}/status`, { status: 'RETURNED', restock: [{ line_item_id: 'lin_x', quantity: 1 }] })).toMatchObject({ status: 422, body: { code: 'UnknownLine' } });
    expect(await world.call('PATCH', `/orders/${id}/status`, { status: 'RETURNED', restock: false })).toMatchObject({ status: 200, body: { status: 'RETURNED' } });
  });
});
