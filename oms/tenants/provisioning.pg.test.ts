/** A tenant in one call, broken off at every step, refused by the server, asked for twice at once: in the end it is there once. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { orderBody, startOmsProcess, type OmsProcess } from '../../test/support/oms-process.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createTestServices } from '../../test/support/services.ts';
import { createControlDatabase, createPool } from '../db/connect.ts';
import { createTurns } from './platform.ts';
import { PROVISIONING_STEPS, type ProvisionParts, type ProvisioningStep } from './provision-environment.ts';
import { nameEnvironment, provisionTenant } from './provision-tenant.ts';

const WAIT = { timeout: 30_000, interval: 50 };
const ADMIN = { email: 'Mara.Lind@north.example', name: 'Mara Lind' };

let database: TestDatabase;
let oms: OmsProcess;
beforeAll(async () => { database = await createTestDatabase(); oms = await startOmsProcess(database.url, { ROLE: 'api' }); });
afterAll(async () => { await oms.close(); await database.close(); });

const unique = (): string => `t${crypto.randomUUID().slice(0, 8)}`;
const request = (name: string) => ({ name, environmentName: name, admin: { email: `${name}@north.example`, name: 'Mara Lind' }, actor: 'test' });
const partsOf = (control: ProvisionParts['control']): ProvisionParts => ({ ...createTestServices(database.db), control, platform: { firstUrl: database.url, refresh: () => Promise.resolve(), inTurn: (work) => work() } });
const rowOf = async (name: string) => (await database.pool.query<{ state: string; failure: string | null; database_name: string }>('SELECT state, failure, database_name FROM control.environments WHERE name = $1', [name])).rows;

describe('a tenant in one call', () => {
  test('has a login and a key, and takes an order at once', async () => {
    const made = await oms.call('POST', '/tenants', { body: { name: 'Nörth & Söhne', admin: ADMIN } });
    expect(made).toMatchObject({ status: 201, body: { tenant: { name: 'Nörth & Söhne', state: 'ACTIVE' }, environment: { name: 'north-sohne', state: 'ACTIVE', base_path: '/environments/north-sohne' }, admin: { email: 'mara.lind@north.example', one_time_password: expect.any(String) } } });
    const headers = { 'x-oms-environment': 'north-sohne' };
    const { one_time_password: password } = made.body['admin'] as { one_time_password: string };
    const login = await oms.call('POST', '/auth/login', { body: { email: ADMIN.email, password }, key: null, headers });
    expect(login).toMatchObject({ status: 200, body: { must_change_password: true, user: { role: 'SUPERADMIN' } } });
    const key = String(made.body['api_key']);
    const north = (method: string, path: string, body?: unknown): ReturnType<OmsProcess['call']> => oms.call(method, path, { ...(body === undefined ? {} : { body }), key, headers });
    const node = await north('POST', '/nodes/', { code: 'NORTH-1', name: 'North 1', node_type: 'WAREHOUSE', address: { address1: '1 North St', city: 'Albany', state: 'NY', postal_code: '12207' }, latitude: 42.65, longitude: -73.75 });
    expect(node.status).toBe(201);
    expect((await north('POST', '/inventory/', { node_id: node.body['id'], sku: 'NORTH-SKU', product_name: 'Globe', gtin: '9520000000028', quantity_on_hand: 5 })).status).toBe(201);
    const order = await north('POST', '/orders/', orderBody([['NORTH-SKU', 1]]));
    expect(order.status).toBe(201);
  });

  test('asked for again it is the same one, without its secrets', async () => {
    const body = { name: unique(), admin: ADMIN };
    const first = await oms.call('POST', '/tenants', { body });
    const second = await oms.call('POST', '/tenants', { body });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toMatchObject({ tenant: first.body['tenant'], environment: first.body['environment'], api_key: null, admin: { one_time_password: null } });
  });

  test('asked for five times at once it is made once, and one caller has the key', async () => {
    const body = { name: unique(), admin: ADMIN };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => oms.call('POST', '/tenants', { body })));
    expect(answers.filter(({ status }) => status === 201).length).toBe(1);
    expect(answers.filter(({ status, body: { code } }) => status !== 201 && status !== 200 && code !== 'EnvironmentNotReady')).toEqual([]);
    expect(await rowOf(body.name)).toMatchObject([{ state: 'ACTIVE' }]);
  });

  test('more of them at once than there are connections do not wait for each other for ever', async () => {
    const pool = createPool(database.url, () => undefined, 2);
    const parts = partsOf(createControlDatabase(pool));
    const platform = { ...parts.platform, inTurn: createTurns() };
    const answers = await Promise.all(Array.from({ length: 4 }, () => provisionTenant({ ...parts, platform }, request(unique()))));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    await pool.end();
  });

  test('the superadmin of one tenant becomes that of a second one with the password that he has', async () => {
    const email = `${unique()}@both.example`;
    const [first, second] = [await oms.call('POST', '/tenants', { body: { name: unique(), admin: { email, name: 'Kim Both' } } }), await oms.call('POST', '/tenants', { body: { name: unique(), admin: { email, name: 'Kim Both' } } })];
    expect([first.body['admin'], second.body['admin']]).toEqual([{ email, one_time_password: expect.any(String) }, { email, one_time_password: null }]);
  });

  test('may have a sandbox: another database, the same people, a key of its own', async () => {
    const name = unique();
    const made = await oms.call('POST', '/tenants', { body: { name, admin: ADMIN } });
    const { id } = made.body['tenant'] as { id: string };
    const sandbox = await oms.call('POST', `/tenants/${id}/environments`, { body: { name: `${name}-sandbox` } });
    expect(sandbox).toMatchObject({ status: 201, body: { tenant: { environments: [{ name }, { name: `${name}-sandbox` }] }, admin: null } });
    const me = (environment: string, key: unknown): Promise<{ readonly status: number }> => oms.call('GET', '/auth/me', { key: String(key), headers: { 'x-oms-environment': environment } });
    expect([(await me(`${name}-sandbox`, sandbox.body['api_key'])).status, (await me(name, sandbox.body['api_key'])).status]).toEqual([200, 401]);
    expect(await oms.call('POST', '/tenants/ten_nobody/environments', { body: { name: unique() } })).toMatchObject({ status: 404, body: { code: 'UnknownTenant' } });
  });

  test('cannot take the environment of another, nor come back under another environment', async () => {
    const name = unique();
    await oms.call('POST', '/tenants', { body: { name, admin: ADMIN } });
    expect(await oms.call('POST', '/tenants', { body: { name: unique(), environment: name, admin: ADMIN } })).toMatchObject({ status: 409, body: { code: 'EnvironmentNameTaken' } });
    expect(await oms.call('POST', '/tenants', { body: { name, environment: unique(), admin: ADMIN } })).toMatchObject({ status: 409, body: { code: 'EnvironmentNameTaken' } });
    expect(await oms.call('POST', '/tenants', { body: { name: unique(), environment: 'main', admin: ADMIN } })).toMatchObject({ status: 409, body: { code: 'EnvironmentNameTaken' } });
    // A name of which nothing is left.
    expect(await oms.call('POST', '/tenants', { body: { name: '北', admin: ADMIN } })).toMatchObject({ status: 400, body: { code: 'BadRequest' } });
  });
});

describe('a tenant whose making breaks off', () => {
  test.each(PROVISIONING_STEPS)('killed behind "%s": the same call again finishes it', async (last: ProvisioningStep) => {
    const name = unique();
    // A pool of its own: a killed process loses its connections, and with them its lock.
    const pool = createPool(database.url, () => undefined, 5);
    const control = createControlDatabase(pool);
    const reached = Promise.withResolvers<void>();
    const dead = provisionTenant(partsOf(control), request(name), async (step) => { if (step === last) { reached.resolve(); await new Promise(() => undefined); } });
    dead.catch(() => undefined);
    await reached.promise;
    expect(await rowOf(name)).toMatchObject([{ state: last === 'active' ? 'ACTIVE' : 'PROVISIONING' }]);
    // While it works nobody else does.
    const meanwhile = await provisionTenant(partsOf(createControlDatabase(database.pool)), request(name));
    expect(meanwhile).toMatchObject({ ok: false, error: { code: 'EnvironmentNotReady' } });
    await database.pool.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 20547 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    const again = await vi.waitUntil(async () => { const result = await provisionTenant(partsOf(createControlDatabase(database.pool)), request(name)); return result.ok ? result.value : null; }, WAIT);
    // Behind the last step it was finished, and its secrets were in the answer that nobody got.
    const hasSecrets = last !== 'active';
    expect([again.environment.state, again.apiKey !== null, again.oneTimePassword !== null]).toEqual(['ACTIVE', hasSecrets, hasSecrets]);
    const [row] = await rowOf(name);
    const tenant = createPool(database.url.replace(/[^/]+$/, row?.database_name ?? ''), () => undefined, 1);
    expect((await tenant.query("SELECT (SELECT count(*)::int FROM api_keys WHERE revoked_at IS NULL) AS keys, (SELECT count(*)::int FROM brands) AS brands")).rows).toEqual([{ keys: 1, brands: 1 }]);
    await tenant.end();
  });

  test('refused by the server, it says what to do, keeps the reason, and goes on when that is done', async () => {
    const name = unique();
    const role = `poor_${name}`;
    const admin = createPool(database.superuserUrl, () => undefined, 1);
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'poor' IN ROLE packbench_oms`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'poor'];
    const pool = createPool(url.href, () => undefined, 3);
    const parts = partsOf(createControlDatabase(pool));
    const refused = await provisionTenant(parts, request(name));
    expect(refused).toMatchObject({ ok: false, error: { code: 'ProvisioningFailed', message: expect.stringContaining(`ALTER ROLE "${role}" CREATEDB`) } });
    expect(await rowOf(name)).toMatchObject([{ state: 'FAILED', failure: expect.stringContaining('CREATEDB') }]);
    expect(await oms.call('GET', '/orders/', { headers: { 'x-oms-environment': name } })).toMatchObject({ status: 503, body: { code: 'EnvironmentNotReady' } });
    await admin.query(`ALTER ROLE ${role} CREATEDB`);
    expect(await provisionTenant({ ...parts, platform: { ...parts.platform, firstUrl: url.href } }, request(name))).toMatchObject({ ok: true });
    expect(await rowOf(name)).toMatchObject([{ state: 'ACTIVE', failure: null }]);
    await pool.end();
    await admin.end();
  });
});

test.each([['Müller & Söhne', 'muller-sohne'], ['  7 Seas, Ltd. ', 'seas-ltd'], ['A', null], ['北京', null], ['x'.repeat(60), 'x'.repeat(41)], ['ab--', 'ab']])('the environment of the tenant "%s" is %s', (name, expected) => {
  expect(nameEnvironment(name)).toBe(expected);
});
