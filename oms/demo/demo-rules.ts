/** The five rules of seed 000. */
import type { SourcingRule } from '../../domain/sourcing/rule.ts';

const EVERY_NODE = { allowedNodeTypes: [], requiredCapabilities: [], excludedNodes: [], maxDistanceKm: null, costWeight: 0.5, distanceWeight: 0.5 } as const;

export const DEMO_RULES: readonly SourcingRule[] = [
  {
    ...EVERY_NODE, ruleId: 'rul_same-day-west', name: 'Same-Day — West Coast', priority: 10, strategy: 'STORE_NEAREST', maxSplitNodes: 1,
    allowedNodeTypes: ['DARK_STORE', 'RETAIL_STORE'], requiredCapabilities: ['can_same_day'],
    conditions: [{ field: 'fulfillment_type', operator: 'EQUALS', value: 'SAME_DAY_DELIVERY' }, { field: 'shipping_state', operator: 'IN', value: ['CA', 'WA', 'OR'] }],
  },
  {
    ...EVERY_NODE, ruleId: 'rul_pickup', name: 'BOPIS / Curbside', priority: 20, strategy: 'INVENTORY_RESERVATION', maxSplitNodes: 1, requiredCapabilities: ['can_pickup'],
    conditions: [{ field: 'fulfillment_type', operator: 'IN', value: ['STORE_PICKUP', 'CURBSIDE_PICKUP'] }],
  },
  {
    ...EVERY_NODE, ruleId: 'rul_high-value', name: 'High-Value Orders', priority: 30, strategy: 'COST_OPTIMAL', maxSplitNodes: 2, costWeight: 0.7, distanceWeight: 0.3,
    conditions: [{ field: 'total_amount', operator: 'GREATER_THAN', value: 200 }],
  },
  {
    ...EVERY_NODE, ruleId: 'rul_marketplace', name: 'Marketplace', priority: 40, strategy: 'LEAST_COST_SPLIT', maxSplitNodes: 3,
    conditions: [{ field: 'channel', operator: 'EQUALS', value: 'MARKETPLACE' }],
  },
  { ...EVERY_NODE, ruleId: 'rul_default', name: 'Default', priority: 100, strategy: 'DISTANCE_OPTIMAL', maxSplitNodes: 2, conditions: [] },
];
