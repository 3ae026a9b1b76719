/** SQL that sourcing reads its world from, and its decision's record. */
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';
import { prepared } from '../db/prepared.ts';
import type { SourcingRecord } from '../../domain/sourcing/explain-sourcing.ts';
import type { storyParts } from '../orders/change-order-status.ts';
import { stepRows, stepsUpsert, type StepRow } from '../fulfillment/pipeline/step-upsert.ts';

export type NodeRow = Pick<Selectable<Database['fulfillment_nodes']>, 'node_id' | 'code' | 'node_type' | 'status' | 'latitude' | 'longitude' | 'can_ship' | 'can_pickup' | 'can_curbside' | 'can_same_day' | 'daily_order_capacity' | 'shipping_cost_multiplier'>;
export type ActiveRuleRow = Omit<Selectable<Database['sourcing_rules']>, 'created_at' | 'updated_at' | 'description' | 'is_active'>;

/** Grows with every change of nodes, rules and experiments. */
export async function selectWorldVersion(tx: Db | Tx): Promise<number> {
  return (await tx.selectFrom('sourcing_world').select('version').executeTakeFirstOrThrow()).version;
}

export async function selectNodes(tx: Db | Tx): Promise<NodeRow[]> {
  return tx.selectFrom('fulfillment_nodes')
    .select(['node_id', 'code', 'node_type', 'status', 'latitude', 'longitude', 'can_ship', 'can_pickup', 'can_curbside', 'can_same_day', 'daily_order_capacity', 'shipping_cost_multiplier']).orderBy('code').execute();
}

export async function selectActiveRules(tx: Db | Tx): Promise<ActiveRuleRow[]> {
  return tx.selectFrom('sourcing_rules').select([
    'rule_id', 'name', 'priority', 'strategy', 'conditions', 'allowed_node_types', 'required_capabilities', 'excluded_nodes', 'max_split_nodes', 'max_distance_km', 'cost_weight', 'distance_weight', 'inventory_weight', 'allows_partial',
  ]).where('is_active', '=', true).orderBy('priority').orderBy('rule_id').execute();
}

export async function selectRunningExperiments(tx: Db | Tx): Promise<Selectable<Pick<Database['ai_experiments'], 'experiment_id' | 'name' | 'strategy_a' | 'strategy_b' | 'traffic_split_pct' | 'filter_conditions'>>[]> {
  return tx.selectFrom('ai_experiments').select(['experiment_id', 'name', 'strategy_a', 'strategy_b', 'traffic_split_pct', 'filter_conditions']).where('status', '=', 'running').orderBy('started_at').orderBy('experiment_id').execute();
}

export type Situation = {
  readonly version: number;
  /** How many orders each of these nodes still takes today, by its own calendar. A node that is not named here has room for all of them. */
  readonly rooms: Readonly<Record<string, number>>;
  readonly weight_grams_by_sku: Readonly<Record<string, number>>;
  /** Not cancelled, shipped ones included. */
  readonly allocated_by_line: Readonly<Record<string, number>>;
};
export type SituationOf = { readonly orderIds: readonly string[]; readonly skus: readonly string[]; /** No node takes fewer orders a day, which spares the join for nearly all of them. */ readonly leastCapacity: number };

/** What changes from order to order, for many of them in one statement. */
export async function selectSituation(tx: Db | Tx, { orderIds, skus, leastCapacity }: SituationOf): Promise<Situation> {
  const { rows } = await sql<Situation>`${prepared}SELECT version,
    (SELECT coalesce(json_object_agg(l.node_id, n.daily_order_capacity - l.orders), '{}') FROM node_daily_loads l JOIN fulfillment_nodes n USING (node_id)
      WHERE l.day BETWEEN (now() AT TIME ZONE 'UTC')::date - 1 AND (now() AT TIME ZONE 'UTC')::date + 1 AND l.orders >= ${leastCapacity - orderIds.length}::bigint AND l.orders >= n.daily_order_capacity - ${orderIds.length}::bigint
        AND l.day = node_day(now(), n.timezone)) AS rooms,
    (SELECT coalesce(json_object_agg(sku, weight_grams), '{}') FROM products WHERE sku = ANY(${skus}::text[])) AS weight_grams_by_sku,
    (SELECT coalesce(json_object_agg(order_item_id, units), '{}') FROM (
      SELECT order_item_id, sum(quantity) AS units FROM fulfillment_allocations WHERE order_id = ANY(${orderIds}::text[]) AND status <> 'CANCELLED' GROUP BY order_item_id) a) AS allocated_by_line
    FROM sourcing_world`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('sourcing_world has no row');
  return row;
}

export type DecisionRow = { readonly decision_id: string; readonly order_id: string; readonly rule_id: string | null; readonly strategy: string; readonly profile: string; readonly mode: string; readonly experiment_id: string | null; readonly explanation: SourcingRecord };
export type OutcomeRow = Omit<Selectable<Database['sourcing_outcomes']>, 'sourced_at' | 'was_returned' | 'actual_delivery_hours' | 'actual_cost' | 'cost_variance_pct' | 'outcome_score' | 'labeled_at'>;
export type DecisionRows = { readonly decisions: readonly DecisionRow[]; readonly outcomes: readonly OutcomeRow[]; readonly steps: readonly StepRow[]; readonly stories: ReturnType<typeof storyParts>; readonly jobs: RawBuilder<unknown> };

/** Decisions, what they expect of each allocation, what became of the orders and of the pipeline's steps, and the jobs that follow, in one statement. */
export async function insertDecisions(tx: Tx, { decisions, outcomes, steps, stories, jobs }: DecisionRows): Promise<void> {
  await sql`${prepared}WITH moved AS (${stories.statusUpdate}), audit AS (${stories.eventInsert}), decision AS (
      INSERT INTO sourcing_decisions (decision_id, order_id, rule_id, strategy, profile, mode, experiment_id, explanation)
      SELECT decision_id, order_id, rule_id, strategy, profile, mode, experiment_id, explanation FROM json_to_recordset(${JSON.stringify(decisions)}::json)
        AS r(decision_id text, order_id text, rule_id text, strategy text, profile text, mode text, experiment_id text, explanation jsonb)),
    steps AS (${stepsUpsert(stepRows(steps))}),
    outcomes AS (INSERT INTO sourcing_outcomes (allocation_id, order_id, node_id, sku, strategy_used, requested_strategy, profile, cluster_key, channel, region, amount_bucket, fulfillment_type, sourcing_score, predicted_cost, predicted_distance_km,
      ai_score, ai_reasoning, experiment_id, experiment_arm, was_backordered)
    SELECT allocation_id, order_id, node_id, sku, strategy_used, requested_strategy, profile, cluster_key, channel, region, amount_bucket, fulfillment_type, sourcing_score, predicted_cost, predicted_distance_km,
      ai_score, ai_reasoning, experiment_id, experiment_arm, was_backordered
    FROM json_to_recordset(${JSON.stringify(outcomes)}::json) AS r(allocation_id text, order_id text, node_id text, sku text, strategy_used text, requested_strategy text, profile text, cluster_key text, channel text, region text,
      amount_bucket text, fulfillment_type text, sourcing_score float8, predicted_cost float8, predicted_distance_km float8, ai_score float8, ai_reasoning text, experiment_id text, experiment_arm text, was_backordered boolean))
    SELECT count(*) FROM ${jobs}`.execute(tx);
}
