/**
 * The OMS as it is shipped: orders taken over HTTP, sourced and committed on a durable PostgreSQL; how long they take at half of that pace;
 * webhooks a second; search and analytics over many orders. Beside it, in the same run, the naive way: a statement for each row.
 */
import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Db } from '../oms/db/connect.ts';
import { summarise, type BenchResult, type BenchRow } from './bench-result.ts';
import { startOmsProcess, type OmsProcess } from './oms/oms-process.ts';
import { postAtOnce, postAtPace, type Posted, type Target } from './oms/post-orders.ts';
import { measureSearch } from './oms/search-times.ts';
import { measureWebhooks } from './oms/webhook-rate.ts';
import { growCompany } from './sourcing-company.ts';

const ORDERS = Number(process.env.ORDERS ?? 4_000);
const NAIVE_ORDERS = Math.max(100, Math.round(ORDERS / 8));
const AT_ONCE = Number(process.env.AT_ONCE ?? 64);
const HALF_LOAD_SECONDS = 12;
const WEBHOOKS = 2_000;
const GOAL_PER_SECOND = 500;
const GOAL_P99_MS = 100;
/** SEARCH_ORDERS=1000000 for the goal's own size: some minutes and 3 GB of disk. 0 leaves search out. */
const SEARCH_ORDERS = Number(process.env.SEARCH_ORDERS ?? 100_000);

export async function runOmsBench(): Promise<BenchResult> {
  const oms = await startOmsProcess({});
  try {
    await growCompany(oms.db, 8, Math.random);
    await leaveUnreleased(oms.db);
    await postAtOnce(oms, { from: 1_000_000, count: 400, atOnce: AT_ONCE });
    await untilSourced(oms.db, []);
    await sql`ANALYZE`.execute(oms.db);
    const naive = await measureNaively(oms);
    const rate = await measureRate(oms);
    const half = await measureHalfLoad(oms, rate.perSecond / 2);
    const webhooks = [await measureWebhooks(oms, 1, WEBHOOKS), await measureWebhooks(oms, 8, WEBHOOKS)];
    const search = SEARCH_ORDERS > 0 ? await measureSearch(oms, SEARCH_ORDERS) : { rows: [], notes: [] };
    return {
      name: 'oms', rows: [naive.row, ...rate.rows, ...half.rows, ...search.rows],
      notes: [
        `${rate.perSecond} orders/s taken, sourced and committed (${ORDERS} orders from ${AT_ONCE} callers, until the last is sourced), goal ${GOAL_PER_SECOND}: ${rate.perSecond >= GOAL_PER_SECOND ? 'held' : 'MISSED'}; the naive way: ${naive.perSecond}/s.`,
        rate.note, half.note, `webhooks: ${webhooks[0]} deliveries/s to one receiver, ${webhooks[1]}/s to eight.`, ...search.notes,
      ],
    };
  } finally {
    await oms.close();
  }
}

/** What follows sourcing (release, labels, leases) is work of its own, and needs a carrier: its jobs are dropped here. */
async function leaveUnreleased(db: Db): Promise<void> {
  await sql`CREATE FUNCTION drop_release() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.task_id = (SELECT id FROM graphile_worker._private_tasks WHERE identifier = 'orders.release') THEN RETURN NULL; END IF; RETURN NEW; END $$`.execute(db);
  await sql`CREATE TRIGGER drop_release BEFORE INSERT ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION drop_release()`.execute(db);
}

/** Orders a second until the last one is committed as sourced. */
async function measureRate(oms: OmsProcess): Promise<{ perSecond: number; rows: BenchRow[]; note: string }> {
  const before = oms.processorTime();
  const startedMs = performance.now();
  const posted = await postAtOnce(oms, { from: 0, count: ORDERS, atOnce: AT_ONCE });
  const takenMs = performance.now() - startedMs;
  await untilSourced(oms.db, posted);
  const perSecond = Math.round(ORDERS / ((performance.now() - startedMs) / 1_000));
  const after = oms.processorTime();
  const [omsMs, postgresMs] = [(after.omsMs - before.omsMs) / ORDERS, (after.postgresMs - before.postgresMs) / ORDERS];
  const note = `processor time of an order: ${(omsMs + postgresMs).toFixed(2)} ms (OMS ${omsMs.toFixed(2)}, PostgreSQL ${postgresMs.toFixed(2)}), so two cores of their own have time for ${Math.round(2_000 / (omsMs + postgresMs))}/s.`;
  return { perSecond, note, rows: [summarise(`taking an order, as fast as it goes (${Math.round(ORDERS / (takenMs / 1_000))}/s)`, posted.map((one) => one.answeredMs))] };
}

async function measureHalfLoad(oms: OmsProcess, perSecond: number): Promise<{ rows: BenchRow[]; note: string }> {
  const posted = await postAtPace(oms, { from: 2_000_000, count: Math.round(perSecond * HALF_LOAD_SECONDS), perSecond });
  await untilSourced(oms.db, posted);
  const sourcedAtMs = await readSourcedAt(oms.db, posted);
  const taken = summarise(`taking an order at half load (${Math.round(perSecond)}/s)`, posted.map((one) => one.answeredMs));
  const sourced = summarise('from sending it until it is sourced, at half load', posted.map((one) => (sourcedAtMs.get(one.orderId) ?? Number.NaN) - one.sentAtMs));
  return { rows: [taken, sourced], note: `p99 at half load: ${taken.p99Ms.toFixed(1)} ms to the answer, goal ${GOAL_P99_MS} ms: ${taken.p99Ms < GOAL_P99_MS ? 'held' : 'MISSED'}; ${sourced.p99Ms.toFixed(1)} ms until it is sourced.` };
}

async function measureNaively(oms: OmsProcess): Promise<{ perSecond: number; row: BenchRow }> {
  const child = fork(fileURLToPath(new URL('oms/naive-oms.ts', import.meta.url)), [oms.databaseUrl]);
  try {
    const target = await new Promise<Target>((resolve) => { child.once('message', (message: { url: string }) => resolve({ url: message.url, apiKey: '' })); });
    await postAtOnce(target, { from: 0, count: 50, atOnce: AT_ONCE });
    const startedMs = performance.now();
    const posted = await postAtOnce(target, { from: 0, count: NAIVE_ORDERS, atOnce: AT_ONCE });
    return { perSecond: Math.round(NAIVE_ORDERS / ((performance.now() - startedMs) / 1_000)), row: summarise('naively taking and sourcing an order, as fast as it goes', posted.map((one) => one.answeredMs)) };
  } finally {
    child.disconnect();
  }
}

async function untilSourced(db: Db, posted: readonly Posted[]): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: number }>`SELECT count(*)::int AS waiting FROM orders WHERE status IN ('PENDING', 'CONFIRMED', 'SOURCING', 'BACKORDERED')`.execute(db);
    if (rows[0]?.waiting === 0) break;
    await pause(25);
  }
  if (posted.length > 0 && (await readSourcedAt(db, posted)).size < posted.length) throw new Error('some orders were not sourced');
}

async function readSourcedAt(db: Db, posted: readonly Posted[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ order_id: string; occurred_at: Date }>`SELECT order_id, occurred_at FROM order_events WHERE event_type = 'order.sourced' AND order_id = ANY (${posted.map((one) => one.orderId)}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.order_id, row.occurred_at.getTime()]));
}
