/** The real engine against the real hub over real HTTP, with the line cut at random places. Seeded: the seed is in each test's name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { inTransaction } from '../../oms/db/in-transaction.ts';
import { cancelOrder } from '../../oms/orders/cancel-order.ts';
import { selectBucketSums } from '../../oms/sync/feed-store.ts';
import { packOrderSchema, type PackOrder } from '../../domain/wire/documents.ts';
import { runSequencerStep } from '../../oms/sync/run-sequencer-step.ts';
import { createHttpTransport } from '../../sync/http-transport.ts';
import { runRound, type RoundPorts } from '../../sync/run-round.ts';
import { cutAtRandom, seeded } from '../support/cut-line.ts';
import { createMemorySyncStore, type MemorySyncStore } from '../support/memory-sync-store.ts';
import { NEW_YORK_NODE } from '../support/order-world.ts';
import { startSyncHub, type HubStation, type SyncHub } from '../support/sync-hub.ts';

let hub: SyncHub;
let skus: string[];

beforeAll(async () => {
  hub = await startSyncHub();
  skus = (await hub.db.selectFrom('products').select('sku').orderBy('sku').execute()).map((row) => row.sku);
  for (const sku of skus) await hub.keepOnly(sku, 1_000);
});
afterAll(() => hub.close());

function connect(station: HubStation, store: MemorySyncStore, chance: () => number, line: { cutShare: number }): RoundPorts {
  const transport = createHttpTransport({ baseUrl: hub.url, token: station.token, fetch: cutAtRandom(chance, line), openNudgeSocket: () => () => undefined, timers: { set: () => null, clear: () => undefined } });
  return { store, transport, appVersion: 'test', nowMs: () => hub.services.clock.nowMs(), newUuid: () => crypto.randomUUID(), onChange: () => undefined };
}

/** What a bench does with an order that it holds: three facts, then the box is closed. */
function pack(store: MemorySyncStore, order: PackOrder, rev: number): void {
  const by = { operatorId: 'opr_1', operatorName: 'Alex Packer' };
  const label = order.label ?? { parcelId: '', trackingNumber: '' };
  const bodies = [
    { type: 'PackingStarted', ...by },
    { type: 'PackingCompleted', ...by, parcelId: label.parcelId, printUnitId: 'unt_1' },
    { type: 'ParcelClosed', ...by, parcelId: label.parcelId, trackingNumber: label.trackingNumber, lines: order.lines.map((line) => ({ lineId: line.lineId, sku: line.sku, packedUnits: line.requiredUnits })) },
  ];
  for (const body of bodies) store.append({ op: crypto.randomUUID(), kind: body.type, orderId: order.orderId, baseRev: rev, fence: order.lease?.fence ?? null, v: 1, at: hub.services.clock.nowMs(), body });
}

function ordersOf(store: MemorySyncStore): { order: PackOrder; rev: number }[] {
  return [...store.entities.values()].filter((entity) => entity.type === 'order').map((entity) => ({ order: packOrderSchema.parse(JSON.parse(entity.body)), rev: entity.rev }));
}

/** Rounds on a whole line until nothing is pending or uncovered and the sums agree. Bounded: liveness is part of the promise. */
async function settle(ports: RoundPorts, store: MemorySyncStore): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const result = await runRound(ports);
    expect(result).toEqual({ ok: true, value: 'done' });
    const sums = await selectBucketSums(hub.db, NEW_YORK_NODE);
    const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.dirty`.execute(hub.db);
    if (rows[0]?.n === 0 && store.facts.every((fact) => fact.isCovered) && JSON.stringify(sums) === JSON.stringify(store.bucketSums())) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the replica and the hub did not come together');
}

async function freshBench(seed: number): Promise<{ station: HubStation; store: MemorySyncStore }> {
  await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
  const station = await hub.enrol(`Bench ${seed}`);
  return { station, store: createMemorySyncStore(station.stationId, crypto.randomUUID()) };
}

describe('a bench on a line that is cut at random', () => {
  it.each([1, 2, 3, 4])('comes to the same state as the hub, each fact applied once, bytes for its orders only (seed %i)', async (seed) => {
    const chance = seeded(seed);
    const { station, store } = await freshBench(seed);
    const line = { cutShare: 0.3 };
    const ports = connect(station, store, chance, line);
    const released: string[] = [];
    const cancelled = new Set<string>();
    for (let round = 0; round < 40; round += 1) {
      if (chance() < 0.4) released.push((await hub.releaseWithLabel(skus[Math.floor(chance() * skus.length)] ?? '')).orderId);
      const victim = released[Math.floor(chance() * released.length)];
      if (victim !== undefined && chance() < 0.1) {
        const result = await inTransaction(hub.db, (tx) => cancelOrder(tx, hub.services, { orderId: victim, actor: 'test', reason: 'test' }));
        if (result.ok) cancelled.add(victim);
      }
      const ready = ordersOf(store).find(({ order }) => order.lease?.stationId === station.stationId && order.label !== null && store.blobs.has(order.label.zplSha256)
        && !store.facts.some((fact) => fact.mutation.orderId === order.orderId));
      if (ready && chance() < 0.7) pack(store, ready.order, ready.rev);
      await runSequencerStep(hub.db);
      await runRound(ports);
    }
    line.cutShare = 0;
    await settle(ports, store);

    const { rows: logged } = await sql<{ op_id: string; n: number }>`SELECT op_id::text, count(*)::int AS n FROM sync.mutation WHERE client_id = ${store.readState().clientId}::uuid GROUP BY op_id`.execute(hub.db);
    expect(logged.map((row) => row.op_id).toSorted()).toEqual(store.facts.map((fact) => fact.mutation.op).toSorted());
    expect(logged.every((row) => row.n === 1)).toBe(true);
    const packed = [...new Set(store.facts.map((fact) => fact.mutation.orderId ?? ''))];
    expect(packed.length).toBeGreaterThan(0);
    for (const orderId of packed) {
      const shipments = await hub.db.selectFrom('shipments').select('shipment_id').where('order_id', '=', orderId).execute();
      expect(shipments).toHaveLength(cancelled.has(orderId) ? 0 : 1);
    }
    // I4: a box that was closed after its cancel is on the bench's list, and on the office's.
    for (const orderId of packed.filter((id) => cancelled.has(id))) {
      const closing = store.facts.find((fact) => fact.mutation.orderId === orderId && fact.mutation.kind === 'ParcelClosed');
      expect(store.inbox.get(closing?.mutation.op ?? '')).toBe('conflict_cancelled');
    }
    expect(await hub.stockFaults()).toEqual([]);
    const labels = await hub.db.selectFrom('labels as l').innerJoin('parcels as p', 'p.parcel_id', 'l.parcel_id').select(['l.zpl_sha256', 'l.pdf_sha256']).where('p.order_id', 'in', released).execute();
    const own = new Set(labels.flatMap((label) => [label.zpl_sha256, label.pdf_sha256]));
    expect([...store.blobs.keys()].filter((hash) => !own.has(hash))).toEqual([]);
  });

  it('starts over under a new client id when its file was rolled back, and nothing is applied twice (seed 11)', async () => {
    const { station, store } = await freshBench(11);
    const ports = connect(station, store, seeded(11), { cutShare: 0 });
    const [first, second] = [await hub.releaseWithLabel(skus[0] ?? ''), await hub.releaseWithLabel(skus[0] ?? '')];
    await settle(ports, store);
    const find = (from: MemorySyncStore, orderId: string) => ordersOf(from).filter(({ order }) => order.orderId === orderId);
    const backup = store.copy();
    for (const { order, rev } of find(store, first.orderId)) pack(store, order, rev);
    await settle(ports, store);
    for (const { order, rev } of find(backup, second.orderId)) pack(backup, order, rev);
    await settle({ ...ports, store: backup }, backup);
    expect(backup.readState().clientId).not.toBe(store.readState().clientId);
    for (const { orderId } of [first, second]) expect(await hub.status(orderId)).toBe('SHIPPED');
    expect(await hub.stockFaults()).toEqual([]);
  });

  it('offers every kept fact again to a new epoch and takes a whole new replica (seed 12)', async () => {
    const { station, store } = await freshBench(12);
    const ports = connect(station, store, seeded(12), { cutShare: 0 });
    const { orderId } = await hub.releaseWithLabel(skus[0] ?? '');
    await settle(ports, store);
    for (const { order, rev } of ordersOf(store).filter((one) => one.order.orderId === orderId)) pack(store, order, rev);
    await settle(ports, store);
    const before = store.readState();
    await sql`INSERT INTO sync.epoch (n, sysid, timeline, why) SELECT n + 1, sysid, timeline, 'test' FROM sync.epoch ORDER BY n DESC LIMIT 1`.execute(hub.db);
    await settle(ports, store);
    expect(store.readState().epoch).not.toBe(before.epoch);
    expect(store.readState().gen).not.toBe(before.gen);
    expect(store.facts.map((fact) => fact.outcome)).toEqual(['applied', 'applied', 'applied']);
    expect(await hub.status(orderId)).toBe('SHIPPED');
  });

  it('brings everything to a new epoch that a file forked before (seed 15)', async () => {
    const { station, store } = await freshBench(15);
    const ports = connect(station, store, seeded(15), { cutShare: 0 });
    const { orderId } = await hub.releaseWithLabel(skus[0] ?? '');
    await settle(ports, store);
    for (const { order, rev } of ordersOf(store).filter((one) => one.order.orderId === orderId)) pack(store, order, rev);
    await settle(ports, store);
    store.adoptClientId(crypto.randomUUID());
    await sql`INSERT INTO sync.epoch (n, sysid, timeline, why) SELECT n + 1, sysid, timeline, 'test' FROM sync.epoch ORDER BY n DESC LIMIT 1`.execute(hub.db);
    await settle(ports, store);
    expect(store.facts.map((fact) => fact.outcome)).toEqual(['applied', 'applied', 'applied']);
    expect(store.countPending()).toBe(0);
  });

  it('finds and mends a row that rotted on its disk (seed 13)', async () => {
    const { station, store } = await freshBench(13);
    const ports = connect(station, store, seeded(13), { cutShare: 0 });
    await settle(ports, store);
    const [key, entity] = [...store.entities][0] ?? [];
    if (key === undefined || entity === undefined) throw new Error('the replica is empty');
    (store.entities as Map<string, typeof entity>).set(key, { ...entity, hash: entity.hash + 1 });
    await settle(ports, store);
    expect(store.entities.get(key)?.hash).toBe(entity.hash);
  });

  it('is told in words when its token was revoked', async () => {
    const { station, store } = await freshBench(14);
    await hub.db.updateTable('stations').set({ state: 'REVOKED' }).where('station_id', '=', station.stationId).execute();
    expect(await runRound(connect(station, store, seeded(14), { cutShare: 0 }))).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });
});
