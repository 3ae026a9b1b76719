import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isShipmentOver, orderStatusOf, shipmentStatusOf, TRACKING_STATUSES, type ShipmentStatus, type TrackingReport } from './shipment-progress.ts';

const report = fc.record({ status: fc.constantFrom(...TRACKING_STATUSES), occurredAt: fc.integer({ min: 0, max: 20 }).map((hour) => new Date(Date.UTC(2026, 2, 2, hour)).toISOString()) });
const at = (status: TrackingReport['status'], hour: number): TrackingReport => ({ status, occurredAt: new Date(Date.UTC(2026, 2, 2, hour)).toISOString() });

describe('how far a box has come', () => {
  test('the order and the number of the carrier\'s messages make no difference', () => {
    fc.assert(fc.property(fc.array(report, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }), (reports, picks) => {
      const repeated = [...reports, ...picks.flatMap((pick) => reports.slice(pick % Math.max(1, reports.length)).slice(0, 1))];
      expect(shipmentStatusOf(repeated.toReversed())).toBe(shipmentStatusOf(reports));
    }));
  });

  test('another message never takes a box back, and never makes one arrive that has not', () => {
    const way: readonly ShipmentStatus[] = ['LABEL_SCANNED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED'];
    fc.assert(fc.property(fc.array(report, { maxLength: 8 }), report, (reports, next) => {
      const rank = (all: readonly TrackingReport[]): number => way.indexOf(shipmentStatusOf(all.filter((one) => one.status !== 'EXCEPTION')));
      expect(rank([...reports, next])).toBeGreaterThanOrEqual(rank(reports));
      expect(isShipmentOver(shipmentStatusOf([...reports, next]))).toBe([...reports, next].some((one) => isShipmentOver(one.status)));
    }));
  });

  test('trouble shows until something newer is said, and not over an arrival', () => {
    expect(shipmentStatusOf([])).toBe('LABEL_SCANNED');
    expect(shipmentStatusOf([at('IN_TRANSIT', 1), at('EXCEPTION', 2)])).toBe('EXCEPTION');
    expect(shipmentStatusOf([at('EXCEPTION', 2), at('IN_TRANSIT', 3)])).toBe('IN_TRANSIT');
    expect(shipmentStatusOf([at('OUT_FOR_DELIVERY', 1), at('EXCEPTION', 1)])).toBe('EXCEPTION');
    expect(shipmentStatusOf([at('DELIVERED', 1), at('EXCEPTION', 5)])).toBe('DELIVERED');
    expect(shipmentStatusOf([at('RETURNED', 6), at('DELIVERED', 1)])).toBe('RETURNED');
  });
});

test('an order is where its slowest box is, and delivered only with the last of them', () => {
  expect(orderStatusOf([])).toBe('SHIPPED');
  expect(orderStatusOf(['DELIVERED', 'IN_TRANSIT'])).toBe('SHIPPED');
  expect(orderStatusOf(['DELIVERED', 'OUT_FOR_DELIVERY'])).toBe('OUT_FOR_DELIVERY');
  expect(orderStatusOf(['DELIVERED', 'EXCEPTION'])).toBe('SHIPPED');
  expect(orderStatusOf(['DELIVERED', 'RETURNED'])).toBe('SHIPPED');
  expect(orderStatusOf(['DELIVERED', 'DELIVERED'])).toBe('DELIVERED');
});
