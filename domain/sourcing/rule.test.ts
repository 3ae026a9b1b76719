import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseRule, CONDITION_OPERATORS, holds, type Condition, type OrderFacts, type SourcingRule } from './rule.ts';

const order: OrderFacts = {
  channel: 'WEB', fulfillment_type: 'SHIP_TO_HOME', total_amount: 200, currency: 'USD', customer_email: 'Alice@Example.com', shipping_country: 'US', shipping_state: 'NY', nothing: null,
};

function rule(ruleId: string, priority: number, conditions: readonly Condition[] = []): SourcingRule {
  return { ruleId, name: ruleId, priority, strategy: 'DISTANCE_OPTIMAL', conditions, allowedNodeTypes: [], requiredCapabilities: [], excludedNodes: [], maxSplitNodes: 2, maxDistanceKm: null };
}

describe('conditions of sourcing rules', () => {
  const cases: readonly (readonly [string, string, unknown, boolean])[] = [
    ['channel', 'EQUALS', 'WEB', true], ['channel', 'EQUALS', 'web', false], ['channel', 'NOT_EQUALS', 'MARKETPLACE', true], ['channel', 'NOT_IN', ['POS'], true],
    ['shipping_state', 'IN', ['NY', 'NJ', 'CT'], true], ['shipping_state', 'IN', 'NY', true], ['shipping_state', 'IN', 'NY,NJ', false], ['shipping_state', 'STARTS_WITH', 'n', true],
    ['customer_email', 'CONTAINS', 'example.COM', true], ['customer_email', 'CONTAINS', 'example.org', false], ['customer_email', 'CONTAINS', '', true],
    ['total_amount', 'GREATER_THAN', 200, false], ['total_amount', 'GREATER_THAN_OR_EQUAL', '200.00', true], ['total_amount', 'LESS_THAN', 200.01, true],
    ['total_amount', 'LESS_THAN_OR_EQUAL', 199.99, false], ['total_amount', 'EQUALS', '200.0', true], ['total_amount', 'GREATER_THAN', 'much', false],
    ['total_amount', 'LESS_THAN', null, false], ['channel', 'SOUNDS_LIKE', 'WEB', false],
  ];
  test.each(cases)('%s %s %j is %s', (field, operator, value, expected) => {
    expect(holds({ field, operator, value }, order)).toBe(expected);
  });

  test('a rule never fires on what is not known, whatever the operator', () => {
    fc.assert(fc.property(fc.constantFrom(...CONDITION_OPERATORS), fc.constantFrom('nothing', 'shipping_city', 'constructor', '__proto__'), fc.anything(), (operator, field, value) => {
      expect(holds({ field, operator, value }, order)).toBe(false);
    }));
  });
});

describe('choice of a rule', () => {
  test('the lowest priority number whose conditions all hold wins, in whatever order the rules come', () => {
    const high = rule('high', 30, [{ field: 'total_amount', operator: 'GREATER_THAN', value: 100 }]);
    const rules = [rule('default', 100), rule('market', 20, [{ field: 'channel', operator: 'EQUALS', value: 'MARKETPLACE' }]), high];
    expect(chooseRule(rules, order)).toBe(high);
    expect(chooseRule(rules.toReversed(), order)).toBe(high);
  });

  test('one false condition is enough to pass a rule by, and without a match there is none', () => {
    const both = rule('both', 10, [{ field: 'channel', operator: 'EQUALS', value: 'WEB' }, { field: 'shipping_state', operator: 'EQUALS', value: 'CA' }]);
    expect(chooseRule([both], order)).toBeNull();
    expect(chooseRule([], order)).toBeNull();
  });
});
