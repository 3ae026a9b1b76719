/**
 * The set of at most `maxNodes` nodes that covers the most units, and among those the one whose parcels cost least. Every node used
 * is one parcel, so the cost is that of the set: how units are shared out inside it changes nothing.
 *
 * A depth-first search over nodes in order of cost, cut off by bounds on what can still be covered and saved. It is exact unless it
 * would look at more than `LOOKS` sets; then the best of those looked at stands, which is never worse than the seed's greedy split,
 * because that is where the search starts.
 */
import { splitGreedily } from './greedy-split.ts';

type Option = { readonly cost: number; readonly unitsBySku: readonly number[] };
export type NodeSet = { /** Positions among the options. */ readonly ranks: readonly number[]; readonly coveredUnits: number; readonly cost: number; readonly isExact: boolean };

const LOOKS = 20_000;
/** Sums of the same costs in another order differ by less. */
const SAME_COST = 1e-9;

/** `needs`: units wanted of each SKU, in the order of `unitsBySku`. */
export function findCheapestSet(options: readonly Option[], needs: readonly number[], maxNodes: number): NodeSet {
  const wantedUnits = needs.reduce((sum, units) => sum + units, 0);
  const greedy = greedySet(options, needs, maxNodes);
  const single = cheapestWhole(options, needs);
  const start = single !== null && isBetter(single, greedy) ? single : greedy;
  const search: Search = { options, needs, maxNodes, wantedUnits, byCost: options.map((_, rank) => rank).sort((a, b) => costAt(options, a) - costAt(options, b)), topUnits: [], best: start, looks: 0 };
  const [first, second] = [search.byCost[0], search.byCost[1]];
  const cheapestPair = first !== undefined && second !== undefined ? costAt(options, first) + costAt(options, second) : Number.POSITIVE_INFINITY;
  // The usual order: one node has everything, and two parcels from anywhere would cost more.
  if (start.ranks.length <= 1 && start.coveredUnits === wantedUnits && (single !== null || start.ranks.length === 0) && cheapestPair >= start.cost) return { ...start, isExact: true };
  search.topUnits = suffixTops(search);
  look(search, 0, [], needs.map(() => 0), 0);
  return { ...search.best, isExact: search.looks < LOOKS };
}

type Found = { readonly ranks: readonly number[]; readonly coveredUnits: number; readonly cost: number };
type Search = {
  readonly options: readonly Option[]; readonly needs: readonly number[]; readonly maxNodes: number; readonly wantedUnits: number; readonly byCost: readonly number[];
  /** [position in byCost][SKU][count]: the most units that this many of the options from there on can give together. */
  topUnits: readonly (readonly (readonly number[])[])[];
  best: Found; looks: number;
};

function look(search: Search, from: number, ranks: readonly number[], covered: readonly number[], cost: number): void {
  const picksLeft = search.maxNodes - ranks.length;
  if (picksLeft <= 0) return;
  for (let at = from; at < search.byCost.length && search.looks < LOOKS; at += 1) {
    const rank = search.byCost[at] ?? 0;
    const nextCost = cost + costAt(search.options, rank);
    const reach = reachable(search, at, covered, picksLeft);
    // Options only get dearer and fewer from here on.
    if (reach < search.best.coveredUnits || (reach === search.best.coveredUnits && nextCost >= search.best.cost - SAME_COST)) return;
    search.looks += 1;
    const next = covered.map((units, sku) => Math.min(search.needs[sku] ?? 0, units + unitsAt(search.options, rank, sku)));
    const found = { ranks: [...ranks, rank], coveredUnits: next.reduce((sum, units) => sum + units, 0), cost: nextCost };
    if (isBetter(found, search.best)) search.best = found;
    if (found.coveredUnits < search.wantedUnits) look(search, at + 1, found.ranks, next, nextCost);
  }
}

function reachable({ needs, topUnits }: Search, at: number, covered: readonly number[], picksLeft: number): number {
  let sum = 0;
  for (let sku = 0; sku < needs.length; sku += 1) sum += Math.min(needs[sku] ?? 0, (covered[sku] ?? 0) + (topUnits[at]?.[sku]?.[picksLeft] ?? 0));
  return sum;
}

function suffixTops({ options, needs, maxNodes, byCost }: Search): number[][][] {
  const tops: number[][][] = [];
  let below: readonly (readonly number[])[] = needs.map(() => []);
  for (let at = byCost.length - 1; at >= 0; at -= 1) {
    const rank = byCost[at] ?? 0;
    below = needs.map((need, sku) => insertTop(below[sku] ?? [], Math.min(need, unitsAt(options, rank, sku)), maxNodes));
    tops[at] = below.map((largest) => largest.reduce<number[]>((sums, units) => [...sums, (sums.at(-1) ?? 0) + units], [0])).map((sums) => Array.from({ length: maxNodes + 1 }, (_, count) => sums[Math.min(count, sums.length - 1)] ?? 0));
  }
  return tops;
}

function insertTop(largest: readonly number[], units: number, count: number): readonly number[] {
  if (largest.length >= count && units <= (largest.at(-1) ?? 0)) return largest;
  return [...largest, units].sort((a, b) => b - a).slice(0, count);
}

function greedySet(options: readonly Option[], needs: readonly number[], maxNodes: number): Found {
  const shares = splitGreedily(needs.map((units, skuIndex) => ({ skuIndex, units })), options, maxNodes);
  const ranks = [...new Set(shares.map((share) => share.rank))];
  return { ranks, coveredUnits: shares.reduce((sum, share) => sum + share.units, 0), cost: ranks.reduce((sum, rank) => sum + costAt(options, rank), 0) };
}

/** The first in rank of the cheapest that have everything. */
function cheapestWhole(options: readonly Option[], needs: readonly number[]): Found | null {
  let best: Found | null = null;
  for (let rank = 0; rank < options.length; rank += 1) {
    const cost = costAt(options, rank);
    if ((best === null || cost < best.cost) && needs.every((need, sku) => unitsAt(options, rank, sku) >= need)) best = { ranks: [rank], coveredUnits: needs.reduce((sum, units) => sum + units, 0), cost };
  }
  return best;
}

function isBetter(a: Found, b: Found): boolean {
  return a.coveredUnits > b.coveredUnits || (a.coveredUnits === b.coveredUnits && a.cost < b.cost - SAME_COST);
}

function costAt(options: readonly Option[], rank: number): number {
  return options[rank]?.cost ?? 0;
}

function unitsAt(options: readonly Option[], rank: number, sku: number): number {
  return options[rank]?.unitsBySku[sku] ?? 0;
}
