import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLAIN_CONTROLS, type ControlCode } from '../barcodes/control-code.ts';
import type { PackOrder } from '../wire/documents.ts';
import { ALEX, candidateOf, item, makeOrder, scan, setupBench, tracking, type Bench } from '../../test/support/packing-bench.ts';
import type { ResolvedScan } from './decision.ts';
import { factBodySchema, type FactBody } from './facts.ts';
import { evolveSession, openSession, type PackingSession } from './session.ts';

describe('under any scans whatever', () => {
  const order = makeOrder();
  const other = makeOrder({ orderNumber: '#1002' });
  const control: fc.Arbitrary<ControlCode> = fc.oneof(fc.constantFrom(...PLAIN_CONTROLS).map((name) => ({ name })), fc.constant({ name: 'QTY' as const, units: 3 }), fc.constant({ name: 'BOX' as const, box: 'M' }));
  const step = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('ABACUS', 'GLOBE').map((sku) => ({ type: 'item' as const, sku, units: 1 })) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('ABACUS', 'GLOBE', 'CHALK'), fc.integer({ min: 1, max: 3 })).map(([sku, units]) => ({ type: 'item' as const, sku, units })) },
    { weight: 3, arbitrary: control.map((code) => ({ type: 'control' as const, code })) },
    { weight: 6, arbitrary: fc.constantFrom('order', 'track', 'badge').map((what) => ({ type: 'scan' as const, what })) },
    { weight: 2, arbitrary: fc.constantFrom('order', 'other', 'slip', 'otherSlip', 'otherTrack', 'unknown', 'empty', 'noise', 'bad-check', 'tote', 'unknownBadge').map((what) => ({ type: 'scan' as const, what })) },
    { weight: 1, arbitrary: fc.constantFrom('hold', 'release', 'release', 'release', 'cancel', 'takeAway').map((what) => ({ type: 'office' as const, what })) },
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  /** What main/packing would look up for the step, given what this bench already did. */
  function resolve(bench: Bench, kept: PackingSession | null, one: Exclude<Step, { type: 'office' }>): ResolvedScan {
    const mine = candidateOf(bench.order ?? order, kept);
    if (one.type === 'item') return item(one.sku, one.units, bench.session === null && one.sku !== 'CHALK' ? mine : null);
    if (one.type === 'control') return { kind: 'control', control: one.code };
    switch (one.what) {
      case 'order': return { kind: 'order', candidate: mine };
      case 'other': return { kind: 'order', candidate: candidateOf(other, null, false) };
      case 'slip': return { kind: 'slip', candidate: mine };
      case 'otherSlip': return { kind: 'slip', candidate: candidateOf(other, null, false) };
      case 'track': return tracking('TRACK#1001', mine);
      case 'otherTrack': return tracking('TRACK#1002', candidateOf(other, null, false));
      case 'badge': return { kind: 'badge', operator: ALEX };
      case 'unknownBadge': return { kind: 'badge', operator: null };
      case 'noise': return { kind: 'noise', length: 4096 };
      case 'empty': case 'bad-check': case 'tote': return { kind: one.what };
      default: return { kind: 'unknown' };
    }
  }

  function applyOffice(known: PackOrder | null, what: string): PackOrder | null {
    if (known === null || what === 'takeAway') return null;
    if (known.status === 'CANCELLED') return known;
    return what === 'cancel' ? { ...known, status: 'CANCELLED' } : { ...known, isOnHold: what === 'hold' };
  }

  /** Runs the steps as main/packing would, and lists every promise that was broken on the way. */
  function run(steps: readonly Step[]): { readonly bench: Bench; readonly kept: PackingSession | null; readonly broken: string[] } {
    const bench = setupBench({ order });
    const broken: string[] = [];
    let kept: PackingSession | null = null;
    for (const one of steps) {
      if (one.type === 'office') { bench.order = applyOffice(bench.order, one.what); continue; }
      if (bench.order === null && bench.session === null) break;
      bench.next = bench.session ? null : candidateOf(bench.order ?? order, kept);
      const before = bench.session;
      const decision = scan(bench, resolve(bench, kept, one));
      if (decision.kind === 'refused' && bench.session !== before) broken.push(`${decision.code} changed the session`);
      if (decision.kind === 'accepted') broken.push(...decision.facts.filter((fact) => !factBodySchema.safeParse(fact).success).map((fact) => `${fact.type} does not fit its schema`));
      kept = bench.session ?? kept;
      if (bench.session?.state === 'parked' || bench.session?.state === 'closed') bench.session = null;
      broken.push(...(kept?.lines ?? []).filter((line) => line.packedUnits < 0 || line.packedUnits > line.requiredUnits).map((line) => `${line.lineId} holds ${line.packedUnits}`));
    }
    return { bench, kept, broken };
  }

  test('the box never holds more than the order wants, the facts fold to the session, and a closed parcel holds everything', () => {
    let closedParcels = 0;
    fc.assert(fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const { bench, kept, broken } = run(steps);
      const count = (type: FactBody['type']): number => bench.facts.filter((fact) => fact.type === type).length;
      const folded = bench.facts.length === 0 ? null : bench.facts.reduce(evolveSession, openSession(order, 7));
      expect({ broken, folded }).toEqual({ broken: [], folded: kept });
      expect(count('PackingCompleted')).toBeLessThanOrEqual(1);
      expect(count('ParcelClosed')).toBeLessThanOrEqual(count('PackingCompleted'));
      const isUnpacked = bench.facts.some((fact) => fact.type === 'PackingStopped' && fact.reason !== 'OrderOnHold');
      expect(count('PackingCompleted') === 0 || isUnpacked || kept?.lines.every((line) => line.packedUnits === line.requiredUnits)).toBe(true);
      closedParcels += count('ParcelClosed');
    }), { numRuns: 500 });
    // A generator that never reaches the end would prove nothing.
    expect(closedParcels).toBeGreaterThan(20);
  });
});
