/** Refusals that no feature's own test meets; test/architecture asks for one of each code. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiWorld, type ApiWorld } from '../test/support/api-world.ts';
import { NEW_YORK_NODE } from '../test/support/order-world.ts';
import { demoNodeId } from './demo/demo-nodes.ts';
import type { ProblemCode } from './http/problem-codes.ts';

let world: ApiWorld;
let orderId: string;
let sku: string;

beforeAll(async () => {
  world = await createApiWorld();
  ({ sku } = await world.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await world.keepOnly(sku, 10);
  orderId = await world.release([[sku, 1]]);
});
afterAll(() => world.close());

const lease = (nodeId: string, stationId: string | null = null): object => ({ node_id: nodeId, station_id: stationId, reason: 'test' });
const address = { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022' };
const cases: [string, () => Promise<{ status: number; body: unknown }>, number, ProblemCode][] = [
  ['an order is moved at a node that packs none of it', () => world.call('POST', `/orders/${orderId}/lease`, lease(demoNodeId('STR-LA-01'))), 404, 'NoPartAtNode'],
  ['an order is given back to the pool twice', () => world.call('POST', `/orders/${orderId}/lease`, lease(NEW_YORK_NODE)), 409, 'LeaseUnchanged'],
  ['an order is of a brand that there is not', () => world.call('POST', '/orders/', { customer_name: 'Nora Feld', brand_id: 'brd_none', line_items: [{ sku, quantity: 1, unit_price: 10 }], shipping_address: address }), 422, 'UnknownBrand'],
  ['a node gets the code of another', () => world.call('POST', '/nodes/', { code: 'STR-NYC-01', name: 'Another', node_type: 'WAREHOUSE', latitude: 1, longitude: 1 }), 409, 'NodeCodeTaken'],
];

it.each(cases)('when %s, the answer says so', async (_what, call, status, code) => {
  const answer = await call();
  expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
});

it('a fault of ours is answered without its inside', async () => {
  await sql`ALTER TABLE exception_tasks RENAME TO lost_tasks`.execute(world.db);
  const answer = await world.call('GET', '/stations');
  await sql`ALTER TABLE lost_tasks RENAME TO exception_tasks`.execute(world.db);
  expect(answer).toMatchObject({ status: 500, body: { code: 'Internal' } });
  expect(JSON.stringify(answer.body)).not.toMatch(/exception_tasks|relation/);
});
