/** The queue as people see and mend it: over HTTP as a program, and as a page in a browser without any script. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { createLog } from '../create-log.ts';
import { insertApiKey } from '../auth/api-key-store.ts';
import { hashToken } from '../auth/bearer-token.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { enqueueJob } from './enqueue.ts';
import { JOB_STATES } from './job-store.ts';
import { QUEUE_OF_JOB } from './job-queues.ts';
import { PAGE_WORDS } from './page-words.ts';
import { startWorker } from './start-worker.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterEach(async () => { await world.pool.query('DELETE FROM graphile_worker._private_jobs'); });
afterAll(async () => { await world.close(); });

/** As the queue leaves it after its last try. */
const giveUp = async (nodeId: string, error = 'Error: the carrier is away\n    at somewhere'): Promise<string> => {
  await inTransaction(world.db, (tx) => enqueueJob(tx, 'leases.grant', { nodeId }));
  const { rows } = await world.pool.query<{ id: string }>("UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = $1 WHERE payload ->> 'nodeId' = $2 RETURNING id::text", [error, nodeId]);
  return rows[0]?.id ?? '';
};
const jobs = async (): Promise<{ id: string; attempts: number }[]> => (await world.pool.query<{ id: string; attempts: number }>('SELECT id::text, attempts FROM graphile_worker._private_jobs ORDER BY id')).rows;

describe('the queue over HTTP', () => {
  test('tells each queue and each job of it by state, with the age of the oldest that is due', async () => {
    await inTransaction(world.db, (tx) => enqueueJob(tx, 'orders.source', { orderId: 'ord_1' }));
    await inTransaction(world.db, (tx) => enqueueJob(tx, 'orders.source', { orderId: 'ord_2' }, { runAt: new Date(Date.now() + 600_000) }));
    await world.pool.query("UPDATE graphile_worker._private_jobs SET run_at = now() - interval '90 seconds' WHERE payload ->> 'orderId' = 'ord_1'");
    await giveUp('nod_1');
    const { body } = await world.call('GET', '/jobs');
    expect(body.queues.find((one: { queue: string }) => one.queue === 'sourcing')).toMatchObject({ ready: 1, scheduled: 1, failed: 0, jobs: [{ name: 'orders.source', ready: 1, scheduled: 1 }] });
    expect(body.queues.find((one: { queue: string }) => one.queue === 'sourcing').oldest_seconds).toBeGreaterThanOrEqual(90);
    expect(body.queues.find((one: { queue: string }) => one.queue === 'fulfillment')).toMatchObject({ failed: 1, oldest_seconds: 0 });
    expect(body.schedules.map((one: { name: string; at: string }) => [one.name, one.at])).toContainEqual(['shipping.sync_tracking', '*/15 * * * *']);
  });

  test('a job that was given up is tried again with all its tries, and the trail says who did it', async () => {
    const id = await giveUp('nod_2');
    expect((await world.call('GET', '/jobs/failed?state=failed')).body).toMatchObject({ total: 1, page: 1, items: [{ id, name: 'leases.grant', queue: 'fulfillment', state: 'failed', attempts: 25, error: expect.stringContaining('the carrier is away') }] });
    expect((await world.call('POST', `/jobs/${id}/retry`, { reason: 'the carrier is back' })).status).toBe(200);
    expect(await jobs()).toEqual([{ id, attempts: 0 }]);
    expect((await world.call('GET', '/jobs')).body.events[0]).toMatchObject({ event_type: 'job.retried', job_id: id, job_name: 'leases.grant', actor: 'key_test', reason: 'the carrier is back' });
  });

  test('a job that is abandoned is gone, and what it was is kept', async () => {
    const id = await giveUp('nod_3');
    expect((await world.call('POST', `/jobs/${id}/abandon`, { reason: 'not needed' })).status).toBe(200);
    expect(await jobs()).toEqual([]);
    const { rows } = await world.pool.query("SELECT event_type, reason, detail FROM job_events WHERE job_id = $1", [id]);
    expect(rows).toMatchObject([{ event_type: 'job.abandoned', reason: 'not needed', detail: { payload: { nodeId: 'nod_3' }, attempts: 25 } }]);
    expect(await world.call('POST', `/jobs/${id}/retry`)).toMatchObject({ status: 404, body: { code: 'UnknownJob' } });
  });

  test.each(['retry', 'abandon'])('a job that a worker is at cannot be touched (%s)', async (deed) => {
    const id = await giveUp('nod_4');
    await world.pool.query("UPDATE graphile_worker._private_jobs SET attempts = 1, locked_at = now(), locked_by = 'somebody'");
    expect(await world.call('POST', `/jobs/${id}/${deed}`)).toMatchObject({ status: 409, body: { code: 'JobIsRunning' } });
    expect(await jobs()).toEqual([{ id, attempts: 1 }]);
  });

  test('what runs by the clock can be run now, once however often it is asked', async () => {
    for (let times = 0; times < 3; times += 1) expect((await world.call('POST', '/jobs/schedules/shipping.sync_tracking/run')).status).toBe(202);
    expect(await world.jobs('shipping.sync_tracking')).toEqual([{}]);
  });
});

describe('the page', () => {
  const browse = (url: string, { cookie = '', method = 'GET' as 'GET' | 'POST', form = undefined as string | undefined, headers = {} } = {}) => world.app.inject({
    method, url, headers: { accept: 'text/html,*/*', ...(cookie === '' ? {} : { cookie }), ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }), ...headers }, ...(form === undefined ? {} : { payload: form }),
  });
  const enter = async (token: string): Promise<string> => String((await browse('/jobs/session', { method: 'POST', form: `token=${token}&language=en` })).headers['set-cookie']).split(';')[0] ?? '';

  test('shows the door to who has no key, and says why a wrong one is not taken', async () => {
    const door = await browse('/jobs');
    expect([door.statusCode, door.body.includes('name="token"'), door.body.includes('role="alert"')]).toEqual([401, true, false]);
    const wrong = await browse('/jobs', { cookie: await enter('pbk_wrong') });
    expect([wrong.statusCode, wrong.body.includes('role="alert"')]).toEqual([401, true]);
  });

  test('keeps the key where no script and no other site reaches it, and lets no script in', async () => {
    const answer = await browse('/jobs/session', { method: 'POST', form: 'token=pbk_test' });
    expect([answer.statusCode, answer.headers.location, answer.headers['set-cookie']]).toEqual([303, '../jobs?language=en', 'packbench-jobs=pbk_test; Max-Age=28800; HttpOnly; SameSite=Strict']);
    const page = await browse('/jobs', { cookie: 'packbench-jobs=pbk_test' });
    expect([page.statusCode, page.headers['content-type'], page.body.includes('<script')]).toEqual([200, 'text/html; charset=utf-8', false]);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/);
  });

  test('shows every state by icon and word, failures with their reason, and nothing that a failure says becomes markup', async () => {
    const id = await giveUp('nod_5', 'Error: <b>"unwell"</b>');
    const { body } = await browse('/jobs', { cookie: await enter('pbk_test') });
    for (const state of JOB_STATES) expect(body).toMatch(new RegExp(`class="state ${state}"><svg[^>]*aria-hidden="true">.+?</svg>${PAGE_WORDS.en.states[state]}</span>`));
    expect(body).toContain('Error: &lt;b&gt;&quot;unwell&quot;&lt;/b&gt;');
    expect(body).toContain(`action="jobs/${id}/retry"`);
  });

  test('is Spanish for who reads Spanish, and has words for every job there is', async () => {
    const { body } = await browse('/jobs', { cookie: await enter('pbk_test'), headers: { 'accept-language': 'es-MX,es;q=0.9' } });
    expect([body.includes('<html lang="es">'), body.includes('Comprar una etiqueta')]).toEqual([true, true]);
    for (const words of Object.values(PAGE_WORDS)) expect(Object.keys(words.jobs).toSorted()).toEqual(Object.keys(QUEUE_OF_JOB).toSorted());
  });

  test('its buttons try again and give up, and lead back to it', async () => {
    const cookie = await enter('pbk_test');
    const first = await giveUp('nod_6');
    const answer = await browse(`/jobs/${first}/retry`, { method: 'POST', form: 'language=es', cookie });
    expect([answer.statusCode, answer.headers.location, await jobs()]).toEqual([303, '../../jobs?language=es', [{ id: first, attempts: 0 }]]);
    await browse(`/jobs/${first}/abandon`, { method: 'POST', form: 'language=en&reason=no+longer+needed', cookie });
    expect(await jobs()).toEqual([]);
  });

  test.each([{ origin: 'https://elsewhere.example', host: 'oms.example' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])('a form of another site does nothing (%j)', async (headers) => {
    const cookie = await enter('pbk_test');
    const id = await giveUp('nod_7');
    expect((await browse(`/jobs/${id}/abandon`, { method: 'POST', form: '', cookie, headers })).statusCode).toBe(403);
    expect(await jobs()).toHaveLength(1);
    expect((await browse(`/jobs/${id}/retry`, { method: 'POST', form: '', cookie, headers: { origin: 'null', 'sec-fetch-site': 'same-origin' } })).statusCode).toBe(303);
  });

  test('who may only look has no buttons, and is refused when he makes his own', async () => {
    await insertApiKey(world.db, { keyId: 'key_look', name: 'look', sha256: hashToken('pbk_look'), scopes: ['jobs:read'] });
    const id = await giveUp('nod_8');
    const cookie = await enter('pbk_look');
    const page = await browse('/jobs', { cookie });
    expect([page.statusCode, page.body.includes('/retry"'), page.body.includes(PAGE_WORDS.en.mayOnlyLook)]).toEqual([200, false, true]);
    expect((await browse(`/jobs/${id}/abandon`, { method: 'POST', form: '', cookie })).statusCode).toBe(403);
    expect(await jobs()).toHaveLength(1);
  });
});

test('what a job says is found by the request that caused it, also through the jobs that it caused', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => { lines.push(JSON.parse(line) as Record<string, unknown>); } });
  const done = Promise.withResolvers<void>();
  const worker = await startWorker({ log }, world.pool, {
    'orders.source': async () => { log.info('test:first'); await inTransaction(world.db, (tx) => enqueueJob(tx, 'orders.release', { orderId: 'ord_x' })); },
    'orders.release': async () => { log.info('test:second'); await Promise.resolve(); done.resolve(); },
  });
  await world.app.inject({ method: 'POST', url: '/orders/', headers: { authorization: 'Bearer pbk_test', 'x-request-id': 'trace-42' }, payload: { customer_name: 'Nora Feld', line_items: [{ sku: 'SKU-GIZMO-1', quantity: 1, unit_price: 10 }], shipping_address: { address1: '1 Test Lane', city: 'New York', postal_code: '10022' } } });
  await done.promise;
  await worker.close();
  expect((await world.pool.query("SELECT event_type, correlation_id FROM order_events WHERE event_type IN ('order.created', 'order.confirmed')")).rows).toEqual(['order.created', 'order.confirmed'].map((type) => ({ event_type: type, correlation_id: 'trace-42' })));
  expect(lines.filter((line) => String(line['event']).startsWith('test:')).map((line) => [line['event'], line['correlationId']])).toEqual([['test:first', 'trace-42'], ['test:second', 'trace-42']]);
});
