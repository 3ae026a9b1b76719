/** What every address of the OMS answers alike: refusals, headers, ids, readiness. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/support/postgres.ts';
import { createTestServices } from '../test/support/services.ts';
import { buildApp } from './app.ts';
import { ensureFirstApiKey } from './auth/first-api-key.ts';
import { createLog } from './create-log.ts';
import { createDatabase, createPool } from './db/connect.ts';
import type { OmsApp } from './http/oms-app.ts';
import type { ProblemCode } from './http/problem-codes.ts';

describe('every address', () => {
  let database: TestDatabase;
  let app: OmsApp;
  let folder: string;
  let key: Record<string, string>;
  const lines: Record<string, unknown>[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'packbench-app-'));
    const services = createTestServices(database.db, { log: createLog('debug', { write: (line) => { lines.push(JSON.parse(line) as Record<string, unknown>); } }) });
    key = { authorization: `Bearer ${await ensureFirstApiKey(database.db, folder, services.clock, services.random)}` };
    app = await buildApp(services);
    await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => { await app.close(); await database.close(); rmSync(folder, { recursive: true, force: true }); });

  const json = { 'content-type': 'application/json' };
  const refusals: [string, { method: 'GET' | 'POST' | 'DELETE'; url: string; headers?: Record<string, string>; payload?: string }, number, ProblemCode][] = [
    ['an unknown address', { method: 'GET', url: '/nowhere' }, 404, 'NotFound'],
    ['a known address by another method', { method: 'DELETE', url: '/orders/' }, 404, 'NotFound'],
    ['a broken escape in the address', { method: 'GET', url: '/orders/%zz' }, 400, 'BadRequest'],
    ['a name of 900 characters', { method: 'GET', url: `/orders/${'a'.repeat(900)}` }, 404, 'NotFound'],
    ['NUL in a name', { method: 'GET', url: '/orders/%00' }, 400, 'BadRequest'],
    ['no key', { method: 'GET', url: '/orders/', headers: { authorization: '' } }, 401, 'Unauthorized'],
    ['a wrong key', { method: 'GET', url: '/orders/', headers: { authorization: 'Bearer pbk_guessed' } }, 401, 'Unauthorized'],
    ['a body that is no JSON', { method: 'POST', url: '/orders/', headers: json, payload: '{' }, 400, 'NotJson'],
    ['200 000 open brackets', { method: 'POST', url: '/orders/', headers: json, payload: '['.repeat(200_000) }, 400, 'NotJson'],
    ['a body that reaches for the prototype', { method: 'POST', url: '/orders/', headers: json, payload: '{"__proto__":{"isAdmin":true}}' }, 400, 'NotJson'],
    ['an empty body', { method: 'POST', url: '/orders/', headers: json, payload: '' }, 400, 'BadRequest'],
    ['missing fields', { method: 'POST', url: '/orders/', headers: json, payload: '{}' }, 400, 'BadRequest'],
    ['a body of another kind', { method: 'POST', url: '/orders/', headers: { 'content-type': 'application/xml' }, payload: '<x/>' }, 415, 'UnsupportedMediaType'],
    ['a body over the limit', { method: 'POST', url: '/orders/', headers: json, payload: JSON.stringify({ customer_name: 'x'.repeat(2_200_000) }) }, 413, 'BodyTooLarge'],
  ];

  test.each(refusals)('refuses %s as a problem with a code and what to do', async (_what, request, status, code) => {
    const answer = await app.inject({ ...request, headers: { ...key, ...request.headers } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toEqual({ type: `urn:packbench:problem:${code}`, title: code, status, code, detail: expect.stringMatching(/\w{3}/), request_id: expect.stringMatching(/^[\w.:-]{1,100}$/) });
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toMatch(/node_modules|at Object|\.ts:/);
  });

  test('names every wrong field at once', async () => {
    const { detail } = (await app.inject({ method: 'POST', url: '/orders/', headers: { ...key, ...json }, payload: '{}' })).json<{ detail: string }>();
    for (const field of ['customer_name', 'line_items', 'shipping_address']) expect(detail).toContain(field);
  });

  test.each([
    ['GARBAGE\r\n\r\n', 400], [`GET / HTTP/1.1\r\nhost: a\r\nx-long: ${'a'.repeat(70_000)}\r\n\r\n`, 431],
  ])('answers what is no proper HTTP, and closes', async (text, status) => {
    const answer = await speak((app.server.address() as AddressInfo).port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*application/problem\\+json[\\s\\S]*"status":${status},"code":"BadRequest"`));
  });

  test('takes a caller\'s request id when it looks like one, and never lets it write into the log', async () => {
    const id = async (given: string): Promise<unknown> => (await app.inject({ method: 'GET', url: '/health', headers: { 'x-request-id': given } })).headers['x-request-id'];
    expect(await id('cmd_0190a1b2-7c00')).toBe('cmd_0190a1b2-7c00');
    expect(await id('{"level":60}')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await id('x'.repeat(5_000))).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('may be framed, sniffed, cached or scripted by nobody', async () => {
    for (const url of ['/health', '/nowhere', '/orders/']) {
      expect((await app.inject({ method: 'GET', url })).headers).toMatchObject({
        'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    }
    const page = await app.inject({ method: 'GET', url: '/docs/' });
    expect(page.headers['content-security-policy']).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
    expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });

  test('is logged by its pattern, without ids and searched names', async () => {
    lines.length = 0;
    await app.inject({ method: 'GET', url: '/orders/ord_of_someone?search=Someone', headers: key });
    const done = lines.filter((line) => line['event'] === 'http:request:done');
    expect(done).toMatchObject([{ method: 'GET', route: '/orders/:order_id', status: 404 }]);
    expect(JSON.stringify(done)).not.toContain('omeone');
  });

  test('is described, and every described refusal of the page is ours', async () => {
    const { paths } = (await app.inject({ method: 'GET', url: '/docs/json' })).json<{ paths: Record<string, object> }>();
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/health', '/ready', '/orders/', '/orders/{order_id}', '/connectors/{connector_id}/webhook', '/stations', '/sync/push', '/sync/pull']));
  });

  test('says 503 while the database is of another version, and healthy all the same', async () => {
    await database.pool.query("INSERT INTO schema_migrations (number, name, sha256) VALUES (9999, 'x', 'x')");
    const answer = await app.inject({ method: 'GET', url: '/ready' });
    await database.pool.query('DELETE FROM schema_migrations WHERE number = 9999');
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'Unavailable']);
    expect((await app.inject({ method: 'GET', url: '/health' })).statusCode).toBe(200);
    expect((await app.inject({ method: 'GET', url: '/ready' })).json()).toEqual({ status: 'ready', migration: expect.any(Number), feed_backlog: expect.any(Number), feed_lag_ms: expect.any(Number), feed_blocked_by: null });
  });
});

test('with its database away, every address says so and when to come again', async () => {
  // Nobody listens on port 1.
  const app = await buildApp(createTestServices(createDatabase(createPool('postgres://x:y@127.0.0.1:1/x', () => undefined))));
  try {
    for (const url of ['/ready', '/orders/']) {
      const answer = await app.inject({ method: 'GET', url, headers: { authorization: 'Bearer pbk_x' } });
      expect([answer.statusCode, answer.json<{ code: string }>().code, answer.headers['retry-after']]).toEqual([503, 'Unavailable', '5']);
    }
  } finally {
    await app.close();
  }
});

function speak(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => { answer += chunk.toString(); }).on('error', () => undefined).on('close', () => resolve(answer));
  });
}
