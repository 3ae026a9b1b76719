import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planNextAttempt, readRetryAfter } from './plan-next-attempt.ts';

const NOW_MS = Date.parse('2026-03-02T15:00:00Z');
const MINUTE_MS = 60_000;
const plan = (statusCode: number | null, attempt: number, retryAfter: string | null = null) => planNextAttempt({ statusCode, retryAfter }, attempt, NOW_MS);

describe('after a try', () => {
  test('defect 6: a delivery that fails waits 5, 10 and 20 minutes, and is abandoned after the fourth try', () => {
    expect([1, 2, 3, 4].map((attempt) => plan(500, attempt))).toMatchObject([
      { status: 'FAILED', waitMs: 5 * MINUTE_MS }, { status: 'FAILED', waitMs: 10 * MINUTE_MS }, { status: 'FAILED', waitMs: 20 * MINUTE_MS }, { status: 'ABANDONED' },
    ]);
  });

  test.each([200, 201, 204, 299])('%i is a delivery', (statusCode) => {
    expect(plan(statusCode, 1)).toEqual({ status: 'DELIVERED', waitMs: 0, disablesEndpoint: false });
  });

  test('410 ends it and the endpoint', () => {
    expect(plan(410, 1)).toEqual({ status: 'ABANDONED', waitMs: 0, disablesEndpoint: true });
  });

  test('Retry-After is waited for, in seconds or as a date, but no less than the pause and no more than a day', () => {
    expect([plan(429, 1, '3600'), plan(503, 1, 'Mon, 02 Mar 2026 16:00:00 GMT'), plan(429, 1, '1'), plan(429, 1, '999999999')].map((next) => next.waitMs)).toEqual([60, 60, 5, 24 * 60].map((minutes) => minutes * MINUTE_MS));
  });

  test.each(['', 'soon', '-5', '1.5', 'Infinity', '99999999999999'])('Retry-After "%s" says nothing', (text) => {
    expect(readRetryAfter(text, NOW_MS)).toBe(0);
  });

  test('every answer at every try has an end: at most four tries, each wait between 0 and a day', () => {
    fc.assert(fc.property(fc.option(fc.integer({ min: 100, max: 599 })), fc.integer({ min: 1, max: 20 }), fc.option(fc.string()), (statusCode, attempt, retryAfter) => {
      const next = planNextAttempt({ statusCode, retryAfter }, attempt, NOW_MS);
      expect(next.waitMs).toBeGreaterThanOrEqual(0);
      expect(next.waitMs).toBeLessThanOrEqual(24 * 60 * MINUTE_MS);
      expect(next.status === 'FAILED' && attempt >= 4).toBe(false);
      expect(next.disablesEndpoint).toBe(statusCode === 410);
    }));
  });
});
