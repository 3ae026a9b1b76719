/** Two tenants in one process: on no route, with no key, login or station of the one is anything of the other to be seen or changed. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { SyncInspection } from '../../domain/rpc/sync-inspection.ts';
import { orderBody, startOmsProcess, type OmsProcess } from '../../test/support/oms-process.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../test/support/webhook-receiver.ts';
import { startWholeStation } from '../../test/support/whole-station.ts';
import { createPool } from '../db/connect.ts';

const WAIT = { timeout: 40_000, interval: 50 };
type Answer = Awaited<ReturnType<OmsProcess['call']>>;
type Tenant = { readonly id: string; readonly key: string; readonly login: string; readonly call: (method: string, path: string, body?: unknown) => Promise<Answer> };

let database: TestDatabase;
let oms: OmsProcess;
let receiver: WebhookReceiver;
let north: Tenant;
let south: Tenant;
beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startWebhookReceiver();
  oms = await startOmsProcess(database.url);
  [north, south] = [await makeTenant('north'), await makeTenant('south')];
});
afterAll(async () => { await oms.close(); await receiver.close(); await database.close(); });

/** With a node, a product of its own on stock, and a person who has chosen a password. */
async function makeTenant(name: string): Promise<Tenant> {
  const made = await oms.call('POST', '/tenants', { body: { name, admin: { email: `admin@${name}.example`, name: `Admin of ${name}` } } });
  const headers = { 'x-oms-environment': name };
  const key = String(made.body['api_key']);
  const { one_time_password: password } = made.body['admin'] as { one_time_password: string };
  const login = await oms.call('POST', '/auth/login', { key: null, headers, body: { email: `admin@${name}.example`, password } });
  const chosen = await oms.call('POST', '/auth/password', { key: String(login.body['access_token']), headers, body: { current_password: password, new_password: `three grey ${name} geese` } });
  const call: Tenant['call'] = (method, path, body) => oms.call(method, path, { key, headers, ...(body === undefined ? {} : { body }) });
  const node = await call('POST', '/nodes/', { code: 'NODE-1', name: `Node of ${name}`, node_type: 'WAREHOUSE', address: { address1: '1 Main St', city: 'Albany', state: 'NY', postal_code: '12207' }, latitude: 42.65, longitude: -73.75 });
  const item = await call('POST', '/inventory/', { node_id: node.body['id'], sku: 'GLOBE', product_name: `Globe of ${name}`, gtin: '9520000000028', quantity_on_hand: 50 });
  expect([made.status, login.status, chosen.status, node.status, item.status]).toEqual([201, 200, 200, 201, 201]);
  return { id: (made.body['tenant'] as { id: string }).id, key, login: String(chosen.body['access_token']), call };
}

/** Every route that asks for access, as the interface describes itself. */
async function listGuardedRoutes(): Promise<(readonly [string, string])[]> {
  const { paths } = (await oms.call('GET', '/docs/json', { headers: { 'x-oms-environment': 'south' } })).body as unknown as { paths: Record<string, Record<string, { security?: unknown[] }>> };
  return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).filter(([, route]) => route.security !== undefined).map(([method]) => [method.toUpperCase(), path.replaceAll(/\{[^}]+\}/g, 'x')] as const));
}

describe('with the header of another tenant', () => {
  const askAll = async (key: string): Promise<{ readonly route: string; readonly answer: string }[]> => {
    const answers: { route: string; answer: string }[] = [];
    for (const [method, path] of await listGuardedRoutes()) {
      const { status, body } = await oms.call(method, path, { key, headers: { 'x-oms-environment': 'south' }, ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }) });
      answers.push({ route: `${method} ${path}`, answer: `${status} ${String(body.code)}` });
    }
    return answers;
  };

  test('a person who is no member is refused on every route', async () => {
    const answers = await askAll(north.login);
    expect(answers.length).toBeGreaterThan(60);
    expect(answers.filter(({ answer }) => answer !== '403 NotAMember')).toEqual([]);
  });

  test('a key is not known on any route', async () => {
    expect((await askAll(north.key)).filter(({ answer }) => answer !== '401 Unauthorized')).toEqual([]);
    // The key of the first environment, too, though it may make tenants.
    expect((await askAll(String(oms.apiKey))).filter(({ answer }) => answer !== '401 Unauthorized')).toEqual([]);
  });

  test('an owner of the platform is let in, until he is none any more', async () => {
    const setOwner = (isOwner: boolean): Promise<unknown> => database.pool.query("UPDATE control.users SET is_platform_owner = $1 WHERE email = 'admin@north.example'", [isOwner]);
    const ask = async (): Promise<number[]> => [(await oms.call('GET', '/orders/', { key: north.login, headers: { 'x-oms-environment': 'south' } })).status, (await oms.call('GET', '/tenants', { key: north.login })).status];
    await setOwner(true);
    expect(await ask()).toEqual([200, 200]);
    await setOwner(false);
    expect(await ask()).toEqual([403, 403]);
  });

  test('the calls that make tenants are not there, and not open to a tenant\'s superadmin', async () => {
    expect((await south.call('GET', '/tenants')).status).toBe(404);
    expect(await oms.call('GET', '/tenants', { key: south.login })).toMatchObject({ status: 403, body: { code: 'NotAMember' } });
    expect(await oms.call('GET', '/tenants', { key: south.key })).toMatchObject({ status: 401 });
  });
});

describe('what one tenant does', () => {
  test('is not seen by the other: orders, search, stock, webhooks, analytics, stations, jobs, sync', async () => {
    for (const tenant of [north, south]) await tenant.call('POST', '/webhooks/endpoints', { url: `${receiver.url}?${tenant.id}`, event_types: ['order.created'] });
    const order = await north.call('POST', '/orders/', { ...orderBody([['GLOBE', 2]]), customer_name: 'Zebulon Quist' });
    const id = String(order.body['id']);
    await north.call('POST', '/stations/pairing-codes', { station_name: 'Bench N', node_code: 'NODE-1' });
    await vi.waitFor(async () => expect((await north.call('GET', `/orders/${id}`)).body['status']).not.toBe('CONFIRMED'), WAIT);
    await vi.waitFor(() => expect(receiver.received.filter(({ body }) => JSON.stringify(body).includes(id)).length).toBe(1), WAIT);
    expect(await north.call('GET', '/search/orders?q=Zebulon')).toMatchObject({ status: 200, body: { total: 1 } });
    expect(await south.call('GET', '/search/orders?q=Zebulon')).toMatchObject({ status: 200, body: { total: 0 } });
    expect(await south.call('GET', '/orders/')).toMatchObject({ status: 200, body: { total: 0 } });
    expect(await south.call('GET', '/webhooks/events')).toMatchObject({ status: 200, body: { total: 0 } });
    expect((await south.call('GET', `/orders/${id}`)).status).toBe(404);
    expect((await south.call('POST', `/orders/${id}/cancel`, { reason: 'not mine' })).status).toBe(404);
    const read = async (tenant: Tenant): Promise<string> => (await Promise.all(['/inventory/', '/inventory/products', '/nodes/', '/stations', '/analytics/dashboard', '/webhooks/endpoints', '/connectors/', '/auth/api-keys', '/sync/backups', '/sync/dead-letters', '/metrics'].map((path) => tenant.call('GET', path)))).map(({ body }) => JSON.stringify(body)).join('\n');
    const [ofNorth, ofSouth] = [await read(north), await read(south)];
    expect([ofNorth.includes('Globe of north'), ofNorth.includes(north.id), ofSouth.includes('Globe of south'), ofSouth.includes(south.id)]).toEqual([true, true, true, true]);
    expect([ofSouth.includes('north'), ofSouth.includes(id), ofSouth.includes(north.id), ofNorth.includes('of south')]).toEqual([false, false, false, false]);
  });

  test('is not worked on by the other\'s jobs: a job finds the rows of its own database alone', async () => {
    const order = await south.call('POST', '/orders/', orderBody([['GLOBE', 1]]));
    const id = String(order.body['id']);
    await vi.waitFor(async () => expect((await south.call('GET', `/orders/${id}`)).body['status']).toBe('PICKING'), WAIT);
    const before = await south.call('GET', `/orders/${id}/events`);
    const { rows } = await database.pool.query<{ name: string }>("SELECT database_name AS name FROM control.environments WHERE name = 'north'");
    const pool = createPool(database.url.replace(/[^/]+$/, String(rows[0]?.name)), () => undefined, 1);
    // The other tenant's id in a queue where it does not belong; the one behind it is done, so this one was tried.
    await pool.query("SELECT graphile_worker.add_job('orders.release', json_build_object('orderId', $1::text), max_attempts := 1)", [id]);
    await pool.query("SELECT graphile_worker.add_job('webhooks.purge', '{}', max_attempts := 1)");
    await vi.waitFor(async () => expect((await pool.query('SELECT count(*)::int AS count FROM graphile_worker._private_jobs WHERE max_attempts = 1 AND (attempts = 0 OR locked_at IS NOT NULL)')).rows).toEqual([{ count: 0 }]), WAIT);
    await pool.end();
    expect(await south.call('GET', `/orders/${id}/events`)).toEqual(before);
  });

  test('leaves the other\'s rows as they were, also under the same names', async () => {
    await south.call('POST', '/nodes/', { code: 'NODE-2', name: 'Second of south', node_type: 'WAREHOUSE', address: { address1: '2 Main St', city: 'Albany', state: 'NY', postal_code: '12207' }, latitude: 42.65, longitude: -73.75 });
    expect((await south.call('GET', '/nodes/')).body['total']).toBe(2);
    expect((await north.call('GET', '/nodes/')).body['total']).toBe(1);
    expect((await oms.call('GET', '/nodes/')).body['total']).toBe(0);
  });
});

describe('a bench under the base address of its environment', () => {
  test('enrols, fills its replica and follows what changes', async () => {
    const pairing = await south.call('POST', '/stations/pairing-codes', { station_name: 'Bench S', node_code: 'NODE-1' });
    const bench = await startWholeStation();
    expect(await bench.screen.call('enrol', { omsUrl: `${oms.url}/environments/nowhere`, pairingCode: String(pairing.body['code']) })).toMatchObject({ ok: false, message: { key: 'enrol.notPackbench' } });
    const look = (): Promise<SyncInspection> => bench.screen.call('inspectSync', {}) as Promise<SyncInspection>;
    expect(await bench.screen.call('enrol', { omsUrl: `${oms.url}/environments/south/`, pairingCode: String(pairing.body['code']) })).toMatchObject({ ok: true });
    await vi.waitFor(async () => expect(await look()).toMatchObject({ line: { omsUrl: `${oms.url}/environments/south`, state: 'online' }, replica: { rows: expect.arrayContaining([{ type: 'product', count: 1 }]) } }), WAIT);
    const { replica: { cursor } } = await look();
    const order = await south.call('POST', '/orders/', orderBody([['GLOBE', 1]]));
    expect(order.status).toBe(201);
    await vi.waitFor(async () => expect((await look()).replica.cursor).toBeGreaterThan(cursor), WAIT);
    await bench.close();
  });

  test('its token and its line end at its environment', async () => {
    const pairing = await south.call('POST', '/stations/pairing-codes', { station_name: 'Bench T', node_code: 'NODE-1' });
    const enrol = (base: string): Promise<Answer> => oms.call('POST', `${base}/sync/enrol`, { key: null, body: { pairingCode: pairing.body['code'], appVersion: '0.1.0' } });
    // The code of one tenant is wrong at another.
    expect((await enrol('/environments/north')).status).toBe(403);
    const token = String((await enrol('/environments/south')).body['token']);
    const pull = (base: string): Promise<Answer> => oms.call('POST', `${base}/sync/fetch`, { key: token, body: { keys: [['product', 'GLOBE']] } });
    expect([(await pull('/environments/south')).status, (await pull('/environments/north')).status, (await pull('')).status]).toEqual([200, 401, 401]);
    expect(JSON.stringify((await pull('/environments/south')).body)).toContain('Globe of south');
    const open = (base: string): Promise<number | WebSocket> => new Promise((resolve) => {
      const socket = new WebSocket(`${oms.url.replace(/^http/, 'ws')}${base}/sync/nudge`, { headers: { authorization: `Bearer ${token}` } });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)).on('open', () => resolve(socket)).on('error', () => undefined);
    });
    expect([await open(''), await open('/environments/north'), await open('/environments/nowhere')]).toEqual([401, 401, 404]);
    const line = await open('/environments/south');
    const nudges: string[] = [];
    const socket = line instanceof WebSocket ? line.on('message', (data: Buffer) => nudges.push(data.toString('utf8'))) : null;
    await south.call('POST', '/orders/', orderBody([['GLOBE', 1]]));
    await vi.waitFor(() => expect(nudges.length).toBeGreaterThan(0), WAIT);
    socket?.terminate();
  });
});
