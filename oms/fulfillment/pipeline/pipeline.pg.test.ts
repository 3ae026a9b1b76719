/** The pipeline from order to bench: what is noted of each step, what stops it and who must act, what a cancel takes down. */
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mayFollow, STEP_STATES, type StepState } from '../../../domain/fulfillment/pipeline.ts';
import { startDemoCarrier, type DemoCarrierServer } from '../../../test/simulators/demo-carrier/start-demo-carrier.ts';
import { createApiWorld, type ApiWorld } from '../../../test/support/api-world.ts';
import { NEW_YORK_NODE } from '../../../test/support/order-world.ts';
import { createDemoCarrier } from '../../carriers/demo/demo-carrier.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import { createTasks } from '../../jobs/task-list.ts';
import type { Services } from '../../services.ts';
import type { Pipeline } from './read-pipeline.ts';
import { writeSteps } from './step-store.ts';

let world: ApiWorld;
let carrier: DemoCarrierServer;
let services: Services;
const RUN = { isLastTry: false };
beforeAll(async () => {
  world = await createApiWorld();
  carrier = await startDemoCarrier({ token: 'carrier-token' });
  services = { ...world.services, carriers: new Map([['demo', createDemoCarrier({ baseUrl: carrier.url, token: 'carrier-token', fetch, timeoutMs: 5_000 })]]) };
  await sql`INSERT INTO stations (station_id, name, node_id, token_sha256) VALUES ('sta_pipeline', 'Bench 9', ${NEW_YORK_NODE}, 'x')`.execute(world.db);
});
afterEach(() => { carrier.setFault('none'); });
afterAll(async () => { await world?.close(); await carrier?.close(); });

const pipeline = async (orderId: string): Promise<Pipeline> => (await world.call('GET', `/orders/${orderId}/pipeline`)).body as Pipeline;
const states = async (orderId: string): Promise<Readonly<Record<string, string>>> => Object.fromEntries((await pipeline(orderId)).steps.map((one) => [one.step, one.state]));
const tasks = (): ReturnType<typeof createTasks> => createTasks(services);
const parcelOf = async (orderId: string): Promise<string> => (await world.db.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).executeTakeFirstOrThrow()).parcel_id;
const openTasks = async (orderId: string): Promise<string[]> => (await world.db.selectFrom('exception_tasks').select('kind').where('order_id', '=', orderId).where('state', '=', 'open').execute()).map((row) => row.kind);
const DONE = { validation: 'done', inventory_allocation: 'done', shipping_calculation: 'done', document_generation: 'done', fulfillment_creation: 'done' };
const toBench = async (): Promise<string> => {
  const orderId = await world.release([['SKU-GIZMO-1', 1]]);
  await tasks()['shipping.buy_label']({ parcelId: await parcelOf(orderId) }, RUN);
  await tasks()['leases.grant']({ nodeId: NEW_YORK_NODE }, RUN);
  return orderId;
};

describe('an order on its way to the bench', () => {
  test('passes five named steps, each with its number of tries and its time', async () => {
    const orderId = await world.place([['SKU-GIZMO-1', 1]]);
    expect(await pipeline(orderId)).toMatchObject({ state: 'running', next_step: 'validation', status: 'CONFIRMED' });
    await tasks()['orders.source']({ orderId }, RUN);
    expect(await states(orderId)).toEqual({ ...DONE, shipping_calculation: 'pending', document_generation: 'pending', fulfillment_creation: 'pending' });
    await tasks()['orders.release']({ orderId }, RUN);
    await tasks()['shipping.buy_label']({ parcelId: await parcelOf(orderId) }, RUN);
    expect((await pipeline(orderId)).next_step).toBe('fulfillment_creation');
    await tasks()['leases.grant']({ nodeId: NEW_YORK_NODE }, RUN);
    const whole = await pipeline(orderId);
    expect(whole).toMatchObject({ state: 'done', next_step: null });
    expect(whole.steps.map((one) => [one.attempts, one.node_code, typeof one.duration_ms])).toEqual([[1, null, 'number'], [1, null, 'number'], [1, 'STR-NYC-01', 'number'], [1, 'STR-NYC-01', 'number'], [1, 'STR-NYC-01', 'number']]);
  });

  test('that cannot be sent is stopped before stock is reserved, and goes on when a person corrects it', async () => {
    const orderId = await world.place([['SKU-GIZMO-1', 1]]);
    const address = { address1: 'A street whose name is so long that no carrier prints it on any label at all', city: 'New York', state: 'NY', postal_code: '10022' };
    expect((await world.call('PATCH', `/orders/${orderId}/shipping-address`, address)).status).toBe(200);
    const before = await world.stock('SKU-GIZMO-1');
    await tasks()['orders.source']({ orderId }, RUN);
    await tasks()['orders.source']({ orderId }, RUN);
    expect(await pipeline(orderId)).toMatchObject({ state: 'stopped', next_step: 'validation', steps: [{ step: 'validation', state: 'failed', code: 'AddressTooLong', attempts: 2 }, {}, {}, {}, {}] });
    expect([await world.stock('SKU-GIZMO-1'), await openTasks(orderId)]).toEqual([before, ['OrderInvalid']]);
    await world.call('PATCH', `/orders/${orderId}/shipping-address`, { ...address, address1: '1 Test Lane' });
    expect((await world.jobs('orders.source')).filter((job) => JSON.stringify(job).includes(orderId))).toHaveLength(1);
    await tasks()['orders.source']({ orderId }, RUN);
    expect([await states(orderId), await openTasks(orderId)]).toMatchObject([{ validation: 'done', inventory_allocation: 'done' }, []]);
  });

  test('waits for stock without failing', async () => {
    await world.keepOnly('SKU-TOOL-Z', 0);
    const orderId = await world.place([['SKU-TOOL-Z', 2]]);
    await tasks()['orders.source']({ orderId }, RUN);
    expect((await pipeline(orderId)).steps[1]).toMatchObject({ state: 'waiting', code: 'NoStock' });
    expect((await pipeline(orderId)).state).toBe('waiting');
  });
});

describe('a step that fails', () => {
  test('is tried again by itself while the carrier is away, and says why', async () => {
    const orderId = await world.release([['SKU-GIZMO-1', 1]]);
    const parcelId = await parcelOf(orderId);
    carrier.setFault('throttled', 1);
    await expect(tasks()['shipping.buy_label']({ parcelId }, RUN)).rejects.toThrow(/not bought yet/);
    expect((await pipeline(orderId)).steps[3]).toMatchObject({ state: 'retrying', code: 'CarrierAway', attempts: 1 });
    await tasks()['shipping.buy_label']({ parcelId }, RUN);
    expect((await pipeline(orderId)).steps[3]).toMatchObject({ state: 'done', code: null, attempts: 2 });
  });

  test('for the last time becomes an exception for a person, who has it tried again', async () => {
    const orderId = await world.release([['SKU-GIZMO-1', 1]]);
    const parcelId = await parcelOf(orderId);
    carrier.setFault('broken', 1);
    await expect(tasks()['shipping.buy_label']({ parcelId }, { isLastTry: true })).rejects.toThrow(/not bought yet/);
    expect([(await pipeline(orderId)).state, (await states(orderId))['document_generation'], await openTasks(orderId)]).toEqual(['stopped', 'failed', ['PipelineStopped']]);
    await world.pool.query('DELETE FROM graphile_worker._private_jobs');
    expect((await world.call('POST', `/orders/${orderId}/pipeline/document_generation/retry`)).status).toBe(200);
    expect([await world.jobs('shipping.buy_label'), await openTasks(orderId)]).toEqual([[{ parcelId }], ['PipelineStopped']]);
    await tasks()['shipping.buy_label']({ parcelId }, RUN);
    expect([(await states(orderId))['document_generation'], await openTasks(orderId)]).toEqual(['done', []]);
    expect(await world.events(orderId)).toEqual(expect.arrayContaining(['pipeline.stopped', 'pipeline.retried']));
  });

  test('of an order that is cancelled needs nobody any more', async () => {
    const orderId = await world.place([['SKU-GIZMO-1', 1]]);
    await sql`UPDATE orders SET shipping_address = shipping_address || '{"city":" "}' WHERE order_id = ${orderId}`.execute(world.db);
    await tasks()['orders.source']({ orderId }, RUN);
    const before = await openTasks(orderId);
    await world.call('POST', `/orders/${orderId}/cancel`);
    expect([before, await openTasks(orderId)]).toEqual([['OrderInvalid'], []]);
  });

  test('for each of its parts shows at each, and goes on at each', async () => {
    const orderId = await world.place([['SKU-GIZMO-1', 1]]);
    await tasks()['orders.source']({ orderId }, RUN);
    const unlucky = createTasks({ ...services, random: { bytes: () => { throw new Error('no chance left'); } } });
    await expect(unlucky['orders.release']({ orderId }, RUN)).rejects.toThrow('no chance left');
    expect((await pipeline(orderId)).steps[2]).toMatchObject({ state: 'retrying', code: 'Unexpected', message: 'no chance left', node_code: 'STR-NYC-01' });
    await tasks()['orders.release']({ orderId }, RUN);
    expect((await pipeline(orderId)).steps[2]).toMatchObject({ state: 'done', attempts: 2 });
  });

  test('because the carrier refuses needs a person at once', async () => {
    const orderId = await world.release([['SKU-GIZMO-1', 1]]);
    await sql`UPDATE orders SET shipping_address = shipping_address || '{"postalCode":"ABCDE"}' WHERE order_id = ${orderId}`.execute(world.db);
    await tasks()['shipping.buy_label']({ parcelId: await parcelOf(orderId) }, RUN);
    expect([(await pipeline(orderId)).steps[3], await openTasks(orderId)]).toMatchObject([{ state: 'failed', code: 'LabelRefused' }, ['LabelRefused']]);
  });

  const placed = async (then: 'hold' | 'cancel' | null): Promise<string> => {
    const orderId = await world.place([['SKU-GIZMO-1', 1]]);
    if (then !== null) await world.call('POST', `/orders/${orderId}/${then}`);
    return orderId;
  };
  const refusals: readonly (readonly [string, () => Promise<string>, string, number, string])[] = [
    ['of an order that does not exist', () => Promise.resolve('ord_none'), 'validation', 404, 'UnknownOrder'],
    ['that is done', toBench, 'document_generation', 409, 'StepIsDone'],
    ['before the one that comes first', () => placed(null), 'shipping_calculation', 409, 'StepNotReady'],
    ['of an order on hold', () => placed('hold'), 'validation', 409, 'OrderOnHold'],
    ['of a cancelled order', () => placed('cancel'), 'validation', 409, 'OrderIsOver'],
  ];
  test.each(refusals)('%s is not tried', async (_what, make, step, status, code) => {
    expect(await world.call('POST', `/orders/${await make()}/pipeline/${step}/retry`)).toMatchObject({ status, body: { code } });
  });
});

describe('a pipeline that is taken down', () => {
  test('by a cancel gives back bench, label, box and stock, and every step says undone', async () => {
    const before = await world.stock('SKU-GIZMO-1');
    const orderId = await toBench();
    await world.call('POST', `/orders/${orderId}/cancel`);
    expect(await pipeline(orderId)).toMatchObject({ state: 'undone', next_step: null });
    expect(new Set(Object.values(await states(orderId)))).toEqual(new Set(['undone']));
    const left = await sql`SELECT (SELECT count(*)::int FROM leases WHERE order_id = ${orderId} AND released_at IS NULL) AS leases, (SELECT count(*)::int FROM labels l JOIN parcels p USING (parcel_id) WHERE p.order_id = ${orderId} AND NOT l.is_void) AS labels,
      (SELECT status FROM parcels WHERE order_id = ${orderId}) AS box`.execute(world.db);
    expect([left.rows[0], await world.stock('SKU-GIZMO-1'), await world.stockFaults()]).toEqual([{ leases: 0, labels: 0, box: 'VOID' }, before, []]);
  });

  test('by another address opens the documents again, and nothing else', async () => {
    const orderId = await toBench();
    await world.call('PATCH', `/orders/${orderId}/shipping-address`, { address1: '2 Test Lane', city: 'New York', state: 'NY', postal_code: '10022' });
    expect(await states(orderId)).toEqual({ ...DONE, document_generation: 'undone' });
    await tasks()['shipping.buy_label']({ parcelId: await parcelOf(orderId) }, RUN);
    expect(await states(orderId)).toEqual(DONE);
  });

  test('by a short of all of it is built again, and every step counts its tries', async () => {
    const orderId = await toBench();
    const { order_item_id: lineId } = await world.db.selectFrom('order_items').select('order_item_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
    expect((await world.call('POST', `/orders/${orderId}/short`, { node_id: NEW_YORK_NODE, line_items: [{ line_item_id: lineId, quantity: 1 }], cause: 'OTHER', reason: 'the bin was empty' })).status).toBe(200);
    expect(new Set(Object.values(await states(orderId)))).toEqual(new Set(['undone']));
    await tasks()['orders.source']({ orderId }, RUN);
    await tasks()['orders.release']({ orderId }, RUN);
    await tasks()['shipping.buy_label']({ parcelId: await parcelOf(orderId) }, RUN);
    await tasks()['leases.grant']({ nodeId: NEW_YORK_NODE }, RUN);
    expect([await states(orderId), (await pipeline(orderId)).steps.map((one) => one.attempts), await world.stockFaults()]).toEqual([DONE, [2, 2, 2, 2, 2], []]);
  });

  test('by a bench that gives the order back waits for the next one', async () => {
    const orderId = await toBench();
    await sql`UPDATE leases SET station_id = NULL, released_at = now() WHERE order_id = ${orderId}`.execute(world.db);
    expect((await pipeline(orderId)).steps[4]).toMatchObject({ state: 'waiting', code: 'NoBench' });
  });
});

test('what stands still, how often steps failed and how long they took is measured, never an id', async () => {
  const orderId = await world.release([['SKU-GIZMO-1', 1]]);
  carrier.setFault('throttled', 1);
  await expect(tasks()['shipping.buy_label']({ parcelId: await parcelOf(orderId) }, RUN)).rejects.toThrow(/not bought yet/);
  const { body } = await world.app.inject({ method: 'GET', url: '/metrics', headers: { authorization: 'Bearer pbk_test' } });
  expect(body).toMatch(/^packbench_pipeline_steps\{step="document_generation",state="retrying",code="CarrierAway"\} [1-9]/m);
  expect(body).toMatch(/^packbench_pipeline_step_failures_total\{step="document_generation",code="CarrierAway"\} [1-9]/m);
  expect(body).toMatch(/^packbench_pipeline_step_failures_total\{step="validation",code="AddressTooLong"\} [1-9]/m);
  expect(body).toMatch(/^packbench_pipeline_step_duration_seconds_count\{step="document_generation"\} [1-9]/m);
  expect(body).not.toContain(orderId);
});

test.each(STEP_STATES)('a step that is %s changes as the table of the domain says, and no other way', async (from) => {
  const row = { order_id: `ord_${from}`, step: 'validation', node_id: '', started_at: '2026-03-02T15:00:00Z', finished_at: null, code: null, message: null } as const;
  const changes = STEP_STATES.filter((to) => to !== 'undone');
  const seen: StepState[] = [];
  for (const to of changes) {
    await sql`DELETE FROM pipeline_steps WHERE order_id = ${row.order_id}`.execute(world.db);
    await inTransaction(world.db, (tx) => writeSteps(tx, [{ ...row, state: from }]));
    await inTransaction(world.db, (tx) => writeSteps(tx, [{ ...row, state: to }]));
    const { rows } = await sql<{ state: StepState }>`SELECT state FROM pipeline_steps WHERE order_id = ${row.order_id}`.execute(world.db);
    if (rows[0]?.state === to) seen.push(to);
  }
  expect(seen).toEqual(changes.filter((to) => mayFollow(from, to)));
});
