import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packOrderSchema, productSchema } from '../../domain/wire/documents.ts';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import { drainFeed } from '../../test/support/drain-feed.ts';
import { demoNodeId } from '../demo/demo-nodes.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { sequence, startSequencer } from './start-sequencer.ts';
import { beginEpoch } from './watch-history.ts';

const OTHER_NODE = demoNodeId('STR-LA-01');
let world: OrderWorld;
let sku: string;

beforeAll(async () => {
  world = await createOrderWorld();
  ({ sku } = await world.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
});
afterAll(() => world.close());

const drain = (): Promise<number> => drainFeed(world.services);

async function feedRow(type: string, id: string, nodeId = NEW_YORK_NODE) {
  return world.db.selectFrom('sync.feed').select(['seq', 'rev', 'del', 'h', 'body']).where('type', '=', type).where('id', '=', id).where('node_id', '=', nodeId).executeTakeFirst();
}

async function readOrderBody(orderId: string) {
  const row = await feedRow('order', orderId);
  return packOrderSchema.parse(JSON.parse(row?.body ?? 'null'));
}

describe('the sequencer', () => {
  it('tells every node about every product, also a node that opens later', async () => {
    await drain();
    const nodes = await world.db.selectFrom('fulfillment_nodes').select('node_id').execute();
    const { rows } = await sql<{ node_id: string; n: number }>`SELECT node_id, count(*)::int AS n FROM sync.feed WHERE type = 'product' GROUP BY node_id`.execute(world.db);
    expect(rows).toHaveLength(nodes.length);
    await sql`INSERT INTO fulfillment_nodes (node_id, code, name, node_type, address, latitude, longitude, can_ship, can_pickup, can_curbside, can_same_day, daily_order_capacity)
      SELECT 'nod_new', 'NEW-01', 'New', node_type, address, latitude, longitude, true, false, false, false, 10 FROM fulfillment_nodes LIMIT 1`.execute(world.db);
    // The step that meets the node marks what it needs; the next one brings it.
    await drain();
    await drain();
    const bodies = await world.db.selectFrom('sync.feed').select('body').where('node_id', '=', 'nod_new').where('type', '=', 'product').execute();
    expect(bodies.map((row) => productSchema.safeParse(JSON.parse(row.body ?? 'null')).success)).toEqual(rows.slice(0, 1).flatMap((row) => Array<boolean>(row.n).fill(true)));
  });

  it('shows an order to its node from release on, whole and in the form that stations read', async () => {
    const placed = await world.place([[sku, 1]]);
    await drain();
    expect(await feedRow('order', placed)).toBeUndefined();
    await world.keepOnly(sku, 50);
    const orderId = await world.release([[sku, 2]]);
    await drain();
    expect(await readOrderBody(orderId)).toMatchObject({ orderId, status: 'PICKING', lines: [{ sku, requiredUnits: 2 }], label: null, lease: null });
  });

  it('keeps only the latest state, skips what did not change, and its revision only rises', async () => {
    const orderId = await world.release([[sku, 1]]);
    await drain();
    const first = await feedRow('order', orderId);
    await world.db.updateTable('orders').set({ updated_at: sql<Date>`now()` }).where('order_id', '=', orderId).execute();
    expect(await drain()).toBeGreaterThan(0);
    expect(await feedRow('order', orderId)).toEqual(first);
    for (const note of ['a', 'b', 'c']) await world.db.updateTable('orders').set({ customer_note: note }).where('order_id', '=', orderId).execute();
    await drain();
    const last = await feedRow('order', orderId);
    expect(last?.rev).toBe((first?.rev ?? 0) + 1);
    expect(last?.seq).toBeGreaterThan(first?.seq ?? 0);
  });

  it('takes an order from one node and gives it to another in one step', async () => {
    const orderId = await world.release([[sku, 1]]);
    await drain();
    await world.db.transaction().execute(async (tx) => {
      await sql`UPDATE fulfillment_allocations SET status = 'CANCELLED' WHERE order_id = ${orderId}`.execute(tx);
      await sql`INSERT INTO fulfillment_allocations (allocation_id, order_id, order_item_id, node_id, sku, quantity, status) SELECT 'alc_moved', order_id, order_item_id, ${OTHER_NODE}, sku, quantity, 'PICKING' FROM fulfillment_allocations WHERE order_id = ${orderId}`.execute(tx);
      await sql`INSERT INTO parcels (parcel_id, order_id, node_id, status, pair_code, weight_grams) VALUES ('prc_moved', ${orderId}, ${OTHER_NODE}, 'OPEN', 'MOVED00001', 100)`.execute(tx);
    });
    await drain();
    expect(await feedRow('order', orderId)).toMatchObject({ del: true, body: null });
    expect(await feedRow('order', orderId, OTHER_NODE)).toMatchObject({ del: false });
  });

  it('still shows a cancelled order, so that the bench can stop its box', async () => {
    const orderId = await world.release([[sku, 1]]);
    await inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId, actor: 'test', reason: 'test' }));
    await drain();
    expect(await readOrderBody(orderId)).toMatchObject({ status: 'CANCELLED', lines: [{ requiredUnits: 1 }] });
  });

  it('goes on with the rest when one document breaks its own form', async () => {
    const { sku: good } = await world.db.selectFrom('products').select('sku').limit(1).executeTakeFirstOrThrow();
    const brand = await world.db.selectFrom('brands').select(['brand_id', 'body']).executeTakeFirstOrThrow();
    // In one transaction: they come to the feed together, or neither does yet.
    await world.db.transaction().execute(async (tx) => {
      await tx.updateTable('brands').set({ body: JSON.stringify({ name: 'no brand at all' }) }).execute();
      await tx.updateTable('products').set({ name: 'A new name' }).where('sku', '=', good).execute();
    });
    const refused: unknown[] = [];
    await expect.poll(async () => { refused.push(...(await sequence(world.services)).refused); return refused; }).toEqual([{ type: 'brand', id: brand.brand_id }]);
    expect((await feedRow('product', good))?.body).toContain('A new name');
    await world.db.updateTable('brands').set({ body: JSON.stringify(brand.body) }).execute();
    await drain();
  });

  it('misses nothing under eight writers, one of them slow, and gives each node an unbroken rise of positions', async () => {
    const skus = (await world.db.selectFrom('products').select('sku').execute()).map((row) => row.sku);
    let isWriting = true;
    const slow = world.db.transaction().execute(async (tx) => {
      await tx.updateTable('products').set({ name: 'slow' }).where('sku', '=', skus[0] ?? '').execute();
      await new Promise((resolve) => setTimeout(resolve, 400));
    });
    // Each writer has a product of its own: two on one row would wait for each other and prove less.
    const writers = skus.slice(1, 8).map(async (own, writer) => {
      for (let round = 0; round < 40; round += 1) await world.db.updateTable('products').set({ name: `writer ${writer} round ${round}` }).where('sku', '=', own).execute();
    });
    const sequencing = (async () => { while (isWriting) await sequence(world.services); })();
    await Promise.all([slow, ...writers]);
    isWriting = false;
    await sequencing;
    await drain();
    for (const { sku: id, name } of await world.db.selectFrom('products').select(['sku', 'name']).execute()) {
      expect(productSchema.parse(JSON.parse((await feedRow('product', id))?.body ?? 'null')).name).toBe(name);
    }
    const { rows } = await sql<{ head: number; most: number }>`SELECT n.head, max(f.seq) AS most FROM sync.node n JOIN sync.feed f USING (node_id) GROUP BY n.node_id, n.head`.execute(world.db);
    expect(rows.every((row) => row.head === row.most)).toBe(true);
    expect((await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.dirty`.execute(world.db)).rows[0]?.n).toBe(0);
  });

  it('does not cover a fact while the row that shows it waits behind an open transaction', async () => {
    const clientId = crypto.randomUUID();
    await sql`INSERT INTO sync.client (client_id, station_id, last_mid) VALUES (${clientId}::uuid, 'sta_none', 0)`.execute(world.db);
    const covered = async () => (await world.db.selectFrom('sync.client').select('covered_mid').where('client_id', '=', clientId).executeTakeFirstOrThrow()).covered_mid;
    await sql`INSERT INTO stations (station_id, name, node_id) VALUES ('sta_none', 'Bench none', ${NEW_YORK_NODE})`.execute(world.db);
    await sql`UPDATE sync.client SET last_mid = 1 WHERE client_id = ${clientId}::uuid`.execute(world.db);
    // An old transaction holds the horizon; mid 2 commits after it began.
    await world.db.transaction().execute(async (tx) => {
      await sql`SELECT pg_current_xact_id()`.execute(tx);
      await sql`UPDATE sync.client SET last_mid = 2 WHERE client_id = ${clientId}::uuid`.execute(world.db);
      // The horizon is the whole cluster's: another test may hold it for a while.
      await expect.poll(async () => { await sequence(world.services); return covered(); }).toBe(1);
      await sequence(world.services);
      expect(await covered()).toBe(1);
    });
    await drain();
    expect(await covered()).toBe(2);
  });

  it('wakes the stations of every node when another history begins, whatever has moved', async () => {
    await drain();
    const sequencer = await startSequencer(world.services);
    const told = new Set<string>();
    sequencer.onNudge(({ nodeId }) => told.add(nodeId));
    await inTransaction(world.db, (tx) => beginEpoch(tx, world.services.random, 2, 'a test'));
    sequencer.poke();
    await expect.poll(() => told.size).toBe((await world.db.selectFrom('sync.node').select('node_id').execute()).length);
    await sequencer.close();
  });
});
