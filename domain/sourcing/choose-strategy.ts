/** Which strategy an order is sourced by: forced, its rule's, or an experiment's arm (seed 000 section 7.5). */
import type { SourcingProfile } from './profile.ts';
import type { OrderFacts, SourcingRule } from './rule.ts';
import type { ExperimentFilter, SourcingInput } from './sourcing-input.ts';
import { isStrategy, type SourcingStrategy } from './strategies.ts';

export type ExperimentArm = { readonly experimentId: string; readonly name: string; readonly arm: 'A' | 'B' };
export type StrategyChoice = { readonly strategy: SourcingStrategy; readonly experiment: ExperimentArm | null; readonly note: string | null };

export function chooseStrategy(input: SourcingInput, rule: SourcingRule | null, isResourcing: boolean, profile: SourcingProfile): StrategyChoice {
  if (input.forcedStrategy) return { strategy: input.forcedStrategy, experiment: null, note: `${input.forcedStrategy} was asked for, so the rule's own strategy was set aside.` };
  if (isResourcing && profile.splitsWhatIsOwed) return { strategy: 'LEAST_COST_SPLIT', experiment: null, note: 'Only what is still owed is sourced, so it may be split.' };
  const own = ownStrategy(input, rule);
  const arm = isResourcing ? null : drawArm(input, profile, own.strategy);
  return arm ? { ...arm, note: own.note } : { ...own, experiment: null };
}

function ownStrategy(input: SourcingInput, rule: SourcingRule | null): { strategy: SourcingStrategy; note: string | null } {
  const fallback = input.defaultStrategy ?? 'DISTANCE_OPTIMAL';
  if (!rule) return { strategy: fallback, note: null };
  if (isStrategy(rule.strategy)) return { strategy: rule.strategy, note: null };
  return { strategy: fallback, note: `Rule "${rule.name}" asks for ${rule.strategy}, which does not exist; ${fallback} was used.` };
}

function drawArm(input: SourcingInput, profile: SourcingProfile, own: SourcingStrategy): { strategy: SourcingStrategy; experiment: ExperimentArm } | null {
  for (const { experimentId, name, strategyA, strategyB, trafficSplitPct, filter } of input.experiments ?? []) {
    if (!isInExperiment(filter, input.facts)) continue;
    const isTreated = (input.draw ?? 1) * 100 < trafficSplitPct;
    const strategy = isTreated ? strategyB : profile.keepsOwnStrategyInControlArm ? own : strategyA;
    if (isStrategy(strategy)) return { strategy, experiment: { experimentId, name, arm: isTreated ? 'B' : 'A' } };
  }
  return null;
}

function isInExperiment(filter: ExperimentFilter, facts: OrderFacts): boolean {
  const amount = Number(facts['total_amount'] ?? 0);
  if (filter.channel && filter.channel !== facts['channel']) return false;
  if (filter.fulfillment_type && filter.fulfillment_type !== facts['fulfillment_type']) return false;
  if (filter.region && filter.region !== facts['shipping_state']) return false;
  if (typeof filter.amount_min === 'number' && amount < filter.amount_min) return false;
  return !(typeof filter.amount_max === 'number' && amount >= filter.amount_max);
}
