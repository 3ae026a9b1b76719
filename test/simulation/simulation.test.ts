/** A slice of the simulation for every commit; the whole of it is `npm run simulate`. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { runSeed } from './run-seed.ts';
import { runThreeDays } from './three-days.ts';

const SEEDS_PER_SHARD = 60;
/** Seeds that have found a bug in the core, or that find it when it is planted again (mutants.ts). */
const REGRESSIONS = [2038, 963, 1126, 1475, 1697, 2117, 2196, 2375, 2438, 2605, 2885, 3179, 10_049, 10_125, 21_088];
const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('./mutant-child.ts', import.meta.url));
const root = new URL('../../', import.meta.url);

async function findFailures(seeds: readonly number[]): Promise<string[]> {
  const failures: string[] = [];
  for (const seed of seeds) failures.push(...(await runSeed(seed)).problems.slice(0, 1).map((problem) => `seed ${seed}: ${problem}`));
  return failures;
}

describe('under any mixture of faults the promises hold', () => {
  test.each([0, 1, 2, 3])('in shard %i of the seeds', async (shard) => {
    const seeds = Array.from({ length: SEEDS_PER_SHARD }, (_, index) => 10_000 + shard * SEEDS_PER_SHARD + index);
    expect(await findFailures(seeds)).toEqual([]);
  });

  test('in the seeds that have found a bug before', async () => {
    expect(await findFailures(REGRESSIONS)).toEqual([]);
  });

  test('the same seed does the same again', async () => {
    const [once, again] = [await runSeed(7, { keepsTrace: true }), await runSeed(7, { keepsTrace: true })];
    expect(again.trace).toEqual(once.trace);
  });
});

describe('the simulator can see', () => {
  test.each(['drop-on-send', 'no-dedupe', 'covered-early', 'sync-normal', 'no-card'])('a planted bug: %s', async (name) => {
    const { stdout } = await run(process.execPath, [CHILD, name, '1', '12']);
    const { caught } = JSON.parse(stdout) as { caught: number };
    expect(caught).toBeGreaterThan(0);
  });

  test('every planted bug still fits the source that it changes', () => {
    const misfits = MUTANTS.flatMap((mutant) => mutant.patches.filter(({ file, find }) => readFileSync(new URL(file, root), 'utf8').split(find).length !== 2).map(({ file }) => `${mutant.name}: ${file}`));
    expect(misfits).toEqual([]);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(24);
  });
});

test('three days offline under a lead who moves leases: no order is in two boxes unless a card says so', async () => {
  const found = await runThreeDays(1, { orders: 300 });
  expect(found.problems).toEqual([]);
  expect(found.ordersInTwoBoxes).toBeGreaterThan(5);
  expect(found.contradictions).toBeGreaterThan(50);
  expect(found.cards).toBe(found.contradictions);
});
