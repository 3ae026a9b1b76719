/** Names of strategies and abilities that rules, nodes and decisions use. */

/** The five rule strategies of seed 000, its two AI strategies, and the multi-warehouse routing of seed 002. */
export const SOURCING_STRATEGIES = [
  'DISTANCE_OPTIMAL', 'COST_OPTIMAL', 'STORE_NEAREST', 'INVENTORY_RESERVATION', 'LEAST_COST_SPLIT', 'MULTI_WAREHOUSE', 'AI_ADAPTIVE', 'AI_HYBRID',
] as const;
export type SourcingStrategy = (typeof SOURCING_STRATEGIES)[number];

export const NODE_TYPES = ['DISTRIBUTION_CENTER', 'RETAIL_STORE', 'DARK_STORE', 'WAREHOUSE', 'PICKUP_POINT'] as const;
export const NODE_STATUSES = ['ACTIVE', 'INACTIVE', 'MAINTENANCE', 'CLOSED'] as const;
export const NODE_CAPABILITIES = ['can_ship', 'can_pickup', 'can_curbside', 'can_same_day'] as const;
export type NodeCapability = (typeof NODE_CAPABILITIES)[number];

export function isStrategy(name: string): name is SourcingStrategy {
  return (SOURCING_STRATEGIES as readonly string[]).includes(name);
}

export function isCapability(name: string): name is NodeCapability {
  return (NODE_CAPABILITIES as readonly string[]).includes(name);
}

/** Strategies that ask an advisor. */
export function isAiStrategy(strategy: SourcingStrategy): strategy is 'AI_ADAPTIVE' | 'AI_HYBRID' {
  return strategy === 'AI_ADAPTIVE' || strategy === 'AI_HYBRID';
}
