/** Facts per second with their real business effects, commit (fsync) included: batches of 100 beside one fact in one transaction. */
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
import type { FactStation } from '../oms/fulfillment/read-fact.ts';
import type { Services } from '../oms/services.ts';
import { createTestServices } from '../test/support/services.ts';
import { insertLabelledOrders, packingStory, BENCH_NODE, type BenchOrder } from './labelled-orders.ts';
import { summarise, type BenchResult } from './bench-result.ts';

const BATCH = 100;
const BATCHES = 150;
const WARM_UP_BATCHES = 15;
const SINGLE_FACTS = 2_000;
const STATIONS: readonly FactStation[] = [1, 2].map((number) => ({ station_id: `sta_bench_${number}`, node_id: BENCH_NODE, name: `Bench ${number}` }));

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
  const [one, two] = STATIONS;
  if (!one || !two) throw new Error('two stations');
  const emptyMs = await timeEach(Array.from({ length: 200 }, () => () => db.transaction().execute((tx) => tx.executeQuery(CompiledQuery.raw(`UPDATE brands SET updated_at = now()`)))));
  await run(services, one, chunk(await storiesOf(db, one, WARM_UP_BATCHES * BATCH), BATCH));
  const singles = await run(services, one, chunk(await storiesOf(db, one, SINGLE_FACTS), 1));
  const batches = await run(services, one, chunk(await storiesOf(db, one, BATCHES * BATCH), BATCH));
  const [left, right] = [await storiesOf(db, one, BATCHES * BATCH), await storiesOf(db, two, BATCHES * BATCH)];
  const startedMs = performance.now();
  const both = (await Promise.all([run(services, one, chunk(left, BATCH)), run(services, two, chunk(right, BATCH))])).flat();
  const bothSeconds = (performance.now() - startedMs) / 1_000;
  const single = summarise('baseline: one fact, one transaction', singles);
  const perSecond = (samples: readonly number[], size: number): number => Math.round((samples.length * size) / (samples.reduce((sum, ms) => sum + ms, 0) / 1_000));
  const [naive, batched] = [perSecond(singles, 1), perSecond(batches, BATCH)];
  return {
    name: 'facts',
    rows: [summarise('physical limit: one row changed, one commit', emptyMs), single, summarise(`batch of ${BATCH} facts, one transaction`, batches, single.p50Ms), summarise(`batch of ${BATCH} facts, two stations at once`, both, single.p50Ms)],
    notes: [
      'Goal: >= 5,000 facts/s with their real business effects (status, audit trail, stock, shipment, jobs), fsync on.',
      `Batched: ${batched} facts/s; two stations at once: ${Math.round((left.length + right.length) / bothSeconds)} facts/s; one by one: ${naive} facts/s; ratio ${(batched / naive).toFixed(1)}.`,
      `${await countStatements(db, services, one)} statements for a batch of ${BATCH}, transaction control aside; a typical order is 8 facts.`,
    ],
  };
}

async function storiesOf(db: Db, station: FactStation, facts: number): Promise<Mutation[]> {
  const orders: BenchOrder[] = await insertLabelledOrders(db, station, Math.ceil(facts / 8));
  return orders.flatMap(packingStory).slice(0, facts);
}

function chunk(facts: readonly Mutation[], size: number): Mutation[][] {
  return Array.from({ length: Math.ceil(facts.length / size) }, (_, index) => facts.slice(index * size, (index + 1) * size));
}

/** Milliseconds of each batch. A fact that was not applied would make the figure a lie. */
async function run(services: Services, station: FactStation, batches: readonly Mutation[][]): Promise<number[]> {
  return timeEach(batches.map((facts) => async () => {
    const answers = await services.db.transaction().execute((tx) => applyFacts(tx, services, station, facts));
    const odd = answers.find((answer) => answer.outcome !== 'applied');
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

async function countStatements(db: Db, services: Services, station: FactStation): Promise<number> {
  const facts = await storiesOf(db, station, BATCH);
  return db.transaction().execute(async (tx) => {
    let count = 0;
    const counting = tx.withPlugin({ transformQuery: ({ node }) => { count += 1; return node; }, transformResult: async ({ result }) => result });
    await applyFacts(counting as typeof tx, services, station, facts);
    return count;
  });
}
