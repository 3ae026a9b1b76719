/** Somebody leaves a transaction open: the feed is late, not wrong, and the office is told by whom. In the order of commits it is not late. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drainFeed } from '../../test/support/drain-feed.ts';
import { createOrderWorld, type OrderWorld } from '../../test/support/order-world.ts';
import { createLog } from '../create-log.ts';
import { closeDatabase, createDatabase, createPool, type Db, type Pool } from '../db/connect.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { switchFeedOrder } from './dirty-store.ts';
import { describeBlocker, readFeedHealth } from './read-feed-health.ts';
import { sequence } from './start-sequencer.ts';
import { watchHorizon } from './watch-horizon.ts';

let world: OrderWorld;
let sku: string;
let elsewhere: { db: Db; pool: Pool };

beforeAll(async () => {
  world = await createOrderWorld();
  ({ sku } = await world.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  const pool = createPool(world.url, () => undefined, 1);
  elsewhere = { pool, db: createDatabase(pool) };
});
afterAll(async () => { await closeDatabase(elsewhere.db, elsewhere.pool); await world.close(); });

/** Work while another session, of that name, has written something and says nothing more. Its process id is handed in. */
async function whileLeftOpen(work: (pid: number) => Promise<void>): Promise<void> {
  await elsewhere.db.transaction().execute(async (tx) => {
    await sql`SET LOCAL application_name = 'a forgotten console'`.execute(tx);
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text`.execute(tx);
    await work(rows[0]?.pid ?? 0);
  });
}

const rename = (name: string): Promise<unknown> => world.db.updateTable('products').set({ name }).where('sku', '=', sku).execute();
const shown = async (): Promise<string> => (JSON.parse((await world.db.selectFrom('sync.feed').select('body').where('id', '=', sku).limit(1).executeTakeFirstOrThrow()).body ?? '{}') as { name: string }).name;
/** As if the wait had lasted. */
const age = (): Promise<unknown> => sql`UPDATE sync.dirty SET at = at - interval '10 s'`.execute(world.db);

it('who asks openly is not told the name of another tenant\'s database', () => {
  const blocker = { pid: 7, application: 'psql', database: 'packbench_north', isOwnDatabase: false, transactionMs: 9, queryMs: 8 };
  expect([describeBlocker(blocker), describeBlocker({ ...blocker, isOwnDatabase: true }), describeBlocker(null)])
    .toEqual([{ pid: 7, application: 'psql', database: 'another', transactionMs: 9, queryMs: 8 }, { pid: 7, application: 'psql', database: 'packbench_north', transactionMs: 9, queryMs: 8 }, null]);
});

describe('a transaction that is left open', () => {
  it('delays the feed, loses nothing, and is named with its session after five seconds, in the log too', async () => {
    await drainFeed(world.services);
    const lines: Record<string, unknown>[] = [];
    const log = createLog('info', { write: (line) => { lines.push(JSON.parse(line) as Record<string, unknown>); } });
    const watch = watchHorizon({ ...world.services, log }, 20);
    await whileLeftOpen(async (pid) => {
      await rename('written behind it');
      await sequence(world.services);
      expect(await shown()).not.toBe('written behind it');
      expect((await readFeedHealth(world.services)).blockedBy).toBeNull();
      await age();
      const named = { pid, application: 'a forgotten console', database: expect.any(String), isOwnDatabase: true, transactionMs: expect.any(Number), queryMs: expect.any(Number) };
      // A test of another file may hold an older one for a moment.
      await expect.poll(() => readFeedHealth(world.services)).toMatchObject({ keys: 1, blockedBy: named });
      await expect.poll(() => lines.filter((line) => line['event'] === 'sync:horizon:blocked')).toMatchObject([{ changes: 1, blockedBy: { pid: expect.any(Number) } }]);
    });
    await drainFeed(world.services);
    expect(await shown()).toBe('written behind it');
    await expect.poll(() => lines.map((line) => line['event'])).toContain('sync:horizon:free');
    await watch.close();
  });

  it('does not delay the feed when that goes by the order of commits, also not what was written just before the switch', async () => {
    const services: Services = { ...world.services, config: { ...world.services.config, feedOrder: 'counter' } };
    await rename('before the switch');
    expect(await inTransaction(world.db, (tx) => switchFeedOrder(tx, 'counter'))).toBe(true);
    expect(await inTransaction(world.db, (tx) => switchFeedOrder(tx, 'counter'))).toBe(false);
    await drainFeed(services);
    expect(await shown()).toBe('before the switch');
    await whileLeftOpen(async () => {
      await rename('written behind it again');
      await sequence(services);
      expect(await shown()).toBe('written behind it again');
      await rename('and once more');
      await age();
      expect((await readFeedHealth(services)).blockedBy).toBeNull();
      await sequence(services);
      expect(await shown()).toBe('and once more');
    });
    expect(await inTransaction(world.db, (tx) => switchFeedOrder(tx, 'horizon'))).toBe(true);
    await rename('back again');
    await drainFeed(world.services);
    expect(await shown()).toBe('back again');
  });

  it('takes what two writers changed in the order of their commits, not of their beginnings', async () => {
    const services: Services = { ...world.services, config: { ...world.services.config, feedOrder: 'counter' } };
    await inTransaction(world.db, (tx) => switchFeedOrder(tx, 'counter'));
    const [other] = await world.db.selectFrom('products').select('sku').where('sku', '<>', sku).orderBy('sku').limit(1).execute();
    await elsewhere.db.transaction().execute(async (tx) => {
      // Began first, and ends last.
      await tx.updateTable('products').set({ name: 'first to begin' }).where('sku', '=', other?.sku ?? '').execute();
      await rename('second to begin');
    });
    await drainFeed(services);
    const { rows } = await sql<{ body: string }>`SELECT body FROM sync.feed WHERE node_id = (SELECT min(node_id) FROM sync.node) AND type = 'product' ORDER BY seq DESC LIMIT 2`.execute(world.db);
    expect(rows.map((row) => (JSON.parse(row.body) as { name: string }).name)).toEqual(['first to begin', 'second to begin']);
    await inTransaction(world.db, (tx) => switchFeedOrder(tx, 'horizon'));
    expect(await world.db.selectFrom('sync.commit_place').select('place').execute()).toEqual([]);
  });
});
