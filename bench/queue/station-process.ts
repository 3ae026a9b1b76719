/** Fills a station's file in the folder named by the first argument with 100,000 open orders, and reads its queue. Prints one line of JSON. */
import '../../require-node.mjs';
import { hash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { PackOrder } from '../../domain/wire/documents.ts';
import { rowHash } from '../../domain/wire/row-hash.ts';
import type { FeedRow } from '../../domain/wire/sync.ts';
import { must } from '../../domain/assert.ts';
import { openStationDb, type Tx } from '../../main/db/open.ts';
import { storeBlob } from '../../main/labels/blob-store.ts';
import { readPackOrder } from '../../main/orders/read-orders.ts';
import { findNextCandidate } from '../../main/packing/resolve-scan.ts';
import { readQueue } from '../../main/queue/read-queue.ts';
import { writeMeta } from '../../main/settings/meta.ts';
import { createReplicaStore } from '../../main/sync-store/replica-store.ts';
import { toReplicaTx } from '../../main/sync-store/replica-tx.ts';
import { applyPage } from '../../sync/station/apply-page.ts';
import { initialiseReplica, startGeneration } from '../../sync/station/replica-state.ts';

export type QueueFigures = {
  readonly orders: number; readonly ours: number; readonly loadMs: number; readonly databaseBytes: number;
  readonly naiveMs: readonly number[]; readonly queueMs: readonly number[]; readonly queueCpuMs: readonly number[]; readonly nextMs: readonly number[]; readonly changeMs: readonly number[];
};

/** ORDERS=20000 for a quick look. */
const ORDERS = Number(process.env.ORDERS ?? 100_000);
/** What one bench holds ahead: a long shift. */
const OURS = 500;
const PAGE_ROWS = 500;
const SAMPLES = 400;
const NAIVE_SAMPLES = 7;
const SHOWN = 100;
const US = 'sta_bench_1';
const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');
const hex = (text: string): string => hash('sha256', text, 'hex');
const FIRST_SHIP_BY_MS = Date.UTC(2026, 10, 21, 8);

/** Every 200th order is ours, a tenth is in the pool, the rest is leased to other benches. */
function makeOrder(number: number, rev: number): PackOrder {
  const stationId = number % (ORDERS / OURS) === 0 ? US : `sta_bench_${2 + (number % 40)}`;
  const line = (index: number): PackOrder['lines'][number] => ({ lineId: `lin_${number}_${index}`, sku: `BFL-ITEM-${(number * 7 + index) % 900}`, title: `Wooden puzzle number ${number % 900}`, requiredUnits: 1 + (number % 3), binCode: `A-${number % 90}-${index}`, unitPriceMinor: 1_999 });
  return {
    orderId: `ord_${String(number).padStart(12, '0')}`, orderNumber: `#${number}`, status: 'PICKING', isOnHold: number % 97 === 0, brandId: 'brd_1', channelName: 'Bramble & Finch', placedAt: '2026-11-20T09:00:00Z',
    shipBy: new Date(FIRST_SHIP_BY_MS + ((number * 7_919) % ORDERS) * 30_000 + rev).toISOString(), currency: 'USD', totalMinor: 4_200, customerNote: null, giftMessage: null,
    shipTo: { name: 'Sam Reader', company: null, address1: `${number} Main St`, address2: null, city: 'Albany', state: 'NY', postalCode: '12207', countryCode: 'US', phone: null },
    lines: [line(1), line(2)],
    label: { parcelId: `prc_${number}`, labelId: `lbl_${number}`, pairCode: `P${number}`, carrierCode: 'demo', carrierName: 'Demo Carrier', serviceName: 'Ground', trackingNumber: `TRK${number}`, zplSha256: hex(`zpl ${number}`), pdfSha256: hex(`pdf ${number}`), isVoid: false },
    lease: number % 10 === 1 ? null : { stationId, fence: 1 },
  };
}

function toRow(order: PackOrder, seq: number): FeedRow {
  const body = JSON.stringify(order);
  return [seq, 'order', order.orderId, seq, rowHash(body, sha256), false, body];
}

function timed(samples: number[], work: () => void): void {
  const startedMs = performance.now();
  work();
  samples.push(performance.now() - startedMs);
}

const file = join(must(process.argv[2], 'the folder'), 'station.sqlite');
const db = openStationDb(file);
const store = createReplicaStore({ db, clock: { nowMs: () => 0, monotonicMs: () => 0 } });
db.inTransaction((tx) => { writeMeta(tx, 'station_id', US); const port = toReplicaTx(tx, 0); initialiseReplica(port, randomUUID()); startGeneration(port, 'gen'); });
let seq = 0;
const bring = (orders: readonly PackOrder[]): void => {
  const from = seq;
  const rows = orders.map((order) => toRow(order, (seq += 1)));
  store.inTransaction((tx) => applyPage(tx, { clientId: '', nodeId: '', epoch: 'e', gen: 'gen', base: 0, from, to: seq, head: seq, more: true, rows, covered: {}, sums: null }, sha256));
};
const startedMs = performance.now();
for (let first = 0; first < ORDERS; first += PAGE_ROWS) bring(Array.from({ length: Math.min(PAGE_ROWS, ORDERS - first) }, (_, index) => makeOrder(first + index, 0)));
const loadMs = performance.now() - startedMs;
db.inTransaction((tx) => {
  for (let number = 0; number < ORDERS; number += ORDERS / OURS) for (const [form, bytes] of [['zpl', 2_000], ['pdf', 20_000]] as const) storeBlob(tx, hex(`${form} ${number}`), Buffer.alloc(bytes, number), 'here');
});

const naive = (tx: Tx): unknown[] => tx.prepare(`SELECT id, rev, body FROM ent WHERE type = 'order' AND json_extract(body, '$.status') IN ('PICKING', 'PACKING', 'READY_TO_SHIP')
  ORDER BY (json_extract(body, '$.lease.stationId') IS NOT ?), json_extract(body, '$.shipBy'), id LIMIT ${SHOWN}`).all(US).map((row) => JSON.parse((row as { body: string }).body));
const [naiveMs, queueMs, queueCpuMs, nextMs, changeMs]: [number[], number[], number[], number[], number[]] = [[], [], [], [], []];
for (let sample = 0; sample < NAIVE_SAMPLES; sample += 1) timed(naiveMs, () => { db.read(naive); });
for (let sample = 0; sample < SAMPLES; sample += 1) {
  // What makes the screen read its queue anew: an order that changed, ours and another's by turns.
  const number = sample % 2 === 0 ? (sample * (ORDERS / OURS)) % ORDERS : (sample * 37) % ORDERS;
  timed(changeMs, () => bring([makeOrder(number, sample)]));
  const before = process.threadCpuUsage();
  timed(queueMs, () => { db.read((tx) => readQueue(tx, US, SHOWN)); });
  const spent = process.threadCpuUsage(before);
  queueCpuMs.push((spent.user + spent.system) / 1000);
  timed(nextMs, () => { db.read((tx) => findNextCandidate(tx, US)); });
}
const shown = db.read((tx) => readQueue(tx, US, SHOWN));
if (shown.totalOrders !== ORDERS || shown.orders[0]?.state === 'other' || db.read((tx) => readPackOrder(tx, makeOrder(0, 0).orderId)) === null) throw new Error('the queue is not what was brought');
const figures: QueueFigures = { orders: ORDERS, ours: OURS, loadMs, databaseBytes: statSync(file).size, naiveMs, queueMs, queueCpuMs, nextMs, changeMs };
console.log(JSON.stringify(figures));
db.close();
