import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { createLog } from '../create-log.ts';
import { buildApp } from '../app.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { enqueueJob } from '../jobs/enqueue.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });

const scrape = async (): Promise<string> => (await world.app.inject({ method: 'GET', url: '/metrics', headers: { authorization: 'Bearer pbk_test' } })).body;

describe('/metrics', () => {
  test('tells open orders, jobs and requests by route, never an id', async () => {
    const orderId = await world.place([['SKU-GIZMO-1', 1]]);
    await inTransaction(world.db, (tx) => enqueueJob(tx, 'orders.release', { orderId }));
    await world.call('GET', `/orders/${orderId}`);
    const text = await scrape();
    expect(text).toMatch(/^packbench_open_orders\{status="CONFIRMED"\} 1$/m);
    expect(text).toMatch(/^packbench_jobs\{task="orders.release",state="waiting"\} 1$/m);
    expect(text).toMatch(/^packbench_http_request_duration_seconds_count\{method="GET",route="\/orders\/:order_id",status="200"\} 1$/m);
    expect(text).toMatch(/^packbench_feed_backlog \d+$/m);
    expect(text).not.toContain(orderId);
  });

  test('every line is a sample or a comment of the format, and every metric is named once', async () => {
    const lines = (await scrape()).trimEnd().split('\n');
    expect(lines.filter((line) => !/^(# (HELP|TYPE) \w+ .+|[a-z_0-9]+(\{([a-z]+="[^"\n]*",?)*\})? (\d|\+Inf|NaN)\S*)$/.test(line))).toEqual([]);
    const names = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('needs a key', async () => {
    expect((await world.app.inject({ method: 'GET', url: '/metrics' })).statusCode).toBe(401);
  });

  test('the dashboard draws only what is measured', async () => {
    const text = await scrape();
    const dashboard = readFileSync(join(import.meta.dirname, '../../docs/runbook/grafana-dashboard.json'), 'utf8');
    const drawn = [...dashboard.matchAll(/(?:packbench|nodejs|process)_[a-z0-9_]+/g)].map((match) => match[0].replace(/_bucket$/, ''));
    expect(drawn.length).toBeGreaterThan(8);
    expect([...new Set(drawn)].filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
  });
});

test('a log line that a request causes carries its id, however deep it is written', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => { lines.push(JSON.parse(line) as Record<string, unknown>); } });
  const app = await buildApp({ ...world.services, log });
  await app.inject({ method: 'POST', url: '/sync/backups', headers: { authorization: 'Bearer pbk_test', 'x-request-id': 'trace-7' }, payload: { started_at: '2026-03-02T15:00:00Z' } });
  await app.close();
  expect(lines.filter((line) => line['event'] === 'sync:backup:noted')).toMatchObject([{ correlationId: 'trace-7' }]);
});
