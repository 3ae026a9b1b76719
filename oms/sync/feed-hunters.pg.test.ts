/** Hunts for a change that the feed misses: many writers, half of what they begin undone, in both orders that the feed can go by. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFeedReader } from '../../test/support/feed-reader.ts';
import { drainFeed } from '../../test/support/drain-feed.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { createTestServices } from '../../test/support/services.ts';
import { seeded } from '../../test/support/cut-line.ts';
import type { Tx } from '../db/connect.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { seedDemo } from '../demo/seed-demo.ts';
import type { Services } from '../services.ts';
import { createDatabase, createPool, closeDatabase } from '../db/connect.ts';
import { reconcileFeed } from './reconcile-feed.ts';
import { sequence, startSequencer } from './start-sequencer.ts';

const WRITERS = 32;
const ROUNDS = 15;
const PRODUCTS = 40;

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

describe.each(['horizon', 'counter'] as const)('a feed in the order of the %s', (feedOrder) => {
  let database: TestDatabase;
  let services: Services;
  beforeAll(async () => {
    database = await createTestDatabase();
    const plain = createTestServices(database.db);
    services = createTestServices(database.db, { config: { ...plain.config, feedOrder } });
    await inTransaction(database.db, (tx) => seedDemo(tx, services));
    // One node reads; the others would only cost time.
    await sql`INSERT INTO products (sku, name, gtin, weight_grams, unit_price_minor, currency, picture_svg) SELECT 'hunt-' || n, 'new', 'gtin-' || n, 1, 1, 'USD', '<svg/>' FROM generate_series(1, ${PRODUCTS}) AS n`.execute(database.db);
    await (await startSequencer(services)).close();
  });
  afterAll(() => database.close());

  const names = async (): Promise<Map<string, string>> => new Map((await database.db.selectFrom('products').select(['sku', 'name']).execute()).map((row) => [`product ${row.sku}`, row.name]));
  const heldNames = (held: ReadonlyMap<string, string>): Map<string, string> => new Map([...held].filter(([key]) => key.startsWith('product ')).map(([key, body]) => [key, (JSON.parse(body) as { name: string }).name]));

  /** Logical replication writes so, and only a superuser may. */
  async function asReplica(work: (tx: Tx) => Promise<unknown>): Promise<void> {
    const pool = createPool(database.superuserUrl, () => undefined, 1);
    const db = createDatabase(pool);
    try {
      await db.transaction().execute(async (tx) => { await sql`SET LOCAL session_replication_role = replica`.execute(tx); await work(tx); });
    } finally {
      await closeDatabase(db, pool);
    }
  }

  async function writeOnce(tx: Tx, chance: () => number, label: string): Promise<void> {
    const some = [...new Set(Array.from({ length: 1 + Math.floor(chance() * 3) }, () => `hunt-${1 + Math.floor(chance() * PRODUCTS)}`))].toSorted();
    for (const sku of some) await tx.updateTable('products').set({ name: `${label} ${sku}` }).where('sku', '=', sku).execute();
    if (chance() < 0.3) {
      await sql`SAVEPOINT half`.execute(tx);
      await tx.updateTable('products').set({ name: 'never' }).where('sku', '=', some[0] ?? '').execute();
      await sql`ROLLBACK TO SAVEPOINT half`.execute(tx);
    }
    if (chance() < 0.2) {
      const sku = `short-${label.replaceAll(' ', '-')}`;
      await sql`INSERT INTO products (sku, name, gtin, weight_grams, unit_price_minor, currency, picture_svg) VALUES (${sku}, ${label}, ${sku}, 1, 1, 'USD', '<svg/>')`.execute(tx);
      if (chance() < 0.5) await tx.deleteFrom('products').where('sku', '=', sku).execute();
    }
    await pause(Math.floor(chance() * 8));
    if (chance() < 0.2) throw new Error('undone');
  }

  it(`misses nothing of ${WRITERS} writers with savepoints and rollbacks, read while they write`, async () => {
    const pool = createPool(database.url, () => undefined, WRITERS);
    const db = createDatabase(pool);
    const reader = await createFeedReader(services, NEW_YORK_NODE, 7);
    let isWriting = true;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const chance = seeded(writer + 1);
      for (let round = 0; round < ROUNDS; round += 1) await inTransaction(db, (tx) => writeOnce(tx, chance, `${writer} ${round}`)).catch((error: unknown) => { if (!(error instanceof Error && error.message === 'undone')) throw error; });
    });
    const sequencing = (async () => { while (isWriting) { await sequence(services); await pause(1); } })();
    const reading = (async () => { while (isWriting) { await reader.read(); await pause(3); } })();
    await Promise.all(writers).finally(() => { isWriting = false; });
    await Promise.all([sequencing, reading]);
    await drainFeed(services);
    while (await reader.read());
    expect(heldNames(reader.held)).toEqual(await names());
    const { rows } = await sql<{ wrong: number }>`SELECT count(*)::int AS wrong FROM (SELECT node_id, bucket, count(*) AS count, sum(h)::bigint AS sum FROM sync.feed WHERE NOT del GROUP BY node_id, bucket) r
      FULL JOIN sync.bucket b USING (node_id, bucket) WHERE coalesce(r.count, 0) <> coalesce(b.count, 0) OR coalesce(r.sum, 0) <> coalesce(b.sum, 0)`.execute(database.db);
    expect(rows).toEqual([{ wrong: 0 }]);
    await closeDatabase(db, pool);
  });

  it('takes an import of thousands in one statement, in several steps', async () => {
    await sql`INSERT INTO products (sku, name, gtin, weight_grams, unit_price_minor, currency, picture_svg) SELECT 'bulk-' || n, 'bulk', 'bulk-' || n, 1, 1, 'USD', '<svg/>' FROM generate_series(1, 2200) AS n`.execute(database.db);
    expect(await drainFeed(services)).toBe(2_200);
    const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.feed WHERE node_id = ${NEW_YORK_NODE} AND id LIKE 'bulk-%' AND NOT del`.execute(database.db);
    expect(rows).toEqual([{ n: 2_200 }]);
    await sql`DELETE FROM products WHERE sku LIKE 'bulk-%'`.execute(database.db);
    await drainFeed(services);
    const left = await sql<{ n: number; places: number }>`SELECT (SELECT count(*)::int FROM sync.feed WHERE id LIKE 'bulk-%' AND NOT del) AS n, (SELECT count(*)::int FROM sync.commit_place) AS places`.execute(database.db);
    expect(left.rows).toEqual([{ n: 0, places: 0 }]);
  });

  it.each(['orders', 'order_items', 'fulfillment_allocations', 'parcels', 'labels', 'leases', 'products', 'operators', 'brands'])('does not let %s be truncated past it, not even as a replica would', async (table) => {
    await expect(asReplica((tx) => sql`TRUNCATE ${sql.table(table)} CASCADE`.execute(tx))).rejects.toThrow('would bypass the change feed');
  });

  it('sees also what is written as a replica would', async () => {
    await asReplica((tx) => tx.updateTable('products').set({ name: 'from a replica' }).where('sku', '=', 'hunt-1').execute());
    expect(await drainFeed(services)).toBe(1);
  });

  it('finds by its nightly look what was changed while a trigger was off, mends sums that rotted, and then finds nothing', async () => {
    await drainFeed(services);
    await sql`ALTER TABLE products DISABLE TRIGGER USER`.execute(database.db);
    await database.db.updateTable('products').set({ name: 'changed behind its back' }).where('sku', 'in', ['hunt-1', 'hunt-2']).execute();
    await database.db.deleteFrom('products').where('sku', '=', 'hunt-3').execute();
    await sql`ALTER TABLE products ENABLE ALWAYS TRIGGER capture_insert, ENABLE ALWAYS TRIGGER capture_update, ENABLE ALWAYS TRIGGER capture_delete, ENABLE ALWAYS TRIGGER refuse_truncate`.execute(database.db);
    await sql`UPDATE sync.bucket SET sum = sum + 1 WHERE node_id = ${NEW_YORK_NODE} AND bucket = (SELECT min(bucket) FROM sync.bucket WHERE node_id = ${NEW_YORK_NODE})`.execute(database.db);
    // Known to be changed, so no drift.
    await database.db.updateTable('products').set({ name: 'known' }).where('sku', '=', 'hunt-4').execute();
    expect(await reconcileFeed(services)).toMatchObject({ drifted: 3, buckets: 1 });
    await drainFeed(services);
    const reader = await createFeedReader(services, NEW_YORK_NODE);
    while (await reader.read());
    expect(heldNames(reader.held)).toEqual(await names());
    expect(await reconcileFeed(services)).toMatchObject({ drifted: 0, buckets: 0 });
  });
});
