import { describe, expect, test } from 'vitest';
import { amountBucket, clusterKey, scoreOutcome } from './score-outcome.ts';

describe('how a decision turned out', () => {
  test('the seed\'s buckets are half-open and its cluster key names channel, state, bucket and type', () => {
    expect([49.99, 50, 100, 249.99, 500].map(amountBucket)).toEqual(['0-50', '50-100', '100-250', '100-250', '500+']);
    expect(clusterKey({ channel: 'WEB', region: 'NY', amount: 120, fulfillmentType: 'SHIP_TO_HOME' })).toBe('WEB|NY|100-250|SHIP_TO_HOME');
    expect(clusterKey({ channel: 'WEB', region: null, amount: 0, fulfillmentType: 'SHIP_TO_HOME' })).toBe('WEB|UNKNOWN|0-50|SHIP_TO_HOME');
  });

  test('delivery within minutes is quick; only compat takes 0 hours for unknown', () => {
    const outcome = { deliveryHours: 0, costVariancePct: 0, wasBackordered: false, wasReturned: false };
    expect([scoreOutcome(outcome), scoreOutcome(outcome, 'compat'), scoreOutcome({ ...outcome, deliveryHours: null })]).toEqual([1, 0.6, 0.6]);
  });
});
