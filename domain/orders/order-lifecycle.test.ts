import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canChangeOrderStatus, FULFILLMENT_TYPES, nextOrderStatuses, ORDER_STATUSES, pathBetween, type OrderStatus } from './order-lifecycle.ts';

const type = fc.constantFrom(...FULFILLMENT_TYPES);
const status = fc.constantFrom(...ORDER_STATUSES);
const PRE_SHIPPED: readonly OrderStatus[] = ['PENDING', 'CONFIRMED', 'SOURCING', 'SOURCED', 'BACKORDERED', 'PICKING', 'PACKING'];
const AFTER_SHIPPED: readonly OrderStatus[] = ['SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED', 'PICKED_UP', 'RETURNED', 'REFUNDED', 'CANCELLED'];

describe('the life of an order', () => {
  test('an order for the post walks the way of the seed\'s diagram', () => {
    const walk: readonly OrderStatus[] = ['PENDING', 'CONFIRMED', 'SOURCING', 'SOURCED', 'PICKING', 'PACKING', 'READY_TO_SHIP', 'SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED', 'REFUNDED'];
    for (const [index, from] of walk.slice(0, -1).entries()) expect(canChangeOrderStatus('SHIP_TO_HOME', from, walk[index + 1] ?? 'PENDING'), from).toBe(true);
  });

  test('an order that is fetched is ready for pickup and never shipped', () => {
    expect(pathBetween('STORE_PICKUP', 'PACKING', 'DELIVERED')).toEqual(['READY_FOR_PICKUP', 'PICKED_UP', 'DELIVERED']);
    expect(pathBetween('CURBSIDE_PICKUP', 'PENDING', 'SHIPPED')).toBeNull();
    expect(pathBetween('SHIP_TO_HOME', 'PENDING', 'READY_FOR_PICKUP')).toBeNull();
  });

  test('an order can be cancelled until it has left, and never after', () => {
    for (const kind of FULFILLMENT_TYPES) {
      for (const from of PRE_SHIPPED) expect(canChangeOrderStatus(kind, from, 'CANCELLED'), `${kind} ${from}`).toBe(true);
      for (const from of AFTER_SHIPPED) expect(canChangeOrderStatus(kind, from, 'CANCELLED'), `${kind} ${from}`).toBe(false);
    }
    expect(canChangeOrderStatus('SHIP_TO_HOME', 'READY_TO_SHIP', 'CANCELLED')).toBe(true);
    expect(canChangeOrderStatus('STORE_PICKUP', 'READY_FOR_PICKUP', 'CANCELLED')).toBe(true);
  });

  test('nothing follows a cancelled or refunded order, and no status follows itself', () => {
    fc.assert(fc.property(type, status, (kind, one) => {
      expect(nextOrderStatuses(kind, 'CANCELLED')).toEqual([]);
      expect(nextOrderStatuses(kind, 'REFUNDED')).toEqual([]);
      expect(canChangeOrderStatus(kind, one, one)).toBe(false);
    }));
  });

  test('every step of a path is a step of the table, and no path leads through a cancellation', () => {
    fc.assert(fc.property(type, status, status, (kind, from, to) => {
      const path = pathBetween(kind, from, to);
      if (path === null) return;
      let at = from;
      for (const next of path) {
        expect(canChangeOrderStatus(kind, at, next)).toBe(true);
        at = next;
      }
      expect(at).toBe(to);
      expect(path.slice(0, -1)).not.toContain('CANCELLED');
    }));
  });

  test('any walk by the table ends: no order circles for ever except between back-ordered and sourcing', () => {
    fc.assert(fc.property(type, fc.array(fc.nat(10), { maxLength: 60 }), (kind, choices) => {
      const seen = new Map<OrderStatus, number>();
      let at: OrderStatus = 'PENDING';
      for (const choice of choices) {
        const next = nextOrderStatuses(kind, at);
        if (next.length === 0) break;
        at = next[choice % next.length] ?? at;
        seen.set(at, (seen.get(at) ?? 0) + 1);
      }
      for (const [one, times] of seen) if (one !== 'SOURCING' && one !== 'BACKORDERED') expect(times, one).toBe(1);
    }));
  });
});
