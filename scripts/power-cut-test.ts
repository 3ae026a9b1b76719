/**
 * `npm run test:power-cut [-- --orders N --draws N --seed S]`: cuts the power after every write that the station's SQLite made, with
 * unsynced sectors lost in many ways, and counts what was acknowledged and is gone. Exit code 1 when our settings lose anything, or
 * when synchronous=NORMAL loses nothing (then the test is blind).
 */
import '../require-node.mjs';
import { parseArgs } from 'node:util';
import { cutEverywhere, type CutResult } from '../test/faults/power-cut/cut-power.ts';
import { recordBench, whyNoStrace } from '../test/faults/power-cut/record.ts';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '12' }, draws: { type: 'string', default: '10' }, pages: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' } } });

async function run(mode: 'full' | 'normal', drawsPerStep: number): Promise<CutResult> {
  const recording = await recordBench({ mode, orders: Number(values.orders), pagesPerCheckpoint: Number(values.pages) });
  let shownAtMs = performance.now();
  const result = cutEverywhere(recording, {
    seed: Number(values.seed), drawsPerStep, exhaustiveUpTo: 4,
    onProgress: ({ images }) => {
      if (performance.now() - shownAtMs < 10_000) return;
      shownAtMs = performance.now();
      process.stderr.write(`  ${mode}: ${images} images ...\n`);
    },
  });
  process.stdout.write(`synchronous=${mode.toUpperCase()}: ${result.steps} writes, syncs and marks, ${result.commits} commits, ${result.images} images checked; with losses ${result.lossyImages} (worst: ${result.worstLostFacts} facts, ${result.worstLostCommits} commits), unreadable ${result.unreadable}, half transactions ${result.halfTransactions}\n`);
  return result;
}

const reason = whyNoStrace();
if (reason !== null) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
const full = await run('full', Number(values.draws));
const normal = await run('normal', 1);
if (full.firstProblem !== null) process.stdout.write(`FULL: ${full.firstProblem}\n`);
const isGood = full.lossyImages + full.unreadable + full.halfTransactions === 0 && normal.lossyImages > 0;
process.stdout.write(`images ${full.images}, lost ${full.lossyImages}; NORMAL ${normal.images} images, lost ${normal.lossyImages}\n`);
process.exit(isGood ? 0 : 1);
