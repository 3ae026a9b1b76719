/** Promises 1, 2 and 4 under real SIGKILLs. The whole of it, 200 kills: `npm run test:kills`. */
import { expect, test } from 'vitest';
import { runKills } from './run-kills.ts';

test('station, OMS and PostgreSQL are killed at work: every scan that was acknowledged is in the office once and in order, and shelf, shop, carrier and labels agree', async () => {
  const { lost, doubled, reordered, problems, harm, parcels, facts } = await runKills({ kills: 10, seed: 3, benchCount: 1, drainTimeoutMs: 120_000, mostPauseMs: 700, lullShare: 0 });
  expect({ lost, doubled, reordered, problems }).toEqual({ lost: 0, doubled: 0, reordered: 0, problems: [] });
  expect(Object.values(harm.kills).reduce((sum, kills) => sum + kills, 0)).toBe(10);
  expect(Math.min(...Object.values(harm.kills), parcels, facts)).toBeGreaterThan(0);
}, 300_000);
