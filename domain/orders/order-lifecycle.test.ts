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
    expect(walk.slice(0, -1).filter((from, index) => !canChangeOrderStatus('SHIP_TO_HOME', from, walk[index + 1] ?? 'PENDING'))).toEqual([]);
  });

  test('an order that is fetched is ready for pickup and never shipped', () => {
    expect(pathBetween('STORE_PICKUP', 'PACKING', 'DELIVERED')).toEqual(['READY_FOR_PICKUP', 'PICKED_UP', 'DELIVERED']);
    expect(pathBetween('CURBSIDE_PICKUP', 'PENDING', 'SHIPPED')).toBeNull();
    expect(pathBetween('SHIP_TO_HOME', 'PENDING', 'READY_FOR_PICKUP')).toBeNull();
  });

  test.each(FULFILLMENT_TYPES)('%s: an order can be cancelled until it has left, and never after', (kind) => {
    expect(PRE_SHIPPED.filter((from) => !canChangeOrderStatus(kind, from, 'CANCELLED'))).toEqual([]);
    expect(AFTER_SHIPPED.filter((from) => canChangeOrderStatus(kind, from, 'CANCELLED'))).toEqual([]);
    expect(['READY_TO_SHIP', 'READY_FOR_PICKUP'].filter((from) => canChangeOrderStatus(kind, from as OrderStatus, 'CANCELLED'))).toHaveLength(1);
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
      const path = pathBetween(kind, from, to) ?? [];
      const steps = path.map((next, index) => [path[index - 1] ?? from, next] as const);
      expect(steps.filter(([before, next]) => !canChangeOrderStatus(kind, before, next))).toEqual([]);
      expect(path.slice(0, -1)).not.toContain('CANCELLED');
      expect([undefined, to]).toContain(path.at(-1));
    }));
  });

  test('once it is packed no status comes twice: only what was not found before is sourced again', () => {
    fc.assert(fc.property(type, fc.array(fc.nat(10), { maxLength: 60 }), (kind, choices) => {
      const walk: OrderStatus[] = ['PENDING'];
      for (const choice of choices) {
        const next = nextOrderStatuses(kind, walk.at(-1) ?? 'PENDING');
        walk.push(...next.slice(choice % Math.max(1, next.length)).slice(0, 1));
      }
      const once = walk.filter((one) => !['SOURCING', 'SOURCED', 'BACKORDERED', 'PICKING', 'PACKING'].includes(one));
      expect(new Set(once).size).toBe(once.length);
    }));
  });
});
