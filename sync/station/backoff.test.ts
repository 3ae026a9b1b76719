import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelayMs, LONGEST_DELAY_MS } from './backoff.ts';

const failures = fc.nat({ max: 10_000 });
const chance = fc.double({ min: 0, max: 0.999_999, noNaN: true });

describe('the back-off', () => {
  it('never waits longer than half a minute and never hammers, however long the line is dead', () => {
    fc.assert(fc.property(failures, chance, (count, dice) => {
      const delayMs = backoffDelayMs(count, dice);
      expect(delayMs).toBeGreaterThanOrEqual(50);
      expect(delayMs).toBeLessThanOrEqual(LONGEST_DELAY_MS);
    }));
  });

  it('spreads over the whole span, so that benches that lost the line together come back apart', () => {
    expect(backoffDelayMs(20, 0)).toBe(50);
    expect(backoffDelayMs(20, 0.999)).toBeGreaterThan(LONGEST_DELAY_MS * 0.99);
  });

  it('grows with the failures for the same chance', () => {
    fc.assert(fc.property(failures, chance, (count, dice) => { expect(backoffDelayMs(count + 1, dice)).toBeGreaterThanOrEqual(backoffDelayMs(count, dice)); }));
  });
});
