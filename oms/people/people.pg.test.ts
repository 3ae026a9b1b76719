/** The tenant's people: nobody rises above the one who did it, nobody is left without a superadmin, and who goes is gone at once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import type { TestClock } from '../../test/support/services.ts';
import { addPerson, tokenFor, type TestPerson } from '../../test/support/people-world.ts';

let world: ApiWorld;
let boss: TestPerson;
let owner: TestPerson;
beforeAll(async () => {
  world = await createApiWorld();
  boss = await addPerson(world.services, 'boss@packbench.example', { role: 'SUPERADMIN' });
  owner = await addPerson(world.services, 'owner@packbench.example', { role: 'SUPERADMIN', isPlatformOwner: true });
});
afterAll(() => world.close());

/** Rows of one millisecond have no order. */
const tick = (): void => (world.services.clock as TestClock).advance(1);
const asBoss = (method: 'GET' | 'POST' | 'PATCH', url: string, body?: object) => world.call(method, url, body, boss.token);

describe('a new person', () => {
  test('logs in with the one-time password of the answer, chooses one, and is a member', async () => {
    const added = await asBoss('POST', '/users', { email: 'Nora@Packbench.example', name: 'Nora', role: 'USER', floor_role: 'lead' });
    expect(added).toMatchObject({ status: 201, body: { user: { email: 'nora@packbench.example', role: 'USER', floor_role: 'lead', must_change_password: true, is_active: true }, one_time_password: expect.stringMatching(/^[\w-]{20}$/) } });
    const logIn = await world.app.inject({ method: 'POST', url: '/auth/login', payload: { email: 'nora@packbench.example', password: added.body.one_time_password } });
    expect(logIn.json()).toMatchObject({ must_change_password: true, user: { role: 'lead' } });
    expect(await asBoss('POST', '/users', { email: 'nora@packbench.example', name: 'Nora' })).toMatchObject({ status: 409, body: { code: 'AlreadyMember' } });
    expect((await asBoss('GET', `/users/${added.body.user.id}`)).body.events).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'account_made', actor: boss.userId }), expect.objectContaining({ type: 'member_added', detail: { role: 'USER', floor_role: 'lead' } })]));
  });

  test('who has an account with another tenant keeps their password', async () => {
    const abroad = await addPerson(world.services, 'abroad@another.example', { role: null });
    const added = await asBoss('POST', '/users', { email: abroad.email, name: 'Ignored' });
    expect(added).toMatchObject({ status: 201, body: { user: { id: abroad.userId, name: 'abroad' }, one_time_password: null } });
    expect((await world.call('GET', '/auth/me', undefined, abroad.token)).status).toBe(200);
  });
});

describe('roles', () => {
  test('are given by who has them: people:write alone makes no superadmin', async () => {
    const key: string = (await asBoss('POST', '/auth/api-keys', { name: 'clerk', scopes: ['people:*', 'orders:*', 'inventory:*', 'labels:*', 'nodes:read', 'stations:read', 'search:read'] })).body.api_key;
    const clerk = await addPerson(world.services, 'clerk@packbench.example', { floorRole: 'packer' });
    expect(await world.call('POST', '/users', { email: 'x@packbench.example', name: 'x', role: 'SUPERADMIN' }, key)).toMatchObject({ status: 403, body: { code: 'AboveYou' } });
    expect(await world.call('PATCH', `/users/${clerk.userId}`, { role: 'SUPERADMIN' }, key)).toMatchObject({ status: 403, body: { code: 'AboveYou' } });
    expect(await world.call('PATCH', `/users/${boss.userId}`, { is_active: false }, key)).toMatchObject({ status: 403, body: { code: 'AboveYou' } });
    expect((await world.call('PATCH', `/users/${clerk.userId}`, { is_active: false }, key)).status).toBe(200);
  });

  test('of the platform are out of a superadmin\'s reach', async () => {
    expect(await asBoss('PATCH', `/users/${owner.userId}`, { role: 'USER' })).toMatchObject({ status: 403, body: { code: 'AboveYou' } });
    expect(await asBoss('POST', `/users/${owner.userId}/one-time-password`)).toMatchObject({ status: 403, body: { code: 'AboveYou' } });
  });

  test('of everybody below a superadmin do not reach these calls at all', async () => {
    const user = await addPerson(world.services, 'user@packbench.example');
    expect(await world.call('POST', '/users', { email: 'y@packbench.example', name: 'y' }, user.token)).toMatchObject({ status: 403, body: { code: 'ScopeMissing' } });
    expect((await world.call('GET', '/users', undefined, user.token)).status).toBe(403);
  });

  test('count from the next request on', async () => {
    const user = await addPerson(world.services, 'promoted@packbench.example');
    expect((await world.call('GET', '/connectors/', undefined, user.token)).status).toBe(403);
    await asBoss('PATCH', `/users/${user.userId}`, { role: 'SUPERADMIN' });
    expect((await world.call('GET', '/connectors/', undefined, user.token)).status).toBe(200);
    tick();
    await asBoss('PATCH', `/users/${user.userId}`, { is_active: false });
    expect(await world.call('GET', '/connectors/', undefined, user.token)).toMatchObject({ status: 403, body: { code: 'NotAMember' } });
    tick();
    await asBoss('PATCH', `/users/${user.userId}`, { is_active: true, role: 'USER' });
    expect((await asBoss('GET', `/users/${user.userId}`)).body.events.map((event: { detail: unknown }) => event.detail)).toEqual([
      { role: 'USER', role_before: 'SUPERADMIN', is_active: true }, { is_active: false }, { role: 'SUPERADMIN', role_before: 'USER' },
    ]);
  });
});

describe('the trail of access', () => {
  test('tells of people, keys and operators together, and of one alone', async () => {
    tick();
    const user = (await asBoss('POST', '/users', { email: 'traced@packbench.example', name: 'Traced' })).body.user;
    tick();
    const key = (await asBoss('POST', '/auth/api-keys', { name: 'traced', scopes: ['orders:read'] })).body;
    tick();
    const { operator } = (await asBoss('POST', '/operators', { name: 'Traced', role: 'packer' })).body;
    const types = async (query: string) => (await asBoss('GET', `/auth/events?${query}`)).body.map((event: { type: string; actor: string; subject_id: string }) => [event.type, event.actor, event.subject_id]);
    expect((await types('limit=2'))).toEqual([['operator_added', boss.userId, operator.id], ['api_key_made', boss.userId, key.id]]);
    expect((await types(`subject_id=${user.id}`)).map(([type]: [string]) => type).toSorted()).toEqual(['account_made', 'member_added']);
    const [last] = (await asBoss('GET', '/auth/events?limit=1')).body;
    expect((await types(`limit=1&before=${last.id}`))).toEqual([['api_key_made', boss.userId, key.id]]);
  });
});

describe('a change whose line in the trail cannot be written', () => {
  test('does not happen', async () => {
    const user = await addPerson(world.services, 'untraced@packbench.example');
    await world.pool.query('REVOKE INSERT ON control.people_events FROM CURRENT_USER');
    const refused = [await asBoss('PATCH', `/users/${user.userId}`, { role: 'SUPERADMIN' }), await asBoss('POST', `/users/${user.userId}/one-time-password`), await asBoss('POST', '/users', { email: 'ghost@packbench.example', name: 'Ghost' })];
    await world.pool.query('GRANT INSERT ON control.people_events TO CURRENT_USER');
    expect(refused.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect((await asBoss('GET', `/users/${user.userId}`)).body).toMatchObject({ role: 'USER', events: [] });
    expect((await world.call('GET', '/auth/me', undefined, user.token)).status).toBe(200);
    expect((await asBoss('GET', '/users')).body.map((one: { email: string }) => one.email)).not.toContain('ghost@packbench.example');
  });
});

describe('the last superadmin', () => {
  test('stays, even when two remove each other at the same moment', async () => {
    const { control, environment } = world.services;
    await control.updateTable('control.memberships').set({ disabled_at: new Date() }).where('tenant_id', '=', environment.tenantId).where('user_id', 'not in', [boss.userId, owner.userId]).execute();
    const off = (userId: string, token: string) => world.call('PATCH', `/users/${userId}`, { is_active: false }, token);
    const answers = await Promise.all([off(boss.userId, owner.token), world.call('PATCH', `/users/${owner.userId}`, { role: 'USER' }, owner.token)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'LastSuperadmin' });
    await control.updateTable('control.memberships').set({ disabled_at: null, role: 'SUPERADMIN' }).where('user_id', 'in', [boss.userId, owner.userId]).execute();
  });
});

describe('an account', () => {
  const asOwner = (method: 'GET' | 'PATCH', url: string, body?: object) => world.call(method, url, body, owner.token);

  test('is switched off everywhere by the owner of the platform alone, and its logins with it', async () => {
    const person = await addPerson(world.services, 'everywhere@packbench.example', { role: 'SUPERADMIN' });
    expect(await asBoss('PATCH', `/accounts/${person.userId}`, { is_active: false })).toMatchObject({ status: 403, body: { code: 'ScopeMissing' } });
    expect(await asOwner('PATCH', `/accounts/${person.userId}`, { is_active: false })).toMatchObject({ status: 200, body: { is_active: false, tenants: [{ role: 'SUPERADMIN', is_active: true }] } });
    expect((await world.call('GET', '/auth/me', undefined, person.token)).status).toBe(401);
    // Also after it is on again: what was given out before is dead.
    await asOwner('PATCH', `/accounts/${person.userId}`, { is_active: true });
    expect((await world.call('GET', '/auth/me', undefined, person.token)).status).toBe(401);
    expect((await asOwner('GET', '/accounts?page_size=200')).body.items).toContainEqual(expect.objectContaining({ email: person.email, is_active: true }));
    expect((await asOwner('PATCH', '/accounts/usr_nobody', {})).status).toBe(404);
  });

  test('of the last owner of the platform stays one', async () => {
    const second = await addPerson(world.services, 'second-owner@packbench.example');
    expect(await asOwner('PATCH', `/accounts/${owner.userId}`, { is_platform_owner: false })).toMatchObject({ status: 409, body: { code: 'LastOwner' } });
    expect(await asOwner('PATCH', `/accounts/${owner.userId}`, { is_active: false })).toMatchObject({ status: 409, body: { code: 'LastOwner' } });
    const made = await asOwner('PATCH', `/accounts/${second.userId}`, { is_platform_owner: true });
    expect(made).toMatchObject({ status: 200, body: { is_platform_owner: true } });
    const token = await tokenFor(world.services, second.userId, 2);
    expect((await world.call('PATCH', `/accounts/${second.userId}`, { is_platform_owner: false }, token)).status).toBe(200);
    expect((await world.call('GET', '/accounts', undefined, await tokenFor(world.services, second.userId, 3))).status).toBe(403);
  });
});

describe('a forgotten password', () => {
  test('is replaced by a one-time one, which ends every login and lifts a lock', async () => {
    const user = await addPerson(world.services, 'forgot@packbench.example');
    const logIn = (password: string) => world.app.inject({ method: 'POST', url: '/auth/login', payload: { email: user.email, password } });
    for (let tried = 0; tried < 10; tried += 1) await logIn('wrong');
    expect((await logIn('wrong')).statusCode).toBe(429);
    expect((await asBoss('GET', `/users/${user.userId}`)).body.locked_until).toBe(new Date(world.services.clock.nowMs() + 15 * 60_000).toISOString());
    const given = await asBoss('POST', `/users/${user.userId}/one-time-password`);
    expect(given.status).toBe(200);
    expect((await world.call('GET', '/auth/me', undefined, user.token)).status).toBe(401);
    expect((await logIn(given.body.one_time_password)).statusCode).toBe(200);
    expect((await asBoss('GET', `/users/${user.userId}`)).body.locked_until).toBeNull();
    expect(await asBoss('POST', '/users/usr_nobody/one-time-password')).toMatchObject({ status: 404, body: { code: 'UnknownUser' } });
  });

  test('of somebody who belongs to another tenant, too, is not this tenant\'s to replace', async () => {
    await world.services.control.insertInto('control.tenants').values({ tenant_id: 'ten_other', name: 'Another company' }).execute();
    const both = await addPerson(world.services, 'both@packbench.example');
    await world.services.control.insertInto('control.memberships').values({ user_id: both.userId, tenant_id: 'ten_other', role: 'SUPERADMIN', floor_role: null }).execute();
    expect(await asBoss('POST', `/users/${both.userId}/one-time-password`)).toMatchObject({ status: 409, body: { code: 'MemberElsewhere' } });
    expect((await world.call('POST', `/users/${both.userId}/one-time-password`, undefined, owner.token)).status).toBe(200);
  });
});
