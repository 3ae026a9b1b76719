/** `npm run bench [-- NAME]`: runs the named benchmark, or all; a table on screen and JSON in bench/results/. */
import '../require-node.mjs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { BenchResult } from './bench-result.ts';

const BENCHES: Readonly<Record<string, () => Promise<BenchResult>>> = {
  scan: async () => (await import('./scan.ts')).runScanBench(),
  facts: async () => (await import('./facts.ts')).runFactsBench(),
  sync: async () => (await import('./sync.ts')).runSyncBench(),
  queue: async () => (await import('./queue.ts')).runQueueBench(),
  sourcing: async () => (await import('./sourcing.ts')).runSourcingBench(),
  oms: async () => (await import('./oms.ts')).runOmsBench(),
  documents: async () => (await import('./documents.ts')).runDocumentsBench(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark called ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1).padStart(9);
mkdirSync(new URL('results', import.meta.url), { recursive: true });
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) {
  const run = BENCHES[name];
  if (!run) continue;
  const load = loadavg()[0] ?? 0;
  const result = await run();
  console.log(`\n${result.name}   (${cpus().length} cores, load ${load.toFixed(2)} before)`);
  console.log(`${'ms'.padEnd(58)}${'p50'.padStart(9)}${'p95'.padStart(9)}${'p99'.padStart(9)}${'ratio'.padStart(9)}`);
  for (const row of result.rows) console.log(`${row.label.padEnd(58)}${ms(row.p50Ms)}${ms(row.p95Ms)}${ms(row.p99Ms)}${row.ratio === undefined ? '' : row.ratio.toFixed(2).padStart(9)}`);
  for (const note of result.notes) console.log(`  ${note}`);
  writeFileSync(new URL(`results/${name}.json`, import.meta.url), `${JSON.stringify({ ...result, cores: cpus().length, loadBefore: load }, null, 2)}\n`);
}
process.exit(0);
