/** Bodies of the sourcing rules API (seed 000 section 5.4). What the engine could not understand is refused here, so that no rule fails in silence. */
import { z } from 'zod';
import { CONDITION_OPERATORS } from '../../domain/sourcing/conditions.ts';
import { NODE_CAPABILITIES, NODE_TYPES, SOURCING_STRATEGIES } from '../../domain/sourcing/strategies.ts';

/** The order's facts that a condition may ask about. */
export const CONDITION_FIELDS = [
  'channel', 'fulfillment_type', 'status', 'total_amount', 'currency', 'customer_email', 'shipping_country', 'shipping_state', 'shipping_city', 'shipping_postal_code', 'shipping_service', 'brand_id',
  'has_sku', 'line_count', 'item_count', 'max_item_weight_lbs',
] as const;

const NUMERIC = ['GREATER_THAN', 'LESS_THAN', 'GREATER_THAN_OR_EQUAL', 'LESS_THAN_OR_EQUAL'];
const scalar = z.union([z.string().max(500), z.number()]);
const isNumeric = (value: unknown): boolean => typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));

export const conditionSchema = z.object({ field: z.enum(CONDITION_FIELDS), operator: z.enum(CONDITION_OPERATORS), value: z.union([scalar, z.array(scalar).max(500)]) })
  .refine(({ operator, value }) => !Array.isArray(value) || operator === 'IN' || operator === 'NOT_IN', { path: ['value'], message: 'Only IN and NOT_IN take a list.' })
  .refine(({ operator, value }) => !NUMERIC.includes(operator) || isNumeric(value), { path: ['value'], message: 'This operator compares numbers: give a number.' });

const weight = z.number().min(0).max(1);
const ruleFields = {
  name: z.string().trim().min(1).max(200), description: z.string().max(2_000).nullable(), priority: z.int().min(1).max(1_000_000).describe('The lowest number that fits wins.'), is_active: z.boolean(),
  strategy: z.enum(SOURCING_STRATEGIES), conditions: z.array(conditionSchema).max(50).describe('All must hold; an empty list fits every order.'),
  allowed_node_types: z.array(z.enum(NODE_TYPES)), excluded_node_ids: z.array(z.string().max(100)).max(1_000).describe('Ids or codes of nodes.'), required_capabilities: z.array(z.enum(NODE_CAPABILITIES)),
  max_split_nodes: z.int().min(1).max(10), max_distance_km: z.number().positive().max(20_100).nullable(),
  cost_weight: weight, distance_weight: weight, inventory_weight: weight.describe('Only MULTI_WAREHOUSE weighs stock by the rule.'),
  allows_partial: z.boolean().describe('What can be had is reserved while the rest waits; otherwise an order waits whole.'),
};

export const createRuleSchema = z.object({
  ...ruleFields, description: ruleFields.description.default(null), priority: ruleFields.priority.default(100), is_active: ruleFields.is_active.default(true), conditions: ruleFields.conditions.default([]),
  allowed_node_types: ruleFields.allowed_node_types.default([]), excluded_node_ids: ruleFields.excluded_node_ids.default([]), required_capabilities: ruleFields.required_capabilities.default([]),
  max_split_nodes: ruleFields.max_split_nodes.default(3), max_distance_km: ruleFields.max_distance_km.default(null), cost_weight: ruleFields.cost_weight.default(0.5), distance_weight: ruleFields.distance_weight.default(0.5),
  inventory_weight: ruleFields.inventory_weight.default(0.5), allows_partial: ruleFields.allows_partial.default(false),
});
export const updateRuleSchema = z.object(ruleFields).partial();
export type CreateRuleBody = z.infer<typeof createRuleSchema>;
export type UpdateRuleBody = z.infer<typeof updateRuleSchema>;

/** Rules that an older version stored may hold more than a new one may say. */
export const ruleSchema = z.object({
  id: z.string(), name: z.string(), description: z.string().nullable(), priority: z.int(), is_active: z.boolean(), strategy: z.string(), conditions: z.unknown(), allowed_node_types: z.array(z.string()), excluded_node_ids: z.array(z.string()),
  required_capabilities: z.array(z.string()), max_split_nodes: z.int(), max_distance_km: z.number().nullable(), cost_weight: z.number(), distance_weight: z.number(), inventory_weight: z.number(), allows_partial: z.boolean(),
  created_at: z.string(), updated_at: z.string(),
});

export const evaluateBodySchema = z.object({ order_id: z.string().max(200), force_strategy: z.enum(SOURCING_STRATEGIES).optional() });
export const evaluationSchema = z.object({
  order_id: z.string(), rule_applied: z.string().nullable(), strategy_used: z.string(), requested_strategy: z.string(), profile: z.string(), mode: z.string(), experiment_id: z.string().nullable(), total_split_nodes: z.int(),
  sourcing_score: z.number(), estimated_cost: z.number(),
  allocations: z.array(z.object({ order_item_id: z.string(), node_id: z.string(), node_code: z.string(), sku: z.string(), quantity: z.int(), score: z.number() })),
  missing: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  candidates_evaluated: z.array(z.object({
    rank: z.int(), node_id: z.string(), node_code: z.string(), score: z.number(), distance_km: z.number(), estimated_cost: z.number(), inventory_available: z.int(), selected: z.boolean(),
    parts: z.object({ nearness: z.number(), cheapness: z.number(), depth: z.number() }),
  })),
  candidate_count: z.int(), rejections: z.array(z.object({ reason: z.string(), about: z.string(), count: z.int(), node_codes: z.array(z.string()) })),
  explanation: z.array(z.string()).describe('Sentences for a person, best news first.'),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
