/** Which nodes may pack the order, and what each has to offer. Every node that is left out keeps the reason (promise 10). */
import { haversineKm } from './distance.ts';
import type { SourcingProfile } from './profile.ts';
import type { SourcingRule } from './rule.ts';
import type { SourcingInput, SourcingNode } from './sourcing-input.ts';
import { isCapability, type SourcingStrategy } from './strategies.ts';

export const REJECTION_REASONS = ['Status', 'NotAStore', 'NotATarget', 'NodeType', 'Excluded', 'Capability', 'UnknownCapability', 'Capacity', 'NoStock', 'TooFar', 'NotThePickupPlace'] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];
export type Rejection = { readonly nodeId: string; readonly code: string; readonly reason: RejectionReason; /** What the reason is about: a status, an ability, kilometres. */ readonly about: string };

export type Offer = {
  readonly nodeId: string; readonly code: string; readonly distanceKm: number; readonly cost: number;
  /** Units to be had of each SKU of `skus`, in its order. */
  readonly unitsBySku: readonly number[];
  readonly totalUnits: number;
};

export type CandidateSearch = { readonly input: SourcingInput; readonly rule: SourcingRule | null; readonly strategy: SourcingStrategy; readonly profile: SourcingProfile; readonly skus: readonly string[] };

const STORE_TYPES = ['RETAIL_STORE', 'DARK_STORE'];

export function findCandidates(search: CandidateSearch): { readonly offers: readonly Offer[]; readonly rejections: readonly Rejection[] } {
  const rejections: Rejection[] = [];
  const offers: Offer[] = [];
  const needed = abilitiesNeeded(search);
  for (const node of inTargetOrder(search.input.nodes, search.rule)) {
    const barred = whyBarred(node, search, needed);
    const found = barred ?? measure(node, search);
    if ('reason' in found) rejections.push({ nodeId: node.nodeId, code: node.code, ...found });
    else offers.push(found);
  }
  return keepPickupPlace(offers, rejections, search);
}

type Why = { readonly reason: RejectionReason; readonly about: string };
type Abilities = { readonly all: readonly string[]; readonly anyOf: readonly string[]; readonly unknown: string | null };

function abilitiesNeeded({ input, rule, profile }: CandidateSearch): Abilities {
  const required = rule?.requiredCapabilities ?? [];
  const unknown = profile.ignoresUnknownCapabilities ? undefined : required.find((name) => !isCapability(name));
  return { all: required.filter(isCapability), anyOf: profile.capabilities[input.fulfillmentType] ?? [], unknown: unknown ?? null };
}

function whyBarred(node: SourcingNode, { input, rule, strategy }: CandidateSearch, needed: Abilities): Why | null {
  if (node.status !== 'ACTIVE') return { reason: 'Status', about: node.status };
  if (strategy === 'STORE_NEAREST' && !STORE_TYPES.includes(node.nodeType)) return { reason: 'NotAStore', about: node.nodeType };
  if (rule) {
    if (rule.targets && rule.targets.length > 0 && !rule.targets.some((target) => target.nodeId === node.nodeId)) return { reason: 'NotATarget', about: rule.name };
    if (rule.allowedNodeTypes.length > 0 && !rule.allowedNodeTypes.includes(node.nodeType)) return { reason: 'NodeType', about: node.nodeType };
    if (rule.excludedNodes.length > 0 && (rule.excludedNodes.includes(node.nodeId) || rule.excludedNodes.includes(node.code))) return { reason: 'Excluded', about: rule.name };
  }
  if (needed.unknown !== null) return { reason: 'UnknownCapability', about: needed.unknown };
  const missing = needed.all.find((name) => !node.capabilities.includes(name));
  if (missing !== undefined) return { reason: 'Capability', about: missing };
  if (needed.anyOf.length > 0 && !needed.anyOf.some((name) => node.capabilities.includes(name))) return { reason: 'Capability', about: needed.anyOf.join(' or ') };
  return input.fullNodeIds.has(node.nodeId) ? { reason: 'Capacity', about: '' } : null;
}

function measure(node: SourcingNode, { input, rule, profile, skus }: CandidateSearch): Offer | Why {
  const stock = input.availableByNode.get(node.nodeId);
  if (!stock) return { reason: 'NoStock', about: '' };
  let totalUnits = 0;
  let hasSome = false;
  const unitsBySku = new Array<number>(skus.length);
  for (let index = 0; index < skus.length; index += 1) {
    const stored = stock.get(skus[index] ?? '') ?? 0;
    const units = stored < 0 && !profile.countsStockAsStored ? 0 : stored;
    unitsBySku[index] = units;
    totalUnits += units;
    hasSome ||= units > 0;
  }
  if (!hasSome) return { reason: 'NoStock', about: '' };
  const distanceKm = haversineKm(input.destination.place, node);
  if (rule?.maxDistanceKm && distanceKm > rule.maxDistanceKm) return { reason: 'TooFar', about: String(rule.maxDistanceKm) };
  return { nodeId: node.nodeId, code: node.code, distanceKm, cost: profile.parcelCost(distanceKm, node.costMultiplier), unitsBySku, totalUnits };
}

/** Targets only come first: among equal scores the order of loading decides. */
function inTargetOrder(nodes: readonly SourcingNode[], rule: SourcingRule | null): readonly SourcingNode[] {
  if (!rule?.targets || rule.targets.length === 0) return nodes;
  const priorities = new Map(rule.targets.toSorted((a, b) => b.priority - a.priority).map((target) => [target.nodeId, target.priority]));
  const priorityOf = (node: SourcingNode): number => priorities.get(node.nodeId) ?? Number.MAX_SAFE_INTEGER;
  return nodes.toSorted((a, b) => priorityOf(a) - priorityOf(b));
}

function keepPickupPlace(offers: readonly Offer[], rejections: readonly Rejection[], { input, profile }: CandidateSearch): { offers: readonly Offer[]; rejections: readonly Rejection[] } {
  const { pickupNodeId } = input;
  if (!pickupNodeId) return { offers, rejections };
  const kept = offers.filter((offer) => offer.nodeId === pickupNodeId);
  if (kept.length === 0 && !profile.isPickupNodeBinding) return { offers, rejections };
  const others = offers.filter((offer) => offer.nodeId !== pickupNodeId).map(({ nodeId, code }): Rejection => ({ nodeId, code, reason: 'NotThePickupPlace', about: '' }));
  return { offers: kept, rejections: [...rejections, ...others] };
}
