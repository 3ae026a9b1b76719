import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderWorld, type OrderWorld } from '../../test/support/order-world.ts';
import { buildApp } from '../app.ts';
import { insertApiKey } from '../auth/api-key-store.ts';
import { hashToken } from '../auth/bearer-token.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { sourceOrder } from '../sourcing/source-order.ts';

const TOKEN = 'pbk_test';
let world: OrderWorld;
let app: OmsApp;
beforeAll(async () => {
  world = await createOrderWorld();
  await insertApiKey(world.db, { keyId: 'key_test', name: 'test', sha256: hashToken(TOKEN), scopes: ['*'] });
  app = await buildApp(world.services);
});
afterAll(async () => {
  await app.close();
  await world.close();
});

/** The seed's own example (section 14, step 1). */
const EXAMPLE = {
  channel: 'WEB', fulfillment_type: 'SHIP_TO_HOME', customer_email: 'customer@example.com', customer_name: 'John Doe',
  line_items: [{ sku: 'SKU-WIDGET-A', product_name: 'Premium Widget A', quantity: 2, unit_price: 29.99 }, { sku: 'SKU-GADGET-X', product_name: 'Gadget X Pro', quantity: 1, unit_price: 99.99 }],
  shipping_address: { address1: '456 Park Ave', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.7614, longitude: -73.9776 },
};

async function call(method: 'GET' | 'POST', url: string, body?: object, headers: Record<string, string> = {}) {
  const response = await app.inject({ method, url, headers: { authorization: `Bearer ${TOKEN}`, ...headers }, ...(body ? { payload: body } : {}) });
  return { status: response.statusCode, body: response.json() };
}
const line = (more: object): object => ({ ...EXAMPLE, line_items: [{ sku: 'SKU-GIZMO-1', quantity: 1, unit_price: 1, ...more }] });

describe('POST /orders/', () => {
  test('the seed\'s example becomes an order, to the cent, confirmed and waiting for sourcing', async () => {
    const { status, body } = await call('POST', '/orders/', EXAMPLE);
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'CONFIRMED', channel: 'WEB', subtotal_amount: 159.97, total_amount: 159.97, currency: 'USD', order_number: expect.stringMatching(/^ORD-20260302-[0-9A-Z]{6}$/) });
    expect(await world.jobs('orders.source')).toContainEqual({ orderId: body.id });
    expect((await call('GET', `/orders/number/${body.order_number}`)).body.id).toBe(body.id);
  });

  test('without a key nothing is told and nothing is made', async () => {
    for (const [method, url] of [['POST', '/orders/'], ['GET', '/orders/'], ['GET', '/orders/x'], ['GET', '/orders/x/events'], ['POST', '/orders/x/cancel'], ['GET', '/orders/number/x']] as const) {
      const response = await app.inject({ method, url, headers: { authorization: 'Bearer pbk_wrong' }, ...(method === 'POST' ? { payload: EXAMPLE } : {}) });
      expect({ url, status: response.statusCode, code: response.json().code }).toEqual({ url, status: 401, code: 'Unauthorized' });
    }
  });

  const bad: readonly (readonly [string, object, number, string])[] = [
    ['no lines', { ...EXAMPLE, line_items: [] }, 400, 'at least one line'],
    ['quantity 0', line({ quantity: 0 }), 400, 'quantity'],
    ['a negative price', line({ unit_price: -1 }), 400, 'negative'],
    ['a price finer than a cent', line({ unit_price: 0.001 }), 422, 'decimals'],
    ['a discount larger than the order', { ...EXAMPLE, discount_amount: 1000 }, 422, 'discount'],
    ['unknown products', { ...EXAMPLE, line_items: [{ sku: 'NOPE-1', quantity: 1, unit_price: 1 }, { sku: 'NOPE-2', quantity: 1, unit_price: 1 }] }, 422, 'NOPE-1, NOPE-2'],
    ['a country that is none', { ...EXAMPLE, shipping_address: { ...EXAMPLE.shipping_address, country: '1!' } }, 400, 'country'],
    ['a currency that is none', { ...EXAMPLE, currency: 'ZZZ' }, 400, 'currency'],
    ['a NUL character', { ...EXAMPLE, customer_name: 'a\0b' }, 400, 'customer_name'],
    ['a name of spaces', { ...EXAMPLE, customer_name: '   ' }, 400, 'customer_name'],
    ['an unknown brand', { ...EXAMPLE, brand_id: 'brd_none' }, 422, 'brand'],
  ];
  test.each(bad)('%s is refused in plain words', async (_name, body, status, words) => {
    const answer = await call('POST', '/orders/', body);
    expect({ status: answer.status, detail: answer.body.detail }).toEqual({ status, detail: expect.stringContaining(words) });
  });

  test('a name of 300 letters with emoji and right-to-left text comes back as it was sent', async () => {
    const name = `${'Ж'.repeat(290)} 🦊 שלום`;
    expect((await call('POST', '/orders/', { ...EXAMPLE, customer_name: name })).body.customer_name).toBe(name);
  });

  test('the same Idempotency-Key is the same order, also at the same moment; with another body it is refused', async () => {
    const headers = { 'idempotency-key': 'checkout-77' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('POST', '/orders/', EXAMPLE, headers)));
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
    expect(await call('POST', '/orders/', line({}), headers)).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
  });
});

describe('reading and cancelling', () => {
  test('the list filters by status, channel, mail, day and node, newest first, with a true total', async () => {
    const mail = 'filter@example.com';
    const made = [];
    for (let index = 0; index < 3; index += 1) made.push((await call('POST', '/orders/', { ...EXAMPLE, channel: index === 2 ? 'POS' : 'WEB', customer_email: mail })).body.id);
    await sourceOrder(world.services, { orderId: made[0] });
    const ask = async (query: string): Promise<string> => { const { body } = await call('GET', `/orders/?email=FILTER@example.com&${query}`); return `${body.total} ${body.items.length}`; };
    expect(await ask('')).toBe('3 3');
    expect(await ask('page_size=2&page=2')).toBe('3 1');
    expect(await ask('channel=POS')).toBe('1 1');
    expect(await ask('status=SOURCED')).toBe('1 1');
    expect(await ask('node=STR-NYC-01')).toBe('1 1');
    expect(await ask('node=DC-WEST')).toBe('0 0');
    expect(await ask('from_date=2026-03-02&to_date=2026-03-03')).toBe('3 3');
    expect(await ask('from_date=2026-03-03')).toBe('0 0');
    expect((await call('GET', '/orders/?status=LOST')).status).toBe(400);
  });

  test('one order tells its parts, why it is where it is, and its history; cancelling it is told in both', async () => {
    const { id } = (await call('POST', '/orders/', EXAMPLE)).body;
    await sourceOrder(world.services, { orderId: id });
    const { body } = await call('GET', `/orders/${id}`);
    expect(body.allocations.map((one: { node_code: string; quantity: number }) => `${one.node_code} ${one.quantity}`)).toEqual(['STR-NYC-01 2', 'STR-NYC-01 1']);
    expect(body.sourcing).toMatchObject({ strategy: 'DISTANCE_OPTIMAL', explanation: { ruleName: 'Default' } });
    expect((await call('POST', `/orders/${id}/cancel`, { reason: 'customer asked' })).body.status).toBe('CANCELLED');
    const events = (await call('GET', `/orders/${id}/events`)).body;
    expect(events.at(-1)).toMatchObject({ event_type: 'order.cancelled', from_status: 'SOURCED', to_status: 'CANCELLED', detail: { reason: 'customer asked' } });
    expect(await call('POST', `/orders/${id}/cancel`, {})).toMatchObject({ status: 409, body: { code: 'IllegalStatusChange' } });
    expect((await call('POST', `/orders/ord_none/cancel`)).status).toBe(404);
    expect((await call('GET', '/orders/ord_none')).body).toMatchObject({ code: 'UnknownOrder', detail: 'There is no order ord_none.' });
  });
});
