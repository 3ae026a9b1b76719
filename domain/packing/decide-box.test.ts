import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { must } from '../assert.ts';
import type { PackOrder } from '../wire/documents.ts';
import { stationMessagesEn } from '../../renderer/i18n/station-messages-en.ts';
import { ALEX, BOX_CODES, controlScan, item, makeOrder, openBench, outcome, packedBench, saidBy, scan, tracking, type Bench } from '../../test/support/packing-bench.ts';
import { boxOfParcel, unscannedLabels } from './boxes.ts';
import { evolveSession, openSession } from './session.ts';

const SECOND = 'prc_further_2';

/** The office has bought the further boxes' labels, as the feed tells it. */
function deliver(bench: Bench, change: { readonly trackingNumber?: string; readonly isVoid?: boolean } = {}): void {
  const order = must(bench.order, 'order');
  const label = must(order.label, 'label');
  bench.order = {
    ...order, boxNumber: 1, boxCount: 1 + (bench.session?.boxes?.length ?? 0),
    furtherParcels: (bench.session?.boxes ?? []).map((box, index) => ({ parcelId: box.parcelId, boxNumber: index + 2, label: { ...label, parcelId: box.parcelId, trackingNumber: change.trackingNumber ?? `TRACK-BOX-${index + 2}`, isVoid: change.isVoid ?? false } })),
  };
}

/** Packed, its first label out, and a second box labelled. */
function twoBoxes(order?: PackOrder): Bench {
  const bench = packedBench(order);
  scan(bench, controlScan('NEXT-BOX'));
  deliver(bench);
  scan(bench, controlScan('NEXT-BOX'));
  return bench;
}

describe('NEXT-BOX', () => {
  test('asks the office for another parcel, whose id the bench has made, and goes on packing', () => {
    const bench = openBench();
    expect(outcome(scan(bench, controlScan('NEXT-BOX')))).toBe('accepted BoxAsked');
    expect(bench.facts.at(-1)).toEqual({ type: 'ParcelAdded', ...ALEX, parcelId: SECOND });
    expect(outcome(scan(bench, item('GLOBE')))).toBe('accepted LineDone');
  });

  test('waits for the label, and prints it as a print unit of its own once it is here and everything is packed', () => {
    const bench = openBench();
    scan(bench, controlScan('NEXT-BOX'));
    expect(outcome(scan(bench, controlScan('NEXT-BOX')))).toBe('refused BoxLabelAwaited');
    deliver(bench);
    expect(outcome(scan(bench, controlScan('NEXT-BOX')))).toBe('refused NotPackedYet');
    for (const sku of ['ABACUS', 'ABACUS', 'GLOBE']) scan(bench, item(sku));
    const labelled = scan(bench, controlScan('NEXT-BOX'));
    expect(labelled).toMatchObject({ code: 'BoxLabelled', effects: [{ type: 'printUnit', parcelId: SECOND }] });
    expect(bench.facts.at(-1)).toMatchObject({ type: 'ParcelLabelled', parcelId: SECOND, trackingNumber: 'TRACK-BOX-2' });
  });

  test('offline nothing can be bought: it is refused, and a label that is here already prints all the same', () => {
    const bench = packedBench();
    bench.isOffline = true;
    expect(outcome(scan(bench, controlScan('NEXT-BOX')))).toBe('refused BoxNeedsOffice');
    expect(bench.facts.some((fact) => fact.type === 'ParcelAdded')).toBe(false);
    bench.isOffline = false;
    scan(bench, controlScan('NEXT-BOX'));
    deliver(bench);
    bench.isOffline = true;
    expect(outcome(scan(bench, controlScan('NEXT-BOX')))).toBe('accepted BoxLabelled');
  });

  test('a third box is a lead\'s to ask for', () => {
    const bench = twoBoxes();
    expect(outcome(scan(bench, controlScan('NEXT-BOX')))).toBe('refused BoxNeedsLead');
    bench.operator = { ...ALEX, isLead: true };
    expect(outcome(scan(bench, controlScan('NEXT-BOX')))).toBe('accepted BoxAsked');
  });

  test('asked for after the slip came out, the first box gets a slip that says 1 of 2', () => {
    const bench = packedBench();
    expect(scan(bench, controlScan('NEXT-BOX'))).toMatchObject({ code: 'BoxAsked', effects: [{ type: 'reprint', document: 'slip' }] });
    const session = must(bench.session, 'session');
    expect([session.parcelId, SECOND].map((parcelId) => boxOfParcel(must(bench.order, 'order'), session, parcelId))).toEqual([{ number: 1, count: 2 }, { number: 2, count: 2 }]);
  });

  test('UNDO takes the box back while its label is not printed, never after', () => {
    const bench = packedBench();
    scan(bench, controlScan('NEXT-BOX'));
    expect(outcome(scan(bench, controlScan('UNDO')))).toBe('accepted BoxDropped');
    expect(bench.facts.at(-1)).toMatchObject({ type: 'ParcelDropped', parcelId: SECOND });
    expect(outcome(scan(twoBoxes(), controlScan('UNDO')))).toBe('refused UndoAfterPrint');
  });
});

describe('the handshake', () => {
  test('is each box\'s own, in any order; the order is closed with the last one', () => {
    for (const labels of [['TRACK#1001', 'TRACK-BOX-2'], ['TRACK-BOX-2', 'TRACK#1001']]) {
      const bench = twoBoxes();
      expect(labels.map((label) => outcome(scan(bench, tracking(label))))).toEqual(['accepted BoxScanned', 'accepted ParcelClosed']);
      expect(bench.facts.at(-1)).toMatchObject({ type: 'ParcelClosed', trackingNumber: 'TRACK#1001', boxes: [{ parcelId: SECOND, trackingNumber: 'TRACK-BOX-2' }], lines: [{ packedUnits: 2 }, { packedUnits: 1 }] });
    }
  });

  test('the same label twice closes nothing and tells nothing twice', () => {
    const bench = twoBoxes();
    scan(bench, tracking('TRACK-BOX-2'));
    expect(outcome(scan(bench, tracking('TRACK-BOX-2')))).toBe('accepted BoxScanned');
    expect(bench.facts.filter((fact) => fact.type === 'BoxScanned')).toHaveLength(1);
  });

  test('a box whose label is still awaited keeps the order open', () => {
    const bench = packedBench();
    scan(bench, controlScan('NEXT-BOX'));
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('accepted BoxScanned');
    expect(bench.session?.state).toBe('handshake');
  });
});

describe('a late change', () => {
  test('cancelled: every printed label is destroyed, the further box\'s first, before anything is unpacked', () => {
    const bench = twoBoxes();
    bench.order = { ...must(bench.order, 'order'), status: 'CANCELLED' };
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('refused LabelNotDestroyed');
    expect(outcome(scan(bench, tracking('TRACK-BOX-2')))).toBe('accepted LabelDestroyed');
    expect(bench.facts.at(-1)).toMatchObject({ type: 'LabelDestroyed', parcelId: SECOND, trackingNumber: 'TRACK-BOX-2' });
    expect(outcome(scan(bench, controlScan('GONE')))).toBe('accepted LabelDeclaredGone');
    expect(bench.facts.slice(-2).map((fact) => fact.type)).toEqual(['LabelDestroyed', 'PackingStopped']);
  });

  test('a further label that the office has replaced is destroyed alone, and the new one printed on purpose', () => {
    const bench = twoBoxes();
    deliver(bench, { trackingNumber: 'TRACK-NEW' });
    expect(outcome(scan(bench, tracking('TRACK-BOX-2')))).toBe('accepted LabelDestroyed');
    expect(outcome(scan(bench, controlScan('NEXT-BOX')))).toBe('accepted BoxLabelled');
    expect(['TRACK-NEW', 'TRACK#1001'].map((label) => outcome(scan(bench, tracking(label))))).toEqual(['accepted BoxScanned', 'accepted ParcelClosed']);
  });
});

test('under any scans and deliveries no order is closed with a label that was not scanned back, and the facts fold to the session', () => {
  const steps = fc.array(fc.constantFrom('next', 'undo', 'deliver', 'first', 'second', 'third', 'item', 'item', 'park'), { maxLength: 30 });
  let closed = 0;
  fc.assert(fc.property(fc.boolean(), steps, (isPacked, given) => {
    const bench = isPacked ? packedBench() : openBench();
    bench.operator = { ...ALEX, isLead: true };
    let kept = must(bench.session, 'session');
    for (const step of given) {
      if (bench.session === null || bench.session.state === 'closed' || bench.session.state === 'parked') break;
      if (step === 'deliver') { deliver(bench); continue; }
      const wanted = bench.session.lines.find((line) => line.packedUnits < line.requiredUnits);
      scan(bench, { next: controlScan('NEXT-BOX'), undo: controlScan('UNDO'), park: controlScan('PARK'), first: tracking('TRACK#1001'), second: tracking('TRACK-BOX-2'), third: tracking('TRACK-BOX-3'), item: item(wanted?.sku ?? 'GLOBE') }[step]);
      kept = bench.session ?? kept;
    }
    const isClosed = kept.state === 'closed';
    if (isClosed) closed += 1;
    expect({ folded: bench.facts.reduce(evolveSession, openSession(makeOrder(), 7)), unscanned: isClosed && (kept.boxes ?? []).length > 0 ? unscannedLabels(kept) : 0 }).toEqual({ folded: kept, unscanned: 0 });
  }), { numRuns: 600 });
  expect(closed).toBeGreaterThan(10);
});

test('each code of a further box was said above, with a value for every name in its texts', () => {
  const texts: Readonly<Record<string, string>> = stationMessagesEn;
  const missing = BOX_CODES.flatMap((code) => ['accepted.X', 'refusal.X.title', 'refusal.X.advice'].flatMap((form) => {
    const names = [...(texts[form.replace('X', code)] ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    return (saidBy.get(code) ?? [[]]).flatMap((keys) => names.filter((name) => !keys.includes(name)).map((name) => `${code} says {${name}} without a value`));
  }));
  expect([BOX_CODES.filter((code) => !saidBy.has(code)), missing]).toEqual([[], []]);
});
