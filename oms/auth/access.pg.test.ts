/** Every route asks who is there: nobody comes in without a key or a login, and with one only as far as its scopes reach. */
import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expandGrants, SCOPES } from '../../domain/access/scopes.ts';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import type { TestClock } from '../../test/support/services.ts';
import { addPerson, tokenFor } from '../../test/support/people-world.ts';
import { OPEN_ROUTES } from '../http/guard-routes.ts';
import { insertApiKey } from './api-key-store.ts';
import { hashToken } from './bearer-token.ts';

type Operation = { readonly security?: readonly { readonly bearer?: readonly string[] }[] };
type Route = { readonly name: string; readonly method: 'GET'; readonly url: string; readonly scope: string | null };

let world: ApiWorld;
let routes: readonly Route[];
beforeAll(async () => {
  world = await createApiWorld();
  await world.app.ready();
  const { paths = {} } = world.app.swagger();
  routes = Object.entries(paths).flatMap(([path, operations]) => Object.entries(operations as Record<string, Operation>).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, method: method.toUpperCase() as 'GET', url: path.replaceAll(/\{\w+\}/g, 'x'), scope: operation.security?.[0]?.bearer?.[0] ?? null,
  })));
});
afterAll(() => world.close());

const ask = async (route: Route, token: string | null) => {
  const response = await world.app.inject({ method: route.method, url: route.url, headers: token === null ? {} : { authorization: `Bearer ${token}` } });
  return { name: route.name, status: response.statusCode, code: response.json<{ code: string }>().code };
};
const guarded = (): readonly Route[] => routes.filter((route) => route.scope !== null);

describe('each route', () => {
  test('declares its scope, or is on the short list of open ones', () => {
    expect(routes.length).toBeGreaterThan(60);
    expect(routes.filter((route) => route.scope === null && !(route.name in OPEN_ROUTES)).map((route) => route.name)).toEqual([]);
    expect(Object.keys(OPEN_ROUTES).filter((name) => !routes.some((route) => route.name === name && route.scope === null))).toEqual([]);
    expect(guarded().filter((route) => route.scope !== 'signed-in' && !SCOPES.some((scope) => scope === route.scope))).toEqual([]);
  });

  test('turns away who shows nothing, before it reads the body', async () => {
    const answers = await Promise.all(guarded().map((route) => ask(route, null)));
    expect(answers).toEqual(guarded().map(({ name }) => ({ name, status: 401, code: 'Unauthorized' })));
  });

  test('turns away a HEAD as it turns away the GET', async () => {
    const statuses = await Promise.all(guarded().filter((route) => route.method === 'GET').map(async (route) => (await world.app.inject({ method: 'HEAD', url: route.url })).statusCode));
    expect(new Set(statuses)).toEqual(new Set([401]));
  });

  test('turns away a key that may do everything else', async () => {
    for (const scope of new Set(guarded().map((route) => route.scope))) {
      if (scope === null || scope === 'signed-in') continue;
      const token = `pbk_all-but-${scope}`;
      await insertApiKey(world.db, { keyId: `key_${scope}`, name: 'all but one', sha256: hashToken(token), scopes: [...expandGrants(['*', 'tenants:*'])].filter((other) => other !== scope) });
      const asked = guarded().filter((route) => route.scope === scope);
      expect(await Promise.all(asked.map((route) => ask(route, token)))).toEqual(asked.map(({ name }) => ({ name, status: 403, code: 'ScopeMissing' })));
    }
  });

  test('turns away a person of another tenant', async () => {
    const { control } = world.services;
    await control.insertInto('control.tenants').values({ tenant_id: 'ten_other', name: 'Another company' }).execute();
    const stranger = await addPerson(world.services, 'boss@another.example', { role: 'SUPERADMIN', tenantId: 'ten_other' });
    expect(await Promise.all(guarded().map((route) => ask(route, stranger.token)))).toEqual(guarded().map(({ name }) => ({ name, status: 403, code: 'NotAMember' })));
  });
});

describe('a login', () => {
  const read = (token: string) => world.call('GET', '/nodes/', undefined, token);

  test('opens what its role may do, and says who may do the rest', async () => {
    const user = await addPerson(world.services, 'user@packbench.example');
    expect((await read(user.token)).status).toBe(200);
    expect(await world.call('DELETE', '/nodes/x', undefined, user.token)).toMatchObject({ status: 403, body: { code: 'ScopeMissing', detail: expect.stringContaining('begins with SUPERADMIN') } });
  });

  test('is worth what the membership says now, not what the token says', async () => {
    const { control } = world.services;
    const person = await addPerson(world.services, 'rises@packbench.example', { floorRole: 'packer' });
    const create = () => world.call('POST', '/orders/', {}, person.token);
    expect((await create()).status).toBe(403);
    await control.updateTable('control.memberships').set({ floor_role: null }).where('user_id', '=', person.userId).execute();
    expect((await create()).status).toBe(400);
    await control.updateTable('control.memberships').set({ disabled_at: new Date() }).where('user_id', '=', person.userId).execute();
    expect(await create()).toMatchObject({ status: 403, body: { code: 'NotAMember' } });
  });

  test('ends at once with the account, a new password or a logout', async () => {
    const { control } = world.services;
    const person = await addPerson(world.services, 'leaves@packbench.example');
    expect((await read(await tokenFor(world.services, person.userId, 2))).status).toBe(401);
    await control.updateTable('control.users').set({ token_version: 2 }).where('user_id', '=', person.userId).execute();
    expect((await read(person.token)).status).toBe(401);
    const second = await tokenFor(world.services, person.userId, 2);
    expect((await read(second)).status).toBe(200);
    await control.updateTable('control.users').set({ disabled_at: new Date() }).where('user_id', '=', person.userId).execute();
    expect(await read(second)).toMatchObject({ status: 401, body: { code: 'Unauthorized' } });
  });

  test('by a one-time password opens nothing but the choice of another', async () => {
    const person = await addPerson(world.services, 'new@packbench.example', { role: 'SUPERADMIN', mustChangePassword: true });
    expect(await read(person.token)).toMatchObject({ status: 403, body: { code: 'PasswordChangeNeeded' } });
  });
});

describe('a forged token', () => {
  test('is never accepted, whichever part was changed', async () => {
    const owner = await addPerson(world.services, 'owner@packbench.example', { isPlatformOwner: true });
    const parts = owner.token.split('.');
    const part = fc.integer({ min: 0, max: 2 });
    await fc.assert(fc.asyncProperty(part, fc.nat(), fc.integer({ min: 1, max: 63 }), async (index, at, by) => {
      const bytes = Buffer.from(parts[index] ?? '', 'base64url');
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ by;
      const forged = parts.map((text, position) => (position === index ? bytes.toString('base64url') : text)).join('.');
      expect(await world.services.tokens.read(forged)).toBeNull();
    }), { numRuns: 300 });
  });

  test.each(['{}', '', 'a.b.c', 'pbk_', 'null'])('that is no token at all is refused: %j', async (token) => {
    expect(await world.services.tokens.read(token)).toBeNull();
  });

  test('without a signature, under another key or another issuer is refused', async () => {
    const owner = await addPerson(world.services, 'second-owner@packbench.example', { isPlatformOwner: true });
    const claims = { org_id: world.services.environment.tenantId, roles: ['PLATFORM_OWNER'], ver: 1, sub: owner.userId, jti: 'forged', iss: 'packbench', exp: 4_102_444_800 };
    const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32));
    for (const token of [new UnsecuredJWT(claims).encode(), foreign]) expect((await world.call('GET', '/nodes/', undefined, token)).status).toBe(401);
  });

  test('of yesterday is told to log in again', async () => {
    const person = await addPerson(world.services, 'sleeper@packbench.example');
    (world.services.clock as TestClock).advance(24 * 3_600_000 + 1_000);
    expect(await world.call('GET', '/nodes/', undefined, person.token)).toMatchObject({ status: 401, body: { detail: expect.stringContaining('Log in again') } });
  });
});

describe('an API key', () => {
  test('ends at its time, and notes its use once a minute', async () => {
    const nowMs = world.services.clock.nowMs();
    await insertApiKey(world.db, { keyId: 'key_short', name: 'short', sha256: hashToken('pbk_short'), scopes: ['nodes:read'], expiresAt: new Date(nowMs + 90_000) });
    const lastUse = async () => (await world.db.selectFrom('api_keys').select('last_used_at').where('key_id', '=', 'key_short').executeTakeFirstOrThrow()).last_used_at?.getTime() ?? null;
    const clock = world.services.clock as TestClock;
    const use = async () => (await world.call('GET', '/nodes/', undefined, 'pbk_short')).status;
    expect([await lastUse(), await use(), await lastUse()]).toEqual([null, 200, nowMs]);
    clock.advance(59_000);
    expect([await use(), await lastUse()]).toEqual([200, nowMs]);
    clock.advance(2_000);
    expect([await use(), await lastUse()]).toEqual([200, nowMs + 61_000]);
    clock.advance(29_000);
    expect(await use()).toBe(401);
  });
});
