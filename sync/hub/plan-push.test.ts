import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mutation } from '../../domain/wire/sync.ts';
import type { LoggedFact } from './hub-store.ts';
import { planPush } from './plan-push.ts';

const CLIENT = 'c-1';
const fact = (mid: number, op = `op-${mid}`): Mutation => ({ mid, op, kind: 'PackingStarted', orderId: null, baseRev: null, fence: null, v: 1, at: 0, body: null });
const logged = (mid: number, op = `op-${mid}`, clientId = CLIENT): LoggedFact => ({ clientId, mid, op, outcome: 'applied', detail: null });
const client = (lastMid: number) => ({ clientId: CLIENT, stationId: 's-1', lastMid, coveredMid: 0 });
const mids = (muts: readonly { mid: number }[]): number[] => muts.map(({ mid }) => mid);

describe('a batch of facts', () => {
  it('is new behind what is known, and repeats what is known', () => {
    const plan = planPush(client(2), [fact(1), fact(2), fact(3)], [logged(1), logged(2)]);
    expect([plan.isFork, mids(plan.repeats), mids(plan.fresh), plan.last]).toEqual([false, [1, 2], [3], 3]);
  });
  it('is a fork when a number comes under another op, or is said to be known and is not', () => {
    expect(planPush(client(2), [fact(2, 'other')], [logged(2)]).isFork).toBe(true);
    expect(planPush(client(2), [fact(2)], []).isFork).toBe(true);
  });
  it('uses the number up of a fact that is known from another file, and does not apply it again', () => {
    const plan = planPush(client(0), [fact(1), fact(2)], [logged(9, 'op-1', 'c-0')]);
    expect([mids(plan.repeats), mids(plan.fresh), plan.last]).toEqual([[1], [2], 2]);
  });
  it('that has a fact twice ends before the second', () => {
    expect(planPush(client(0), [fact(1), fact(2, 'op-1'), fact(3)], [])).toMatchObject({ isFork: false, last: 1 });
    expect(planPush(client(0), [fact(1), fact(1), fact(2)], [])).toMatchObject({ isFork: false, last: 1 });
  });

  it('in any order is taken without a hole, each fact once, and never falls back (I3)', () => {
    fc.assert(fc.property(fc.nat(20), fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 30 }), (lastMid, order) => {
      const known = Array.from({ length: lastMid }, (_, index) => logged(index + 1));
      const plan = planPush(client(lastMid), order.map((mid) => fact(mid)), known);
      expect(plan.isFork).toBe(false);
      expect(mids(plan.fresh)).toEqual(plan.fresh.map((_, index) => lastMid + index + 1));
      expect(plan.last).toBe(lastMid + plan.fresh.length);
    }));
  });
});
