/** At the end, from both sides: what the benches were told is saved, what the office, the shop and the printers have. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { z } from 'zod';
import { verifyResponseSchema } from '../../../domain/wire/sync.ts';
import { compareHistories, type HistoryDifference } from './compare-histories.ts';
import type { Bench, Floor } from './floor.ts';
import { SCANNED_KINDS, type LedgerEntry } from './ledger.ts';
import { countLabels } from './packer.ts';
import { readDatabaseUrl } from './postgres-processes.ts';

export type Audit = HistoryDifference & { readonly facts: number; readonly parcels: number; readonly labels: number; readonly problems: readonly string[] };

const mutationSchema = z.object({ station: z.string(), client_id: z.string(), mid: z.coerce.number().int(), op_id: z.string(), kind: z.string(), order_id: z.string().nullable(), outcome: z.string() });
type MutationRow = z.infer<typeof mutationSchema>;
const shipmentSchema = z.object({ order_id: z.string(), parcel_id: z.string(), tracking_number: z.string(), external_order_id: z.string(), station_closed: z.coerce.number().int() });

export async function audit(floor: Floor, sentOrders: number): Promise<Audit> {
  const database = new pg.Client({ connectionString: readDatabaseUrl(floor.omsDataDir) });
  await database.connect();
  try {
    const ask = async <T>(schema: z.ZodType<T>, sql: string): Promise<T[]> => (await database.query<Record<string, unknown>>(sql)).rows.map((row) => schema.parse(row));
    const mutations = await ask(mutationSchema, `SELECT s.name AS station, m.client_id, m.mid, m.op_id, m.kind, m.order_id, m.outcome FROM sync.mutation m JOIN sync.client c USING (client_id) JOIN stations s USING (station_id)
      ORDER BY s.name, min(m.hub_at) OVER (PARTITION BY m.client_id), m.client_id, m.mid`);
    const ledger = floor.ledger.read();
    const differences = floor.benches.map((bench) => compareBench(bench, ledger, mutations));
    const total = (key: keyof HistoryDifference): number => differences.reduce((sum, one) => sum + one[key], 0);
    const problems = [
      ...findOutcomes(mutations), ...floor.benches.flatMap((bench) => findUnsent(bench, mutations)),
      ...(await ask(z.object({ problem: z.string() }), [GAPS, STOCK, TWICE, BUSINESS].join(' UNION ALL '))).map((row) => row.problem),
      ...await findShipmentProblems(floor, ledger, await ask(shipmentSchema, SHIPMENTS)),
      ...findUnknownSales(floor, await ask(z.object({ tracking_number: z.string() }), 'SELECT tracking_number FROM labels')),
      ...(await ask(z.object({ orders: z.coerce.number().int() }), 'SELECT count(*) AS orders FROM orders WHERE external_order_id IS NOT NULL')).flatMap(({ orders }) => (orders === sentOrders ? [] : [`the shop sold ${sentOrders} orders, ${orders} are here`])),
      ...(await Promise.all(floor.benches.map((bench) => verifyReplica(floor, bench)))).flat(), ...floor.benches.flatMap((bench) => bench.program.ownEnds()),
    ];
    return {
      lost: total('lost'), doubled: total('doubled'), reordered: total('reordered'), facts: mutations.length, problems,
      parcels: ledger.filter((entry) => entry.verdict === 'ParcelClosed').length, labels: floor.benches.reduce((sum, bench) => sum + bench.zebra.labels().length, 0),
    };
  } finally {
    await database.end();
  }
}

/** The order in which a bench scanned is the order in which the office has it, over all orders. */
function compareBench(bench: Bench, ledger: readonly LedgerEntry[], mutations: readonly MutationRow[]): HistoryDifference {
  const promised = ledger.filter((entry) => entry.bench === bench.name).flatMap((entry) => entry.kinds.map((kind) => `${entry.orderId} ${kind}`));
  const found = mutations.filter((row) => row.station === bench.name && SCANNED_KINDS.includes(row.kind)).map((row) => `${row.order_id ?? ''} ${row.kind}`);
  return compareHistories(promised, found);
}

/** Nobody cancelled anything: every fact had to be applied. */
function findOutcomes(mutations: readonly MutationRow[]): string[] {
  return mutations.filter((row) => row.outcome !== 'applied').map((row) => `${row.station}: ${row.kind} of ${row.order_id ?? 'no order'} (mid ${row.mid}) became ${row.outcome}`);
}

const outboxSchema = z.object({ client_id: z.string(), mid: z.int(), op_id: z.string(), kind: z.string() });

/** Whatever the station's own file still keeps is in the office under the same number, printers' facts too. */
function findUnsent(bench: Bench, mutations: readonly MutationRow[]): string[] {
  const known = new Set(mutations.map((row) => `${row.client_id} ${row.mid} ${row.op_id}`));
  const rows = readStation(bench, 'SELECT client_id, mid, op_id, kind FROM outbox').map((row) => outboxSchema.parse(row));
  return rows.filter((row) => !known.has(`${row.client_id} ${row.mid} ${row.op_id}`)).map((row) => `${bench.name}: ${row.kind} ${row.mid} is not in the office`);
}

function readStation(bench: Bench, sql: string): unknown[] {
  const file = new Database(join(bench.dataDir, 'station.sqlite'), { readonly: true });
  try { return file.prepare(sql).all(); } finally { file.close(); }
}

const GAPS = `SELECT 'numbers of ' || c.client_id || ': ' || count(m.mid) || ' from ' || coalesce(min(m.mid), 0) || ' to ' || coalesce(max(m.mid), 0) || ', last ' || c.last_mid AS problem
  FROM sync.client c LEFT JOIN sync.mutation m USING (client_id) GROUP BY c.client_id HAVING count(m.mid) <> c.last_mid OR coalesce(max(m.mid), 0) <> c.last_mid OR coalesce(min(m.mid), 1) <> 1`;
const STOCK = `SELECT 'stock of ' || i.item_id || ': on hand ' || i.quantity_on_hand || ' of ' || coalesce(j.on_hand, 0) || ', reserved ' || i.quantity_reserved || ' of ' || coalesce(a.live, 0) || ' by allocations, ' || coalesce(j.reserved, 0) || ' by journal' AS problem
  FROM inventory_items i
  LEFT JOIN (SELECT node_id, sku, sum(quantity)::int AS live FROM fulfillment_allocations WHERE status IN ('RESERVED', 'PICKING', 'PACKED') GROUP BY node_id, sku) a USING (node_id, sku)
  LEFT JOIN (SELECT item_id, sum(on_hand_delta)::int AS on_hand, sum(reserved_delta)::int AS reserved FROM inventory_adjustments GROUP BY item_id) j USING (item_id)
  WHERE i.quantity_reserved <> coalesce(a.live, 0) OR i.quantity_reserved <> coalesce(j.reserved, 0) OR i.quantity_on_hand <> coalesce(j.on_hand, 0)`;
const TWICE = `SELECT 'print job ' || (body ->> 'jobId') || ' was reported printed ' || count(*) || ' times' AS problem FROM sync.mutation WHERE kind = 'DocumentPrinted' GROUP BY body ->> 'jobId' HAVING count(*) > 1
  UNION ALL SELECT 'parcel ' || parcel_id || ' has ' || count(*) || ' labels' FROM labels WHERE NOT is_void GROUP BY parcel_id HAVING count(*) > 1
  UNION ALL SELECT 'task ' || kind || ' of ' || coalesce(order_id, 'no order') || ': ' || detail FROM exception_tasks`;
/** What follows from a shipment: the order's status and audit trail, its lines, and what left the shelf. */
const BUSINESS = `SELECT 'order ' || s.order_id || ' has left and is ' || o.status AS problem FROM shipments s JOIN orders o USING (order_id) WHERE o.status NOT IN ('SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED')
  UNION ALL SELECT 'order ' || order_id || ' became ' || to_status || ' ' || count(*) || ' times' FROM order_events WHERE to_status IS NOT NULL GROUP BY order_id, to_status HAVING count(*) > 1
  UNION ALL SELECT 'line ' || i.order_item_id || ': ' || i.quantity_fulfilled || ' of ' || i.quantity || ' have left' FROM order_items i WHERE i.quantity_fulfilled <> CASE WHEN EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = i.order_id) THEN i.quantity ELSE 0 END
  UNION ALL SELECT 'order ' || i.order_id || ': ' || sum(i.quantity_fulfilled) || ' units have left, the shelf lost ' || coalesce(max(a.units), 0) FROM order_items i
    LEFT JOIN (SELECT order_id, -sum(on_hand_delta)::int AS units FROM inventory_adjustments WHERE reason = 'SOLD' GROUP BY order_id) a USING (order_id) GROUP BY i.order_id HAVING sum(i.quantity_fulfilled) <> coalesce(max(a.units), 0)
  UNION ALL SELECT 'external order ' || external_order_id || ' is here ' || count(*) || ' times' FROM orders WHERE external_order_id IS NOT NULL GROUP BY connector_id, external_order_id HAVING count(*) > 1`;
const SHIPMENTS = `SELECT s.order_id, s.parcel_id, s.tracking_number, o.external_order_id,
  (SELECT count(*) FROM sync.mutation m WHERE m.kind = 'ParcelClosed' AND m.body ->> 'parcelId' = s.parcel_id) AS station_closed FROM shipments s JOIN orders o USING (order_id)`;

async function findShipmentProblems(floor: Floor, ledger: readonly LedgerEntry[], shipments: readonly z.infer<typeof shipmentSchema>[]): Promise<string[]> {
  const closed = ledger.filter((entry) => entry.verdict === 'ParcelClosed');
  const problems = shipments.length === closed.length ? [] : [`${closed.length} parcels closed, ${shipments.length} shipments`];
  for (const entry of closed) {
    const own = shipments.filter((shipment) => shipment.order_id === entry.orderId);
    if (own.length !== 1) problems.push(`order ${entry.orderId} was closed once and has ${own.length} shipments`);
  }
  for (const shipment of shipments) {
    if (shipment.station_closed !== 1) problems.push(`parcel ${shipment.parcel_id} was reported closed ${shipment.station_closed} times`);
    const told = floor.shop.fulfillmentsOf(shipment.external_order_id).map((one) => one.trackingNumber);
    if (told.length !== 1 || told[0] !== shipment.tracking_number) problems.push(`the shop has ${told.length} fulfilments of ${shipment.order_id} (${told.join()}), not ${shipment.tracking_number}`);
    problems.push(...findLabelProblems(floor, shipment.tracking_number));
  }
  return problems;
}

/** One label per parcel; another only when a packer looked and said that none had come out. */
function findLabelProblems(floor: Floor, trackingNumber: string): string[] {
  const printed = floor.benches.reduce((sum, bench) => sum + countLabels(bench.zebra, trackingNumber), 0);
  const allowed = 1 + floor.benches.reduce((sum, bench) => sum + (bench.packer.notSeen().get(trackingNumber) ?? 0), 0);
  return printed >= 1 && printed <= allowed ? [] : [`label ${trackingNumber} came out ${printed} times, ${allowed} allowed`];
}

/** Promise 4 from the carrier's books: every label that was paid for is here, so none was paid for twice (each parcel has one). */
function findUnknownSales(floor: Floor, labels: readonly { readonly tracking_number: string }[]): string[] {
  const known = new Set(labels.map((label) => label.tracking_number));
  return floor.carrier.sold().filter((sold) => !known.has(sold.trackingNumber)).map((sold) => `label ${sold.trackingNumber} was paid for and is not here`);
}

const ARRIVES_WITHIN_MS = 20_000;
const metaSchema = z.object({ key: z.string(), value: z.string() });
const bucketSchema = z.object({ bucket: z.int(), count: z.int(), sum: z.int() });

/** Promise 8: the sums of the replica are those of the office, as soon as the last changes have arrived. */
async function verifyReplica(floor: Floor, bench: Bench): Promise<string[]> {
  const deadline = performance.now() + ARRIVES_WITHIN_MS;
  let problems = await compareSums(floor, bench);
  while (problems.length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    problems = await compareSums(floor, bench);
  }
  return problems;
}

async function compareSums(floor: Floor, bench: Bench): Promise<string[]> {
  const meta = new Map(readStation(bench, 'SELECT key, value FROM meta').map((row) => metaSchema.parse(row)).map(({ key, value }) => [key, value]));
  const sums = readStation(bench, 'SELECT bucket, count, sum FROM bucket WHERE count > 0').map((row) => bucketSchema.parse(row));
  const response = await fetch(`${floor.oms.url() ?? ''}/sync/verify`, {
    method: 'POST', headers: { authorization: `Bearer ${meta.get('token') ?? ''}`, 'content-type': 'application/json' }, body: JSON.stringify({ clientId: meta.get('client_id'), sums }),
  });
  const { different } = verifyResponseSchema.parse(await response.json());
  return different.length === 0 && sums.length > 0 ? [] : [`${bench.name}: ${different.length} of ${sums.length} bucket sums differ from the office's`];
}
