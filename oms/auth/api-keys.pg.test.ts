/** API keys: made with no more than their maker has, shown once, ended at once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { addPerson } from '../../test/support/people-world.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(() => world.close());

const make = (body: object, token?: string) => world.call('POST', '/auth/api-keys', body, token);

describe('an API key', () => {
  test('is shown once and opens its scopes, nothing else', async () => {
    const made = await make({ name: 'shop import', scopes: ['orders:*', 'search:read'] });
    expect(made).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^key_/), api_key: expect.stringMatching(/^pbk_[\w-]{43}$/) } });
    const key: string = made.body.api_key;
    expect(await Promise.all(['/orders/', '/nodes/', '/auth/api-keys'].map(async (url) => (await world.call('GET', url, undefined, key)).status))).toEqual([200, 403, 403]);
    const listed = (await world.call('GET', '/auth/api-keys')).body;
    expect(listed[0]).toMatchObject({ id: made.body.id, name: 'shop import', hint: key.slice(-4), scopes: ['orders:*', 'search:read'], created_by: 'key_test', revoked_at: null });
    expect(JSON.stringify(listed)).not.toContain(key);
    const { rows } = await world.pool.query('SELECT * FROM api_keys WHERE key_id = $1', [made.body.id]);
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  test('never gets a scope that its maker lacks, through however many hands it goes', async () => {
    const boss = await addPerson(world.services, 'boss@packbench.example', { role: 'SUPERADMIN' });
    expect((await make({ name: 'all', scopes: ['*'] }, boss.token)).status).toBe(201);
    expect(await make({ name: 'platform', scopes: ['tenants:read'] }, boss.token)).toMatchObject({ status: 403, body: { code: 'ScopeNotYours' } });
    const small: string = (await make({ name: 'people only', scopes: ['people:*'] }, boss.token)).body.api_key;
    expect(await make({ name: 'again', scopes: ['people:write', 'orders:read'] }, small)).toMatchObject({ status: 403, body: { code: 'ScopeNotYours' } });
    expect((await make({ name: 'again', scopes: ['people:read'] }, small)).status).toBe(201);
  });

  test('with a scope that does not exist, or that has ended before it begins, is refused', async () => {
    expect(await make({ name: 'x', scopes: ['order:read'] })).toMatchObject({ status: 400, body: { code: 'BadRequest', detail: expect.stringContaining('orders:read') } });
    expect((await make({ name: 'x', scopes: [] })).status).toBe(400);
    expect(await make({ name: 'x', scopes: ['orders:read'], expires_at: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 400, body: { detail: expect.stringContaining('expires_at') } });
  });

  test('is dead at once when it is revoked, and nobody with less revokes it', async () => {
    const made = (await make({ name: 'short-lived', scopes: ['*'] })).body;
    const small: string = (await make({ name: 'small', scopes: ['people:*'] })).body.api_key;
    expect(await world.call('DELETE', `/auth/api-keys/${made.id}`, undefined, small)).toMatchObject({ status: 403, body: { code: 'ScopeNotYours' } });
    expect((await world.call('DELETE', `/auth/api-keys/${made.id}`)).status).toBe(204);
    expect((await world.call('DELETE', `/auth/api-keys/${made.id}`)).status).toBe(204);
    expect((await world.call('GET', '/orders/', undefined, made.api_key)).status).toBe(401);
    expect(await world.call('DELETE', '/auth/api-keys/key_nothing')).toMatchObject({ status: 404, body: { code: 'UnknownApiKey' } });
    const events = await world.db.selectFrom('access_events').select(['event_type', 'actor']).where('subject_id', '=', made.id).orderBy('event_type').execute();
    expect(events).toEqual([{ event_type: 'api_key_made', actor: 'key_test' }, { event_type: 'api_key_revoked', actor: 'key_test' }]);
  });

  test('what was written about it is never changed', async () => {
    await expect(world.db.updateTable('access_events').set({ actor: 'nobody' }).execute()).rejects.toThrow('permission denied');
  });
});
