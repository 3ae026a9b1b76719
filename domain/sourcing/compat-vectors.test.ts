/** Parity with KubeRiva's recorded decisions, in the `compat` profile. `node scripts/sourcing-vectors.ts FILE` runs any such file. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compareVector, parseKeepingNumbers, plainNumbers, readVectorFile, toCompatConditions, toCompatFacts } from '../../test/support/sourcing-vectors.ts';
import { holdsAsPython } from './compat-conditions.ts';
import { haversineKm, KM_TO_MILES } from './distance.ts';
import { COMPAT_PROFILE } from './profile.ts';
import { scoreOutcome } from './score-outcome.ts';

const text = readFileSync(new URL('../../test/fixtures/sourcing/vectors.json', import.meta.url), 'utf8');
const file = readVectorFile(text);
const condition = z.object({ field: z.string(), operator: z.string(), value: z.unknown() });
const extra = z.object({
  conditions: z.object({ order: z.record(z.string(), z.unknown()), cases: z.array(z.object({ condition, result: z.boolean() })), null_cases: z.array(z.object({ order_patch: z.record(z.string(), z.unknown()), condition, result: z.boolean() })) }),
  rule_match: z.array(z.object({ case: z.string(), conditions: z.unknown(), matches: z.boolean() })),
}).parse(file.extra);
const plain = z.object({
  haversine: z.array(z.object({ from: z.tuple([z.number(), z.number()]), to: z.tuple([z.number(), z.number()]), km: z.number(), miles: z.number() })),
  node_filter_capabilities: z.array(z.object({ fulfillment_type: z.string(), accepted_ship_pickup_curbside_sameday: z.array(z.string()) })),
  outcome_scores: z.array(z.object({ actual_delivery_hours: z.number().nullable(), cost_variance_pct: z.number().nullable(), was_backordered: z.boolean(), was_returned: z.boolean(), outcome_score: z.number() })),
}).parse(plainNumbers(z.looseObject({}).parse(parseKeepingNumbers(text))['extra']));

describe('recorded decisions', () => {
  test.each(file.vectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    expect(compareVector(file, vector)).toEqual([]);
  });
});

describe('recorded details', () => {
  const { order } = extra.conditions;
  test.each(extra.conditions.cases.map((one) => [JSON.stringify(one.condition), one] as const))('condition %s', (_text, one) => {
    expect(holdsAsPython(one.condition, toCompatFacts(order))).toBe(one.result);
  });

  test.each(extra.conditions.null_cases.map((one) => [JSON.stringify([one.order_patch, one.condition]), one] as const))('condition %s', (_text, one) => {
    expect(holdsAsPython(one.condition, toCompatFacts({ ...order, ...one.order_patch }))).toBe(one.result);
  });

  test.each(extra.rule_match.map((one) => [one.case, one] as const))('rule match: %s', (_text, one) => {
    expect(toCompatConditions(one.conditions).every((each) => holdsAsPython(each, toCompatFacts(order)))).toBe(one.matches);
  });

  test.each(plain.haversine)('distance $from to $to', ({ from, to, km, miles }) => {
    const found = haversineKm({ latitude: from[0], longitude: from[1] }, { latitude: to[0], longitude: to[1] });
    expect(found).toBeCloseTo(km, 8);
    expect(found * KM_TO_MILES).toBeCloseTo(miles, 8);
  });

  test.each(plain.node_filter_capabilities)('nodes that may serve $fulfillment_type', ({ fulfillment_type: type, accepted_ship_pickup_curbside_sameday: accepted }) => {
    const names = ['can_ship', 'can_pickup', 'can_curbside', 'can_same_day'] as const;
    const needed = COMPAT_PROFILE.capabilities[type] ?? [];
    const found = Array.from({ length: 16 }, (_, bits) => bits.toString(2).padStart(4, '0')).filter((flags) => needed.length === 0 || needed.some((name) => flags.charAt(names.indexOf(name)) === '1'));
    expect(found).toEqual(accepted);
  });

  test.each(plain.outcome_scores)('outcome of $actual_delivery_hours h, $cost_variance_pct %', (one) => {
    expect(scoreOutcome({ deliveryHours: one.actual_delivery_hours, costVariancePct: one.cost_variance_pct, wasBackordered: one.was_backordered, wasReturned: one.was_returned }, 'compat')).toBeCloseTo(one.outcome_score, 9);
  });
});
