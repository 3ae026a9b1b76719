/** A bench for sync tests: the real SQLite file under the real engine, over a line that can be cut. No screen, no printers. */
import { hash, randomBytes, randomUUID } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { FactBody } from '../../domain/packing/facts.ts';
import { stationConfigSchema } from '../../main/config.ts';
import { openStationDb, type StationDb } from '../../main/db/open.ts';
import { listLeasedOrders, readPackOrder, type KnownOrder } from '../../main/orders/read-orders.ts';
import { appendFact } from '../../main/outbox/append-fact.ts';
import { listFacts } from '../../main/outbox/outbox-store.ts';
import { hasLabelBytes } from '../../main/labels/read-blob.ts';
import { writeMeta } from '../../main/settings/meta.ts';
import type { StationContext } from '../../main/station-context.ts';
import { createReplicaStore } from '../../main/sync-store/replica-store.ts';
import { toReplicaTx } from '../../main/sync-store/replica-tx.ts';
import { createHttpTransport, type HttpFetch } from '../../sync/http-transport.ts';
import { initialiseReplica, readReplicaState } from '../../sync/station/replica-state.ts';
import type { SentFact } from '../../sync/station/replica-tx.ts';
import type { RoundPorts } from '../../sync/station/round.ts';
import { cutAtRandom } from './cut-line.ts';
import { driveRound, type RoundResult } from './drive-round.ts';
import type { HubStation, SyncHub } from './sync-hub.ts';

export type SyncBench = {
  readonly context: StationContext; readonly ports: RoundPorts;
  round(): Promise<RoundResult>;
  /** Rounds until nothing is pending or uncovered and the sums agree. Bounded: liveness is part of the promise. */
  settle(): Promise<void>;
  facts(): SentFact[];
  /** Orders that may be packed here: ours, with their label bytes. */
  packable(): KnownOrder[];
  /** What a packer does with an order: three facts, then the box is closed. */
  pack(orderId: string): void;
  /** The file as it is now, under another path: a backup, or a cloned disk. */
  copyFile(name: string): void;
  close(): void;
};

export type BenchOptions = { readonly folder: string; readonly name: string; readonly station: HubStation; readonly chance: () => number; readonly line: { cutShare: number }; readonly wrapFetch?: (fetch: HttpFetch) => HttpFetch };

/** Opens the file of that name, or makes it. */
export function openSyncBench(hub: SyncHub, options: BenchOptions): SyncBench {
  const db = openStationDb(join(options.folder, `${options.name}.sqlite`));
  db.inTransaction((tx) => { initialiseReplica(toReplicaTx(tx, 0), randomUUID()); writeMeta(tx, 'station_id', options.station.stationId); });
  const nothing = (): void => undefined;
  const context: StationContext = {
    db, clock: hub.services.clock, random: { bytes: (length) => randomBytes(length) }, config: stationConfigSchema.parse({ dataDir: options.folder, rendererDir: options.folder }),
    log: { info: nothing, warn: nothing, error: nothing }, publish: nothing, wakeSync: nothing, wakePrinters: nothing, isStorageFull: () => false, isOnline: () => true,
  };
  const transport = createHttpTransport({ baseUrl: hub.url, token: options.station.token, fetch: (options.wrapFetch ?? ((fetch) => fetch))(cutAtRandom(options.chance, options.line)), openNudgeSocket: () => () => undefined, timers: { set: () => null, clear: nothing } });
  const ports: RoundPorts = {
    store: createReplicaStore(context), appVersion: 'test', sha256: (text) => hash('sha256', text, 'buffer'), nowMs: () => hub.services.clock.nowMs(), newUuid: () => randomUUID(),
    onChange: nothing, onChecked: nothing, onHead: nothing, telemetry: () => null,
  };
  const round = (): Promise<RoundResult> => driveRound(ports, transport);
  return {
    context, ports, round,
    settle: () => settle(hub, ports, options.station, db, round),
    facts: () => db.read(listFacts),
    packable: () => db.read((tx) => listLeasedOrders(tx, options.station.stationId, 100).filter(({ order }) => hasLabelBytes(tx, order) && !listFacts(tx).some((fact) => fact.orderId === order.orderId))),
    pack: (orderId) => packOrder(context, orderId),
    copyFile: (name) => cpSync(join(options.folder, `${options.name}.sqlite`), join(options.folder, `${name}.sqlite`)),
    close: () => db.close(),
  };
}

async function settle(hub: SyncHub, ports: RoundPorts, station: HubStation, db: StationDb, round: () => Promise<RoundResult>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    await round();
    const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.dirty`.execute(hub.db);
    const isCovered = db.read(listFacts).every((fact) => fact.isCovered);
    const sums = JSON.stringify(ports.store.read((tx) => tx.listBuckets()));
    if (rows[0]?.n === 0 && isCovered && sums === JSON.stringify(await hub.sumsOf(station)) && ports.store.listWantedBlobs(1).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the station and the hub did not come together');
}

/** The facts of packing an order that lies ready, without a scan. */
export function packOrder(context: StationContext, orderId: string): void {
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

export function clientIdOf(bench: SyncBench): string {
  return bench.ports.store.read(readReplicaState).clientId;
}
