/** Which node gives which units of which line. */
import { findCheapestSet } from './cheapest-split.ts';
import { splitGreedily, type Need } from './greedy-split.ts';
import type { SourcingProfile } from './profile.ts';
import type { Candidate } from './rank-nodes.ts';
import type { SourcingRule } from './rule.ts';
import type { SourcingLine } from './sourcing-input.ts';
import type { SourcingStrategy } from './strategies.ts';

export type Allocation = { readonly orderItemId: string; readonly sku: string; readonly nodeId: string; readonly code: string; readonly units: number; readonly score: number };
export type AllocationPlan = {
  readonly mode: 'single_node' | 'split' | 'none';
  readonly allocations: readonly Allocation[];
  /** Units that the best plan cannot give, by SKU. When the order waits whole this says what it waits for. */
  readonly missing: readonly { readonly sku: string; readonly units: number }[];
  /** Parcels' cost together. */
  readonly cost: number;
  readonly notes: readonly string[];
};

export type AllocationTask = {
  readonly ranked: readonly Candidate[]; /** Of this run: what is owed of each line. */ readonly lines: readonly SourcingLine[]; readonly skus: readonly string[];
  readonly strategy: SourcingStrategy; readonly rule: SourcingRule | null; readonly maxSplitNodes: number; readonly isResourcing: boolean; readonly profile: SourcingProfile;
};

export function allocate(task: AllocationTask): AllocationPlan {
  return task.profile.allocation === 'greedy' ? allocateGreedily(task) : allocateCheapest(task);
}

/** The best ranked node that has everything; else the cheapest set of nodes that has. LEAST_COST_SPLIT goes straight to the latter. */
function allocateCheapest(task: AllocationTask): AllocationPlan {
  const { ranked, lines, skus, strategy, rule } = task;
  const needs = skus.map((sku) => lines.reduce((sum, line) => sum + (line.sku === sku ? line.units : 0), 0));
  const whole = strategy === 'LEAST_COST_SPLIT' ? undefined : ranked.find((candidate) => needs.every((need, sku) => (candidate.unitsBySku[sku] ?? 0) >= need));
  if (whole) return toPlan(task, [whole], needs, []);
  const cap = Math.max(1, Math.min(rule?.maxSplitNodes ?? task.maxSplitNodes, task.maxSplitNodes));
  const found = findCheapestSet(ranked, needs, cap);
  const chosen = found.ranks.toSorted((a, b) => a - b).map((rank) => ranked[rank]).filter((candidate) => candidate !== undefined);
  const notes = found.isExact || chosen.length === 0 ? [] : ['There were too many ways to split this order to look at all of them; the cheapest found was taken.'];
  return toPlan(task, chosen, needs, notes, cap);
}

function toPlan(task: AllocationTask, chosen: readonly Candidate[], needs: readonly number[], notes: readonly string[], cap = 1): AllocationPlan {
  const { lines, skus, rule } = task;
  const allocations = shareOut(chosen, lines, skus);
  const missing = skus.map((sku, index) => ({ sku, units: (needs[index] ?? 0) - allocations.reduce((sum, one) => sum + (one.sku === sku ? one.units : 0), 0) })).filter((one) => one.units > 0);
  const used = chosen.filter((candidate) => allocations.some((one) => one.nodeId === candidate.nodeId));
  if (missing.length > 0 && (rule?.allowsPartial !== true || allocations.length === 0)) {
    return { mode: 'none', allocations: [], missing, cost: 0, notes: [...notes, task.ranked.length === 0 ? 'No node can take the order; it waits.' : `Not everything can be had from ${cap === 1 ? 'one node' : `up to ${cap} nodes`}; the order waits.`] };
  }
  const story = missing.length > 0 ? ['The rule allows part of an order to be reserved while the rest waits.'] : used.length > 1 ? [`Split over ${used.length} nodes: ${used.map((candidate) => candidate.code).join(', ')}.`] : [];
  return { mode: used.length > 1 ? 'split' : used.length === 1 ? 'single_node' : 'none', allocations, missing, cost: used.reduce((sum, candidate) => sum + candidate.cost, 0), notes: [...notes, ...story] };
}

/** Lines in their order, nodes in rank order; lines of one SKU share the stock. */
function shareOut(chosen: readonly Candidate[], lines: readonly SourcingLine[], skus: readonly string[]): Allocation[] {
  const left = chosen.map((candidate) => [...candidate.unitsBySku]);
  const allocations: Allocation[] = [];
  for (const line of lines) {
    const sku = skus.indexOf(line.sku);
    let owed = line.units;
    chosen.forEach((candidate, index) => {
      const shelf = left[index] ?? [];
      const units = Math.min(shelf[sku] ?? 0, owed);
      if (units <= 0) return;
      shelf[sku] = (shelf[sku] ?? 0) - units;
      owed -= units;
      allocations.push(toAllocation(line, candidate, units));
    });
  }
  return allocations;
}

/** The most nodes that KubeRiva splits over when no single one has everything, whatever the rule says. */
const COMPAT_FALLBACK_NODES = 3;

/** As KubeRiva does: what nobody has is dropped first, lines of one SKU are tested one by one, and a split knows only the last of them. */
function allocateGreedily(task: AllocationTask): AllocationPlan {
  const { ranked, skus, strategy, rule, isResourcing } = task;
  const lines = task.lines.filter((line) => ranked.some((candidate) => (candidate.unitsBySku[skus.indexOf(line.sku)] ?? 0) > 0));
  const whole = strategy === 'LEAST_COST_SPLIT' ? undefined : ranked.find((candidate) => lines.every((line) => (candidate.unitsBySku[skus.indexOf(line.sku)] ?? 0) >= line.units));
  const cap = strategy !== 'LEAST_COST_SPLIT' ? COMPAT_FALLBACK_NODES : (rule?.maxSplitNodes ?? (isResourcing ? COMPAT_FALLBACK_NODES : 1));
  const allocations = whole ? lines.map((line) => toAllocation(line, whole, line.units)) : splitAsCompat(lines, ranked, skus, cap);
  const missing = skus.map((sku) => ({ sku, units: unitsOf(task.lines, sku) - unitsOf(allocations, sku) })).filter((one) => one.units > 0);
  const used = ranked.filter((candidate) => allocations.some((one) => one.nodeId === candidate.nodeId));
  return { mode: allocations.length === 0 ? 'none' : whole ? 'single_node' : 'split', allocations, missing, cost: used.reduce((sum, candidate) => sum + candidate.cost, 0), notes: [] };
}

function splitAsCompat(lines: readonly SourcingLine[], ranked: readonly Candidate[], skus: readonly string[], cap: number): Allocation[] {
  const lineBySku = new Map(lines.map((line) => [line.sku, line]));
  const needs = [...lineBySku.values()].map((line): Need => ({ skuIndex: skus.indexOf(line.sku), units: line.units }));
  return splitGreedily(needs, ranked, cap).flatMap((share) => {
    const [candidate, line] = [ranked[share.rank], lineBySku.get(skus[share.skuIndex] ?? '')];
    return candidate && line ? [toAllocation(line, candidate, share.units)] : [];
  });
}

function unitsOf(parts: readonly { readonly sku: string; readonly units: number }[], sku: string): number {
  return parts.reduce((sum, one) => sum + (one.sku === sku ? one.units : 0), 0);
}

function toAllocation(line: SourcingLine, candidate: Candidate, units: number): Allocation {
  return { orderItemId: line.orderItemId, sku: line.sku, nodeId: candidate.nodeId, code: candidate.code, units, score: candidate.score };
}
