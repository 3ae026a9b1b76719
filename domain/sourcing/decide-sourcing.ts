/**
 * Where an order is packed (seed 000 section 6.1): choose the rule, filter the nodes, score them, allocate. Pure and total; every
 * candidate and every node left out keeps its reasons, so that a person can read why (promise 10, explain-sourcing.ts).
 */
import { allocate, type AllocationPlan } from './allocate.ts';
import { blendAdvice } from './blend-advice.ts';
import { chooseStrategy, type ExperimentArm } from './choose-strategy.ts';
import { findCandidates, type Rejection } from './find-candidates.ts';
import { DEFAULT_PROFILE, type SourcingProfile, type SourcingProfileName } from './profile.ts';
import { rankNodes, weightsOf, type Candidate, type Weights } from './rank-nodes.ts';
import { chooseRule, type PassedRule, type SourcingRule } from './rule.ts';
import type { SourcingInput, SourcingLine } from './sourcing-input.ts';
import { isAiStrategy, type SourcingStrategy } from './strategies.ts';

export type ScoringPass = { readonly strategy: SourcingStrategy; readonly weights: Weights; readonly ranked: readonly Candidate[] };

export type SourcingDecision = AllocationPlan & {
  readonly profile: SourcingProfileName;
  readonly ruleId: string | null; readonly ruleName: string | null; readonly passedRules: readonly PassedRule[];
  /** What was used in the end; `requestedStrategy` differs when an advisor had nothing to say. */
  readonly strategy: SourcingStrategy; readonly requestedStrategy: SourcingStrategy; readonly experiment: ExperimentArm | null;
  /** Best first, as the last scoring pass ranked them. */
  readonly candidates: readonly Candidate[]; readonly rejections: readonly Rejection[]; readonly passes: readonly ScoringPass[];
};

const MAX_SPLIT_NODES = 3;

export function decideSourcing(input: SourcingInput, profile: SourcingProfile = DEFAULT_PROFILE): SourcingDecision {
  const { rule, passed } = chooseRule(input.rules, input.facts, profile.holds);
  const owed = linesOwed(input.lines);
  const { strategy: requested, experiment, note } = chooseStrategy(input, rule, owed.isResourcing, profile);
  // KubeRiva weighs the stock of every line, also of those that owe nothing.
  const skus = [...new Set((profile.countsStockAsStored ? input.lines : owed.lines).map((line) => line.sku))];
  const { offers, rejections } = findCandidates({ input, rule, strategy: requested, profile, skus });
  const scored = withAdvice(toPass(requested, rule, profile, offers), input, rule, profile);
  const plan = allocate({
    ranked: scored.ranked, lines: owed.lines, skus, strategy: requested, rule, maxSplitNodes: input.maxSplitNodes ?? MAX_SPLIT_NODES, isResourcing: owed.isResourcing, profile,
  });
  return {
    ...plan, profile: profile.name, ruleId: rule?.ruleId ?? null, ruleName: rule?.name ?? null, passedRules: passed, strategy: scored.strategy, requestedStrategy: requested, experiment,
    candidates: scored.ranked, rejections, passes: scored.passes, notes: [note, input.destination.note, scored.note, ...plan.notes].filter((one) => one !== null),
  };
}

function linesOwed(lines: readonly SourcingLine[]): { readonly isResourcing: boolean; readonly lines: readonly SourcingLine[] } {
  const isResourcing = lines.some((line) => (line.owedUnits ?? 0) > 0);
  if (!isResourcing) return { isResourcing, lines: lines.filter((line) => line.units > 0) };
  return { isResourcing, lines: lines.filter((line) => (line.owedUnits ?? 0) > 0).map((line) => ({ ...line, units: line.owedUnits ?? 0 })) };
}

function toPass(strategy: SourcingStrategy, rule: SourcingRule | null, profile: SourcingProfile, offers: Parameters<typeof rankNodes>[0]): ScoringPass {
  const weights = weightsOf(strategy, rule, profile);
  return { strategy, weights, ranked: rankNodes(offers, weights) };
}

/** What the last pass ranked, with the advisor's part joined in when there is one. */
type Scored = { readonly strategy: SourcingStrategy; readonly passes: readonly ScoringPass[]; readonly ranked: readonly Candidate[]; readonly note: string | null };

/** AI strategies: the advisor's scores joined in, or distance when it has nothing to say. */
function withAdvice(first: ScoringPass, input: SourcingInput, rule: SourcingRule | null, profile: SourcingProfile): Scored {
  const { strategy, ranked } = first;
  if (!isAiStrategy(strategy) || ranked.length === 0) return { strategy, passes: [first], ranked, note: null };
  const declined = input.advice ? input.advice.declined : 'none is set up';
  if (input.advice && declined === null) return { strategy, passes: [first], ranked: blendAdvice(ranked, input.advice, strategy, profile), note: null };
  const second = toPass('DISTANCE_OPTIMAL', rule, profile, ranked);
  return { strategy: 'DISTANCE_OPTIMAL', passes: [first, second], ranked: second.ranked, note: `${strategy} asks an advisor, which had nothing to say (${declined ?? ''}); DISTANCE_OPTIMAL was used.` };
}
