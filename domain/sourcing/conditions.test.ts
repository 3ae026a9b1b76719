import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsAsPython } from './compat-conditions.ts';
import { CONDITION_OPERATORS, holdsByType, type OrderFacts } from './conditions.ts';

const order: OrderFacts = {
  channel: 'WEB', fulfillment_type: 'SHIP_TO_HOME', total_amount: 200, currency: 'USD', customer_email: 'Alice@Example.com', shipping_country: 'US', shipping_state: 'NY', nothing: null, has_sku: ['SKU-TOOL-Z', 'SKU-GIZMO-1'],
};

describe('conditions of sourcing rules', () => {
  const cases: readonly (readonly [string, string, unknown, boolean])[] = [
    ['channel', 'EQUALS', 'WEB', true], ['channel', 'EQUALS', 'web', false], ['channel', 'NOT_EQUALS', 'MARKETPLACE', true], ['channel', 'NOT_IN', ['POS'], true],
    ['shipping_state', 'IN', ['NY', 'NJ', 'CT'], true], ['shipping_state', 'IN', 'NY', true], ['shipping_state', 'IN', 'NY,NJ', false], ['shipping_state', 'STARTS_WITH', 'n', true],
    ['shipping_state', 'IN', [], false], ['shipping_state', 'NOT_IN', [], true], ['shipping_state', 'GREATER_THAN', 5, false],
    ['customer_email', 'CONTAINS', 'example.COM', true], ['customer_email', 'CONTAINS', 'example.org', false], ['customer_email', 'CONTAINS', '', true],
    ['total_amount', 'GREATER_THAN', 200, false], ['total_amount', 'GREATER_THAN_OR_EQUAL', '200.00', true], ['total_amount', 'LESS_THAN', 200.01, true],
    ['total_amount', 'LESS_THAN_OR_EQUAL', 199.99, false], ['total_amount', 'EQUALS', '200.0', true], ['total_amount', 'EQUALS', 200, true], ['total_amount', 'IN', ['200.00'], true], ['total_amount', 'GREATER_THAN', 'much', false],
    ['total_amount', 'LESS_THAN', null, false], ['total_amount', 'LESS_THAN', true, false], ['total_amount', 'CONTAINS', null, false], ['channel', 'SOUNDS_LIKE', 'WEB', false],
  ];
  test.each(cases)('%s %s %j is %s', (field, operator, value, expected) => {
    expect(holdsByType({ field, operator, value }, order)).toBe(expected);
  });

  // Defect 13 of kuberiva-semantics.md 1.2: there, has_sku never matches a SKU.
  test.each([
    ['EQUALS', 'SKU-TOOL-Z', true], ['EQUALS', 'SKU-OTHER', false], ['NOT_EQUALS', 'SKU-OTHER', true], ['NOT_EQUALS', 'SKU-GIZMO-1', false], ['IN', ['SKU-OTHER', 'SKU-GIZMO-1'], true],
    ['NOT_IN', ['SKU-OTHER'], true], ['NOT_IN', ['SKU-OTHER', 'SKU-TOOL-Z'], false], ['STARTS_WITH', 'sku-gizmo', true], ['CONTAINS', 'tool', true], ['CONTAINS', 'widget', false],
  ])('defect 13: an order of two products: has_sku %s %j is %s', (operator, value, expected) => {
    expect(holdsByType({ field: 'has_sku', operator, value }, order)).toBe(expected);
  });

  test('a rule never fires on what is not known, whatever the operator', () => {
    fc.assert(fc.property(fc.constantFrom(...CONDITION_OPERATORS), fc.constantFrom('nothing', 'shipping_city', 'constructor', '__proto__'), fc.anything(), (operator, field, value) => {
      expect(holdsByType({ field, operator, value }, order)).toBe(false);
    }));
  });

  test('whatever a rule compares with, both profiles answer yes or no', () => {
    const field = fc.oneof(fc.constantFrom(...Object.keys(order)), fc.string());
    fc.assert(fc.property(fc.oneof(fc.constantFrom(...CONDITION_OPERATORS), fc.string()), field, fc.jsonValue(), (operator, name, value) => {
      const condition = { field: name, operator, value };
      expect([typeof holdsByType(condition, order), typeof holdsAsPython(condition, order)]).toEqual(['boolean', 'boolean']);
    }));
  });
});

describe('conditions as KubeRiva compares them', () => {
  test.each([
    ['total_amount', 'EQUALS', '200', false], ['total_amount', 'EQUALS', '200.0', true], ['total_amount', 'LESS_THAN', 'inf', true], ['total_amount', 'GREATER_THAN', ' 1_00 ', true], ['total_amount', 'GREATER_THAN', true, true],
    ['has_sku', 'EQUALS', 'SKU-TOOL-Z', false], ['has_sku', 'NOT_EQUALS', 'SKU-TOOL-Z', true], ['has_sku', 'GREATER_THAN', 0, false], ['channel', 'CONTAINS', 'eb', true], ['nothing', 'NOT_EQUALS', 'x', false],
  ])('%s %s %j is %s', (field, operator, value, expected) => {
    expect(holdsAsPython({ field, operator, value }, order)).toBe(expected);
  });
});
