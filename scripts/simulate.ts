/**
 * Runs the protocol core of the product against benches, hubs and faults in virtual time; every seed can be repeated.
 *   npm run simulate -- --seeds 2000 --from 1     seeds; ends with the number of failures
 *   npm run simulate -- --replay 1234             one seed, with its trace
 *   npm run simulate -- --mutants [--seeds 300]   plants bugs into the core, one by one, and tells which share of seeds catches each
 *   npm run simulate -- --scenario 72h            three days offline, 5,000 orders, leases that a lead moves meanwhile
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { MUTANTS, type Mutant } from '../test/simulation/mutants.ts';
import { runSeed, type SeedResult } from '../test/simulation/run-seed.ts';
import { shrinkSeed } from '../test/simulation/shrink-seed.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string' }, from: { type: 'string', default: '1' }, mutants: { type: 'boolean', default: false }, replay: { type: 'string' }, scenario: { type: 'string' }, only: { type: 'string' } } });
const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('../test/simulation/mutant-child.ts', import.meta.url));
/** A bug that no seed of the first batch has caught gets batches up to this many times as large. */
const PATIENCE = 40;

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`--${name} takes a number of at least 1, not "${text}".`);
  return count;
}

async function runSeeds(from: number, count: number): Promise<boolean> {
  const [startedMs, startedCpu] = [performance.now(), process.cpuUsage()];
  const totals = { saved: 0, calls: 0, pages: 0, failures: 0 };
  const injected = new Map<string, number>();
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await runSeed(seed);
    totals.saved += result.saved;
    totals.calls += result.calls;
    totals.pages += result.pages;
    for (const [fault, times] of result.injected) injected.set(fault, (injected.get(fault) ?? 0) + times);
    if (result.problems.length === 0) continue;
    totals.failures += 1;
    await reportFailure(result);
  }
  const { user, system } = process.cpuUsage(startedCpu);
  const seconds = (performance.now() - startedMs) / 1_000;
  console.log([...injected].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([fault, times]) => `${fault} ${times}`).join(', '));
  console.log(`facts ${totals.saved}, calls ${totals.calls}, pages ${totals.pages}, faults ${[...injected.values()].reduce((sum, times) => sum + times, 0)}`);
  console.log(`${(count / seconds).toFixed(1)} seeds/s, ${(count / ((user + system) / 1_000_000)).toFixed(1)} seeds per second of one core`);
  console.log(`seeds ${count} from ${from} failures ${totals.failures}`);
  return totals.failures === 0;
}

async function reportFailure(result: SeedResult): Promise<void> {
  console.log(`FAILED seed ${result.seed}: ${result.problems[0] ?? ''}`);
  console.log(`  faults: ${result.faults.join(', ')}`);
  const { needed, problem } = await shrinkSeed(result);
  console.log(`  enough: ${needed.join(', ')}: ${problem}`);
  console.log(`  again:  npm run simulate -- --replay ${result.seed}`);
}

async function replay(seed: number): Promise<boolean> {
  const result = await runSeed(seed, { keepsTrace: true });
  for (const line of result.trace) console.log(line);
  console.log(`seed ${seed} faults ${result.faults.join(', ')}`);
  for (const problem of result.problems) console.log(`BROKEN ${problem}`);
  console.log(`seeds 1 failures ${result.problems.length === 0 ? 0 : 1}`);
  return result.problems.length === 0;
}

type Verdict = { readonly mutant: Mutant; readonly seeds: number; readonly caught: number; readonly sample: string };

/** Each in a process of its own, which reads the core with the bug in it. */
async function hunt(mutant: Mutant, from: number, count: number): Promise<Verdict> {
  let [seeds, caught, sample] = [0, 0, ''];
  for (let batch = count; caught === 0 && seeds < count * PATIENCE; batch = Math.min(batch * 3, count * PATIENCE - seeds)) {
    const { stdout } = await run(process.execPath, [CHILD, mutant.name, String(from + seeds), String(batch)], { maxBuffer: 64 * 1_048_576 });
    const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { seeds: number; caught: number; sample: string };
    [seeds, caught, sample] = [seeds + found.seeds, caught + found.caught, found.sample];
  }
  return { mutant, seeds, caught, sample };
}

async function runMutants(from: number, count: number, only: string | undefined): Promise<boolean> {
  const waiting = MUTANTS.filter((mutant) => only === undefined || only.split(',').includes(mutant.name));
  const total = waiting.length;
  const missed: string[] = [];
  const work = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const { seeds, caught, sample } = await hunt(mutant, from, count);
      if (caught === 0) missed.push(mutant.name);
      const weighted = mutant.always ? ` [always: ${mutant.always.join(', ')}]` : '';
      console.log(`${mutant.name.padEnd(20)} ${((100 * caught) / seeds).toFixed(1).padStart(5)} % of ${seeds}  ${mutant.bug}${weighted}${sample === '' ? '' : `\n${' '.repeat(21)}${sample}`}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  console.log(`mutants ${total} caught ${total - missed.length}${missed.length > 0 ? ` MISSED ${missed.join(', ')}` : ''}`);
  return missed.length === 0;
}

async function main(): Promise<boolean> {
  if (values.replay !== undefined) return replay(readCount('replay', values.replay));
  if (values.scenario !== undefined) {
    if (values.scenario !== '72h') throw new Error(`There is no scenario "${values.scenario}"; there is 72h.`);
    const { runThreeDays } = await import('../test/simulation/three-days.ts');
    const report = await runThreeDays(readCount('from', values.from));
    for (const line of report.lines) console.log(line);
    return report.problems.length === 0;
  }
  const from = readCount('from', values.from);
  if (values.mutants) return runMutants(from, readCount('seeds', values.seeds ?? '300'), values.only);
  return runSeeds(from, readCount('seeds', values.seeds ?? '2000'));
}

process.exitCode = await main() ? 0 : 1;
