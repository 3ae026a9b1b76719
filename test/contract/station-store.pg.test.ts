/** The station's real SQLite store under the real engine, against the real hub: what the in-memory reference proves must hold on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactBody } from '../../domain/packing/facts.ts';
import { stationConfigSchema } from '../../main/config.ts';
import { openStationDb, type StationDb } from '../../main/db/open.ts';
import { readBlob } from '../../main/labels/read-blob.ts';
import { readPackOrder } from '../../main/orders/read-orders.ts';
import { appendFact } from '../../main/outbox/append-fact.ts';
import { readOutboxState } from '../../main/outbox/read-outbox-state.ts';
import { writeMeta } from '../../main/settings/meta.ts';
import type { StationContext } from '../../main/station-context.ts';
import { createSyncStore } from '../../main/sync-store/sync-port.ts';
import { selectBucketSums } from '../../oms/sync/feed-store.ts';
import { createHttpTransport } from '../../sync/http-transport.ts';
import { runRound, type RoundPorts } from '../../sync/run-round.ts';
import { cutAtRandom, seeded } from '../support/cut-line.ts';
import { NEW_YORK_NODE } from '../support/order-world.ts';
import { startSyncHub, type SyncHub } from '../support/sync-hub.ts';

let hub: SyncHub;
let sku: string;
const folder = mkdtempSync(join(tmpdir(), 'packbench-station-'));
const open: StationDb[] = [];

beforeAll(async () => {
  hub = await startSyncHub();
  ({ sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await hub.keepOnly(sku, 1_000);
});
afterAll(async () => {
  for (const db of open) db.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openBench(seed: number, line: { cutShare: number }): Promise<{ context: StationContext; ports: RoundPorts }> {
  await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
  const station = await hub.enrol(`Bench ${seed}`);
  const db = openStationDb(join(folder, `${seed}.sqlite`));
  open.push(db);
  db.inTransaction((tx) => { for (const [key, value] of [['client_id', crypto.randomUUID()], ['next_mid', '1'], ['station_id', station.stationId]] as const) writeMeta(tx, key, value); });
  const nothing = (): void => undefined;
  const context: StationContext = {
    db, clock: hub.services.clock, random: { bytes: (length) => randomBytes(length) }, config: stationConfigSchema.parse({ dataDir: folder, rendererDir: folder }),
    log: { info: nothing, warn: nothing, error: nothing }, publish: nothing, wakeSync: nothing, wakePrinters: nothing,
  };
  const transport = createHttpTransport({ baseUrl: hub.url, token: station.token, fetch: cutAtRandom(seeded(seed), line), openNudgeSocket: () => () => undefined, timers: { set: () => null, clear: nothing } });
  return { context, ports: { store: createSyncStore(context), transport, appVersion: 'test', nowMs: () => hub.services.clock.nowMs(), newUuid: () => crypto.randomUUID(), onChange: nothing } };
}

function pack(context: StationContext, orderId: string): void {
  context.db.inTransaction((tx) => {
    const known = readPackOrder(tx, orderId);
    if (!known?.order.label) throw new Error(`order ${orderId} is not ready at this bench`);
    const { order, rev } = known;
    const [by, parcelId, trackingNumber] = [{ operatorId: 'opr_1', operatorName: 'Alex Packer' }, known.order.label.parcelId, known.order.label.trackingNumber];
    const bodies: FactBody[] = [
      { type: 'PackingStarted', ...by },
      { type: 'PackingCompleted', ...by, parcelId, printUnitId: 'unt_1' },
      { type: 'ParcelClosed', ...by, parcelId, trackingNumber, lines: order.lines.map((one) => ({ lineId: one.lineId, sku: one.sku, packedUnits: one.requiredUnits })) },
    ];
    for (const body of bodies) appendFact(tx, context, { orderId, baseRev: rev, fence: order.lease?.fence ?? null, body });
  });
}

async function settle(ports: RoundPorts, context: StationContext): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    await runRound(ports);
    const uncovered = context.db.read((tx) => tx.prepare('SELECT count(*) AS n FROM outbox WHERE is_covered = 0').get());
    const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.dirty`.execute(hub.db);
    const sums = await selectBucketSums(hub.db, NEW_YORK_NODE);
    const ours = ports.store.bucketSums().filter((sum) => sum.count > 0).toSorted((a, b) => a.bucket - b.bucket);
    if (rows[0]?.n === 0 && JSON.stringify(uncovered) === '{"n":0}' && JSON.stringify(sums) === JSON.stringify(ours) && ports.store.listWantedBlobs(1).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the station and the hub did not come together');
}

describe('the station file', () => {
  it.each([21, 22])('equals the hub after a line cut at random, with its label bytes here and every fact applied once (seed %i)', async (seed) => {
    const line = { cutShare: 0 };
    const { context, ports } = await openBench(seed, line);
    const orders = [];
    for (let count = 0; count < 6; count += 1) orders.push(await hub.releaseWithLabel(sku));
    line.cutShare = 0.3;
    await settle(ports, context);
    for (const order of orders) {
      expect(Buffer.from(context.db.read((tx) => readBlob(tx, order.zplSha256)) ?? []).toString()).toBe(`zpl ${order.parcelId}`);
      pack(context, order.orderId);
      await runRound(ports);
    }
    await settle(ports, context);
    for (const order of orders) {
      expect(await hub.status(order.orderId)).toBe('SHIPPED');
      expect(context.db.read((tx) => readPackOrder(tx, order.orderId))?.order.status).toBe('SHIPPED');
    }
    expect(context.db.read(readOutboxState)).toMatchObject({ pending: { count: 0 }, unreportedOrders: 0, inbox: [] });
    expect(await hub.stockFaults()).toEqual([]);
  });

  it('brings everything to a new epoch, also what it said under a former client id (seed 23)', async () => {
    const { context, ports } = await openBench(23, { cutShare: 0 });
    const [first, second] = [await hub.releaseWithLabel(sku), await hub.releaseWithLabel(sku)];
    await settle(ports, context);
    pack(context, first.orderId);
    await settle(ports, context);
    ports.store.adoptClientId(crypto.randomUUID());
    pack(context, second.orderId);
    // What a restored hub has lost: it must come back from the station.
    await sql`DELETE FROM sync.mutation WHERE order_id = ${first.orderId} AND kind = 'PackingStarted'`.execute(hub.db);
    await sql`INSERT INTO sync.epoch (n, sysid, timeline, why) SELECT n + 1, sysid, timeline, 'test' FROM sync.epoch ORDER BY n DESC LIMIT 1`.execute(hub.db);
    await settle(ports, context);
    expect(ports.store.countPending()).toBe(0);
    const log = await hub.db.selectFrom('sync.mutation').select('kind').where('order_id', '=', first.orderId).orderBy('kind').execute();
    expect(log.map((row) => row.kind)).toEqual(['PackingCompleted', 'PackingStarted', 'ParcelClosed']);
    for (const { orderId } of [first, second]) expect(await hub.status(orderId)).toBe('SHIPPED');
    expect(await hub.stockFaults()).toEqual([]);
  });
});
