/** Environments of one server: found by header and address, suspended and resumed, opened by processes that were there before, closed in order. */
import { request as httpRequest, Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { orderBody, startOmsProcess, type OmsProcess } from '../../test/support/oms-process.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createLog } from '../create-log.ts';

const WAIT = { timeout: 40_000, interval: 50 };

let database: TestDatabase;
let api: OmsProcess;
let worker: OmsProcess;
/** Made while both processes run. */
let key: string;
let tenantId: string;
let databaseName: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startOmsProcess(database.url, { ROLE: 'api' });
  worker = await startOmsProcess(database.url, { ROLE: 'worker' });
  const made = await api.call('POST', '/tenants', { body: { name: 'North', environment: 'north', admin: { email: 'admin@north.example', name: 'Admin' } } });
  key = String(made.body['api_key']);
  tenantId = (made.body['tenant'] as { id: string }).id;
  databaseName = String((await database.pool.query("SELECT database_name FROM control.environments WHERE name = 'north'")).rows[0]?.database_name);
  const node = await north('POST', '/nodes/', { code: 'NODE-1', name: 'Node 1', node_type: 'WAREHOUSE', address: { address1: '1 Main St', city: 'Albany', state: 'NY', postal_code: '12207' }, latitude: 42.65, longitude: -73.75 });
  await north('POST', '/inventory/', { node_id: node.body['id'], sku: 'GLOBE', product_name: 'Globe', gtin: '9520000000028', quantity_on_hand: 50 });
});
afterAll(async () => { await worker.close(); await api.close(); await database.close(); });

const north = (method: string, path: string, body?: unknown): ReturnType<OmsProcess['call']> => api.call(method, path, { key, headers: { 'x-oms-environment': 'north' }, ...(body === undefined ? {} : { body }) });
const place = async (): Promise<string> => String((await north('POST', '/orders/', orderBody([['GLOBE', 1]]))).body['id']);
const statusOf = async (orderId: string): Promise<unknown> => (await north('GET', `/orders/${orderId}`)).body['status'];
const worked = (orderId: string): Promise<void> => vi.waitFor(async () => expect(await statusOf(orderId)).not.toBe('CONFIRMED'), WAIT);

describe('the front', () => {
  test.each([
    ['/orders/', { 'x-oms-environment': 'nowhere' }, 404, 'UnknownEnvironment'], ['/environments/nowhere/orders/', {}, 404, 'UnknownEnvironment'], ['/orders/', { 'x-oms-environment': 'No Where' }, 404, 'UnknownEnvironment'],
    ['/environments/north/orders/', { 'x-oms-environment': 'main' }, 400, 'EnvironmentAmbiguous'],
  ])('%s with %j is %d %s, as problem+json', async (path, headers, status, code) => {
    const response = await fetch(`${api.url}${path}`, { method: 'POST', headers, body: 'a body that nobody reads' });
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-content-type-options')]).toEqual([status, 'application/problem+json', 'nosniff']);
    expect(await response.json()).toMatchObject({ status, code, request_id: response.headers.get('x-request-id') });
  });

  test('one connection may ask for several environments in turn', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (headers: Record<string, string>): Promise<string> => new Promise((resolve, reject) => {
      httpRequest(`${api.url}/auth/me`, { agent, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => { text += chunk.toString('utf8'); }).on('end', () => resolve(`${response.statusCode} ${String((JSON.parse(text) as { environment?: string; code?: string }).environment ?? (JSON.parse(text) as { code?: string }).code)}`));
      }).on('error', reject).end();
    });
    const own = { authorization: `Bearer ${String(api.apiKey)}` };
    expect([await ask(own), await ask({ authorization: `Bearer ${key}`, 'x-oms-environment': 'north' }), await ask({ ...own, 'x-oms-environment': 'north' }), await ask({ ...own, 'x-oms-environment': 'nowhere' }), await ask({ ...own, 'x-oms-environment': 'main' })])
      .toEqual(['200 main', '200 north', '401 Unauthorized', '404 UnknownEnvironment', '200 main']);
    agent.destroy();
  });

  test('an environment that is not finished asks to come back later', async () => {
    await database.pool.query("INSERT INTO control.environments (environment_id, tenant_id, name, state, database_name) VALUES ('env_unfinished', $1, 'unfinished', 'PROVISIONING', 'packbench_unfinished')", [tenantId]);
    const response = await fetch(`${api.url}/environments/unfinished/health`);
    expect([response.status, response.headers.get('retry-after'), (await response.json() as { code: string }).code]).toEqual([503, '5', 'EnvironmentNotReady']);
  });

  test('what speaks no HTTP is answered and cut off', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = httpRequest(`${api.url}/`, { headers: { 'x-long': 'x'.repeat(100_000) } }, (response) => resolve(String(response.statusCode)));
      socket.on('error', (error: Error & { code?: string }) => resolve(String(error.code))).end();
    });
    expect(answer).toBe('431');
  });
});

describe('an environment', () => {
  test('that was made at the API process is worked on by the worker that was there before', async () => {
    await worked(await place());
    expect((await worker.call('GET', '/ready', { key: null, headers: { 'x-oms-environment': 'north' } })).status).toBe(200);
  });

  test('that is suspended lets nobody in, ends its lines, and its jobs rest until it goes on', async () => {
    const pairing = await north('POST', '/stations/pairing-codes', { station_name: 'Bench 1', node_code: 'NODE-1' });
    const enrolled = await api.call('POST', '/environments/north/sync/enrol', { key: null, body: { pairingCode: pairing.body['code'], appVersion: '0.1.0' } });
    const socket = new WebSocket(`${api.url.replace(/^http/, 'ws')}/environments/north/sync/nudge`, { headers: { authorization: `Bearer ${String(enrolled.body['token'])}` } });
    const cut = new Promise((resolve) => { socket.once('close', () => resolve('cut')).on('error', () => undefined); });
    await new Promise((resolve) => { socket.once('open', resolve); });
    expect(await api.call('PATCH', `/tenants/${tenantId}`, { body: { state: 'SUSPENDED' } })).toMatchObject({ status: 200, body: { state: 'SUSPENDED', environments: [{ name: 'north', state: 'SUSPENDED' }, { name: 'unfinished', state: 'PROVISIONING' }] } });
    expect(await cut).toBe('cut');
    expect(await north('GET', '/orders/')).toMatchObject({ status: 403, body: { code: 'EnvironmentSuspended' } });
    expect(await api.call('GET', '/environments/north/health', { key: null })).toMatchObject({ status: 403, body: { code: 'EnvironmentSuspended' } });
    // To a bench 403 would be the end of its right; this is a line that is cut.
    expect(await api.call('POST', '/environments/north/sync/hello', { key: String(enrolled.body['token']), body: {} })).toMatchObject({ status: 503, body: { code: 'EnvironmentSuspended' } });
    await vi.waitFor(async () => expect((await database.pool.query('SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1', [databaseName])).rows).toEqual([{ count: 0 }]), WAIT);
    expect((await api.call('GET', '/orders/')).status).toBe(200);
    expect(await api.call('PATCH', `/tenants/${tenantId}`, { body: { state: 'ACTIVE' } })).toMatchObject({ status: 200, body: { state: 'ACTIVE' } });
    await worked(await place());
  });

  test('of the platform itself cannot be suspended, nor one of nobody', async () => {
    const own = (await api.call('GET', '/tenants')).body as unknown as { id: string; environments: { name: string }[] }[];
    const first = own.find(({ environments }) => environments.some(({ name }) => name === 'main'));
    expect(await api.call('PATCH', `/tenants/${String(first?.id)}`, { body: { state: 'SUSPENDED' } })).toMatchObject({ status: 409, body: { code: 'FirstTenant' } });
    expect(await api.call('PATCH', '/tenants/ten_nobody', { body: { state: 'SUSPENDED' } })).toMatchObject({ status: 404, body: { code: 'UnknownTenant' } });
    expect(await api.call('GET', '/tenants/ten_nobody')).toMatchObject({ status: 404, body: { code: 'UnknownTenant' } });
    expect(await api.call('GET', `/tenants/${tenantId}`)).toMatchObject({ status: 200, body: { name: 'North' } });
  });

  test('that a call has made logs under its own name, and not for ever under the id of that call', async () => {
    const lines: Record<string, unknown>[] = [];
    const own = await createTestDatabase();
    const oms = await startOmsProcess(own.url, {}, createLog('debug', { write: (line) => { lines.push(JSON.parse(line) as Record<string, unknown>); } }));
    await oms.call('POST', '/tenants', { body: { name: 'East', admin: { email: 'admin@east.example', name: 'Admin' } } });
    await oms.call('GET', '/health', { headers: { 'x-oms-environment': 'east', 'x-request-id': 'trace-east' } });
    await oms.close();
    await own.close();
    expect(lines.filter((line) => line['event'] === 'sync:epoch:begun' && line['environment'] === 'east').map((line) => line['correlationId'])).toEqual([undefined]);
    expect(lines.filter((line) => line['correlationId'] === 'trace-east')).toMatchObject([{ environment: 'east', event: 'http:request:done', route: '/health' }]);
  });

  test('whose database is gone is alone in its trouble: the process starts, the others are served', async () => {
    await api.call('POST', '/tenants', { body: { name: 'Gone', environment: 'gone', admin: { email: 'admin@gone.example', name: 'Admin' } } });
    const name = String((await database.pool.query("SELECT database_name FROM control.environments WHERE name = 'gone'")).rows[0]?.database_name);
    await database.pool.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    const late = await startOmsProcess(database.url);
    expect(await late.call('GET', '/orders/', { headers: { 'x-oms-environment': 'gone' } })).toMatchObject({ status: 503, body: { code: 'EnvironmentNotReady' } });
    expect(await late.call('GET', '/auth/me', { key, headers: { 'x-oms-environment': 'north' } })).toMatchObject({ status: 200, body: { environment: 'north' } });
    await late.close();
  });

  test('that closes with its process gives the answers that are under way', async () => {
    const leaving = await startOmsProcess(database.url, { ROLE: 'api' });
    const holder = await database.pool.connect();
    await holder.query('BEGIN');
    // A table that no worker looks at by itself.
    await holder.query('LOCK TABLE sourcing_rules IN ACCESS EXCLUSIVE MODE');
    const underWay = leaving.call('GET', '/sourcing-rules/');
    await vi.waitFor(async () => expect((await database.pool.query("SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND relation = 'sourcing_rules'::regclass")).rows).toEqual([{ count: 1 }]), WAIT);
    const closed = leaving.close().then(() => 'closed');
    await vi.waitFor(async () => expect(await leaving.call('GET', '/health').then(() => 'answers', () => 'refuses')).toBe('refuses'), WAIT);
    await holder.query('COMMIT');
    holder.release();
    expect([(await underWay).status, await closed]).toEqual([200, 'closed']);
  });
});
