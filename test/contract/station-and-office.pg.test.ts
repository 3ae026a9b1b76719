/** The whole station service against the real OMS: what the office sees of a bench, and what becomes of a bench that it has revoked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../domain/assert.ts';
import { stationTelemetrySchema } from '../../domain/wire/telemetry.ts';
import { listLeasedOrders } from '../../main/orders/read-orders.ts';
import { hasLabelBytes } from '../../main/labels/read-blob.ts';
import { listFacts } from '../../main/outbox/outbox-store.ts';
import { readMeta } from '../../main/settings/meta.ts';
import { createPairingCode } from '../../oms/stations/enrol.ts';
import { revokeStation } from '../../oms/stations/revoke-station.ts';
import { stationDetailSchema, stationSummarySchema, type StationSummary } from '../../oms/stations/station-overview.ts';
import { packOrder } from '../support/sync-bench.ts';
import { HUB_API_KEY, startSyncHub, type SyncHub } from '../support/sync-hub.ts';
import { startWholeStation, type WholeStation } from '../support/whole-station.ts';

let hub: SyncHub;
let sku: string;
const office = { stationId: 'office', token: HUB_API_KEY };
const benches: WholeStation[] = [];

beforeAll(async () => {
  hub = await startSyncHub();
  ({ sku } = await hub.db.selectFrom('products').select('sku').orderBy('sku').limit(1).executeTakeFirstOrThrow());
  await hub.keepOnly(sku, 1_000);
});
afterAll(async () => {
  for (const bench of benches) await bench.close();
  await hub.close();
});

async function enrol(bench: WholeStation, stationName: string): Promise<string> {
  const code = await createPairingCode(hub.services, { stationName, nodeCode: 'STR-NYC-01' });
  expect(await bench.screen.call('enrol', { omsUrl: hub.url, pairingCode: code.ok ? code.value.code : '' })).toEqual({ ok: true, message: null });
  return must(bench.station.context.db.read((tx) => readMeta(tx, 'station_id')), 'the station id');
}

async function startBench(name: string, options: Parameters<typeof startWholeStation>[0] = {}): Promise<{ bench: WholeStation; stationId: string }> {
  await hub.db.updateTable('stations').set({ state: 'REVOKED' }).execute();
  const bench = await startWholeStation(options);
  benches.push(bench);
  return { bench, stationId: await enrol(bench, name) };
}

const summaryOf = async (stationId: string): Promise<StationSummary | undefined> =>
  stationSummarySchema.array().parse(await (await hub.call(office, 'GET', '/stations')).json()).find((station) => station.id === stationId);
const clientIdOf = (bench: WholeStation): string | null => bench.station.context.db.read((tx) => readMeta(tx, 'client_id'));
const isReady = (bench: WholeStation, orderId: string): boolean => bench.station.context.db.read((tx) => {
  const stationId = readMeta(tx, 'station_id');
  return listLeasedOrders(tx, stationId ?? '', 100).some(({ order }) => order.orderId === orderId && hasLabelBytes(tx, order));
});

/** Reads the live list of stations until one entry satisfies. */
async function watchStream(isWanted: (station: StationSummary) => boolean): Promise<StationSummary> {
  const response = await fetch(`${hub.url}/stations/stream`, { headers: { authorization: `Bearer ${HUB_API_KEY}` }, signal: AbortSignal.timeout(30_000) });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of must(response.body, 'the stream')) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      const stations = data === undefined ? [] : [JSON.parse(data)].flat().map((one) => stationSummarySchema.parse(one));
      const found = stations.find(isWanted);
      if (found) return found;
    }
  }
  throw new Error('the stream ended');
}

describe('what the office sees of a bench', () => {
  it('is its queue, lag, sums, version and machine, in the list, alone and live, and a printer that fails within moments', async () => {
    const { bench, stationId } = await startBench('Bench T1', { printers: [{ printerId: 'thermal', name: 'Thermal', driver: 'tcp9100', address: '127.0.0.1:1', roles: ['label'], language: 'zpl', dotsPerInch: 203 }] });
    const live = await watchStream((station) => station.id === stationId && station.telemetry?.printers[0]?.state === 'offline');
    expect(live).toMatchObject({ name: 'Bench T1', lag_rows: expect.any(Number), silent_since: null });
    await expect.poll(async () => (await summaryOf(stationId))?.telemetry?.feed.checksum, { timeout: 20_000 }).toBe('ok');
    const { telemetry } = must(await summaryOf(stationId), 'the station in the list');
    expect(telemetry).toMatchObject({
      queue: { pendingFacts: 0, oldestPendingAgeMs: null, unreportedOrders: 0, inboxOpen: 0 }, feed: { lagRows: 0, lagMs: 0, checksum: 'ok' },
      printers: [{ printerId: 'thermal', roles: ['label'] }], app: { version: '0.1.0', protocol: 2 }, machine: { isStorageFull: false }, lastError: null,
    });
    const machine = stationTelemetrySchema.parse(telemetry).machine;
    expect(Math.min(machine.databaseBytes, machine.freeDiskBytes ?? 0, machine.memoryBytes)).toBeGreaterThan(0);
    expect(stationDetailSchema.parse(await (await hub.call(office, 'GET', `/stations/${stationId}`)).json()).telemetry?.app).toEqual(telemetry?.app);
    expect(await bench.screen.call('readView', {})).toMatchObject({ sync: { state: 'online', isRefused: false, omsUrl: hub.url }, isStorageFull: false });
  });

  it('tells of facts that had to wait, once the line is back', async () => {
    const { bench, stationId } = await startBench('Bench T2');
    const order = await hub.releaseWithLabel(sku);
    await expect.poll(() => isReady(bench, order.orderId), { timeout: 20_000 }).toBe(true);
    bench.cutLine(true);
    packOrder(bench.station.context, order.orderId);
    bench.station.context.wakeSync();
    await bench.screen.waitForView((view) => view.sync.state === 'offline' && view.sync.waitingFacts === 3);
    bench.cutLine(false);
    await expect.poll(() => hub.status(order.orderId), { timeout: 30_000 }).toBe('SHIPPED');
    await expect.poll(async () => (await summaryOf(stationId))?.telemetry, { timeout: 20_000 }).toMatchObject({ queue: { pendingFacts: 0 }, lastError: null });
  });
});

describe('a bench that the office has revoked', () => {
  it('says so, hands in what it did into quarantine, and works again under a new code with nothing lost', async () => {
    const { bench, stationId } = await startBench('Bench R1');
    const { context } = bench.station;
    const order = await hub.releaseWithLabel(sku);
    await expect.poll(() => isReady(bench, order.orderId), { timeout: 20_000 }).toBe(true);
    bench.cutLine(true);
    packOrder(context, order.orderId);
    context.wakeSync();
    await bench.screen.waitForView((view) => view.sync.state === 'offline' && view.sync.waitingFacts === 3);
    const before = { clientId: clientIdOf(bench), facts: context.db.read(listFacts).map((fact) => fact.opId) };
    await revokeStation(hub.services, { stationId, actor: 'test', reason: 'lost' });
    bench.cutLine(false);
    const refused = await bench.screen.waitForView((view) => view.sync.isRefused && view.sync.waitingFacts === 0, 40_000);
    expect(refused.screen).toBe('enrol');
    const held = await hub.db.selectFrom('sync.quarantine').select(['op_id', 'state']).where('station_id', '=', stationId).orderBy('mid').execute();
    expect(held).toEqual(before.facts.map((opId) => ({ op_id: opId, state: 'held' })));
    expect(await hub.status(order.orderId)).not.toBe('SHIPPED');

    const newId = await enrol(bench, 'Bench R1');
    expect([newId === stationId, clientIdOf(bench) === before.clientId]).toEqual([false, false]);
    await bench.screen.waitForView((view) => view.sync.state === 'online' && !view.sync.isRefused && view.screen === 'lock');
    expect(context.db.read(listFacts).map((fact) => fact.opId)).toEqual(before.facts);
    const next = await hub.releaseWithLabel(sku);
    await expect.poll(() => isReady(bench, next.orderId), { timeout: 20_000 }).toBe(true);
    packOrder(context, next.orderId);
    context.wakeSync();
    await expect.poll(() => hub.status(next.orderId), { timeout: 20_000 }).toBe('SHIPPED');
  });

  it('is not given a second identity while the office accepts it', async () => {
    const { bench } = await startBench('Bench R2');
    await bench.screen.waitForView((view) => view.sync.state === 'online');
    expect(await bench.screen.call('enrol', { omsUrl: hub.url, pairingCode: 'ABCD-EFGH' })).toMatchObject({ ok: false, message: { key: 'enrol.already' } });
  });
});
