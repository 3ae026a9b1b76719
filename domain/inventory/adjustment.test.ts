import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADJUSTMENT_REASONS, adjustStock } from './adjustment.ts';

describe('adjusting stock', () => {
  test.each([['RECEIVED', 5, 15], ['RETURNED', 1, 11], ['SOLD', -4, 6], ['DAMAGED', -4, 6], ['CYCLE_COUNT', -2, 8], ['CYCLE_COUNT', 0, 10], ['CORRECTION', 3, 13]] as const)('%s %i', (reason, delta, onHand) => {
    expect(adjustStock({ onHand: 10, reserved: 6 }, reason, delta)).toEqual({ ok: true, value: { onHand, reserved: 6 } });
  });

  test('defect 21: -50 on 10 with 6 promised is refused with the numbers, and nothing is made of it', () => {
    expect(adjustStock({ onHand: 10, reserved: 6 }, 'CORRECTION', -50)).toEqual({ ok: false, error: { code: 'NotEnoughStock', message: expect.stringContaining('at most 4') } });
  });

  test.each([['RESERVED', 1], ['RESERVATION_RELEASED', -1], ['TRANSFER_IN', 1], ['TRANSFER_OUT', -1], ['RECEIVED', -1], ['SOLD', 1], ['CORRECTION', 0]] as const)('%s %i is refused', (reason, delta) => {
    expect(adjustStock({ onHand: 10, reserved: 6 }, reason, delta)).toMatchObject({ ok: false, error: { code: 'ReasonNotAllowed' } });
  });

  test('whatever is entered, what is promised stays on hand', () => {
    const level = fc.nat(100).chain((onHand) => fc.record({ onHand: fc.constant(onHand), reserved: fc.nat(onHand) }));
    fc.assert(fc.property(level, fc.constantFrom(...ADJUSTMENT_REASONS), fc.integer({ min: -200, max: 200 }), (stock, reason, delta) => {
      const result = adjustStock(stock, reason, delta);
      const after = result.ok ? result.value : stock;
      expect(after.onHand >= after.reserved && after.reserved === stock.reserved).toBe(true);
    }));
  });
});
