import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shipByOf } from './ship-by.ts';

test('an order placed before the last order hour leaves the same day, a later one the next day', () => {
  expect(shipByOf(new Date('2026-03-02T18:59:59Z')).toISOString()).toBe('2026-03-02T22:00:00.000Z');
  expect(shipByOf(new Date('2026-03-02T19:00:00Z')).toISOString()).toBe('2026-03-03T22:00:00.000Z');
  expect(shipByOf(new Date('2026-12-31T23:30:00Z')).toISOString()).toBe('2027-01-01T22:00:00.000Z');
});

test('an order is always due after it was placed, within 27 hours', () => {
  fc.assert(fc.property(fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), (placedAt) => {
    const hours = (shipByOf(placedAt).getTime() - placedAt.getTime()) / 3_600_000;
    expect(hours).toBeGreaterThan(0);
    expect(hours).toBeLessThanOrEqual(27);
  }));
});
