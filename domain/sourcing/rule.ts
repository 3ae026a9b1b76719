/** Which sourcing rule applies to an order: ascending priority, the first whose conditions all hold (seed 000 section 6). */
import type { Condition, OrderFacts } from './conditions.ts';

export type { Condition, OrderFacts } from './conditions.ts';

export type SourcingRule = {
  readonly ruleId: string; readonly name: string; readonly priority: number; readonly strategy: string; readonly conditions: readonly Condition[];
  readonly allowedNodeTypes: readonly string[]; readonly requiredCapabilities: readonly string[];
  /** Node ids or codes. */
  readonly excludedNodes: readonly string[];
  readonly maxSplitNodes: number; readonly maxDistanceKm: number | null;
  readonly costWeight: number; readonly distanceWeight: number;
  /** Only MULTI_WAREHOUSE weighs stock by the rule. */
  readonly inventoryWeight?: number;
  /** What can be had is reserved at once while the rest waits; otherwise an order waits whole. */
  readonly allowsPartial?: boolean;
  /** When not empty only these nodes count; the lower number comes first among equal scores. */
  readonly targets?: readonly RuleTarget[];
};
export type RuleTarget = { readonly nodeId: string; readonly priority: number };

export type PassedRule = { readonly ruleName: string; readonly condition: Condition };
export type RuleChoice = { readonly rule: SourcingRule | null; /** Rules of higher precedence, with the condition that did not hold. */ readonly passed: readonly PassedRule[] };

type Holds = (condition: Condition, facts: OrderFacts) => boolean;

/** Rules of equal priority are tried in the order they come. */
export function chooseRule(rules: readonly SourcingRule[], facts: OrderFacts, holds: Holds): RuleChoice {
  const passed: PassedRule[] = [];
  for (const rule of isSorted(rules) ? rules : rules.toSorted((a, b) => a.priority - b.priority)) {
    const failed = rule.conditions.find((condition) => !holds(condition, facts));
    if (failed === undefined) return { rule, passed };
    passed.push({ ruleName: rule.name, condition: failed });
  }
  return { rule: null, passed };
}

function isSorted(rules: readonly SourcingRule[]): boolean {
  return rules.every((rule, index) => index === 0 || (rules[index - 1]?.priority ?? 0) <= rule.priority);
}
