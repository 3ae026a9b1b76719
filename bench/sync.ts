/**
 * Replication as the product does it, station and hub in a process each: a first replica, the live line, facts, checksums. Beside it, in
 * the same run: rows copied straight from PostgreSQL into SQLite, a naive paged JSON list, and PouchDB.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Mutation } from '../domain/wire/sync.ts';
import { inTransaction } from '../oms/db/in-transaction.ts';
import { holdOrder } from '../oms/orders/hold-order.ts';
import { releaseHold } from '../oms/orders/release-hold.ts';
import type { Services } from '../oms/services.ts';
import { createPairingCode, enrolStation } from '../oms/stations/enrol.ts';
import { BENCH_NODE, insertLabelledOrders, packingStory } from './labelled-orders.ts';
import { percentile, summarise, type BenchResult, type BenchRow } from './bench-result.ts';
import { startBenchHub, type BenchHub } from './sync/bench-hub.ts';
import type { ReplicaFigures } from './sync/messages.ts';
import { serveNaively } from './sync/naive-endpoint.ts';
import { startStationChild, type StationChild } from './sync/station-child.ts';

/** ORDERS=20000 for a quick look. */
const ORDERS = Number(process.env.ORDERS ?? 100_000);
const POUCH_DOCS = 20_000;
const REPEATS = 3;
const LIVE_CHANGES = 400;
const FACT_BATCHES = 60;
const BATCH = 100;
const FORMER_HOLDER = { station_id: 'sta_bench_other', node_id: BENCH_NODE, name: 'Other bench' };

type Bench = { readonly hub: BenchHub; readonly station: StationChild; readonly stationId: string; readonly token: string; readonly orderIds: readonly string[]; readonly materialised: number };

export async function runSyncBench(): Promise<BenchResult> {
  const hub = await startBenchHub();
  const station = startStationChild();
  try {
    const { stationId, token } = await enrol(hub.services, 'Sync bench');
    const { orderIds, materialised } = await fillNode(hub.services);
    return await measure({ hub, station, stationId, token, orderIds, materialised });
  } finally {
    station.close();
    await hub.close();
  }
}

async function enrol(services: Services, stationName: string): Promise<{ stationId: string; token: string }> {
  const code = await createPairingCode(services, { stationName, nodeCode: 'STR-NYC-01' });
  if (!code.ok) throw new Error(code.error);
  const station = await enrolStation(services, code.value.code);
  if (!station.ok) throw new Error(station.error);
  return station.value;
}

/** Returns orders per second that the sequencer put into the feed. */
async function fillNode(services: Services): Promise<{ orderIds: string[]; materialised: number }> {
  const orderIds: string[] = [];
  const startedMs = performance.now();
  let insertingMs = 0;
  while (orderIds.length < ORDERS) {
    const insertStartedMs = performance.now();
    const orders = await insertLabelledOrders(services.db, FORMER_HOLDER, Math.min(5_000, ORDERS - orderIds.length));
    insertingMs += performance.now() - insertStartedMs;
    for (const order of orders) orderIds.push(order.orderId);
    await untilFeedIsWhole(services);
  }
  return { orderIds, materialised: Math.round(ORDERS / ((performance.now() - startedMs - insertingMs) / 1_000)) };
}

async function untilFeedIsWhole(services: Services): Promise<void> {
  services.sequencer.poke();
  for (;;) {
    const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM sync.dirty`.execute(services.db);
    if (rows[0]?.n === 0) return;
    await pause(5);
  }
}

async function measure(bench: Bench): Promise<BenchResult> {
  const naive = await serveNaively(bench.hub.services.db);
  const pouch = await startPouchHub(bench.hub.databaseUrl);
  const { station, hub: { url }, token, stationId } = bench;
  const runs: Record<'limit' | 'replica' | 'naive' | 'pouch', ReplicaFigures[]> = { limit: [], replica: [], naive: [], pouch: [] };
  try {
    // Interleaved, so that a busy moment of the machine hits all of them alike.
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      runs.limit.push(await station.ask({ kind: 'limit', databaseUrl: bench.hub.databaseUrl, nodeId: BENCH_NODE }, 'replica'));
      runs.replica.push(await station.ask({ kind: 'replica', url, token, stationId }, 'replica'));
      runs.naive.push(await station.ask({ kind: 'naive', url: naive.url }, 'replica'));
      runs.pouch.push(await station.ask({ kind: 'pouch', url: pouch.url }, 'replica'));
    }
  } finally {
    pouch.process.kill();
    await naive.close();
  }
  const rates = { limit: rateOf(runs.limit), replica: rateOf(runs.replica), naive: rateOf(runs.naive), pouch: rateOf(runs.pouch) };
  const checksum = await station.ask({ kind: 'checksum' }, 'checksum');
  const live = await measureLive(bench);
  await station.ask({ kind: 'stop' }, 'stopped');
  const facts = await measureFacts(bench.hub);
  return {
    name: `Sync: ${ORDERS} orders with two lines each, labels and leases`,
    rows: [
      summarise('live: commit at the hub → committed at the station', live),
      ...replicaRows(runs),
      summarise(`facts: a push of ${BATCH}, one station`, facts.one.samples), summarise(`facts: a push of ${BATCH}, two stations at once`, facts.two.samples),
    ],
    notes: [
      `First replica: ${rates.replica} orders/s until the sums agree. Physical limit ${rates.limit}/s (share ${(rates.replica / rates.limit).toFixed(2)}, goal >= 0.70); naive paged JSON ${rates.naive}/s (${(rates.replica / rates.naive).toFixed(2)} x); PouchDB ${rates.pouch} docs/s (${(rates.replica / rates.pouch).toFixed(1)} x, goal >= 5).`,
      `Live: goal p50 <= 15 ms, p99 <= 50 ms; ${live.length} changes, one at a time.`,
      `Facts with their effects, over HTTP, committed: ${facts.one.perSecond}/s from one station, ${facts.two.perSecond}/s from two (goal >= 5,000).`,
      `Checksum of ${checksum.rows} documents: sums ${checksum.sumsMs.toFixed(1)} ms, every body hashed again ${checksum.rehashMs.toFixed(0)} ms. Sequencer: ${bench.materialised} orders/s into the feed.`,
      `Memory of the station's process after its replicas: ${runs.replica.at(-1)?.heapMegabytes ?? 0} MB resident, buffers of the baselines included.`,
    ],
  };
}

function rateOf(runs: readonly ReplicaFigures[]): number {
  return Math.round(percentile(runs.map((run) => run.rows / (run.durationMs / 1_000)), 0.5));
}

/** Milliseconds for 1,000 orders, so that the rows compare whatever the counts. */
function replicaRows(runs: Readonly<Record<'limit' | 'replica' | 'naive' | 'pouch', readonly ReplicaFigures[]>>): BenchRow[] {
  const perThousand = (figures: readonly ReplicaFigures[]): number[] => figures.map((run) => run.durationMs / (run.rows / 1_000));
  const limit = summarise('baseline: physical limit, per 1,000 documents', perThousand(runs.limit));
  return [
    summarise('first replica, per 1,000 orders', perThousand(runs.replica), limit.p50Ms), limit,
    summarise('baseline: naive paged JSON, per 1,000 orders', perThousand(runs.naive), limit.p50Ms),
    summarise('baseline: PouchDB from express-pouchdb, per 1,000', perThousand(runs.pouch), limit.p50Ms),
  ];
}

async function measureLive({ hub: { services, url }, station, stationId, token, orderIds }: Bench): Promise<number[]> {
  const waiting = new Map<string, (atNs: bigint) => void>();
  station.onSeen((ids, atNs) => { for (const id of ids) { waiting.get(id)?.(atNs); waiting.delete(id); } });
  await station.ask({ kind: 'live', url, token, stationId }, 'live-ready');
  const samples: number[] = [];
  for (let index = 0; index < LIVE_CHANGES; index += 1) {
    const orderId = orderIds[(index * 37) % orderIds.length] ?? '';
    const seen = new Promise<bigint>((resolve) => { waiting.set(orderId, resolve); });
    const release = index >= orderIds.length;
    await inTransaction(services.db, (tx) => (release ? releaseHold(tx, services, { orderId, actor: 'bench' }) : holdOrder(tx, services, { orderId, actor: 'bench', reason: 'bench' })));
    const committedNs = process.hrtime.bigint();
    services.sequencer.poke();
    samples.push(Math.max(0, Number((await seen) - committedNs) / 1e6));
    await pause(120 + (index % 7) * 10);
  }
  return samples;
}

type FactFigures = { readonly samples: number[]; readonly perSecond: number };

async function measureFacts({ services, url }: BenchHub): Promise<{ one: FactFigures; two: FactFigures }> {
  const senders = await Promise.all([1, 2].map(async (number) => prepareSender(services, url, await enrol(services, `Facts ${number}`))));
  const [first, second] = senders;
  if (!first || !second) throw new Error('two senders');
  await first.push(FACT_BATCHES / 6);
  return { one: await timeFacts([first]), two: await timeFacts([first, second]) };
}

async function timeFacts(senders: readonly Sender[]): Promise<FactFigures> {
  const startedMs = performance.now();
  const samples = (await Promise.all(senders.map((sender) => sender.push(FACT_BATCHES)))).flat();
  return { samples, perSecond: Math.round((samples.length * BATCH) / ((performance.now() - startedMs) / 1_000)) };
}

type Sender = { push(batches: number): Promise<number[]> };

async function prepareSender(services: Services, url: string, { stationId, token }: { stationId: string; token: string }): Promise<Sender> {
  const station = { station_id: stationId, node_id: BENCH_NODE, name: stationId };
  const orders = await insertLabelledOrders(services.db, station, Math.ceil((FACT_BATCHES * 3 * BATCH) / 8));
  await untilFeedIsWhole(services);
  const stories = orders.flatMap(packingStory);
  const clientId = crypto.randomUUID();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  };
  const { epoch, protocol } = (await post('/sync/hello', { clientId, appVersion: 'bench', protocol: 2, epoch: null, cursor: 0, nextMid: 1, acked: 0, pending: 0, deviceAtMs: Date.now() })) as { epoch: string; protocol: number };
  let mid = 0;
  return {
    push: async (batches) => {
      const samples: number[] = [];
      for (let batch = 0; batch < batches; batch += 1) {
        const muts: Mutation[] = stories.splice(0, BATCH).map((fact) => ({ ...fact, mid: ++mid }));
        const startedMs = performance.now();
        const { outs } = (await post('/sync/push', { clientId, epoch, protocol, muts })) as { outs: readonly { outcome: string }[] };
        samples.push(performance.now() - startedMs);
        if (outs.length !== BATCH || outs.some((out) => out.outcome !== 'applied')) throw new Error(`a fact was not applied: ${JSON.stringify(outs.find((out) => out.outcome !== 'applied'))}`);
      }
      return samples;
    },
  };
}

async function startPouchHub(databaseUrl: string): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const folder = mkdtempSync(join(tmpdir(), 'packbench-bench-pouch-'));
  const child = fork(fileURLToPath(new URL('sync/pouch-hub.ts', import.meta.url)), [folder, String(POUCH_DOCS), databaseUrl, BENCH_NODE], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('exit', (code) => reject(new Error(`the PouchDB hub ended with ${code ?? 'a signal'}`)));
  });
  return { url: `http://127.0.0.1:${port}`, process: child };
}
