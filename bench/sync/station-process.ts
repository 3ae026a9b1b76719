/** The station's half of the sync bench, in a process of its own as in the product: the real file, engine and transport. */
import { hash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { WebSocket } from 'ws';
import { must } from '../../domain/assert.ts';
import { openStationDb, type StationDb } from '../../main/db/open.ts';
import { writeMeta } from '../../main/settings/meta.ts';
import { createReplicaStore } from '../../main/sync-store/replica-store.ts';
import { toReplicaTx } from '../../main/sync-store/replica-tx.ts';
import { createHttpTransport } from '../../sync/http-transport.ts';
import type { Timers, Transport } from '../../sync/ports.ts';
import { initialiseReplica } from '../../sync/station/replica-state.ts';
import type { RoundPorts } from '../../sync/station/round.ts';
import { scrubSlice } from '../../sync/station/scrub.ts';
import { startSync } from '../../sync/station/start-sync.ts';
import { driveRound } from '../../test/support/drive-round.ts';
import type { StationAnswer, StationTask } from './messages.ts';
import type { NaivePage } from './naive-endpoint.ts';

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const timers: Timers = { set: (callback, delayMs) => setTimeout(callback, delayMs), clear: (handle) => clearTimeout(handle as NodeJS.Timeout) };
const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');
const folder = mkdtempSync(join(tmpdir(), 'packbench-bench-station-'));
const nothing = (): void => undefined;
let files = 0;
let current: StationDb | null = null;

const say = (answer: StationAnswer): void => { process.send?.(answer); };
process.on('message', (task: StationTask) => { void perform(task).catch((error: unknown) => say({ kind: 'failed', message: String(error) })); });
process.on('disconnect', () => { rmSync(folder, { recursive: true, force: true }); process.exit(0); });

async function perform(task: StationTask): Promise<void> {
  switch (task.kind) {
    case 'limit': return timed(() => copyStraight(task.databaseUrl, task.nodeId));
    case 'naive': return timed(() => copyNaively(task.url));
    case 'pouch': return timed(() => replicatePouch(task.url));
    case 'replica': return timed(() => replicate(task));
    case 'checksum': say(checksum()); return;
    case 'live': live(task); return;
    case 'stop': stopLive(); say({ kind: 'stopped' });
  }
}

async function timed(work: () => Promise<number>): Promise<void> {
  const startedMs = performance.now();
  const rows = await work();
  say({ kind: 'replica', rows, durationMs: performance.now() - startedMs, heapMegabytes: Math.round(process.memoryUsage().rss / 1_048_576) });
}

function openPlain(table: string): Database.Database {
  files += 1;
  const database = new Database(join(folder, `plain-${files}.sqlite`));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(table);
  return database;
}

async function copyStraight(databaseUrl: string, nodeId: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const database = openPlain('CREATE TABLE ent (type TEXT, id TEXT, rev INTEGER, seq INTEGER, hash INTEGER, body TEXT, PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID');
  const insert = database.prepare('INSERT INTO ent VALUES (?, ?, ?, ?, ?, ?)');
  const store = database.transaction((rows: readonly (readonly unknown[])[]) => { for (const row of rows) insert.run(...row); });
  let [after, count] = ['0', 0];
  for (;;) {
    const { rows } = await client.query<(string | number)[]>({ text: 'SELECT type, id, rev::float8, seq::float8, h::float8, body FROM sync.feed WHERE node_id = $1 AND seq > $2 AND NOT del ORDER BY seq LIMIT 10000', values: [nodeId, after], rowMode: 'array' });
    for (let from = 0; from < rows.length; from += 1_000) store(rows.slice(from, from + 1_000));
    count += rows.length;
    after = String(rows.at(-1)?.[3] ?? after);
    if (rows.length < 10_000) break;
  }
  database.close();
  await client.end();
  return count;
}

async function copyNaively(url: string): Promise<number> {
  const database = openPlain('CREATE TABLE orders (order_id TEXT PRIMARY KEY, body TEXT) STRICT; CREATE TABLE lines (order_item_id TEXT PRIMARY KEY, order_id TEXT, body TEXT) STRICT');
  const [putOrder, putLine] = [database.prepare('INSERT OR REPLACE INTO orders VALUES (?, ?)'), database.prepare('INSERT OR REPLACE INTO lines VALUES (?, ?, ?)')];
  const store = database.transaction((orders: NaivePage['orders']) => {
    for (const { lines, ...order } of orders) {
      putOrder.run(order.order_id, JSON.stringify(order));
      for (const one of lines) putLine.run(one.order_item_id, order.order_id, JSON.stringify(one));
    }
  });
  let [after, count]: [string | null, number] = ['', 0];
  while (after !== null) {
    const page = (await (await fetch(`${url}/orders?after=${after}`)).json()) as NaivePage;
    store(page.orders);
    count += page.orders.length;
    after = page.next;
  }
  database.close();
  return count;
}

async function replicatePouch(url: string): Promise<number> {
  const { default: PouchDB } = await import('pouchdb');
  files += 1;
  const local = new PouchDB(join(folder, `pouch-${files}`));
  const { docs_written: written } = await local.replicate.from(`${url}/db/orders`, { batch_size: 1_000 });
  await local.close();
  return written;
}

type HubAddress = Extract<StationTask, { kind: 'replica' | 'live' }>;

function openPorts({ url, token, stationId }: HubAddress, isFresh: boolean): { ports: RoundPorts; transport: Transport; db: StationDb } {
  if (isFresh || current === null) {
    current?.close();
    files += 1;
    current = openStationDb(join(folder, `station-${files}.sqlite`));
    current.inTransaction((tx) => { initialiseReplica(toReplicaTx(tx, 0), randomUUID()); writeMeta(tx, 'station_id', stationId); });
  }
  const transport = createHttpTransport({
    baseUrl: url, token, timers, fetch: (address, { timeoutMs, ...init }) => fetch(address, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    openNudgeSocket: (address, bearer, events) => {
      const socket = new WebSocket(address, { headers: { authorization: `Bearer ${bearer}` } });
      socket.on('open', () => events.onOpen()).on('message', (data) => events.onMessage(Buffer.isBuffer(data) ? data.toString('utf8') : '')).on('close', () => events.onClose());
      return () => socket.terminate();
    },
  });
  const ports: RoundPorts = {
    store: createReplicaStore({ db: current, clock }), appVersion: 'bench', sha256, nowMs: clock.nowMs, newUuid: () => randomUUID(),
    onChange: nothing, onChecked: nothing, onHead: nothing, telemetry: () => null,
  };
  return { ports, transport, db: current };
}

/** Until the sums agree: that is when the product itself calls a replica whole. */
async function replicate(address: HubAddress): Promise<number> {
  const { ports, transport, db } = openPorts(address, true);
  let isWhole = false;
  const watching = { ...ports, onChecked: (state: string) => { isWhole = state === 'ok'; } };
  for (let rounds = 0; rounds < 10 && !isWhole; rounds += 1) {
    const ended = await driveRound(watching, transport);
    if (!ended.ok) throw new Error(ended.error.message);
  }
  if (!isWhole) throw new Error('the sums never agreed');
  return db.read((tx) => (tx.prepare("SELECT count(*) AS n FROM ent WHERE type = 'order'").get() as { n: number }).n);
}

function checksum(): StationAnswer {
  const db = must(current, 'a replica');
  const store = createReplicaStore({ db, clock });
  let startedMs = performance.now();
  store.read((tx) => tx.listBuckets());
  const sumsMs = performance.now() - startedMs;
  const rows = store.read((tx) => tx.listDocuments()).length;
  startedMs = performance.now();
  store.inTransaction((tx) => { for (let checked = 0; checked < rows; checked += 1_000) scrubSlice(tx, sha256); });
  return { kind: 'checksum', sumsMs, rehashMs: performance.now() - startedMs, rows };
}

let stopLive = nothing;

/** The product's loop; each order of a page is reported when the page is committed here. */
function live(address: HubAddress): void {
  const { ports, transport } = openPorts(address, false);
  let pulled: string[] = [];
  const listening: Transport = {
    ...transport,
    send: (call, onReply) => transport.send(call, (reply) => {
      if (reply.kind === 'pull' && reply.answer.ok && 'rows' in reply.answer.value) pulled.push(...reply.answer.value.rows.map(([, , id]) => id));
      onReply(reply);
    }),
  };
  const loop = startSync({
    ...ports, transport: listening, timers, chance: () => (randomBytes(1)[0] ?? 0) / 256, monotonicMs: clock.monotonicMs, onRoundFailed: (message) => say({ kind: 'failed', message }),
    onChange: () => {
      if (pulled.length > 0) say({ kind: 'seen', ids: pulled, atNs: String(process.hrtime.bigint()) });
      pulled = [];
    },
  });
  stopLive = () => loop.close();
  setTimeout(() => say({ kind: 'live-ready' }), 1_000);
}
