import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCheapestSet } from './cheapest-split.ts';
import { splitGreedily } from './greedy-split.ts';

const option = (most: number) => fc.record({ cost: fc.integer({ min: 100, max: 5_000 }).map((cents) => cents / 100), unitsBySku: fc.tuple(fc.nat(most), fc.nat(most), fc.nat(most)) });
const needs = fc.tuple(fc.nat(6), fc.nat(6), fc.nat(6));
type Option = { readonly cost: number; readonly unitsBySku: readonly number[] };

function coverOf(options: readonly Option[], wanted: readonly number[]): { covered: number; cost: number } {
  return { covered: wanted.reduce((sum, need, sku) => sum + Math.min(need, options.reduce((has, one) => has + (one.unitsBySku[sku] ?? 0), 0)), 0), cost: options.reduce((sum, one) => sum + one.cost, 0) };
}

function everySet(options: readonly Option[], most: number): Option[][] {
  return options.reduce<Option[][]>((found, one) => [...found, ...found.filter((set) => set.length < most).map((set) => [...set, one])], [[]]);
}

function greedyCover(options: readonly Option[], wanted: readonly number[], most: number): { covered: number; cost: number } {
  const shares = splitGreedily(wanted.map((units, skuIndex) => ({ skuIndex, units })), options, most);
  const ranks = [...new Set(shares.map((share) => share.rank))];
  return { covered: shares.reduce((sum, share) => sum + share.units, 0), cost: ranks.reduce((sum, rank) => sum + (options[rank]?.cost ?? 0), 0) };
}

describe('the cheapest split', () => {
  test('no other set of nodes within the limit covers more, or as much for less', () => {
    fc.assert(fc.property(fc.array(option(5), { maxLength: 9 }), needs, fc.integer({ min: 1, max: 4 }), (options, wanted, most) => {
      const found = findCheapestSet(options, wanted, most);
      const best = everySet(options, most).map((set) => coverOf(set, wanted)).toSorted((a, b) => b.covered - a.covered || a.cost - b.cost)[0] ?? { covered: 0, cost: 0 };
      expect(found.isExact).toBe(true);
      expect(found.ranks.length).toBeLessThanOrEqual(most);
      expect(found.coveredUnits).toBe(best.covered);
      expect(found.cost).toBeCloseTo(best.cost, 6);
    }), { numRuns: 300 });
  });

  test('is never worse than the seed\'s greedy split, however many nodes there are', () => {
    fc.assert(fc.property(fc.array(option(2), { minLength: 60, maxLength: 120 }), needs, fc.integer({ min: 1, max: 6 }), (options, wanted, most) => {
      const [found, greedy] = [findCheapestSet(options, wanted, most), greedyCover(options, wanted, most)];
      expect(found.coveredUnits).toBeGreaterThanOrEqual(greedy.covered);
      expect(found.coveredUnits > greedy.covered || found.cost <= greedy.cost + 1e-6).toBe(true);
    }), { numRuns: 40 });
  });

  test('two cheap parcels beat one dear one', () => {
    expect(findCheapestSet([{ cost: 100, unitsBySku: [2] }, { cost: 6, unitsBySku: [1] }, { cost: 7, unitsBySku: [1] }], [2], 3)).toMatchObject({ ranks: [1, 2], cost: 13, isExact: true });
  });

  test('nothing wanted needs no node', () => {
    expect(findCheapestSet([{ cost: 1, unitsBySku: [5] }], [0], 3)).toMatchObject({ ranks: [], coveredUnits: 0 });
    expect(findCheapestSet([], [3], 3)).toMatchObject({ ranks: [], coveredUnits: 0 });
  });
});
