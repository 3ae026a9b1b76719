/** Logging in and out: what is told, what is not, and how long a stranger may guess. */
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import type { TestClock } from '../../test/support/services.ts';
import { addPerson, type PersonOptions } from '../../test/support/people-world.ts';
import { LOGIN_TRIES } from '../../domain/access/login-brake.ts';
import { buildApp } from '../app.ts';
import { hashPassword, isPasswordOf } from './password-hash.ts';

const PASSWORD = 'correct horse battery';
let world: ApiWorld;
let passwordHash: string;
beforeAll(async () => {
  world = await createApiWorld();
  passwordHash = await hashPassword(PASSWORD, world.services.random);
});
afterAll(() => world.close());

const person = (email: string, options: PersonOptions = {}) => addPerson(world.services, email, { passwordHash, ...options });
const logIn = async (email: string, password: string) => {
  const response = await world.app.inject({ method: 'POST', url: '/auth/login', payload: { email, password } });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>(), retryAfter: response.headers['retry-after'] ?? null };
};
const tokenOf = async (email: string, password = PASSWORD): Promise<string> => String((await logIn(email, password)).body['access_token']);
const advance = (ms: number): void => (world.services.clock as TestClock).advance(ms);

describe('a login', () => {
  test('gives a token of a day that opens what the role may do, however the address is written', async () => {
    await person('anna@packbench.example');
    const answer = await logIn('  Anna@Packbench.EXAMPLE ', PASSWORD);
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 86_400, must_change_password: false, user: { email: 'anna@packbench.example', role: 'USER' } } });
    const claims = await world.services.tokens.read(String(answer.body['access_token']));
    expect(claims).toMatchObject({ org_id: world.services.environment.tenantId, roles: ['USER'], ver: 1, jti: expect.stringMatching(/^jti_/) });
    expect(await world.call('GET', '/auth/me', undefined, String(answer.body['access_token']))).toMatchObject({ status: 200, body: { kind: 'person', email: 'anna@packbench.example', role: 'USER', environment: 'main' } });
  });

  test('tells nobody whether the e-mail, the password or the account was wrong', async () => {
    const off = await person('off@packbench.example');
    await world.services.control.updateTable('control.users').set({ disabled_at: new Date() }).where('user_id', '=', off.userId).execute();
    await person('known@packbench.example');
    const answers = [await logIn('known@packbench.example', 'wrong'), await logIn('nobody@packbench.example', 'wrong'), await logIn('off@packbench.example', PASSWORD)];
    expect(new Set(answers.map(({ status, body }) => JSON.stringify({ status, code: body['code'], detail: body['detail'] }))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'LoginRefused' } });
  });

  test('of a stranger to this tenant says so, to the right password only', async () => {
    await person('abroad@packbench.example', { role: null });
    expect(await logIn('abroad@packbench.example', PASSWORD)).toMatchObject({ status: 403, body: { code: 'NotAMember' } });
    expect(await logIn('abroad@packbench.example', 'wrong')).toMatchObject({ status: 401, body: { code: 'LoginRefused' } });
  });

  test.each(['guessed@packbench.example', 'nobody-at-all@packbench.example'])('is braked after ten tries, whether or not there is such a person: %s', async (email) => {
    await person('guessed@packbench.example').catch(() => undefined);
    const statuses = await Promise.all(Array.from({ length: LOGIN_TRIES + 5 }, async () => (await logIn(email, 'wrong')).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: LOGIN_TRIES }, () => 401), ...Array.from({ length: 5 }, () => 429)]);
    expect(await logIn(email, PASSWORD)).toMatchObject({ status: 429, retryAfter: '900', body: { code: 'LoginLocked', detail: expect.stringContaining('15 minutes') } });
  });

  test('is possible again when the lock has ended, and then forgets the wrong tries', async () => {
    await person('patient@packbench.example');
    for (let tried = 0; tried < LOGIN_TRIES; tried += 1) await logIn('patient@packbench.example', 'wrong');
    expect((await logIn('patient@packbench.example', PASSWORD)).status).toBe(429);
    advance(15 * 60_000);
    expect((await logIn('patient@packbench.example', PASSWORD)).status).toBe(200);
    for (let round = 0; round < 2; round += 1) {
      for (let tried = 1; tried < LOGIN_TRIES; tried += 1) await logIn('patient@packbench.example', 'wrong');
      expect((await logIn('patient@packbench.example', PASSWORD)).status).toBe(200);
    }
  });
});

describe('a logout', () => {
  test('kills this token and no other', async () => {
    await person('two-places@packbench.example');
    const [desk, phone] = [await tokenOf('two-places@packbench.example'), await tokenOf('two-places@packbench.example')];
    expect((await world.call('POST', '/auth/logout', undefined, desk)).status).toBe(204);
    expect((await world.call('GET', '/auth/me', undefined, desk)).status).toBe(401);
    expect((await world.call('GET', '/auth/me', undefined, phone)).status).toBe(200);
  });
});

describe('a password', () => {
  test('that was given once opens nothing until its owner has chosen another', async () => {
    await person('new@packbench.example', { mustChangePassword: true });
    const first = await logIn('new@packbench.example', PASSWORD);
    expect(first.body).toMatchObject({ must_change_password: true });
    const token = String(first.body['access_token']);
    expect(await world.call('GET', '/orders/', undefined, token)).toMatchObject({ status: 403, body: { code: 'PasswordChangeNeeded' } });
    const changed = await world.call('POST', '/auth/password', { current_password: PASSWORD, new_password: 'four words of one own' }, token);
    expect(changed.status).toBe(200);
    expect((await world.call('GET', '/orders/', undefined, changed.body.access_token)).status).toBe(200);
    expect((await world.call('GET', '/orders/', undefined, token)).status).toBe(401);
    expect((await logIn('new@packbench.example', PASSWORD)).status).toBe(401);
    expect((await logIn('new@packbench.example', 'four words of one own')).status).toBe(200);
  });

  test('is changed by who knows it, into a good one', async () => {
    await person('careful@packbench.example');
    const token = await tokenOf('careful@packbench.example');
    const change = (current: string, next: string) => world.call('POST', '/auth/password', { current_password: current, new_password: next }, token);
    expect(await change('not this', 'four words of one own')).toMatchObject({ status: 403, body: { code: 'WrongPassword' } });
    expect(await change(PASSWORD, 'short')).toMatchObject({ status: 422, body: { code: 'WeakPassword', detail: expect.stringContaining('12') } });
    expect(await change(PASSWORD, PASSWORD)).toMatchObject({ status: 422, body: { code: 'WeakPassword' } });
  });

  test('is not an API key\'s to change', async () => {
    expect((await world.call('POST', '/auth/password', { current_password: 'x', new_password: 'y' })).status).toBe(400);
  });

  test('at rest is never the same twice, and a broken hash opens nothing', async () => {
    const again = await hashPassword(PASSWORD, world.services.random);
    expect(again).not.toBe(passwordHash);
    expect(await Promise.all([again, passwordHash, again.slice(0, -1), '', 'plain:correct horse battery', null].map((stored) => isPasswordOf(stored, PASSWORD)))).toEqual([true, true, false, false, false, false]);
    // é as one code point and as two.
    expect(await isPasswordOf(await hashPassword('caf\u00e9 au lait noir', world.services.random), 'cafe\u0301 au lait noir')).toBe(true);
  });
});

describe('rate limits', () => {
  const limitedApp = async (limits: Partial<Record<'rateLimitApi' | 'rateLimitStation' | 'rateLimitOpen' | 'rateLimitLogin', number>>) => buildApp({ ...world.services, config: { ...world.services.config, ...limits } });

  test('of one caller do not touch another', async () => {
    const app = await limitedApp({ rateLimitApi: 3 });
    const ask = async (token: string) => app.inject({ url: '/nodes/', headers: { authorization: `Bearer ${token}` } });
    const [anna, ben] = [await person('busy@packbench.example'), await person('calm@packbench.example')];
    const statuses = [];
    for (let asked = 0; asked < 4; asked += 1) statuses.push((await ask(anna.token)).statusCode);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await ask(anna.token);
    expect(refused.headers).toMatchObject({ 'retry-after': expect.stringMatching(/^\d+$/), 'content-type': expect.stringContaining('application/problem+json') });
    expect(refused.json()).toMatchObject({ status: 429, code: 'RateLimited' });
    expect((await ask(ben.token)).statusCode).toBe(200);
    await app.close();
  });

  test('of people never starve a station, and each station has its own', async () => {
    const app = await limitedApp({ rateLimitApi: 1, rateLimitOpen: 1, rateLimitStation: 5 });
    const hello = async (token: string) => (await app.inject({ method: 'POST', url: '/sync/release', headers: { authorization: `Bearer ${token}` }, payload: { orderId: 'ord_x', fence: 1 } })).statusCode;
    const statuses = [];
    for (let asked = 0; asked < 6; asked += 1) statuses.push(await hello('station-a'));
    // The tokens are unknown, which is told after the limit was looked at.
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await hello('station-b')).toBe(401);
    await app.close();
  });

  test('count a request before its body is looked at', async () => {
    const app = await limitedApp({ rateLimitApi: 1 });
    const { token } = await person('careless@packbench.example');
    const send = async () => (await app.inject({ method: 'POST', url: '/orders/', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, payload: '{broken' })).statusCode;
    expect([await send(), await send()]).toEqual([400, 429]);
    await app.close();
  });

  test('of logins hold for an e-mail from one address, and more widely for the address', async () => {
    const app = await limitedApp({ rateLimitLogin: 2 });
    const tryLogin = async (email: string) => (await app.inject({ method: 'POST', url: '/auth/login', payload: { email, password: 'wrong' } })).statusCode;
    expect([await tryLogin('a@limits.example'), await tryLogin('a@limits.example'), await tryLogin('A@limits.example ')]).toEqual([401, 401, 429]);
    const statuses = [];
    for (let asked = 0; asked < 12; asked += 1) statuses.push(await tryLogin(`spray-${asked}@limits.example`));
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    expect(statuses.at(-1)).toBe(429);
    await app.close();
  });
});
