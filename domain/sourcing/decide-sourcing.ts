/**
 * Where an order is packed: filter the nodes, score them, allocate (seed 000 section 6.1). Pure; every candidate keeps its reasons,
 * so that a person can read why (promise 10). DISTANCE_OPTIMAL only; a rule that asks for another strategy is recorded as such.
 */
import type { Destination } from './destination.ts';
import { haversineKm, type Place } from './distance.ts';
import { chooseRule, type OrderFacts, type SourcingRule } from './rule.ts';

export type SourcingNode = Place & {
  readonly nodeId: string; readonly code: string; readonly nodeType: string; readonly status: string;
  readonly capabilities: readonly string[]; readonly remainingCapacity: number;
};
export type SourcingLine = { readonly orderItemId: string; readonly sku: string; readonly units: number };
export type SourcingInput = {
  readonly facts: OrderFacts; readonly fulfillmentType: string; readonly destination: Destination; readonly lines: readonly SourcingLine[];
  readonly nodes: readonly SourcingNode[]; readonly rules: readonly SourcingRule[];
  /** node id -> SKU -> units on hand and not reserved. */
  readonly availableByNode: ReadonlyMap<string, ReadonlyMap<string, number>>;
};

export type Candidate = { readonly nodeId: string; readonly code: string; readonly distanceKm: number; readonly score: number; readonly units: number };
export type Rejection = { readonly code: string; readonly reason: string };
export type Allocation = { readonly orderItemId: string; readonly sku: string; readonly nodeId: string; readonly units: number };
export type SourcingDecision = {
  readonly ruleId: string | null; readonly ruleName: string | null; readonly strategy: 'DISTANCE_OPTIMAL'; readonly notes: readonly string[];
  readonly candidates: readonly Candidate[]; readonly rejections: readonly Rejection[];
  /** Empty: back-ordered. Otherwise every unit of every line has its node. */
  readonly allocations: readonly Allocation[];
};

const DISTANCE_WEIGHT = 0.7;
const INVENTORY_WEIGHT = 0.3;
const DEFAULT_MAX_SPLIT_NODES = 3;
const CAPABILITY_BY_TYPE: Readonly<Record<string, string>> = {
  SHIP_TO_HOME: 'can_ship', SHIP_FROM_STORE: 'can_ship', STORE_PICKUP: 'can_pickup', CURBSIDE_PICKUP: 'can_curbside', SAME_DAY_DELIVERY: 'can_same_day',
};

export function decideSourcing(input: SourcingInput): SourcingDecision {
  const rule = chooseRule(input.rules, input.facts);
  const notes: string[] = [];
  if (rule && rule.strategy !== 'DISTANCE_OPTIMAL') notes.push(`Rule "${rule.name}" asks for ${rule.strategy}, which this version does not have; DISTANCE_OPTIMAL was used.`);
  if (input.destination.note !== null) notes.push(input.destination.note);
  const rejections: Rejection[] = [];
  const eligible = input.nodes.filter((node) => {
    const reason = rejectionReason(node, rule, input);
    if (reason) rejections.push({ code: node.code, reason });
    return reason === null;
  });
  const candidates = score(eligible, input);
  const allocations = allocate(candidates, input, rule?.maxSplitNodes ?? DEFAULT_MAX_SPLIT_NODES, notes);
  return { ruleId: rule?.ruleId ?? null, ruleName: rule?.name ?? null, strategy: 'DISTANCE_OPTIMAL', notes, candidates, rejections, allocations };
}

function rejectionReason(node: SourcingNode, rule: SourcingRule | null, input: SourcingInput): string | null {
  if (node.status !== 'ACTIVE') return `status is ${node.status}`;
  if (rule && rule.allowedNodeTypes.length > 0 && !rule.allowedNodeTypes.includes(node.nodeType)) return `type ${node.nodeType} is not among those the rule allows`;
  if (rule?.excludedNodes.includes(node.nodeId) || rule?.excludedNodes.includes(node.code)) return 'excluded by the rule';
  const needed = [CAPABILITY_BY_TYPE[input.fulfillmentType], ...(rule?.requiredCapabilities ?? [])].filter((name) => name !== undefined);
  const missing = needed.find((name) => !node.capabilities.includes(name));
  if (missing) return `cannot do ${missing}`;
  if (node.remainingCapacity <= 0) return 'today\'s capacity is used up';
  if (!input.lines.some((line) => available(input, node.nodeId, line.sku) > 0)) return 'has none of the products';
  const limitKm = rule?.maxDistanceKm ?? Number.POSITIVE_INFINITY;
  if (distanceTo(node, input) > limitKm) return `farther than ${limitKm} km`;
  return null;
}

function available(input: SourcingInput, nodeId: string, sku: string): number {
  return Math.max(0, input.availableByNode.get(nodeId)?.get(sku) ?? 0);
}

function distanceTo(node: SourcingNode, input: SourcingInput): number {
  return haversineKm(input.destination.place, node);
}

/** distance_norm x 0.7 + inventory_norm x 0.3, both relative to the surviving candidates; a maximum of 0 counts as 1. */
function score(nodes: readonly SourcingNode[], input: SourcingInput): Candidate[] {
  const skus = [...new Set(input.lines.map((line) => line.sku))];
  const measured = nodes.map((node) => ({ node, distanceKm: distanceTo(node, input), units: skus.reduce((sum, sku) => sum + available(input, node.nodeId, sku), 0) }));
  const farthest = Math.max(...measured.map((one) => one.distanceKm), 0) || 1;
  const deepest = Math.max(...measured.map((one) => one.units), 0) || 1;
  return measured.map(({ node, distanceKm, units }) => ({
    nodeId: node.nodeId, code: node.code, distanceKm, units, score: (1 - distanceKm / farthest) * DISTANCE_WEIGHT + (units / deepest) * INVENTORY_WEIGHT,
  })).toSorted((a, b) => b.score - a.score);
}

function allocate(candidates: readonly Candidate[], input: SourcingInput, maxSplitNodes: number, notes: string[]): Allocation[] {
  for (const candidate of candidates) {
    const whole = take([candidate], input, 1);
    if (whole) return whole;
  }
  const split = take(candidates, input, Math.max(1, maxSplitNodes));
  notes.push(split ? `No single node has everything; split over ${new Set(split.map((one) => one.nodeId)).size} nodes.` : `Not enough stock within ${maxSplitNodes} node(s); back-ordered.`);
  return split ?? [];
}

/** Greedy in score order; lines of one SKU share the stock. Null when not everything can be had within the node limit. */
function take(candidates: readonly Candidate[], input: SourcingInput, maxNodes: number): Allocation[] | null {
  const left = new Map<string, number>();
  const used = new Set<string>();
  const allocations: Allocation[] = [];
  for (const line of input.lines) {
    let missing = line.units;
    for (const { nodeId } of candidates) {
      if (missing === 0) break;
      if (!used.has(nodeId) && used.size >= maxNodes) continue;
      const key = `${nodeId}\n${line.sku}`;
      const stock = left.get(key) ?? available(input, nodeId, line.sku);
      const units = Math.min(stock, missing);
      if (units === 0) continue;
      left.set(key, stock - units);
      used.add(nodeId);
      missing -= units;
      allocations.push({ orderItemId: line.orderItemId, sku: line.sku, nodeId, units });
    }
    if (missing > 0) return null;
  }
  return allocations;
}
