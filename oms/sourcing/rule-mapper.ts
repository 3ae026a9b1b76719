/** Pure translation between stored rules, evaluations and the API's bodies. */
import type { Insertable, Updateable } from 'kysely';
import type { z } from 'zod';
import { recordSourcing } from '../../domain/sourcing/explain-sourcing.ts';
import type { SourcingDecision } from '../../domain/sourcing/decide-sourcing.ts';
import { roundScore } from '../../domain/sourcing/round-score.ts';
import type { Database } from '../db/schema.ts';
import type { CreateRuleBody, Evaluation, ruleSchema, UpdateRuleBody } from './rule-schemas.ts';
import type { RuleRow } from './rule-store.ts';

export function toRuleBody(row: RuleRow): z.infer<typeof ruleSchema> {
  const { rule_id: id, excluded_nodes: excludedNodes, created_at: createdAt, updated_at: updatedAt, ...rest } = row;
  return { id, ...rest, excluded_node_ids: excludedNodes, created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() };
}

/** Only what the body names. */
export function toRuleColumns(body: UpdateRuleBody): Updateable<Database['sourcing_rules']> {
  const { conditions, excluded_node_ids: excludedNodes, ...rest } = body;
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...named, ...(conditions ? { conditions: JSON.stringify(conditions) } : {}), ...(excludedNodes ? { excluded_nodes: excludedNodes } : {}) };
}

export function toNewRule(ruleId: string, body: CreateRuleBody): Insertable<Database['sourcing_rules']> {
  const { conditions, excluded_node_ids: excludedNodes, ...rest } = body;
  return { ...rest, rule_id: ruleId, conditions: JSON.stringify(conditions), excluded_nodes: excludedNodes };
}

export function toEvaluation(orderId: string, decision: SourcingDecision): Evaluation {
  const record = recordSourcing(decision);
  const used = new Set(decision.allocations.map((one) => one.nodeId));
  return {
    order_id: orderId, rule_applied: decision.ruleName, strategy_used: decision.strategy, requested_strategy: decision.requestedStrategy, profile: decision.profile, mode: decision.mode, experiment_id: decision.experiment?.experimentId ?? null,
    total_split_nodes: used.size, sourcing_score: roundScore(decision.allocations.reduce((sum, one) => sum + one.score, 0) / Math.max(1, decision.allocations.length)), estimated_cost: record.cost,
    allocations: record.allocations.map((one) => ({ order_item_id: one.orderItemId, node_id: one.nodeId, node_code: one.code, sku: one.sku, quantity: one.units, score: one.score })),
    missing: decision.missing.map((one) => ({ sku: one.sku, quantity: one.units })),
    candidates_evaluated: record.candidates.map((one) => ({
      rank: one.rank, node_id: one.nodeId, node_code: one.code, score: one.score, distance_km: one.distanceKm, estimated_cost: one.cost, inventory_available: one.units, selected: used.has(one.nodeId), parts: one.parts,
    })),
    candidate_count: record.candidateCount, rejections: record.rejections.map((one) => ({ reason: one.reason, about: one.about, count: one.count, node_codes: [...one.codes] })), explanation: [...record.sentences],
  };
}
