/** Facts per second through the use case of push: log, outcomes, business effects and commit (fsync), in batches of 100 beside one by one. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import type { Mutation } from '../domain/wire/sync.ts';
import { closeDatabase, createDatabase, createPool, type Db } from '../oms/db/connect.ts';
import { startEmbeddedPostgres } from '../oms/db/embedded-postgres.ts';
import { migrate } from '../oms/db/migrate.ts';
import { seedDemo } from '../oms/demo/seed-demo.ts';
import { applyFacts } from '../oms/fulfillment/apply-facts.ts';
import type { Services } from '../oms/services.ts';
import type { StationRow } from '../oms/stations/require-station.ts';
import { acceptPush } from '../oms/sync/accept-push.ts';
import { createTestServices } from '../test/support/services.ts';
import { insertLabelledOrders, packingStory, BENCH_NODE, type BenchOrder } from './labelled-orders.ts';
import { summarise, type BenchResult } from './bench-result.ts';

const BATCH = 100;
const BATCHES = 150;
const WARM_UP_BATCHES = 15;
const SINGLE_FACTS = 2_000;

type BenchStation = { readonly row: StationRow; readonly clientId: string; nextMid: number };
/** What one measured call does with a batch. */
type Take = (services: Services, station: BenchStation, facts: readonly Mutation[]) => Promise<readonly { readonly outcome: string }[]>;

export async function runFactsBench(): Promise<BenchResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-bench-facts-'));
  const postgres = await startEmbeddedPostgres({ dataDir, isDurable: true, randomBytes });
  const pool = createPool(postgres.url, () => undefined);
  const db = createDatabase(pool);
  try {
    await migrate(pool);
    const services = createTestServices(db);
    await db.transaction().execute((tx) => seedDemo(tx, services));
    return await measure(db, services);
  } finally {
    await closeDatabase(db, pool);
    await postgres.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(db: Db, services: Services): Promise<BenchResult> {
  const [one, two] = [makeStation(1), makeStation(2)];
  const emptyMs = await timeEach(Array.from({ length: 200 }, () => () => db.transaction().execute((tx) => tx.executeQuery(CompiledQuery.raw(`UPDATE brands SET updated_at = now()`)))));
  const measureOne = async (take: Take, facts: number, size: number): Promise<number[]> => run(services, one, take, chunk(await storiesOf(db, one, facts), size));
  await measureOne(push, WARM_UP_BATCHES * BATCH, BATCH);
  const singles = await measureOne(push, SINGLE_FACTS, 1);
  const batches = await measureOne(push, BATCHES * BATCH, BATCH);
  const effects = await measureOne(applyOnly, BATCHES * BATCH, BATCH);
  const [left, right] = [await storiesOf(db, one, BATCHES * BATCH), await storiesOf(db, two, BATCHES * BATCH)];
  const startedMs = performance.now();
  const both = (await Promise.all([run(services, one, push, chunk(left, BATCH)), run(services, two, push, chunk(right, BATCH))])).flat();
  const bothSeconds = (performance.now() - startedMs) / 1_000;
  const single = summarise('baseline: a push of one fact', singles);
  const row = (label: string, samples: readonly number[]): BenchResult['rows'][number] => summarise(label, samples, single.p50Ms);
  const perSecond = (samples: readonly number[], size: number): number => Math.round((samples.length * size) / (samples.reduce((sum, ms) => sum + ms, 0) / 1_000));
  const [naive, batched] = [perSecond(singles, 1), perSecond(batches, BATCH)];
  return {
    name: 'facts',
    rows: [
      summarise('physical limit: one row changed, one commit', emptyMs), single, row(`push of ${BATCH} facts`, batches), row(`push of ${BATCH} facts, two stations at once`, both),
      row(`of it the business effects of ${BATCH} facts, and a commit`, effects),
    ],
    notes: [
      'Goal: >= 5,000 facts/s with their real business effects (status, audit trail, stock, shipment, jobs), logged and answered, fsync on.',
      `Pushed: ${batched} facts/s; two stations at once: ${Math.round((left.length + right.length) / bothSeconds)} facts/s; one by one: ${naive} facts/s; ratio ${(batched / naive).toFixed(1)}. Effects alone: ${perSecond(effects, BATCH)} facts/s.`,
      `${await countStatements(db, services, one)} statements for the effects of ${BATCH} facts, transaction control aside; a typical order is 8 facts.`,
    ],
  };
}

function makeStation(number: number): BenchStation {
  const row: StationRow = { station_id: `sta_bench_${number}`, node_id: BENCH_NODE, name: `Bench ${number}`, state: 'ACTIVE', node_code: 'STR-NYC-01', node_name: 'New York', enrolled_at: new Date(), seen_at: null, telemetry: null };
  return { row, clientId: crypto.randomUUID(), nextMid: 1 };
}

const push: Take = async (services, station, facts) => {
  const muts = facts.map((fact) => ({ ...fact, mid: station.nextMid++ }));
  const { outs } = await acceptPush(services, station.row, { clientId: station.clientId, epoch: null, muts });
  if (outs.length !== facts.length) throw new Error(`${outs.length} answers to ${facts.length} facts`);
  return outs;
};

const applyOnly: Take = (services, station, facts) => services.db.transaction().execute((tx) => applyFacts(tx, services, station.row, facts));

async function storiesOf(db: Db, station: BenchStation, facts: number): Promise<Mutation[]> {
  const orders: BenchOrder[] = await insertLabelledOrders(db, station.row, Math.ceil(facts / 8));
  return orders.flatMap(packingStory).slice(0, facts);
}

function chunk(facts: readonly Mutation[], size: number): Mutation[][] {
  return Array.from({ length: Math.ceil(facts.length / size) }, (_, index) => facts.slice(index * size, (index + 1) * size));
}

/** Milliseconds of each batch. A fact that was not applied would make the figure a lie. */
async function run(services: Services, station: BenchStation, take: Take, batches: readonly Mutation[][]): Promise<number[]> {
  return timeEach(batches.map((facts) => async () => {
    const odd = (await take(services, station, facts)).find((answer) => answer.outcome !== 'applied');
    if (odd) throw new Error(`a fact was not applied: ${JSON.stringify(odd)}`);
  }));
}

async function timeEach(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const samples: number[] = [];
  for (const work of works) {
    const startedMs = performance.now();
    await work();
    samples.push(performance.now() - startedMs);
  }
  return samples;
}

async function countStatements(db: Db, services: Services, station: BenchStation): Promise<number> {
  const facts = await storiesOf(db, station, BATCH);
  return db.transaction().execute(async (tx) => {
    let count = 0;
    const counting = tx.withPlugin({ transformQuery: ({ node }) => { count += 1; return node; }, transformResult: async ({ result }) => result });
    await applyFacts(counting as typeof tx, services, station.row, facts);
    return count;
  });
}
