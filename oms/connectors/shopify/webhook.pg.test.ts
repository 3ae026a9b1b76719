import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startShopify, type Delivery, type Shopify } from '../../../test/simulators/shopify/start-shopify.ts';
import { createOrderWorld, type OrderWorld } from '../../../test/support/order-world.ts';
import { buildApp } from '../../app.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import type { OmsApp } from '../../http/oms-app.ts';
import { createConnector } from '../create-connector.ts';
import { importOrder } from './import-order.ts';

const SECRET = 'the-secret-of-this-shop';
const CONNECTOR = 'con_test';
let world: OrderWorld;
let shop: Shopify;
let app: OmsApp;

beforeAll(async () => {
  world = await createOrderWorld();
  shop = await startShopify({ accessToken: 'shpat_test', webhookSecret: SECRET, nowMs: () => world.services.clock.nowMs() });
  app = await buildApp(world.services);
  await app.ready();
  await connect(CONNECTOR);
  await connect('con_off');
  await world.db.updateTable('connectors').set({ status: 'INACTIVE' }).where('connector_id', '=', 'con_off').execute();
});
afterAll(async () => { await app?.close(); await shop?.close(); await world?.close(); });

async function connect(connectorId: string): Promise<void> {
  const config = { shopDomain: shop.shopDomain, apiBaseUrl: shop.url, apiVersion: '2026-10', accessToken: 'shpat_test', webhookSecrets: [SECRET] };
  await inTransaction(world.db, (tx) => createConnector(tx, world.services, { connectorId, name: connectorId, brandId: undefined, config }));
}

type Post = { readonly delivery: Delivery; readonly connectorId?: string; readonly headers?: Record<string, string>; readonly without?: readonly string[] };
async function post({ delivery, connectorId = CONNECTOR, headers = {}, without = [] }: Post): Promise<{ status: number; body: Record<string, unknown> }> {
  const all: Record<string, string> = {
    'content-type': 'application/json', 'x-shopify-topic': delivery.topic, 'x-shopify-hmac-sha256': shop.sign(delivery.body), 'x-shopify-shop-domain': shop.shopDomain, 'x-shopify-webhook-id': delivery.webhookId,
    'x-shopify-triggered-at': new Date(world.services.clock.nowMs()).toISOString(), ...headers,
  };
  for (const name of without) delete all[name];
  const response = await app.inject({ method: 'POST', url: `/connectors/${connectorId}/webhook`, headers: all, payload: delivery.body });
  return { status: response.statusCode, body: response.json() };
}

/** The next order's two deliveries. */
function next(): { created: Delivery; paid: Delivery; id: string } {
  const [created, paid] = shop.nextDeliveries(1);
  if (!created || !paid) throw new Error('the shop has no orders');
  return { created, paid, id: /"id":(\d{18})/.exec(created.body)?.[1] ?? '' };
}
/** As the worker would, in any order, several at a time. */
async function work(): Promise<void> {
  const waiting = await world.db.selectFrom('webhook_inbox').select('inbox_id').where('status', '=', 'received').execute();
  await Promise.all(waiting.map((row) => importOrder(world.services, { inboxId: row.inbox_id })));
}
const orders = async (id: string) => world.db.selectFrom('orders').select(['order_id', 'order_number', 'status', 'total_minor', 'customer_name']).where('external_order_id', '=', id).execute();
const spoil = (delivery: Delivery, change: (body: string) => string): Delivery => ({ ...delivery, webhookId: crypto.randomUUID(), body: change(delivery.body) });

describe('a delivery that is not taken says why, and nothing of it is kept', () => {
  const count = async (): Promise<number> => (await world.db.selectFrom('webhook_inbox').select('inbox_id').execute()).length;
  test.each<[string, number, string, (delivery: Delivery) => Post]>([
    ['a wrong signature', 401, 'BadSignature', (delivery) => ({ delivery, headers: { 'x-shopify-hmac-sha256': 'AAAA' } })],
    ['no signature', 401, 'BadSignature', (delivery) => ({ delivery, without: ['x-shopify-hmac-sha256'] })],
    ['another shop', 401, 'WrongShop', (delivery) => ({ delivery, headers: { 'x-shopify-shop-domain': 'other.myshopify.com' } })],
    ['an unknown connector', 404, 'UnknownConnector', (delivery) => ({ delivery, connectorId: 'con_nobody' })],
    ['a connector that is off', 409, 'ConnectorInactive', (delivery) => ({ delivery, connectorId: 'con_off' })],
    ['a forged delivery to a connector that is off', 401, 'BadSignature', (delivery) => ({ delivery, connectorId: 'con_off', headers: { 'x-shopify-hmac-sha256': 'AAAA' } })],
    ['a signed body that is not JSON', 400, 'NotJson', (delivery) => ({ delivery: { ...delivery, body: 'hello' } })],
    ['a signed empty body', 400, 'NotJson', (delivery) => ({ delivery: { ...delivery, body: '' } })],
    ['a body of more than a megabyte', 413, 'BodyTooLarge', (delivery) => ({ delivery: { ...delivery, body: JSON.stringify({ text: 'x'.repeat(1024 * 1024) }) } })],
    ['a replay of three days ago', 401, 'StaleDelivery', (delivery) => ({ delivery, headers: { 'x-shopify-triggered-at': new Date(world.services.clock.nowMs() - 3 * 86_400_000).toISOString() } })],
  ])('%s: %i %s', async (_what, status, code, make) => {
    const before = await count();
    const answer = await post(make(next().created));
    expect([answer.status, answer.body['code'], await count()]).toEqual([status, code, before]);
  });
});

describe('a delivery that is taken', () => {
  test('is answered at once, imported by a job, to the cent and to the last digit of its id', async () => {
    const { created, paid, id } = next();
    expect(await post({ delivery: created })).toEqual({ status: 200, body: { status: 'accepted' } });
    expect(await orders(id)).toEqual([]);
    await work();
    expect(await orders(id)).toMatchObject([{ status: 'PENDING', total_minor: Math.round(Number(/"total_price":"([\d.]+)"/.exec(created.body)?.[1]) * 100) }]);
    await post({ delivery: paid });
    await work();
    expect(await orders(id)).toMatchObject([{ status: 'CONFIRMED' }]);
  });

  test('the same webhook id again is a duplicate, without work', async () => {
    const { created } = next();
    await post({ delivery: created });
    expect(await post({ delivery: created })).toEqual({ status: 200, body: { status: 'duplicate' } });
    expect((await Promise.all(Array.from({ length: 5 }, () => post({ delivery: created })))).map((answer) => answer.body['status'])).toEqual(Array.from({ length: 5 }, () => 'duplicate'));
    await work();
  });

  test('create and paid at once, many times over, give one confirmed order', async () => {
    const { created, paid, id } = next();
    const again = [created, paid, created, paid].map((delivery) => ({ ...delivery, webhookId: crypto.randomUUID() }));
    await Promise.all(again.map((delivery) => post({ delivery })));
    await work();
    expect(await orders(id)).toMatchObject([{ status: 'CONFIRMED' }]);
    expect(await world.db.selectFrom('order_items').select('order_id').where('order_id', '=', (await orders(id))[0]?.order_id ?? '').execute()).toHaveLength((JSON.parse(created.body) as { line_items: unknown[] }).line_items.length);
  });

  test('"paid" is believed from the signed body only: the topic header is not covered by the signature', async () => {
    const { created, id } = next();
    await post({ delivery: { ...created, topic: 'orders/paid' } });
    await work();
    expect(await orders(id)).toMatchObject([{ status: 'PENDING' }]);
  });

  test('a cancel that takes every unit out of the order still cancels it', async () => {
    const { paid, id } = next();
    await post({ delivery: paid });
    await work();
    const later = new Date(world.services.clock.nowMs() + 60_000).toISOString();
    const cancelled = spoil({ ...paid, topic: 'orders/cancelled' }, (body) => body.replace('"cancelled_at":null', `"cancelled_at":"${later}"`).replaceAll(/"current_quantity":\d+/g, '"current_quantity":0').replace(/"updated_at":"[^"]+"/, `"updated_at":"${later}"`));
    await post({ delivery: cancelled });
    await work();
    expect(await orders(id)).toMatchObject([{ status: 'CANCELLED' }]);
  });

  test('headers without X-, and any content type, are taken; other topics are kept and ignored', async () => {
    const { created } = next();
    const answer = await app.inject({ method: 'POST', url: `/connectors/${CONNECTOR}/webhook`, payload: created.body, headers: { 'content-type': 'text/plain', 'shopify-topic': 'inventory_levels/update', 'shopify-hmac-sha256': shop.sign(created.body), 'shopify-shop-domain': shop.shopDomain, 'shopify-webhook-id': crypto.randomUUID() } });
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ignored' }]);
  });

  test('a name of 300 characters, emoji and right-to-left text come through whole', async () => {
    const { created, id } = next();
    const name = `🌻${'א'.repeat(298)}`;
    await post({ delivery: spoil(created, (body) => body.replaceAll(/("(?:first_name|last_name)":"[^"]*",)+"name":"[^"]*"/g, `"name":"${name}"`)) });
    await work();
    expect((await orders(id)).map((order) => order.customer_name)).toEqual([name]);
  });
});

describe('an order that cannot be taken becomes a problem that a person sees', () => {
  test.each<[string, (body: string) => string]>([
    ['NoLines', (body) => body.replace(/"line_items":\[.*\],"shipping_lines"/, '"line_items":[],"shipping_lines"')],
    ['UnknownSku', (body) => body.replaceAll(/"sku":"[^"]+"/g, '"sku":"SKU-NOBODY-KNOWS"')],
    ['BadQuantity', (body) => body.replaceAll(/"quantity":\d+/g, '"quantity":0')],
    ['NegativePrice', (body) => body.replaceAll(/"price":"(\d[^"]*)"/g, '"price":"-$1"')],
    ['NoAddress', (body) => body.replace(/"billing_address":\{[^}]*\},"shipping_address":\{[^}]*\}/, '"billing_address":null,"shipping_address":null')],
    ['NotAnOrder', () => '{"hello":"world"}'],
  ])('%s', async (code, change) => {
    const { created, id } = next();
    const good = next();
    const bad = spoil(created, change);
    await post({ delivery: bad });
    await post({ delivery: { ...bad, webhookId: crypto.randomUUID() } });
    await post({ delivery: good.created });
    await work();
    expect([(await orders(id)).length, (await orders(good.id)).length]).toEqual([0, 1]);
    const events = await app.inject({ url: `/connectors/${CONNECTOR}/events?page_size=200`, headers: { authorization: `Bearer ${await apiKey()}` } });
    const failed = (events.json() as { status: string; error_code: string | null; error_message: string | null }[]).filter((event) => event.error_code === code);
    expect(failed.length).toBe(2);
    expect(failed[0]?.error_message).toMatch(/[a-z]{3}.*\.$/);
    expect((await world.db.selectFrom('webhook_inbox').select('status').where('delivery_key', '=', bad.webhookId).execute())[0]?.status).toBe('problem');
  });

  test('one task for each order, however often the shop repeats it; the corrected order settles it', async () => {
    const { created, id } = next();
    const bad = (): Delivery => spoil(created, (body) => body.replaceAll(/"sku":"[^"]+"/g, '"sku":"SKU-TYPO"'));
    for (let times = 0; times < 3; times += 1) await post({ delivery: bad() });
    await work();
    const tasks = async () => (await world.db.selectFrom('exception_tasks').select(['state', 'detail']).where('kind', '=', 'OrderNotImported').execute()).filter((task) => (task.detail as { about: string }).about.endsWith(id));
    expect((await tasks()).map((task) => task.state)).toEqual(['open']);
    await post({ delivery: created });
    await work();
    expect((await tasks()).map((task) => task.state)).toEqual(['settled']);
  });
});

test('secrets are never answered', async () => {
  const headers = { authorization: `Bearer ${await apiKey()}` };
  const made = await app.inject({ method: 'POST', url: '/connectors/', headers, payload: { name: 'Second shop', connector_type: 'SHOPIFY', config: { shop_url: 'https://Second.myshopify.com/', access_token: 'shpat_hidden', webhook_secret: 'hidden-too' } } });
  expect(made.statusCode).toBe(201);
  const texts = [made.body, (await app.inject({ url: '/connectors/', headers })).body, (await app.inject({ url: `/connectors/${(made.json() as { id: string }).id}`, headers })).body];
  for (const text of texts) { expect(text).toContain('***'); expect(text).not.toContain('hidden'); expect(text).not.toContain(SECRET); }
  expect((made.json() as { config: { shop_url: string } }).config.shop_url).toBe('second.myshopify.com');
  expect((await app.inject({ url: '/connectors/' })).statusCode).toBe(401);
});

let key: string | null = null;
async function apiKey(): Promise<string> {
  if (key) return key;
  key = 'pbk_for-this-test-only';
  const { hashToken } = await import('../../auth/bearer-token.ts');
  await world.db.insertInto('api_keys').values({ key_id: 'key_test', name: 'test', sha256: hashToken(key), scopes: ['*'], revoked_at: null }).execute();
  return key;
}
