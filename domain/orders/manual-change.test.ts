import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeNext, nextByHand, setByFacts } from './manual-change.ts';
import { canChangeOrderStatus, FULFILLMENT_TYPES, ORDER_STATUSES } from './order-lifecycle.ts';

test('what a person may set is always a step of the table, and never one that only a fact can take', () => {
  fc.assert(fc.property(fc.constantFrom(...FULFILLMENT_TYPES), fc.constantFrom(...ORDER_STATUSES), (type, from) => {
    for (const to of nextByHand(type, from)) expect([canChangeOrderStatus(type, from, to), setByFacts(to)]).toEqual([true, null]);
    expect(describeNext(type, from)).toContain(from);
  }));
});

test('nobody can say by hand that an order is packed or has left', () => {
  expect(['PACKING', 'READY_TO_SHIP', 'READY_FOR_PICKUP', 'SHIPPED', 'SOURCED'].filter((to) => setByFacts(to as 'PACKING') === null)).toEqual([]);
  expect(nextByHand('SHIP_TO_HOME', 'PICKING')).toEqual(['CANCELLED']);
  expect(nextByHand('STORE_PICKUP', 'READY_FOR_PICKUP')).toEqual(['PICKED_UP', 'CANCELLED']);
  expect(describeNext('SHIP_TO_HOME', 'PACKING')).toBe('An order that is PACKING (SHIP_TO_HOME) can become READY_TO_SHIP or BACKORDERED or CANCELLED; by hand: CANCELLED.');
  expect(describeNext('SHIP_TO_HOME', 'CANCELLED')).toBe('Nothing follows CANCELLED.');
});
