/**
 * Runs recorded sourcing vectors (test/fixtures/sourcing) through the engine in the `compat` profile. The engine decides; what KubeRiva
 * does with a decision afterwards (its counters, its mapping of quantities by SKU) is its bookkeeping, not ours, and is played here.
 */
import { z } from 'zod';
import { PythonNumber } from '../../domain/sourcing/compat-conditions.ts';
import { decideSourcing, type SourcingDecision } from '../../domain/sourcing/decide-sourcing.ts';
import type { OrderFacts } from '../../domain/sourcing/conditions.ts';
import { COMPAT_PROFILE } from '../../domain/sourcing/profile.ts';
import { roundScore } from '../../domain/sourcing/round-score.ts';
import type { SourcingRule } from '../../domain/sourcing/rule.ts';
import type { SourcingAdvice, SourcingInput, SourcingNode } from '../../domain/sourcing/sourcing-input.ts';
import { NODE_CAPABILITIES, SOURCING_STRATEGIES } from '../../domain/sourcing/strategies.ts';

const number = z.union([z.number(), z.instanceof(PythonNumber).transform((tagged) => tagged.value)]);
const nodeSchema = z.object({
  code: z.string(), node_type: z.string(), status: z.string(), latitude: number, longitude: number, can_ship: z.boolean(), can_pickup: z.boolean(), can_curbside: z.boolean(), can_same_day: z.boolean(),
  daily_order_capacity: number, current_daily_orders: number, shipping_cost_multiplier: number,
});
const ruleSchema = z.object({
  name: z.string(), priority: number, strategy: z.string(), conditions: z.unknown(), allowed_node_types: z.array(z.string()).nullish(), excluded_nodes: z.array(z.string()).nullish(), required_capabilities: z.array(z.string()).nullish(),
  sourcing_targets: z.array(z.object({ type: z.string(), ref: z.string(), priority: number.default(1) })).nullish(), max_split_nodes: number, max_distance_km: number.nullish(), cost_weight: number, distance_weight: number, is_active: z.boolean().default(true),
});
const stockSchema = z.record(z.string(), z.record(z.string(), z.array(z.union([number, z.boolean()]))));
const lineSchema = z.object({ sku: z.string(), quantity: number, weight_lbs: number.nullish(), quantity_backordered: number.nullish() });
const orderSchema = z.looseObject({
  channel: z.string().default('WEB'), fulfillment_type: z.string().default('SHIP_TO_HOME'), status: z.string().default('CONFIRMED'), total_amount: z.union([number, z.string().transform(Number)]).nullish(), currency: z.string().default('USD'),
  customer_email: z.string().nullish(), shipping_country: z.string().nullish().default('US'), shipping_state: z.string().nullish(), shipping_latitude: number.nullish(), shipping_longitude: number.nullish(),
  pickup_node: z.string().nullish(), line_items: z.array(lineSchema.partial({ quantity: true })),
});
const vectorSchema = z.object({
  id: z.string(), order: orderSchema, nodes: z.union([z.literal('SEED8'), z.array(nodeSchema), z.object({ base: z.string(), override: z.record(z.string(), z.record(z.string(), z.unknown())) })]),
  inventory: z.union([z.literal('SEED_INV'), stockSchema]), rules: z.union([z.literal('SEED5'), z.array(ruleSchema)]), force_strategy: z.enum(SOURCING_STRATEGIES).nullish(),
  existing_allocations: z.array(z.looseObject({ node: z.string().default(''), sku: z.string(), quantity: number })).nullish(),
  experiments: z.array(z.looseObject({ name: z.string(), strategy_a: z.string(), strategy_b: z.string(), traffic_split_pct: number, filter_conditions: z.record(z.string(), z.unknown()).nullish() })).nullish(),
  random_draw: number.nullish(), ai: z.looseObject({ scores: z.record(z.string(), number).nullish(), fallback_used: z.boolean().nullish(), fallback_reason: z.string().nullish() }).nullish(),
  distribution_groups: z.array(z.object({ name: z.string(), members: z.array(z.object({ node: z.string(), priority: number })) })).nullish(), expect: z.unknown(),
});
const fileSchema = z.looseObject({ SEED8: z.array(nodeSchema), SEED_INV: stockSchema, SEED5: z.array(ruleSchema), vectors: z.array(vectorSchema), extra: z.unknown() });

export type VectorFile = z.infer<typeof fileSchema>;
export type Vector = VectorFile['vectors'][number];
type VectorRule = z.infer<typeof ruleSchema>;
type VectorStock = z.infer<typeof stockSchema>;

/** Python tells 200 from 200.0, and conditions compare text: numbers keep how they were written. */
export function readVectorFile(text: string): VectorFile {
  return fileSchema.parse(parseKeepingNumbers(text));
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const keepNumbers: Reviver = (_key, value, context) => (typeof value === 'number' ? new PythonNumber(value, /[.eE]/.test(context.source ?? '')) : value);

export function parseKeepingNumbers(text: string): unknown {
  // The third argument of a reviver (the literal's source text) is newer than the type of JSON.parse.
  return JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown);
}

/** The vector's `expect` with plain numbers. */
export function plainNumbers(value: unknown): unknown {
  if (value instanceof PythonNumber) return value.value;
  if (Array.isArray(value)) return value.map((one: unknown) => plainNumbers(one));
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainNumbers(one)])) : value;
}

/** The facts of an order as KubeRiva's conditions see them. */
export function toCompatFacts(given: unknown): OrderFacts {
  const order = orderSchema.parse(given);
  const weights = order.line_items.map((line) => line.weight_lbs ?? 0);
  const texts = Object.fromEntries(['order_type', 'payment_terms', 'approval_status', 'po_number', 'customer_account_id', 'brand_id', 'brand_slug'].map((key) => [key, typeof order[key] === 'string' ? order[key] : null]));
  return {
    ...texts, channel: order.channel, fulfillment_type: order.fulfillment_type, status: order.status, total_amount: order.total_amount ?? null, currency: order.currency, customer_email: order.customer_email ?? null,
    shipping_country: order.shipping_country ?? null, shipping_state: order.shipping_state ?? null, has_sku: order.line_items.map((line) => line.sku), max_item_weight_lbs: Math.max(0, ...weights),
  };
}

/** Anything but a list of objects is no condition: KubeRiva passes it over. */
export function toCompatConditions(conditions: unknown): SourcingRule['conditions'] {
  if (!Array.isArray(conditions)) return [];
  return conditions.filter((one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one) && !(one instanceof PythonNumber)).map((one: unknown) => {
    const { field, operator, value } = z.looseObject({ field: z.string().default(''), operator: z.string().default(''), value: z.unknown().optional() }).parse(one);
    return { field, operator, value };
  });
}

function toRule(rule: VectorRule, index: number, vector: Vector): SourcingRule {
  return {
    ruleId: `rule${index}`, name: rule.name, priority: rule.priority, strategy: rule.strategy, conditions: toCompatConditions(rule.conditions), allowedNodeTypes: rule.allowed_node_types ?? [], excludedNodes: rule.excluded_nodes ?? [],
    requiredCapabilities: rule.required_capabilities ?? [], maxSplitNodes: rule.max_split_nodes, maxDistanceKm: rule.max_distance_km ?? null, costWeight: rule.cost_weight, distanceWeight: rule.distance_weight, targets: toTargets(rule, vector),
  };
}

/** A group's members stand for it: target's priority x 100 + member's. */
function toTargets(rule: VectorRule, vector: Vector): { nodeId: string; priority: number }[] {
  return (rule.sourcing_targets ?? []).flatMap((target) => {
    if (target.type === 'NODE') return [{ nodeId: target.ref, priority: target.priority * 100 }];
    return (vector.distribution_groups?.find((group) => group.name === target.ref)?.members ?? []).map((member) => ({ nodeId: member.node, priority: target.priority * 100 + member.priority }));
  });
}

function nodesOf(file: VectorFile, vector: Vector): VectorFile['SEED8'] {
  if (Array.isArray(vector.nodes)) return vector.nodes;
  if (vector.nodes === 'SEED8') return file.SEED8;
  const { override } = vector.nodes;
  return file.SEED8.map((node) => nodeSchema.parse({ ...node, ...override[node.code] }));
}

function stockOf(file: VectorFile, vector: Vector): VectorStock {
  return vector.inventory === 'SEED_INV' ? file.SEED_INV : vector.inventory;
}

const ROW = { onHand: 0, reserved: 1, available: 2, isActive: 3 } as const;
const unitsAt = (row: readonly (number | boolean)[], column: number): number => Number(row[column] ?? 0);

export function toInput(file: VectorFile, vector: Vector): SourcingInput {
  const { order } = vector;
  const nodes = nodesOf(file, vector);
  const place = typeof order.shipping_latitude === 'number' && typeof order.shipping_longitude === 'number' ? { latitude: order.shipping_latitude, longitude: order.shipping_longitude } : { latitude: 39.5, longitude: -98.35 };
  const availableByNode = new Map(Object.entries(stockOf(file, vector)).map(([code, rows]) => [code, new Map(Object.entries(rows).filter(([, row]) => row[ROW.isActive] !== false).map(([sku, row]) => [sku, unitsAt(row, ROW.available)]))]));
  return {
    facts: toCompatFacts(order), fulfillmentType: order.fulfillment_type, destination: { place, note: null }, lines: order.line_items.map((line, index) => ({ orderItemId: String(index), sku: line.sku, units: line.quantity ?? 0, owedUnits: line.quantity_backordered ?? 0 })),
    nodes: nodes.map((node): SourcingNode => ({
      nodeId: node.code, code: node.code, nodeType: node.node_type, status: node.status, latitude: node.latitude, longitude: node.longitude, capabilities: NODE_CAPABILITIES.filter((name) => node[name]), costMultiplier: node.shipping_cost_multiplier,
    })),
    fullNodeIds: new Set(nodes.filter((node) => node.current_daily_orders >= node.daily_order_capacity).map((node) => node.code)), availableByNode,
    rules: (vector.rules === 'SEED5' ? file.SEED5 : vector.rules).filter((rule) => rule.is_active).map((rule, index) => toRule(rule, index, vector)),
    pickupNodeId: order.pickup_node ?? null, forcedStrategy: vector.force_strategy ?? null, draw: vector.random_draw ?? 0, advice: toAdvice(vector),
    experiments: (vector.experiments ?? []).map((one) => ({ experimentId: one.name, name: one.name, strategyA: one.strategy_a, strategyB: one.strategy_b, trafficSplitPct: one.traffic_split_pct, filter: plainNumbers(one.filter_conditions ?? {}) as Record<string, never> })),
  };
}

function toAdvice({ ai }: Vector): SourcingAdvice | null {
  if (!ai) return null;
  return { declined: ai.fallback_used === true ? (ai.fallback_reason ?? 'declined') : null, scores: new Map(Object.entries(ai.scores ?? {}).map(([code, score]) => [code, { score, reason: '' }])) };
}

/** KubeRiva leaves an order alone that is past sourcing. */
const PAST_SOURCING = ['SOURCED', 'PICKING', 'PACKING', 'READY_TO_SHIP', 'SHIPPED', 'OUT_FOR_DELIVERY', 'PARTIALLY_DELIVERED'];

/** The vector's outcome in the vector's own words. */
export function runVector(file: VectorFile, vector: Vector): Record<string, unknown> {
  if (PAST_SOURCING.includes(vector.order.status)) {
    return { ...keepBooks(file, vector, []), rule_applied: null, strategy_used: 'DISTANCE_OPTIMAL', experiment_tagged: false, allocations: [], total_split_nodes: 0, sourcing_score: 0, scoring_passes: [] };
  }
  const decision = decideSourcing(toInput(file, vector), COMPAT_PROFILE);
  const books = keepBooks(file, vector, decision.allocations);
  const scoring = decision.candidates.length === 0 ? [] : decision.passes.map(({ strategy, ranked }) => ({ strategy, ranked: ranked.map((one) => [one.code, one.distanceKm * 0.621371, one.cost, one.totalUnits, one.score]) }));
  if (books['error'] !== null) return { ...books, scoring_passes: scoring };
  return { ...books, ...describe(decision), scoring_passes: scoring };
}

function describe(decision: SourcingDecision): Record<string, unknown> {
  const { allocations, candidates } = decision;
  const nodes = new Set(allocations.map((one) => one.nodeId));
  return {
    rule_applied: decision.ruleName, strategy_used: decision.strategy, experiment_tagged: decision.experiment !== null,
    allocations: allocations.map((one) => ({ node: one.code, sku: one.sku, quantity: one.units, score: roundScore(one.score), mode: decision.mode === 'split' ? 'LEAST_COST_SPLIT' : 'single_node' })),
    total_split_nodes: nodes.size, sourcing_score: roundScore(allocations.reduce((sum, one) => sum + one.score, 0) / Math.max(allocations.length, 1)),
    final_candidate_scores: candidates.map((one) => ({ node: one.code, score: roundScore(one.score), selected: nodes.has(one.nodeId) })),
  };
}

type ShelfRow = { readonly node: string; readonly sku: string; readonly onHand: number; reserved: number; available: number };
type Booked = { readonly node: string; readonly sku: string; readonly quantity: number };

/** Its counters go by SKU: what was ever allocated counts, the last line of a SKU gets it all, and stock that moved ends in an error. */
function keepBooks(file: VectorFile, vector: Vector, decided: SourcingDecision['allocations']): Record<string, unknown> {
  const { line_items: lines } = vector.order;
  const existing: readonly Booked[] = vector.existing_allocations ?? [];
  const readStock = (): Map<string, ShelfRow> => new Map(Object.entries(stockOf(file, vector)).flatMap(([node, rows]) => Object.entries(rows).map(([sku, row]) => [`${node}\n${sku}`, { node, sku, onHand: unitsAt(row, ROW.onHand), reserved: unitsAt(row, ROW.reserved), available: unitsAt(row, ROW.available) }])));
  const stock = readStock();
  const allocated = new Map<string, number>();
  for (const one of existing) allocated.set(one.sku, (allocated.get(one.sku) ?? 0) + one.quantity);
  const lastLine = new Map(lines.map((line, index) => [line.sku, index]));
  const booked: Booked[] = [];
  for (const one of decided) {
    const before = allocated.get(one.sku) ?? 0;
    const needed = (lines[lastLine.get(one.sku) ?? -1]?.quantity ?? 0) - before;
    if (needed <= 0) continue;
    const quantity = Math.min(one.units, needed);
    allocated.set(one.sku, before + quantity);
    booked.push({ node: one.code, sku: one.sku, quantity });
    const row = stock.get(`${one.code}\n${one.sku}`);
    if (!row) continue;
    if (row.reserved + quantity > row.onHand) return { ...outcome(vector, existing, [], readStock(), false), error: `Insufficient inventory for ${one.sku}` };
    row.reserved += quantity;
    row.available = Math.max(0, row.onHand - row.reserved);
  }
  return outcome(vector, existing, booked, stock, decided.length > 0);
}

function outcome(vector: Vector, existing: readonly Booked[], booked: readonly Booked[], stock: ReadonlyMap<string, ShelfRow>, isWritten: boolean): Record<string, unknown> {
  const { line_items: lines, status } = vector.order;
  const lastLine = new Map(lines.map((line, index) => [line.sku, index]));
  const items = lines.map((line, index) => {
    const allocated = lastLine.get(line.sku) === index ? [...existing, ...booked].reduce((sum, one) => sum + (one.sku === line.sku ? one.quantity : 0), 0) : 0;
    return { sku: line.sku, quantity: line.quantity ?? 0, allocated, stored: line.quantity_backordered ?? 0 };
  });
  const isFull = items.every((item) => item.allocated >= item.quantity);
  return {
    error: null, order_status_after: isWritten ? (isFull ? 'SOURCED' : 'BACKORDERED') : status, persisted_allocations: [...existing, ...booked].map(({ node, sku, quantity }) => ({ node, sku, quantity })),
    items_after: items.map(({ sku, quantity, allocated, stored }) => ({ sku, quantity, allocated, backordered: !isWritten ? stored : isFull ? 0 : quantity > allocated ? quantity - allocated : stored })),
    reserved_after: [...stock.values()].filter((row) => row.reserved > 0).map(({ node, sku, reserved, available }) => ({ node, sku, reserved, available })),
  };
}

/** Differences between what was recorded and what comes out; none when the vector holds. Exceptions are compared by being one. */
export function compareVector(file: VectorFile, vector: Vector): string[] {
  const expected = z.record(z.string(), z.unknown()).parse(plainNumbers(vector.expect));
  const actual = runVector(file, vector);
  return Object.entries(expected).flatMap(([key, value]) => {
    if (key === 'error') return (value === null) === (actual[key] === null) ? [] : [`${key}: ${String(actual[key])}`];
    const [wanted, got] = ['persisted_allocations', 'items_after', 'reserved_after'].includes(key) ? [sorted(value), sorted(actual[key])] : [value, actual[key]];
    const tolerance = key === 'scoring_passes' ? 1e-9 : 1e-4;
    return isClose(wanted, got, tolerance) ? [] : [`${key}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`];
  });
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map((one: unknown) => JSON.stringify(one)).toSorted().map((one): unknown => JSON.parse(one)) : value;
}

function isClose(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= tolerance;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, index) => isClose(one, b[index], tolerance));
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [new Map<string, unknown>(Object.entries(a)), new Map<string, unknown>(Object.entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => isClose(value, right.get(key), tolerance));
}
