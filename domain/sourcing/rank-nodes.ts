/** Scores of candidates (seed 000 section 6.2): higher is better, each part relative to the candidates that are left. */
import { assertNever } from '../assert.ts';
import type { Offer } from './find-candidates.ts';
import type { SourcingProfile } from './profile.ts';
import type { SourcingRule } from './rule.ts';
import type { SourcingStrategy } from './strategies.ts';

export type Weights = { readonly distance: number; readonly cost: number; readonly inventory: number };
export type Candidate = Offer & {
  readonly score: number;
  /** From 0 to 1 among the candidates: 1 is the nearest possible, the cheapest possible, the deepest stock. */
  readonly nearness: number; readonly cheapness: number; readonly depth: number;
  /** The advisor's part, when there was one. */
  readonly advice?: { readonly score: number; readonly reason: string };
};

const DEFAULT_WEIGHT = 0.5;
const MULTI_WAREHOUSE_INVENTORY_WEIGHT = 0.5;

/** What each part counts. AI strategies score by advice, so compat's rule part is nothing. */
export function weightsOf(strategy: SourcingStrategy, rule: SourcingRule | null, profile: SourcingProfile): Weights {
  switch (strategy) {
    case 'DISTANCE_OPTIMAL': return { distance: 0.7, cost: 0, inventory: 0.3 };
    case 'COST_OPTIMAL': return { distance: rule?.distanceWeight ?? DEFAULT_WEIGHT, cost: rule?.costWeight ?? DEFAULT_WEIGHT, inventory: 0 };
    case 'STORE_NEAREST': return { ...profile.storeNearest, cost: 0 };
    case 'INVENTORY_RESERVATION': return { distance: 0.2, cost: 0, inventory: 0.8 };
    case 'LEAST_COST_SPLIT': return { distance: 0, cost: 0.6, inventory: 0.4 };
    case 'MULTI_WAREHOUSE': return normalised({ distance: rule?.distanceWeight ?? DEFAULT_WEIGHT, cost: rule?.costWeight ?? DEFAULT_WEIGHT, inventory: rule?.inventoryWeight ?? MULTI_WAREHOUSE_INVENTORY_WEIGHT });
    case 'AI_ADAPTIVE': case 'AI_HYBRID': return profile.blendsAdviceWithDistance ? weightsOf('DISTANCE_OPTIMAL', rule, profile) : { distance: 0, cost: 0, inventory: 0 };
    default: return assertNever(strategy);
  }
}

/** Best first; equal scores keep their order. A lone candidate has nothing to be nearer or cheaper than: both count 0. */
export function rankNodes(offers: readonly Offer[], weights: Weights): Candidate[] {
  let farthest = 0;
  let dearest = 0;
  let deepest = Number.NEGATIVE_INFINITY;
  for (const offer of offers) {
    farthest = Math.max(farthest, offer.distanceKm);
    dearest = Math.max(dearest, offer.cost);
    deepest = Math.max(deepest, offer.totalUnits);
  }
  const [distanceSpan, costSpan, stockSpan] = [farthest || 1, dearest || 1, deepest || 1];
  const candidates = offers.map((offer): Candidate => {
    const { nodeId, code, distanceKm, cost, unitsBySku, totalUnits } = offer;
    const [nearness, cheapness, depth] = [1 - distanceKm / distanceSpan, 1 - cost / costSpan, totalUnits / stockSpan];
    return { nodeId, code, distanceKm, cost, unitsBySku, totalUnits, nearness, cheapness, depth, score: cheapness * weights.cost + nearness * weights.distance + depth * weights.inventory };
  });
  return candidates.sort((a, b) => b.score - a.score);
}

/** Three weights that a person chose, made to add up to 1; all of them 0 count alike. */
function normalised({ distance, cost, inventory }: Weights): Weights {
  const sum = distance + cost + inventory;
  return sum > 0 ? { distance: distance / sum, cost: cost / sum, inventory: inventory / sum } : { distance: 1 / 3, cost: 1 / 3, inventory: 1 / 3 };
}
