/** The real engine with its real SQLite file against the real hub over real HTTP, the line cut at random. The seed is in each test's name. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBlob } from '../../main/labels/read-blob.ts';
import { readPackOrder } from '../../main/orders/read-orders.ts';
import { readOutboxState } from '../../main/outbox/read-outbox-state.ts';
import { inTransaction } from '../../oms/db/in-transaction.ts';
import { cancelOrder } from '../../oms/orders/cancel-order.ts';
import { adoptClientId, readReplicaState } from '../../sync/station/replica-state.ts';
import { seeded } from '../support/cut-line.ts';
import { clientIdOf, openSyncBench, type BenchOptions, type SyncBench } from '../support/sync-bench.ts';
import { startSyncHub, type SyncHub } from '../support/sync-hub.ts';

let hub: SyncHub;
let skus: string[];
const folder = mkdtempSync(join(tmpdir(), 'packbench-bench-'));
const benches: SyncBench[] = [];

beforeAll(async () => {
  hub = await startSyncHub();
  skus = (await hub.db.selectFrom('products').select('sku').orderBy('sku').execute()).map((row) => row.sku);
  for (const sku of skus) await hub.keepOnly(sku, 1_000);
});
afterAll(async () => {
  for (const bench of benches) bench.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Omit<BenchOptions, 'folder'>): SyncBench {
  const bench = openSyncBench(hub, { folder, ...options });
  benches.push(bench);
  return bench;
}

async function freshBench(seed: number): Promise<{ bench: SyncBench; options: Omit<BenchOptions, 'folder'> }> {
  await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
  const options = { name: `bench-${seed}`, station: await hub.enrol(`Bench ${seed}`), chance: seeded(seed), line: { cutShare: 0 } };
  return { bench: open(options), options };
}

const beginEpoch = () => sql`INSERT INTO sync.epoch (n, sysid, timeline, why) SELECT n + 1, sysid, timeline, 'test' FROM sync.epoch ORDER BY n DESC LIMIT 1`.execute(hub.db);

describe('a bench on a line that is cut at random', () => {
  it.each([1, 2, 3, 4])('comes to the same state as the hub, each fact applied once, bytes for its orders only (seed %i)', async (seed) => {
    const { bench, options } = await freshBench(seed);
    options.line.cutShare = 0.3;
    const { released, cancelled } = await workForAWhile(bench, options.chance);
    options.line.cutShare = 0;
    await bench.settle();

    const { rows: logged } = await sql<{ op_id: string; n: number }>`SELECT op_id::text, count(*)::int AS n FROM sync.mutation WHERE client_id = ${clientIdOf(bench)}::uuid GROUP BY op_id`.execute(hub.db);
    expect(logged.map((row) => row.op_id).toSorted()).toEqual(bench.facts().map((fact) => fact.opId).toSorted());
    expect(logged.every((row) => row.n === 1)).toBe(true);
    const packed = [...new Set(bench.facts().map((fact) => fact.orderId ?? ''))];
    expect(packed.length).toBeGreaterThan(0);
    for (const orderId of packed) {
      const shipments = await hub.db.selectFrom('shipments').select('shipment_id').where('order_id', '=', orderId).execute();
      expect(shipments).toHaveLength(cancelled.has(orderId) ? 0 : 1);
    }
    // I4: a box that was closed after its cancel is on the bench's list, and on the office's.
    const late = packed.filter((id) => cancelled.has(id));
    const cards = bench.context.db.read(readOutboxState).inbox.filter((row) => row.outcome === 'conflict_cancelled').map((row) => row.orderId);
    expect(late.filter((orderId) => !cards.includes(orderId))).toEqual([]);
    expect(await hub.stockFaults()).toEqual([]);
    for (const { orderId, parcelId, zplSha256 } of released.filter((one) => packed.includes(one.orderId))) {
      expect([orderId, Buffer.from(bench.context.db.read((tx) => readBlob(tx, zplSha256)) ?? []).toString()]).toEqual([orderId, `zpl ${parcelId}`]);
    }
  });

  it('starts over under a new client id when its file was rolled back, and nothing is applied twice (seed 11)', async () => {
    const { bench, options } = await freshBench(11);
    const [first, second] = [await hub.releaseWithLabel(skus[0] ?? ''), await hub.releaseWithLabel(skus[0] ?? '')];
    await bench.settle();
    bench.context.db.read((tx) => tx.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all());
    bench.copyFile('backup-11');
    bench.pack(first.orderId);
    await bench.settle();
    const backup = open({ ...options, name: 'backup-11' });
    backup.pack(second.orderId);
    await backup.settle();
    expect(clientIdOf(backup)).not.toBe(clientIdOf(bench));
    for (const { orderId } of [first, second]) expect(await hub.status(orderId)).toBe('SHIPPED');
    expect(await hub.stockFaults()).toEqual([]);
  });

  it('brings everything to a new epoch, also what it said under a former client id, and takes a whole new replica (seed 12)', async () => {
    const { bench } = await freshBench(12);
    const [first, second] = [await hub.releaseWithLabel(skus[0] ?? ''), await hub.releaseWithLabel(skus[0] ?? '')];
    await bench.settle();
    bench.pack(first.orderId);
    await bench.settle();
    const before = bench.ports.store.read(readReplicaState);
    bench.ports.store.inTransaction((tx) => adoptClientId(tx, randomUUID()));
    bench.pack(second.orderId);
    // What a restored hub has lost: it must come back from the station.
    await sql`DELETE FROM sync.mutation WHERE order_id = ${first.orderId} AND kind = 'PackingStarted'`.execute(hub.db);
    await beginEpoch();
    await bench.settle();
    const after = bench.ports.store.read(readReplicaState);
    expect([after.epoch === before.epoch, after.gen === before.gen, after.clientId === before.clientId]).toEqual([false, false, false]);
    const log = await hub.db.selectFrom('sync.mutation').select('kind').where('order_id', '=', first.orderId).orderBy('kind').execute();
    expect(log.map((row) => row.kind)).toEqual(['PackingCompleted', 'PackingStarted', 'ParcelClosed']);
    for (const { orderId } of [first, second]) {
      expect(await hub.status(orderId)).toBe('SHIPPED');
      expect(bench.context.db.read((tx) => readPackOrder(tx, orderId))?.order.status).toBe('SHIPPED');
    }
    expect(bench.context.db.read(readOutboxState)).toMatchObject({ pending: { count: 0 }, unreportedOrders: 0, inbox: [] });
    expect(await hub.stockFaults()).toEqual([]);
  });

  it('finds and mends rows and sums that rotted on its disk (seed 13)', async () => {
    const { bench } = await freshBench(13);
    await bench.settle();
    bench.context.db.inTransaction((tx) => {
      tx.prepare("UPDATE ent SET body = replace(body, '\"sku\"', '\"ska\"') WHERE type = 'product' AND id = ?").run(skus[0] ?? '');
      tx.prepare('UPDATE ent SET hash = hash + 1 WHERE id = ?').run(skus[1] ?? '');
      tx.prepare('UPDATE bucket SET sum = sum + 7 WHERE bucket = (SELECT min(bucket) FROM bucket)').run();
    });
    await bench.round();
    await bench.settle();
    const body = bench.context.db.read((tx) => tx.prepare("SELECT body FROM ent WHERE type = 'product' AND id = ?").get(skus[0] ?? ''));
    expect(JSON.stringify(body)).toContain('\\"sku\\"');
  });

  it('is told in words when its token was revoked', async () => {
    const { bench, options } = await freshBench(14);
    await hub.db.updateTable('stations').set({ state: 'REVOKED' }).where('station_id', '=', options.station.stationId).execute();
    expect(await bench.round()).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });
});

type Released = { readonly orderId: string; readonly parcelId: string; readonly zplSha256: string };

async function workForAWhile(bench: SyncBench, chance: () => number): Promise<{ released: Released[]; cancelled: Set<string> }> {
  const released: Released[] = [];
  const cancelled = new Set<string>();
  for (let round = 0; round < 40; round += 1) {
    if (chance() < 0.4) released.push(await hub.releaseWithLabel(skus[Math.floor(chance() * skus.length)] ?? ''));
    const victim = released[Math.floor(chance() * released.length)];
    if (victim !== undefined && chance() < 0.1) {
      const result = await inTransaction(hub.db, (tx) => cancelOrder(tx, hub.services, { orderId: victim.orderId, actor: 'test', reason: 'test' }));
      if (result.ok) cancelled.add(victim.orderId);
    }
    const [ready] = bench.packable();
    if (ready && chance() < 0.7) bench.pack(ready.order.orderId);
    await bench.round();
  }
  return { released, cancelled };
}
