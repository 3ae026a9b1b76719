import { describe, expect, test } from 'vitest';
import { holdsByType, type Condition, type OrderFacts } from './conditions.ts';
import { chooseRule, type SourcingRule } from './rule.ts';

const order: OrderFacts = { channel: 'WEB', total_amount: 200, shipping_state: 'NY' };

function rule(ruleId: string, priority: number, conditions: readonly Condition[] = []): SourcingRule {
  return { ruleId, name: ruleId, priority, strategy: 'DISTANCE_OPTIMAL', conditions, allowedNodeTypes: [], requiredCapabilities: [], excludedNodes: [], maxSplitNodes: 2, maxDistanceKm: null, costWeight: 0.5, distanceWeight: 0.5 };
}
const choose = (rules: readonly SourcingRule[]): SourcingRule | null => chooseRule(rules, order, holdsByType).rule;

describe('choice of a rule', () => {
  test('the lowest priority number whose conditions all hold wins, in whatever order the rules come', () => {
    const high = rule('high', 30, [{ field: 'total_amount', operator: 'GREATER_THAN', value: 100 }]);
    const rules = [rule('default', 100), rule('market', 20, [{ field: 'channel', operator: 'EQUALS', value: 'MARKETPLACE' }]), high];
    expect(choose(rules)).toBe(high);
    expect(choose(rules.toReversed())).toBe(high);
  });

  test('one false condition is enough to pass a rule by, and without a match there is none', () => {
    const both = rule('both', 10, [{ field: 'channel', operator: 'EQUALS', value: 'WEB' }, { field: 'shipping_state', operator: 'EQUALS', value: 'CA' }]);
    expect(choose([both])).toBeNull();
    expect(choose([])).toBeNull();
  });

  test('rules that were passed over say which condition did not hold', () => {
    const pos = rule('pos', 1, [{ field: 'shipping_state', operator: 'EQUALS', value: 'NY' }, { field: 'channel', operator: 'EQUALS', value: 'POS' }]);
    expect(chooseRule([pos, rule('default', 100)], order, holdsByType).passed).toEqual([{ ruleName: 'pos', condition: { field: 'channel', operator: 'EQUALS', value: 'POS' } }]);
  });

  test('of two rules of equal priority the first one given wins', () => {
    expect(choose([rule('first', 5), rule('second', 5)])?.name).toBe('first');
  });
});
