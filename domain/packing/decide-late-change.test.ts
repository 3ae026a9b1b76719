import { describe, expect, test } from 'vitest';
import { must } from '../assert.ts';
import { ALEX, candidateOf, controlScan, item, LATE_CHANGE_CODES, makeOrder, openBench, outcome, packedBench, saidBy, scan, setupBench, STATION, tracking, type Bench } from '../../test/support/packing-bench.ts';
import { stationMessagesEn } from '../../renderer/i18n/station-messages-en.ts';
import type { Accepted, Decision, OpenCard } from './decision.ts';

function expectAccepted(decision: Decision, code: Accepted['code']): Accepted {
  expect({ kind: decision.kind, code: decision.code }).toEqual({ kind: 'accepted', code });
  return decision as Accepted;
}

describe('a late change at the bench', () => {
  const label = must(makeOrder().label, 'label');
  const newLabel = { ...label, labelId: 'lbl_2', trackingNumber: 'NEW#1001' };
  const moved = makeOrder({ label: newLabel });
  const cancelled = makeOrder({ status: 'CANCELLED' });
  const lastFacts = (bench: Bench, count: number): string[] => bench.facts.slice(-count).map((fact) => fact.type);

  test('before the label prints, a cancelled order is unpacked with OK', () => {
    const bench = openBench();
    scan(bench, item('ABACUS'));
    bench.order = cancelled;
    expect(outcome(scan(bench, controlScan('OK')))).toBe('accepted BoxUnpacked');
    expect(bench.session).toMatchObject({ state: 'parked', touchedLineId: null, lines: [{ packedUnits: 0 }, { packedUnits: 0 }] });
    expect(bench.facts.at(-1)).toEqual({ type: 'PackingStopped', ...ALEX, reason: 'OrderCancelled' });
  });

  test('after it printed, nothing helps but the label itself, or the word that it is gone', () => {
    for (const [resolved, result] of [[tracking('TRACK#1001'), 'scanned'], [controlScan('GONE'), 'declared']] as const) {
      const bench = packedBench();
      bench.order = cancelled;
      for (const name of ['OK', 'PARK'] as const) expect(outcome(scan({ ...bench, isBlocked: false }, controlScan(name)))).toBe('refused LabelNotDestroyed');
      const accepted = expectAccepted(scan(bench, resolved), result === 'scanned' ? 'LabelDestroyed' : 'LabelDeclaredGone');
      expect(accepted.facts).toEqual([{ type: 'LabelDestroyed', ...ALEX, parcelId: 'prc_#1001', trackingNumber: 'TRACK#1001', result }, { type: 'PackingStopped', ...ALEX, reason: 'OrderCancelled' }]);
      expect(accepted).toMatchObject({ session: { state: 'parked' }, effects: [{ type: 'retireUnit', isLabelSeen: result === 'scanned' }] });
    }
  });

  test('a label that never left the printer needs no destruction', () => {
    const bench = packedBench();
    Object.assign(bench, { order: cancelled, isLabelOut: false });
    expect(expectAccepted(scan(bench, controlScan('OK')), 'BoxUnpacked').effects).toEqual([{ type: 'retireUnit', isLabelSeen: false }]);
  });

  test('a new address on a printed box: the old label is destroyed, the new one printed by RELABEL and scanned back', () => {
    const bench = packedBench();
    bench.order = moved;
    expect(outcome(scan(bench, controlScan('RELABEL')))).toBe('refused LabelChanged');
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('accepted LabelDestroyed');
    expect(outcome(scan(bench, tracking('NEW#1001')))).toBe('refused LabelChanged');
    const printed = expectAccepted(scan(bench, controlScan('RELABEL')), 'Relabelled');
    expect(printed.effects.at(-1)).toEqual({ type: 'printUnit', printUnitId: 'unt_1' });
    expect(outcome(scan(bench, tracking('NEW#1001')))).toBe('accepted ParcelClosed');
    expect(lastFacts(bench, 3)).toEqual(['LabelDestroyed', 'ParcelRelabelled', 'ParcelClosed']);
    expect(bench.facts.at(-1)).toMatchObject({ trackingNumber: 'NEW#1001' });
  });

  test('while the new label is still on its way the box is put aside, and wants RELABEL when it is opened again', () => {
    const bench = packedBench();
    Object.assign(bench, { order: moved, hasLabelBytes: false });
    scan(bench, tracking('TRACK#1001'));
    const kept = expectAccepted(scan(bench, controlScan('OK')), 'BoxPutAside').session;
    Object.assign(bench, { session: null, hasLabelBytes: true });
    expect(outcome(scan(bench, { kind: 'order', candidate: candidateOf(moved, kept) }))).toBe('accepted RelabelAwaited');
    for (const resolved of [item('GLOBE'), tracking('NEW#1001')]) expect(outcome(scan(bench, resolved))).toBe('refused LabelWanted');
    expect(outcome(scan(bench, controlScan('RELABEL')))).toBe('accepted Relabelled');
    expect(outcome(scan(bench, tracking('NEW#1001')))).toBe('accepted ParcelClosed');
  });

  test('what was not found is taken out of the order: an open box is unpacked and packed anew with what is left', () => {
    const short = makeOrder({ lines: makeOrder().lines.map((line) => ({ ...line, requiredUnits: 1 })) });
    const bench = openBench();
    scan(bench, item('ABACUS'));
    bench.order = short;
    expect(outcome(scan(bench, item('GLOBE')))).toBe('refused LinesChanged');
    expect(outcome(scan({ ...bench, isBlocked: false }, controlScan('RELABEL')))).toBe('refused LinesChanged');
    Object.assign(bench, { isBlocked: false });
    expect(outcome(scan(bench, controlScan('OK')))).toBe('accepted BoxUnpacked');
    expect(bench.facts.at(-1)).toEqual({ type: 'PackingStopped', ...ALEX, reason: 'LinesChanged' });
    const kept = bench.session;
    Object.assign(bench, { session: null });
    scan(bench, { kind: 'order', candidate: candidateOf(short, kept) });
    expect(bench.session?.lines.map((line) => `${line.sku} ${line.packedUnits}/${line.requiredUnits}`)).toEqual(['ABACUS 0/1', 'GLOBE 0/1']);
    for (const sku of ['ABACUS', 'GLOBE']) scan(bench, item(sku));
    expect(bench.session?.state).toBe('handshake');
  });

  test('and a printed box first loses its label, which is void', () => {
    const bench = packedBench();
    bench.order = makeOrder({ lines: makeOrder().lines.slice(0, 1) });
    expect(outcome(scan(bench, controlScan('OK')))).toBe('refused LabelNotDestroyed');
    bench.isBlocked = false;
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('accepted LabelDestroyed');
    expect(bench.session).toMatchObject({ state: 'parked', lines: [{ packedUnits: 0 }, { packedUnits: 0 }] });
    expect(lastFacts(bench, 2)).toEqual(['LabelDestroyed', 'PackingStopped']);
  });

  test('a new address before the print costs one OK and no count', () => {
    const bench = openBench();
    scan(bench, item('ABACUS'));
    bench.order = moved;
    expect(outcome(scan(bench, controlScan('OK')))).toBe('accepted OrderResumed');
    expect(bench.session).toMatchObject({ trackingNumber: 'NEW#1001', lines: [{ packedUnits: 1 }, { packedUnits: 0 }] });
  });

  test('a held box keeps its label and its count, and goes on after the release', () => {
    for (const bench of [openBench(), packedBench()]) {
      const before = bench.session;
      bench.order = makeOrder({ isOnHold: true });
      expect(outcome(scan(bench, controlScan('OK')))).toBe('accepted BoxPutAside');
      const kept = bench.session ?? before;
      Object.assign(bench, { session: null, order: makeOrder() });
      expect(outcome(scan(bench, { kind: 'order', candidate: candidateOf(makeOrder(), kept) }))).toBe('accepted OrderResumed');
      expect(bench.session?.lines).toEqual(before?.lines);
    }
  });

  test('a lease that comes back with the same label goes on; one that is lost is unpacked', () => {
    for (const bench of [openBench(), packedBench()]) {
      bench.order = makeOrder({ lease: { stationId: STATION, fence: 9 } });
      expect(outcome(scan(bench, controlScan('OK')))).toBe('accepted OrderResumed');
      expect(bench.session?.fence).toBe(9);
    }
    const bench = openBench();
    bench.order = null;
    expect(outcome(scan(bench, controlScan('PARK')))).toBe('accepted BoxUnpacked');
  });

  test('a printed box that was put aside and cancelled then is found by its label, from the start screen', () => {
    const aside = packedBench().session;
    const bench = setupBench();
    expect(outcome(scan(bench, tracking('TRACK#1001', candidateOf(cancelled, aside))))).toBe('accepted LabelDestroyed');
    expect(bench.session?.state).toBe('parked');
    expect(outcome(scan(setupBench(), { kind: 'order', candidate: candidateOf(cancelled, aside) }))).toBe('accepted OrderResumed');
  });
});

describe('cards', () => {
  const recall: OpenCard = { opId: 'op_1', kind: 'recall', orderId: 'ord_9', orderNumber: '#1009', parcelId: 'prc_9', alsoOpIds: [], trackingNumber: 'TRACK#1009' };
  const toRead: OpenCard = { ...recall, opId: 'op_2', kind: 'outcome', trackingNumber: null };

  test('a recalled box is found by its label, also while another order is open, and nothing of that order changes', () => {
    const bench = openBench(makeOrder(), { cards: [toRead, recall] });
    const before = bench.session;
    const found = expectAccepted(scan(bench, { kind: 'recalled', opId: 'op_1' }), 'RecallFound');
    expect(found).toMatchObject({ facts: [], effects: [{ card: recall, fact: { type: 'RecallSettled', opId: 'op_1', parcelId: 'prc_9', trackingNumber: 'TRACK#1009', result: 'found', operatorName: 'Alex Packer' } }] });
    expect(bench).toMatchObject({ session: before, cards: [toRead] });
  });

  test('GONE answers the oldest recall between orders, and never the box at hand', () => {
    const bench = setupBench({ cards: [toRead, recall, { ...recall, opId: 'op_3' }] });
    expect(expectAccepted(scan(bench, controlScan('GONE')), 'RecallGone').effects).toMatchObject([{ card: recall, fact: { result: 'gone' } }]);
    expect(outcome(scan(openBench(makeOrder(), { cards: [recall] }), controlScan('GONE')))).toBe('refused ControlOutOfPlace');
    expect(outcome(scan(setupBench({ cards: [toRead] }), controlScan('GONE')))).toBe('refused ControlOutOfPlace');
  });

  test('OK reads the oldest message before it opens the next order, and does not answer a recall', () => {
    const bench = setupBench({ cards: [recall, toRead], next: candidateOf(makeOrder()) });
    expect(expectAccepted(scan(bench, controlScan('OK')), 'OutcomeSeen').effects).toMatchObject([{ card: toRead, fact: { type: 'OutcomeAcknowledged', opId: 'op_2' } }]);
    expect(outcome(scan(bench, controlScan('OK')))).toBe('accepted OrderOpened');
  });

  test('nobody settles a card without being signed in', () => {
    expect(outcome(scan(setupBench({ operator: null, cards: [recall] }), { kind: 'recalled', opId: 'op_1' }))).toBe('refused NotSignedIn');
  });
});

test('each code of a late change was said above, with a value for every name in its texts', () => {
  const texts: Readonly<Record<string, string>> = stationMessagesEn;
  const missing = LATE_CHANGE_CODES.flatMap((code) => ['accepted.X', 'refusal.X.title', 'refusal.X.advice'].flatMap((form) => {
    const names = [...(texts[form.replace('X', code)] ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    return (saidBy.get(code) ?? [[]]).flatMap((keys) => names.filter((name) => !keys.includes(name)).map((name) => `${code} says {${name}} without a value`));
  }));
  expect([LATE_CHANGE_CODES.filter((code) => !saidBy.has(code)), missing]).toEqual([[], []]);
});
