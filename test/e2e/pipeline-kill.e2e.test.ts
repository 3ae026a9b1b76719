/**
 * kill -9 of a real OMS at every boundary of the pipeline. The database itself holds the OMS there: a trigger waits, inside the step's own
 * transaction, for a lock that this test has. So each kill comes after the work and before the commit, the worst of all moments.
 */
import { z } from 'zod';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OmsClient } from '../../scripts/launch/oms-client.ts';
import { startDemoCarrier, type DemoCarrierServer } from '../simulators/demo-carrier/start-demo-carrier.ts';
import { waitUntil } from '../support/demo.ts';
import { auditOffice, createOfficeChild, type OfficeChild } from '../support/office-child.ts';

const LOCK = 4_242;
/** As `step state`; `sold` is the carrier's moment: the label is paid for, and the answer is on its way. */
const BOUNDARIES = ['inventory_allocation done', 'shipping_calculation done', 'document_generation running', 'sold', 'document_generation done', 'fulfillment_creation done'] as const;
const ORDER = { customer_name: 'Nora Feld', line_items: [{ sku: 'SKU-GIZMO-1', quantity: 2, unit_price: 10 }], shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.76, longitude: -73.97 } };
const pipelineSchema = z.object({ state: z.string(), steps: z.array(z.object({ step: z.string(), state: z.string(), attempts: z.number() })) });

let carrier: DemoCarrierServer;
let office: OfficeChild;
beforeAll(async () => {
  carrier = await startDemoCarrier({ token: 't', slowMs: 1_500 });
  office = createOfficeChild({ DEMO_CARRIER_URL: carrier.url, DEMO_CARRIER_TOKEN: 't' });
});
afterAll(async () => { await office?.close(); await carrier?.close(); }, 60_000);

async function prepare(database: pg.Client): Promise<void> {
  await database.query(`CREATE TABLE test_boundary (name text);
    CREATE FUNCTION test_wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF EXISTS (SELECT FROM test_boundary WHERE name = NEW.step || ' ' || NEW.state) THEN PERFORM pg_advisory_xact_lock(${LOCK}); END IF; RETURN NEW; END $$;
    GRANT SELECT ON test_boundary TO PUBLIC;
    CREATE TRIGGER test_wait BEFORE INSERT OR UPDATE ON pipeline_steps FOR EACH ROW EXECUTE FUNCTION test_wait();
    INSERT INTO stations (station_id, name, node_id, token_sha256, enrolled_at) SELECT 'sta_kill', 'Bench 9', node_id, 'x', now() FROM fulfillment_nodes WHERE code = 'STR-NYC-01'`);
}

/** Returns when the OMS stands at the boundary. */
async function holdAt(database: pg.Client, boundary: string, go: () => Promise<void>): Promise<void> {
  await database.query('INSERT INTO test_boundary VALUES ($1)', [boundary]);
  await database.query(`SELECT pg_advisory_lock(${LOCK})`);
  const callsBefore = carrier.buyCalls();
  if (boundary === 'sold') carrier.setFault('slow', 1);
  await go();
  await waitUntil(`the OMS at "${boundary}"`, async () => (boundary === 'sold' ? carrier.buyCalls() - callsBefore : Number((await database.query<{ waiting: string }>(`SELECT count(*) AS waiting FROM pg_locks WHERE locktype = 'advisory' AND objid = ${LOCK} AND NOT granted`)).rows[0]?.waiting)), (count) => count > 0, 60_000);
}

/** A dead process's call to the carrier counts as over after a minute: as if it had passed. */
async function letGo(database: pg.Client): Promise<void> {
  await database.query('DELETE FROM test_boundary');
  await database.query(`SELECT pg_advisory_unlock(${LOCK})`);
  await database.query("UPDATE label_purchases SET updated_at = now() - interval '61 seconds' WHERE state = 'intent'");
}

test('an order whose OMS is killed at every step arrives at the bench once, with one box, one label and its stock', async () => {
  let oms: OmsClient = await office.start();
  const database = await office.database();
  await prepare(database);
  let orderId = '';
  for (const boundary of BOUNDARIES) {
    await holdAt(database, boundary, async () => {
      if (orderId === '') orderId = z.object({ id: z.string() }).parse(await oms.call('POST', '/orders/', ORDER)).id; else oms = await office.start();
    });
    await office.kill();
    // The label may be sold when its buyer is dead already: the carrier does not know.
    if (boundary === 'sold') await waitUntil('the sale', () => carrier.sold().length, (count) => count === 1);
    await letGo(database);
  }
  oms = await office.start();
  const done = await waitUntil('the whole pipeline', async () => pipelineSchema.parse(await oms.call('GET', `/orders/${orderId}/pipeline`)), (pipeline) => pipeline.state === 'done', 60_000);
  // What a kill took back left no trace; the purchase was committed before each call.
  expect(done.steps.map((one) => one.step)).toEqual(['validation', 'inventory_allocation', 'shipping_calculation', 'document_generation', 'fulfillment_creation']);
  const { rows } = await database.query(`SELECT (SELECT count(*)::int FROM label_purchases) AS purchases, (SELECT count(*)::int FROM labels) AS labels, (SELECT sum(quantity)::int FROM fulfillment_allocations WHERE status = 'PICKING') AS units,
    (SELECT count(*)::int FROM leases WHERE station_id = 'sta_kill' AND fence = 1) AS leases, (SELECT count(*)::int FROM graphile_worker._private_jobs WHERE payload::text LIKE '%' || $1 || '%') AS jobs`, [orderId]);
  expect([rows[0], carrier.sold().length, await auditOffice(database)]).toEqual([{ purchases: 1, labels: 1, units: 2, leases: 1, jobs: 0 }, 1, []]);
}, 240_000);
