/**
 * Nodes, rules and experiments, which every order needs and which seldom change. They are kept in memory together with the version that
 * triggers count up, and read again when it has moved: another program's change is seen by the next order.
 */
import { z } from 'zod';
import type { SourcingRule } from '../../domain/sourcing/rule.ts';
import type { Experiment, SourcingNode } from '../../domain/sourcing/sourcing-input.ts';
import { NODE_CAPABILITIES } from '../../domain/sourcing/strategies.ts';
import type { Db, Tx } from '../db/connect.ts';
import { selectActiveRules, selectNodes, selectRunningExperiments, selectWorldVersion, type ActiveRuleRow, type NodeRow } from './sourcing-store.ts';

export type SourcingWorld = {
  readonly version: number; readonly nodes: readonly SourcingNode[]; readonly rules: readonly SourcingRule[]; readonly experiments: readonly Experiment[];
  /** Of the nodes that take orders at all none takes fewer a day. */
  readonly leastCapacity: number;
  /** Orders a day. */
  readonly capacityByNode: ReadonlyMap<string, number>;
  /** Nodes that take no orders at all. */
  readonly shutNodeIds: readonly string[];
};

/** PostgreSQL's. */
const MAX_INTEGER = 2_147_483_647;
/** By database, so that two OMS in one process do not meet. */
const kept = new WeakMap<Db, SourcingWorld>();

/** What is kept, of whatever version; null at first. */
export function keptWorld(db: Db): SourcingWorld | null {
  return kept.get(db) ?? null;
}

/** Reads anew. The version comes first: a change that slips in between is then read once more, never missed. */
export async function readWorld(db: Db, tx: Db | Tx): Promise<SourcingWorld> {
  const version = await selectWorldVersion(tx);
  const rows = await selectNodes(tx);
  const world: SourcingWorld = {
    version, nodes: rows.map(toNode), rules: (await selectActiveRules(tx)).map(toRule), experiments: (await selectRunningExperiments(tx)).map((row) => ({
      experimentId: row.experiment_id, name: row.name, strategyA: row.strategy_a, strategyB: row.strategy_b, trafficSplitPct: row.traffic_split_pct, filter: experimentFilterSchema.parse(row.filter_conditions),
    })),
    leastCapacity: rows.reduce((least, row) => (row.daily_order_capacity > 0 ? Math.min(least, row.daily_order_capacity) : least), MAX_INTEGER),
    capacityByNode: new Map(rows.map((row) => [row.node_id, row.daily_order_capacity])),
    shutNodeIds: rows.filter((row) => row.daily_order_capacity <= 0).map((row) => row.node_id),
  };
  kept.set(db, world);
  return world;
}

const conditionsSchema = z.array(z.object({ field: z.string(), operator: z.string(), value: z.unknown().optional() }));
const experimentFilterSchema = z.object({ channel: z.string().nullish(), fulfillment_type: z.string().nullish(), region: z.string().nullish(), amount_min: z.number().nullish(), amount_max: z.number().nullish() });
/** A rule whose conditions cannot be read must not become one that fits every order. */
const NEVER = [{ field: '', operator: 'UNREADABLE', value: null }];

function toNode(row: NodeRow): SourcingNode {
  return {
    nodeId: row.node_id, code: row.code, nodeType: row.node_type, status: row.status, latitude: row.latitude, longitude: row.longitude,
    capabilities: NODE_CAPABILITIES.filter((name) => row[name]), costMultiplier: row.shipping_cost_multiplier,
  };
}

/** A stored rule as the engine takes it. */
export function toRule(row: ActiveRuleRow): SourcingRule {
  const conditions = conditionsSchema.safeParse(row.conditions);
  return {
    ruleId: row.rule_id, name: row.name, priority: row.priority, strategy: row.strategy, conditions: conditions.success ? conditions.data.map(({ field, operator, value }) => ({ field, operator, value })) : NEVER,
    allowedNodeTypes: row.allowed_node_types, requiredCapabilities: row.required_capabilities, excludedNodes: row.excluded_nodes, maxSplitNodes: row.max_split_nodes, maxDistanceKm: row.max_distance_km,
    costWeight: row.cost_weight, distanceWeight: row.distance_weight, inventoryWeight: row.inventory_weight, allowsPartial: row.allows_partial,
  };
}
