/** How well a sourcing decision turned out (seed 000 section 4.2), and the cluster of orders that it is compared within. */
import { roundScore } from './round-score.ts';
import type { SourcingProfileName } from './profile.ts';

export type Outcome = { readonly deliveryHours: number | null; readonly costVariancePct: number | null; readonly wasBackordered: boolean; readonly wasReturned: boolean };

/** A delivery whose time is not known counts as late; KubeRiva takes 0 hours for unknown too. */
export function scoreOutcome({ deliveryHours, costVariancePct, wasBackordered, wasReturned }: Outcome, profile: SourcingProfileName = 'default'): number {
  const hours = deliveryHours === null || (profile === 'compat' && deliveryHours === 0) ? Number.POSITIVE_INFINITY : deliveryHours;
  const delivery = step(hours, [[24, 1], [48, 0.5], [72, 0.2]]);
  const cost = step(Math.abs(costVariancePct ?? 0), [[5, 1], [15, 0.7], [25, 0.3]]);
  return roundScore(0.4 * delivery + 0.3 * cost + 0.2 * (wasBackordered ? 0 : 1) + 0.1 * (wasReturned ? 0 : 1));
}

function step(value: number, steps: readonly (readonly [number, number])[]): number {
  return steps.find(([limit]) => value <= limit)?.[1] ?? 0;
}

/** Half-open: 50 is in 50-100. */
export function amountBucket(amount: number): string {
  const limits = [[50, '0-50'], [100, '50-100'], [250, '100-250'], [500, '250-500']] as const;
  return limits.find(([below]) => amount < below)?.[1] ?? '500+';
}

export type ClusterFeatures = { readonly channel: string; readonly region: string | null; readonly amount: number; readonly fulfillmentType: string };

/** Such as WEB|NY|100-250|SHIP_TO_HOME. */
export function clusterKey({ channel, region, amount, fulfillmentType }: ClusterFeatures): string {
  return [channel, region === null || region === '' ? 'UNKNOWN' : region, amountBucket(amount), fulfillmentType].join('|');
}
