/** The OMS as its operator meets it: on its own PostgreSQL, under closed folders, twice on one folder, stopped and started again. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSecretBox } from './auth/secret-box.ts';
import { readOmsConfig } from './config.ts';
import { startOms, type RunningOms } from './start-oms.ts';

const random = { bytes: (length: number) => randomBytes(length) };

describe('an OMS with its own database', () => {
  let closedFolder: string;
  let dataDir: string;
  let oms: RunningOms;

  const start = (port = '0'): Promise<RunningOms> => startOms({
    config: readOmsConfig({ PORT: port, DEMO_DATA: 'true', DATABASE_DURABLE: 'false', LOG_LEVEL: 'silent' }, { dataDir }), clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random, log: pino({ level: 'silent' }), fetch,
  });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(`${oms.url}${path}`, { headers });
  const withKey = (): Record<string, string> => ({ authorization: `Bearer ${oms.apiKey}` });

  beforeAll(async () => {
    closedFolder = mkdtempSync(join(tmpdir(), 'packbench-oms-'));
    chmodSync(closedFolder, 0o700);
    dataDir = join(closedFolder, 'data');
    mkdirSync(dataDir);
    oms = await start();
  }, 60_000);
  afterAll(async () => { await oms.close(); rmSync(closedFolder, { recursive: true, force: true }); });

  test('is healthy and ready, though nobody else may enter its folder', async () => {
    expect(await (await get('/health')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/ready')).json()).toMatchObject({ status: 'ready' });
  });

  test('describes its interface as OpenAPI 3.1', async () => {
    const document = await (await get('/docs/json')).json() as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/orders/', '/orders/{order_id}/events', '/connectors/{connector_id}/webhook', '/sync/push', '/sync/pull', '/stations']));
  });

  test('answers what it refuses as problem+json with a code and what to do', async () => {
    const refused = await get('/orders/');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({ code: 'Unauthorized', detail: expect.stringContaining('oms-api-key') });
    expect(await (await get('/nowhere')).json()).toMatchObject({ code: 'NotFound', status: 404 });
    const broken = await fetch(`${oms.url}/orders/`, { method: 'POST', headers: { ...withKey(), 'content-type': 'application/json' }, body: '{' });
    expect([broken.status, (await broken.json() as { code: string }).code]).toEqual([400, 'NotJson']);
    const large = await fetch(`${oms.url}/orders/`, { method: 'POST', headers: { ...withKey(), 'content-type': 'application/json' }, body: JSON.stringify({ customer_name: 'x'.repeat(3_000_000) }) });
    expect([large.status, (await large.json() as { code: string }).code]).toEqual([413, 'BodyTooLarge']);
  });

  test('keeps its keys where only its own user can read them', () => {
    for (const file of ['oms-api-key', 'oms-owner-password', 'secret-key', 'postgres-password']) expect(statSync(join(dataDir, file)).mode & 0o077).toBe(0);
  });

  test('refuses a port in use and leaves nothing running', async () => {
    const other = mkdtempSync(join(tmpdir(), 'packbench-oms-'));
    const taken = new URL(oms.url).port;
    await expect(startOms({ config: readOmsConfig({ PORT: taken, DATABASE_DURABLE: 'false', LOG_LEVEL: 'silent' }, { dataDir: other }), clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random, log: pino({ level: 'silent' }), fetch })).rejects.toMatchObject({ code: 'PortInUse' });
    expect(existsSync(join(other, 'oms.lock'))).toBe(false);
    expect(existsSync(join(other, 'postgres', 'postmaster.pid'))).toBe(false);
    rmSync(other, { recursive: true, force: true });
  });

  test('a second start resumes where the first stopped, with the same key', async () => {
    const before = { key: oms.apiKey, nodes: await countNodes(oms) };
    await oms.close();
    oms = await start();
    expect({ key: oms.apiKey, nodes: await countNodes(oms) }).toEqual(before);
    expect(before.nodes).toBe(8);
  });
});

async function countNodes(oms: RunningOms): Promise<number> {
  const { count } = await oms.services.db.selectFrom('fulfillment_nodes').select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return Number(count);
}

describe('the secret box', () => {
  test('opens what it sealed, never seals twice alike, and notices a changed byte or another key', () => {
    const box = createSecretBox('k'.repeat(32), random);
    const sealed = box.seal('shpat_secret');
    expect(box.open(sealed)).toBe('shpat_secret');
    expect(box.seal('shpat_secret')).not.toEqual(sealed);
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => box.open(changed)).toThrow(/authenticate/);
    expect(() => createSecretBox('j'.repeat(32), random).open(sealed)).toThrow(/authenticate/);
  });
});
