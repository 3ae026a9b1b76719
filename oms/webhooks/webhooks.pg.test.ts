/** Outgoing webhooks against a real receiver on a real socket. */
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sql } from 'kysely';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { isSeedSignatureRight, isStandardSignatureRight, startWebhookReceiver, type WebhookReceiver } from '../../test/support/webhook-receiver.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { changeOrderStatus } from '../orders/change-order-status.ts';
import { startDispatcher, type Dispatcher } from './start-dispatcher.ts';

const WAIT = { timeout: 20_000, interval: 20 };
let world: ApiWorld;
let receiver: WebhookReceiver;
let dispatcher: Dispatcher | null;
beforeEach(async () => {
  world = await createApiWorld();
  Object.assign(world.services.config, { allowsPrivateWebhooks: true, webhookTimeoutSeconds: 1 });
  receiver = await startWebhookReceiver();
  dispatcher = null;
});
afterEach(async () => { await dispatcher?.close(); await receiver.close(); await world.close(); });

const dispatch = (): void => { dispatcher = startDispatcher(world.services, { pollMs: 20 }); };
const register = async (body: object = {}): Promise<{ id: string; secret: string }> => {
  const made = await world.call('POST', '/webhooks/endpoints', { url: receiver.url, ...body });
  expect(made.status).toBe(201);
  return made.body;
};
const history = async (query = ''): Promise<{ id: string; status: string; attempts: number; last_error: string; deliveries: unknown[]; next_attempt_at: string }[]> => (await world.call('GET', `/webhooks/events?page_size=200${query}`)).body.items;
/** As if the pause were over. */
const skipPause = (): Promise<unknown> => sql`UPDATE webhook_events SET next_attempt_at = now() WHERE status = 'FAILED'`.execute(world.db);
const types = (): string[] => receiver.received.map((one) => one.body.type);
const pack = async (): Promise<string> => {
  const orderId = await world.release([['SKU-GIZMO-1', 2]]);
  const { node_id: nodeId } = await world.db.selectFrom('parcels').select('node_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
  await world.label(orderId, nodeId);
  for (const to of ['PACKING', 'READY_TO_SHIP'] as const) await inTransaction(world.db, (tx) => changeOrderStatus(tx, world.services, { orderId, to, actor: 'test' }));
  return orderId;
};
const ship = async (orderId: string): Promise<string> => inTransaction(world.db, async (tx) => {
  // The order moves first, its shipment is written after it, as a station's facts may do: the event tells both.
  await changeOrderStatus(tx, world.services, { orderId, to: 'SHIPPED', actor: 'test' });
  const { rows } = await sql<{ tracking_number: string }>`INSERT INTO shipments (shipment_id, order_id, parcel_id, node_id, carrier_code, carrier_name, service_name, tracking_number, status, shipped_at)
    SELECT 'shp_' || p.parcel_id, p.order_id, p.parcel_id, p.node_id, l.carrier_code, l.carrier_name, l.service_name, l.tracking_number, 'SHIPPED', now() FROM parcels p JOIN labels l USING (parcel_id) WHERE p.order_id = ${orderId} RETURNING tracking_number`.execute(tx);
  return rows[0]?.tracking_number ?? '';
});

describe('what receivers are told', () => {
  test('defects 4 and 5: all nine events arrive, each accepted by a receiver that verifies raw bytes, with lines and tracking', async () => {
    const { id, secret } = await register();
    dispatch();
    const orderId = await pack();
    const trackingNumber = await ship(orderId);
    await inTransaction(world.db, (tx) => changeOrderStatus(tx, world.services, { orderId, to: 'DELIVERED', actor: 'test' }));
    const second = await world.place([['SKU-GIZMO-2', 1]]);
    await inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId: second, actor: 'test', reason: 'test' }));
    await world.call('POST', `/webhooks/endpoints/${id}/test`);
    await vi.waitFor(() => expect(new Set(types())).toEqual(new Set(['order.created', 'order.confirmed', 'order.sourced', 'order.picking', 'order.packed', 'order.shipped', 'order.delivered', 'order.cancelled', 'order.test'])), WAIT);
    expect(receiver.received.map((one) => [one.body.type, isSeedSignatureRight(one, secret), isStandardSignatureRight(one, secret)])).toEqual(types().map((type) => [type, true, true]));
    const shipped = receiver.received.find((one) => one.body.type === 'order.shipped');
    expect(shipped?.body.data).toMatchObject({ order_id: orderId, status: 'SHIPPED', line_items: [{ sku: 'SKU-GIZMO-1', quantity: 2 }], shipments: [{ tracking_number: trackingNumber, carrier_code: 'demo' }], allocations: [{ sku: 'SKU-GIZMO-1' }] });
    expect(shipped?.headers).toMatchObject({ 'x-oms-event': 'order.shipped', 'content-type': 'application/json' });
  });

  test('the moment of sending is bound: it is in the signed bytes, and a changed one is refused by both schemes', async () => {
    const { id, secret } = await register();
    await world.call('POST', `/webhooks/endpoints/${id}/test`);
    const [one] = receiver.received;
    expect([one?.headers['x-oms-timestamp'], one?.headers['webhook-timestamp']]).toEqual([String(one?.body._timestamp), String(one?.body._timestamp)]);
    const forged = receiver.received.map((real) => ({ ...real, headers: { ...real.headers, 'webhook-timestamp': '1' }, raw: Buffer.from(real.raw.toString('utf8').replace(/"_timestamp":\d+/, '"_timestamp":1')) }));
    expect(forged.map((fake) => [isSeedSignatureRight(fake, secret), isStandardSignatureRight(fake, secret)])).toEqual([[false, false]]);
  });

  test('a change that is rolled back tells nobody; each endpoint is told of what it asked for only', async () => {
    await world.place([['SKU-GIZMO-1', 1]]);
    await register({ event_types: ['order.cancelled'] });
    await register({ is_active: false });
    await expect(inTransaction(world.db, async (tx) => {
      const planted = await sql`INSERT INTO order_events (event_id, order_id, event_type, actor) SELECT 'evt_x', order_id, 'order.cancelled', 'test' FROM orders`.execute(tx);
      expect(planted.numAffectedRows).toBe(1n);
      await sql`SET CONSTRAINTS ALL IMMEDIATE`.execute(tx);
      expect((await sql`SELECT event_id FROM webhook_events`.execute(tx)).rows).toHaveLength(1);
      throw new Error('rolled back');
    })).rejects.toThrow('rolled back');
    await world.place([['SKU-GIZMO-1', 1]]);
    expect(await history()).toEqual([]);
  });
});

describe('receivers that fail', () => {
  test('one that fails is tried four times under one delivery id, then abandoned; a person may replay it', async () => {
    await register({ event_types: ['order.created'] });
    receiver.answer((response) => { response.writeHead(500).end('broken'); });
    dispatch();
    await world.place([['SKU-GIZMO-1', 1]]);
    for (const attempt of [1, 2, 3, 4]) {
      await vi.waitFor(async () => expect(await history()).toMatchObject([{ attempts: attempt, last_error: 'the receiver answered 500' }]), WAIT);
      await skipPause();
    }
    const [abandoned] = await history();
    expect(abandoned).toMatchObject({ status: 'ABANDONED', next_attempt_at: null, deliveries: [1, 2, 3, 4].map(() => ({ status_code: 500, answer: 'broken' })) });
    receiver.answer((response) => { response.writeHead(204).end(); });
    expect((await world.call('POST', `/webhooks/events/${abandoned?.id}/retry`)).status).toBe(202);
    await vi.waitFor(async () => expect(await history('&status=DELIVERED')).toHaveLength(1), WAIT);
    expect(new Set(receiver.received.map((one) => one.headers['webhook-id']))).toEqual(new Set([abandoned?.id]));
  });

  test('410 switches the endpoint off and gives up what waited; switched on again it is told of new things', async () => {
    const { id } = await register({ event_types: ['order.created'] });
    receiver.answer((response) => { response.writeHead(410).end(); });
    dispatch();
    await world.place([['SKU-GIZMO-1', 1]]);
    await vi.waitFor(async () => expect((await world.call('GET', `/webhooks/endpoints/${id}`)).body).toMatchObject({ is_active: false, disabled_reason: expect.stringContaining('410') }), WAIT);
    await world.place([['SKU-GIZMO-1', 1]]);
    expect(await history()).toMatchObject([{ status: 'ABANDONED' }]);
    receiver.answer((response) => { response.writeHead(200).end(); });
    await world.call('PATCH', `/webhooks/endpoints/${id}`, { is_active: true });
    await world.place([['SKU-GIZMO-1', 1]]);
    await vi.waitFor(async () => expect(await history('&status=DELIVERED')).toHaveLength(1), WAIT);
  });

  test('Retry-After is kept to', async () => {
    await register({ event_types: ['order.created'] });
    receiver.answer((response) => { response.writeHead(429, { 'retry-after': '7200' }).end(); });
    dispatch();
    await world.place([['SKU-GIZMO-1', 1]]);
    await vi.waitFor(async () => expect(await history()).toMatchObject([{ status: 'FAILED' }]), WAIT);
    const { rows } = await sql<{ minutes: number }>`SELECT round(extract(epoch FROM next_attempt_at - now()) / 60)::int AS minutes FROM webhook_events`.execute(world.db);
    expect(rows).toEqual([{ minutes: 120 }]);
  });

  test.each([
    ['redirects', (response: ServerResponse) => { response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(); }, 'redirects are not followed'],
    ['hangs up', (response: ServerResponse) => { response.destroy(); }, 'socket hang up'],
    ['never answers', () => undefined, 'no answer within 1 s'],
    ['drips its answer', (response: ServerResponse) => { response.writeHead(200); response.write('.'); }, 'no answer within 1 s'],
  ])('one that %s has failed', async (_how, respond, error) => {
    const { id } = await register();
    receiver.answer(respond);
    expect((await world.call('POST', `/webhooks/endpoints/${id}/test`)).body).toMatchObject({ status: 'ABANDONED', last_error: expect.stringContaining(error), deliveries: [{ error: expect.stringContaining(error) }] });
  });

  test('a torrent of an answer is cut after its first kilobyte', async () => {
    const { id } = await register();
    receiver.answer((response) => { response.writeHead(200); const pour = (): void => { while (response.write(Buffer.alloc(65_536, 'x'))) { /* more */ } }; response.on('drain', pour); pour(); });
    expect((await world.call('POST', `/webhooks/endpoints/${id}/test`)).body).toMatchObject({ status: 'DELIVERED', deliveries: [{ answer: 'x'.repeat(1_024) }] });
  });

  test('a receiver that never answers does not keep the others waiting', async () => {
    Object.assign(world.services.config, { webhookTimeoutSeconds: 20 });
    const silent = await startWebhookReceiver();
    silent.answer(() => undefined);
    await register({ url: silent.url, event_types: ['order.created'] });
    await register({ event_types: ['order.created'] });
    for (let order = 0; order < 40; order += 1) await world.place([['SKU-GIZMO-1', 1]]);
    dispatch();
    await vi.waitFor(() => expect(types()).toHaveLength(40), WAIT);
    expect(silent.received.length).toBeLessThanOrEqual(4);
    await silent.close();
  });
});

describe('a sender that dies', () => {
  test('loses nothing: what it had under way is sent by the next one', async () => {
    await register({ event_types: ['order.created'] });
    for (let order = 0; order < 5; order += 1) await world.place([['SKU-GIZMO-1', 1]]);
    // Taken, and never heard of again: what a kill leaves behind.
    await sql`UPDATE webhook_events SET next_attempt_at = now() + interval '1 second'`.execute(world.db);
    dispatch();
    await vi.waitFor(async () => expect(await history('&status=DELIVERED')).toHaveLength(5), WAIT);
    expect(new Set(receiver.received.map((one) => one.headers['webhook-id'])).size).toBe(5);
  });

  test('two senders at once send each thing once', async () => {
    await register({ event_types: ['order.created'] });
    for (let order = 0; order < 30; order += 1) await world.place([['SKU-GIZMO-1', 1]]);
    const others = [1, 2].map(() => startDispatcher(world.services, { pollMs: 10 }));
    await vi.waitFor(async () => expect(await history('&status=DELIVERED')).toHaveLength(30), WAIT);
    await Promise.all(others.map((other) => other.close()));
    expect(receiver.received).toHaveLength(30);
  });
});

describe('the webhooks API', () => {
  test('the secret is told once, and another one may be brought', async () => {
    const made = await register({ secret: 'a-secret-of-my-own-1', description: 'ERP' });
    expect(made.secret).toBe('a-secret-of-my-own-1');
    expect((await world.call('GET', `/webhooks/endpoints/${made.id}`)).body).toMatchObject({ secret: '***', description: 'ERP' });
    expect((await world.call('GET', '/webhooks/endpoints')).body).toMatchObject({ total: 1, items: [{ secret: '***' }] });
    await world.call('POST', `/webhooks/endpoints/${made.id}/test`);
    expect(receiver.received.map((one) => isSeedSignatureRight(one, made.secret))).toEqual([true]);
  });

  test('an endpoint is changed, deleted with its history, and unknown afterwards to every address', async () => {
    const { id } = await register();
    expect((await world.call('PATCH', `/webhooks/endpoints/${id}`, { event_types: ['order.shipped', 'order.shipped'] })).body).toMatchObject({ event_types: ['order.shipped'], url: receiver.url });
    await world.call('POST', `/webhooks/endpoints/${id}/test`);
    expect((await world.call('DELETE', `/webhooks/endpoints/${id}`)).status).toBe(204);
    expect(await history()).toEqual([]);
    const url = `/webhooks/endpoints/${id}`;
    const answers = await Promise.all([world.call('GET', url), world.call('PATCH', url, {}), world.call('DELETE', url), world.call('POST', `${url}/test`), world.call('POST', '/webhooks/events/whe_x/retry')]);
    expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual([...[1, 2, 3, 4].map(() => [404, 'UnknownWebhookEndpoint']), [404, 'UnknownWebhookEvent']]);
  });

  test('a private address is refused when it is entered, and again when it is sent to', async () => {
    const { id } = await register();
    Object.assign(world.services.config, { allowsPrivateWebhooks: false });
    expect(await world.call('POST', '/webhooks/endpoints', { url: 'https://169.254.169.254/latest/meta-data' })).toMatchObject({ status: 422, body: { code: 'BadWebhookUrl' } });
    expect(await world.call('PATCH', `/webhooks/endpoints/${id}`, { url: 'https://localhost/' })).toMatchObject({ status: 422 });
    expect((await world.call('POST', `/webhooks/endpoints/${id}/test`)).body).toMatchObject({ status: 'ABANDONED', last_error: expect.stringContaining('private network') });
    expect(receiver.received).toEqual([]);
  });

  test.each([[{ event_types: [] }], [{ event_types: ['order.lost'] }], [{ secret: 'short' }], [{ url: 7 }], [{ surprise: true }]])('%j is refused', async (wrong) => {
    expect(await world.call('POST', '/webhooks/endpoints', { url: receiver.url, ...wrong })).toMatchObject({ status: 400, body: { code: 'BadRequest' } });
  });

  test('nobody without a key gets in', async () => {
    expect((await world.call('GET', '/webhooks/endpoints', undefined, 'pbk_wrong')).status).toBe(401);
  });
});
