/** API and worker as processes of their own on one database: what one takes in, the other does; several do nothing twice. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { orderBody, startOmsProcess, TEST_SECRET_KEY, type OmsProcess } from '../test/support/oms-process.ts';
import { createTestDatabase, type TestDatabase } from '../test/support/postgres.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../test/support/webhook-receiver.ts';

const WAIT = { timeout: 40_000, interval: 50 };

describe('processes with roles of their own', () => {
  let database: TestDatabase;
  let receiver: WebhookReceiver;
  let api: OmsProcess;
  let worker: OmsProcess | null = null;
  beforeAll(async () => {
    database = await createTestDatabase();
    receiver = await startWebhookReceiver();
    api = await startOmsProcess(database.url, { ROLE: 'api', DEMO_DATA: 'true' });
    await api.call('POST', '/webhooks/endpoints', { body: { url: receiver.url, event_types: ['order.created', 'order.sourced'] } });
  });
  afterAll(async () => { await worker?.close(); await api.close(); await receiver.close(); await database.close(); });

  const startWorker = async (): Promise<OmsProcess> => (worker = await startOmsProcess(database.url, { ROLE: 'worker' }));
  const stopWorker = async (): Promise<void> => { await worker?.close(); worker = null; };
  const place = async (): Promise<string> => {
    const { status, body } = await api.call('POST', '/orders/', { body: orderBody([['SKU-GIZMO-1', 1]]) });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return String(body['id']);
  };
  const statusOf = async (orderId: string): Promise<unknown> => (await api.call('GET', `/orders/${orderId}`)).body['status'];
  const released = (orderId: string): Promise<void> => vi.waitFor(async () => expect(await statusOf(orderId)).toBe('PICKING'), WAIT);
  const toldOf = (orderId: string): string[] => receiver.received.filter(({ body }) => JSON.stringify(body.data).includes(orderId)).map(({ body }) => body.type).toSorted();

  test('an API process takes orders without a worker; when one comes, it does the work, once', async () => {
    const orderId = await place();
    expect([await statusOf(orderId), receiver.received]).toEqual(['CONFIRMED', []]);
    await startWorker();
    await released(orderId);
    await vi.waitFor(() => expect(toldOf(orderId)).toEqual(['order.created', 'order.sourced']), WAIT);
    await stopWorker();
  });

  test('a worker serves its own health and nothing else', async () => {
    const { call, apiKey } = await startWorker();
    expect(apiKey).toBe(null);
    expect([(await call('GET', '/health')).status, (await call('GET', '/ready')).status, (await call('GET', '/metrics', { key: api.apiKey })).status]).toEqual([200, 200, 200]);
    expect([(await call('GET', '/orders/', { key: api.apiKey })).status, (await call('POST', '/sync/hello', { body: {}, key: null })).status]).toEqual([404, 404]);
    await stopWorker();
  });

  test('a bench at the API process is nudged by the worker\'s sequencer, and loses its line with its right', async () => {
    await startWorker();
    const pairing = await api.call('POST', '/stations/pairing-codes', { body: { station_name: 'Bench 1', node_code: 'STR-NYC-01' } });
    const enrolled = await api.call('POST', '/sync/enrol', { body: { pairingCode: pairing.body['code'], appVersion: '0.1.0' }, key: null });
    const nudges: { head: number }[] = [];
    const socket = new WebSocket(`${api.url.replace(/^http/, 'ws')}/sync/nudge`, { headers: { authorization: `Bearer ${String(enrolled.body['token'])}` } });
    const closed = new Promise<number>((resolve) => { socket.once('close', resolve); });
    socket.on('message', (data: Buffer) => nudges.push(JSON.parse(data.toString('utf8')) as { head: number }));
    await new Promise((resolve) => { socket.once('open', resolve); });
    await released(await place());
    await vi.waitFor(() => expect(nudges.at(-1)?.head).toBeGreaterThan(0), WAIT);
    await api.call('POST', `/stations/${String(enrolled.body['stationId'])}/revoke`, { body: {} });
    expect(await closed).toBe(1008);
    await stopWorker();
  });

  test('two workers at once do nothing twice, and one goes on when the other is killed', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'packbench-worker-'));
    const killed = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), '--role', 'worker'], {
      env: { ...process.env, DATABASE_URL: database.url, SECRET_KEY: TEST_SECRET_KEY, DATA_DIR: dataDir, PORT: '0', WEBHOOK_PRIVATE_TARGETS: 'true' }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => { killed.once('exit', resolve); });
    const said: string[] = [];
    createInterface({ input: killed.stdout }).on('line', (line) => said.push(line));
    await vi.waitFor(() => expect(said.join('\n')).toContain('oms:ready'), WAIT);
    await startWorker();
    const orderIds = await Promise.all(Array.from({ length: 16 }, place));
    await Promise.all(orderIds.map(released));
    await vi.waitFor(() => expect(orderIds.map(toldOf)).toEqual(orderIds.map(() => ['order.created', 'order.sourced'])), WAIT);
    const { rows } = await database.pool.query("SELECT order_id, count(*)::int AS decisions FROM sourcing_decisions WHERE order_id = ANY($1) GROUP BY order_id", [orderIds]);
    expect(rows.map((row: { decisions: number }) => row.decisions)).toEqual(orderIds.map(() => 1));
    killed.kill('SIGKILL');
    await ended;
    await released(await place());
    await stopWorker();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('a process with another SECRET_KEY than the others is refused; one that does everything may begin with it', async () => {
    const other = { SECRET_KEY: 'another secret of more than 32 characters' };
    await expect(startOmsProcess(database.url, { ROLE: 'worker', ...other })).rejects.toMatchObject({ code: 'SecretKeyBroken', message: expect.stringContaining('--role all') });
    const fresh = await createTestDatabase();
    for (const environment of [{}, other]) await (await startOmsProcess(fresh.url, environment)).close();
    await expect(startOmsProcess(fresh.url, { ROLE: 'api' })).rejects.toMatchObject({ code: 'SecretKeyBroken' });
    await fresh.close();
  });

  test('an unknown role is refused in plain words', async () => {
    await expect(startOmsProcess(database.url, { ROLE: 'boss' })).rejects.toMatchObject({ code: 'WrongSettings', message: expect.stringContaining('ROLE:') });
  });
});
