/** Promise 1 against a power cut. The whole of it: `npm run test:power-cut`. Without strace nothing can be recorded, and the test says so. */
import { expect, test, type TestContext } from 'vitest';
import { cutEverywhere } from './power-cut/cut-power.ts';
import { recordBench, whyNoStrace } from './power-cut/record.ts';

function needStrace(context: TestContext): void {
  const reason = whyNoStrace();
  if (reason !== null) context.skip(reason);
}

test('the power may go after any write of a bench at work, with any unsynced sector lost: what was acknowledged is there, whole and numbered without a gap', async (context) => {
  needStrace(context);
  const recording = await recordBench({ mode: 'full', orders: 3, pagesPerCheckpoint: 40 });
  const result = cutEverywhere(recording, { seed: 1, drawsPerStep: 1, exhaustiveUpTo: 0 });
  expect(result).toMatchObject({ lossyImages: 0, unreadable: 0, halfTransactions: 0, firstProblem: null });
  expect(result.commits).toBeGreaterThan(50);
  expect(result.images).toBeGreaterThan(result.steps);
}, 120_000);

test('the same cuts lose acknowledged facts when SQLite is left at synchronous=NORMAL, so the test can see', async (context) => {
  needStrace(context);
  const recording = await recordBench({ mode: 'normal', orders: 2, pagesPerCheckpoint: 40 });
  const result = cutEverywhere(recording, { seed: 1, drawsPerStep: 0, exhaustiveUpTo: 0 });
  expect(result).toMatchObject({ unreadable: 0, halfTransactions: 0 });
  expect(result.lossyImages).toBeGreaterThan(0);
  expect(result.worstLostFacts).toBeGreaterThan(0);
}, 120_000);
