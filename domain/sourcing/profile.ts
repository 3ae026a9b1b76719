/**
 * Where the seed's text and KubeRiva's code differ. `default` is the text; `compat` gives the numbers that the code really gives,
 * for those who come from there (docs/protocol/sourcing.md has the table).
 */
import { holdsAsPython } from './compat-conditions.ts';
import { holdsByType, type Condition, type OrderFacts } from './conditions.ts';
import { KM_TO_MILES } from './distance.ts';
import type { NodeCapability } from './strategies.ts';

export const SOURCING_PROFILES = ['default', 'compat'] as const;
export type SourcingProfileName = (typeof SOURCING_PROFILES)[number];

export type SourcingProfile = {
  readonly name: SourcingProfileName;
  readonly holds: (condition: Condition, facts: OrderFacts) => boolean;
  /** A node needs one of these; none named: it needs nothing. */
  readonly capabilities: Readonly<Record<string, readonly NodeCapability[]>>;
  readonly storeNearest: { readonly distance: number; readonly inventory: number };
  /** Estimated cost of a parcel from a node, in whole units of currency: it ranks nodes, it is no quote. */
  readonly parcelCost: (distanceKm: number, costMultiplier: number) => number;
  readonly aiWeight: { readonly AI_ADAPTIVE: number; readonly AI_HYBRID: number };
  /** Without an AI score a node keeps its score by distance; in compat that part is 0. */
  readonly blendsAdviceWithDistance: boolean;
  /** The control arm of an experiment: the rule's own strategy instead of strategy A. */
  readonly keepsOwnStrategyInControlArm: boolean;
  /** What is owed after a partial allocation is always split. */
  readonly splitsWhatIsOwed: boolean;
  /** Negative stock counts as it is stored, and what no node has is dropped line by line: see allocate. */
  readonly countsStockAsStored: boolean;
  readonly ignoresUnknownCapabilities: boolean;
  /** An order for a pickup place goes there or waits. */
  readonly isPickupNodeBinding: boolean;
  readonly allocation: 'cheapest' | 'greedy';
};

const SHIP = ['can_ship'] as const;
const PICKUP_OR_CURBSIDE = ['can_pickup', 'can_curbside'] as const;
const BASE_COST = 5;
const COST_PER_UNIT_OF_DISTANCE = 0.03;

export const DEFAULT_PROFILE: SourcingProfile = {
  name: 'default', holds: holdsByType,
  capabilities: { SHIP_TO_HOME: SHIP, SHIP_FROM_STORE: SHIP, STORE_PICKUP: ['can_pickup'], CURBSIDE_PICKUP: ['can_curbside'], SAME_DAY_DELIVERY: ['can_same_day'] },
  storeNearest: { distance: 0.7, inventory: 0.3 },
  parcelCost: (distanceKm, costMultiplier) => BASE_COST + COST_PER_UNIT_OF_DISTANCE * distanceKm * costMultiplier,
  aiWeight: { AI_ADAPTIVE: 0.6, AI_HYBRID: 0.4 }, blendsAdviceWithDistance: true,
  keepsOwnStrategyInControlArm: false, splitsWhatIsOwed: false, countsStockAsStored: false, ignoresUnknownCapabilities: false, isPickupNodeBinding: true, allocation: 'cheapest',
};

export const COMPAT_PROFILE: SourcingProfile = {
  name: 'compat', holds: holdsAsPython,
  capabilities: { SHIP_TO_HOME: SHIP, SHIP_FROM_STORE: SHIP, STORE_PICKUP: PICKUP_OR_CURBSIDE, CURBSIDE_PICKUP: PICKUP_OR_CURBSIDE, SAME_DAY_DELIVERY: ['can_same_day'] },
  storeNearest: { distance: 0.8, inventory: 0.2 },
  parcelCost: (distanceKm, costMultiplier) => (BASE_COST + COST_PER_UNIT_OF_DISTANCE * (distanceKm * KM_TO_MILES)) * costMultiplier,
  aiWeight: { AI_ADAPTIVE: 1, AI_HYBRID: 0.6 }, blendsAdviceWithDistance: false,
  keepsOwnStrategyInControlArm: true, splitsWhatIsOwed: true, countsStockAsStored: true, ignoresUnknownCapabilities: true, isPickupNodeBinding: false, allocation: 'greedy',
};

export function profileNamed(name: SourcingProfileName): SourcingProfile {
  return name === 'compat' ? COMPAT_PROFILE : DEFAULT_PROFILE;
}
