import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromMinorUnits, toMinorUnits } from './money.ts';

describe('money of the API', () => {
  test('decimal amounts become minor units of their own currency', () => {
    expect([toMinorUnits(29.99, 'USD'), toMinorUnits(0.1, 'USD'), toMinorUnits(1000, 'JPY'), toMinorUnits(1.005, 'KWD'), toMinorUnits(0, 'EUR')]).toEqual([2999, 10, 1000, 1005, 0]);
  });

  test('an amount finer than its currency, without a currency, or beyond counting is refused, never rounded', () => {
    expect([toMinorUnits(0.1 + 0.2, 'USD'), toMinorUnits(10.5, 'JPY'), toMinorUnits(1e-7, 'USD'), toMinorUnits(1e21, 'USD'), toMinorUnits(1, 'ZZZ')]).toEqual([null, null, null, null, null]);
  });

  test('what was written is what is read, to the cent', () => {
    fc.assert(fc.property(fc.nat(100_000_000), fc.constantFrom('USD', 'JPY', 'KWD'), (minor, currency) => {
      expect(toMinorUnits(fromMinorUnits(minor, currency), currency)).toBe(minor);
    }));
  });
});
