import { describe, expect, test } from 'vitest';
import { must } from '../assert.ts';
import { PLAIN_CONTROLS, type PlainControl } from '../barcodes/control-code.ts';
import type { PackOrder } from '../wire/documents.ts';
import { stationMessagesEn } from '../../renderer/i18n/station-messages-en.ts';
import { ALEX, BOX_CODES, candidateOf, controlScan, item, LATE_CHANGE_CODES, makeOrder, openBench, outcome, packedBench, saidBy, scan, setupBench, STATION, tracking } from '../../test/support/packing-bench.ts';
import type { Accepted, Decision, Refused, ResolvedScan } from './decision.ts';
import { ACCEPTED_CODES, REFUSAL_CODES } from './refusals.ts';
import { remainingUnits } from './session.ts';

function expectAccepted(decision: Decision, code: Accepted['code']): Accepted {
  expect({ kind: decision.kind, code: decision.code }).toEqual({ kind: 'accepted', code });
  return decision as Accepted;
}

function expectRefused(decision: Decision, code: Refused['code']): Refused {
  expect({ kind: decision.kind, code: decision.code }).toEqual({ kind: 'refused', code });
  return decision as Refused;
}

describe('the loop', () => {
  test('open, scan each item, the last one prints, the label scanned back closes the parcel', () => {
    const bench = openBench();
    expect(outcome(scan(bench, item('ABACUS')))).toBe('accepted ItemCounted');
    expect(outcome(scan(bench, item('ABACUS')))).toBe('accepted LineDone');
    const packed = expectAccepted(scan(bench, item('GLOBE')), 'OrderPacked');
    expect(packed.effects).toEqual([{ type: 'printUnit', printUnitId: 'unt_1' }]);
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('accepted ParcelClosed');
    expect(bench.facts.map((fact) => fact.type)).toEqual(['PackingStarted', 'ItemScanned', 'ItemScanned', 'ItemScanned', 'PackingCompleted', 'ParcelClosed']);
    expect(bench.facts.at(-1)).toMatchObject({ trackingNumber: 'TRACK#1001', parcelId: 'prc_#1001', lines: [{ lineId: 'lin_1', packedUnits: 2 }, { lineId: 'lin_2', packedUnits: 1 }] });
  });

  test('an item scan alone opens the order that needs it and counts the item', () => {
    const order = makeOrder();
    const bench = setupBench({ order });
    const decision = expectAccepted(scan(bench, item('GLOBE', 1, candidateOf(order))), 'LineDone');
    expect(decision.facts.map((fact) => fact.type)).toEqual(['PackingStarted', 'ItemScanned']);
  });

  test('an order of one unit is opened, counted and packed by one scan', () => {
    const order = makeOrder({ lines: makeOrder().lines.slice(1) });
    const decision = expectAccepted(scan(setupBench({ order }), item('GLOBE', 1, candidateOf(order))), 'OrderPacked');
    expect(decision.facts.map((fact) => fact.type)).toEqual(['PackingStarted', 'ItemScanned', 'PackingCompleted']);
  });

  test('OK opens the first order of the queue, and says so when there is none', () => {
    const order = makeOrder();
    expect(outcome(scan(setupBench({ order, next: candidateOf(order) }), controlScan('OK')))).toBe('accepted OrderOpened');
    expect(outcome(scan(setupBench(), controlScan('OK')))).toBe('refused QueueEmpty');
  });

  test('a case code counts all its units, and is refused whole when it holds too many', () => {
    const bench = openBench();
    expect(outcome(scan(bench, item('ABACUS', 2)))).toBe('accepted LineDone');
    expect(expectRefused(scan(bench, item('GLOBE', 12)), 'TooManyUnits').values).toEqual({ name: 'Small globe', units: 12, missing: 1 });
    expect(remainingUnits(must(bench.session, 'session'))).toBe(1);
  });

  test('two lines of one product are filled one after the other', () => {
    const lines = [{ ...must(makeOrder().lines[1], 'line'), lineId: 'lin_a' }, { ...must(makeOrder().lines[1], 'line'), lineId: 'lin_b' }];
    const bench = openBench(makeOrder({ lines }));
    expect(outcome(scan(bench, item('GLOBE')))).toBe('accepted LineDone');
    expect(outcome(scan(bench, item('GLOBE')))).toBe('accepted OrderPacked');
  });
});

describe('wrong things in the box', () => {
  test('a product of another order is refused by name, with what is still wanted', () => {
    const bench = openBench();
    expect(expectRefused(scan(bench, item('CHALK')), 'NotOnOrder').values).toEqual({ name: 'Box of chalk', order: '#1001', wanted: 'Wooden abacus, Small globe' });
    expect(outcome(scan(bench, item('GLOBE')))).toBe('accepted LineDone');
  });

  test('one too many is refused and says how many are in already', () => {
    const bench = openBench();
    scan(bench, item('ABACUS', 2));
    expect(expectRefused(scan(bench, item('ABACUS')), 'LineComplete').values).toEqual({ name: 'Wooden abacus', units: 2 });
  });

  test('UNDO takes back the last scan, whatever it counted, and then there is nothing to take back', () => {
    const bench = openBench();
    scan(bench, item('ABACUS', 2));
    expect(outcome(scan(bench, controlScan('UNDO')))).toBe('accepted ScanUndone');
    expect(bench.facts.at(-1)).toMatchObject({ type: 'ItemUnscanned', lineId: 'lin_1', units: 2 });
    expect(remainingUnits(must(bench.session, 'session'))).toBe(3);
    expect(outcome(scan(bench, controlScan('UNDO')))).toBe('refused NothingToUndo');
  });

  test('after the label is printing an item is neither added nor taken back', () => {
    const bench = packedBench();
    expect(outcome(scan(bench, item('GLOBE')))).toBe('refused PackingComplete');
    expect(outcome(scan(bench, controlScan('UNDO')))).toBe('refused UndoAfterPrint');
  });

  test('a refusal blocks until OK, and OK alone has nothing to act on', () => {
    const bench = openBench();
    scan(bench, item('CHALK'));
    expect(outcome(scan(bench, controlScan('OK')))).toBe('accepted RefusalCleared');
    expect(outcome(scan(bench, controlScan('OK')))).toBe('refused ControlOutOfPlace');
  });
});

describe('the handshake', () => {
  test("another parcel's label is refused and says whose it is", () => {
    const bench = packedBench();
    const other = makeOrder({ orderNumber: '#1002' });
    expect(expectRefused(scan(bench, tracking('TRACK#1002', candidateOf(other))), 'WrongLabel').values).toEqual({ order: '#1001', other: '#1002' });
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('accepted ParcelClosed');
  });

  test('the slip does not close the parcel', () => {
    const bench = packedBench();
    expect(outcome(scan(bench, { kind: 'slip', candidate: candidateOf(makeOrder()) }))).toBe('refused SlipInsteadOfLabel');
    expect(bench.session?.state).toBe('handshake');
  });

  test("the open order's own slip is only confirmed while items are scanned", () => {
    const bench = openBench();
    expect(outcome(scan(bench, { kind: 'slip', candidate: candidateOf(makeOrder()) }))).toBe('accepted SlipMatches');
    expect(remainingUnits(must(bench.session, 'session'))).toBe(3);
  });

  test("another order's slip is refused in either phase", () => {
    const other: ResolvedScan = { kind: 'slip', candidate: candidateOf(makeOrder({ orderNumber: '#1002' })) };
    expect(outcome(scan(openBench(), other))).toBe('refused WrongSlip');
    expect(outcome(scan(packedBench(), other))).toBe('refused WrongSlip');
  });

  test('any other barcode of the label is answered with which one is meant', () => {
    expect(expectRefused(scan(packedBench(), { kind: 'unknown' }), 'LabelExpected').values).toMatchObject({ order: '#1001', tracking: 'TRACK#1001' });
  });

  test('the label cannot close a parcel that is not packed, nor one whose label never left', () => {
    expect(outcome(scan(openBench(), tracking('TRACK#1001')))).toBe('refused NotPackedYet');
    const bench = packedBench();
    bench.isLabelOut = false;
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('refused LabelNotPrinted');
  });

  test('reprints are offered only when there is something printed', () => {
    expect(outcome(scan(openBench(), controlScan('REPRINT-LABEL')))).toBe('refused NotPackedYet');
    const lead = packedBench();
    lead.operator = { ...ALEX, isLead: true };
    expect(expectAccepted(scan(lead, controlScan('REPRINT-LABEL')), 'LabelReprinting').effects).toEqual([{ type: 'reprint', document: 'label' }]);
    expect(expectAccepted(scan(packedBench(), controlScan('REPRINT-SLIP')), 'SlipReprinting').effects).toEqual([{ type: 'reprint', document: 'slip' }]);
  });

  test('a box is closed without its slip only when its label is scanned once more', () => {
    const bench = packedBench();
    bench.isSlipMissing = true;
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('refused SlipNotPrinted');
    bench.isSlipWaived = true;
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('accepted ParcelClosed');
  });

  test('a second label is refused to a packer; what never came out is no second label', () => {
    const bench = packedBench();
    expect(outcome(scan(bench, controlScan('REPRINT-LABEL')))).toBe('refused LeadNeeded');
    bench.isLabelOut = false;
    expect(outcome(scan(bench, controlScan('REPRINT-LABEL')))).toBe('accepted LabelReprinting');
  });
});

describe('leaving and coming back', () => {
  test('a parked order keeps its count and goes on under the lease of the day', () => {
    const bench = openBench();
    scan(bench, item('ABACUS'));
    const parked = expectAccepted(scan(bench, controlScan('PARK')), 'OrderParked').session;
    expect(parked?.state).toBe('parked');
    bench.session = null;
    bench.order = makeOrder({ lease: { stationId: STATION, fence: 9 } });
    expect(outcome(scan(bench, { kind: 'order', candidate: { ...candidateOf(bench.order, parked), rev: 12 } }))).toBe('accepted OrderResumed');
    expect(bench.session).toMatchObject({ state: 'scanning', fence: 9, baseRev: 12 });
    expect(outcome(scan(bench, item('ABACUS')))).toBe('accepted LineDone');
  });

  test('parking after the print frees the bench and writes no fact; the parcel still waits for its label', () => {
    const bench = packedBench();
    const packed = bench.session;
    expect(expectAccepted(scan(bench, controlScan('PARK')), 'OrderParked')).toMatchObject({ facts: [], session: null });
    expect(outcome(scan(bench, { kind: 'order', candidate: candidateOf(makeOrder(), packed) }))).toBe('accepted OrderResumed');
    expect(outcome(scan(bench, tracking('TRACK#1001')))).toBe('accepted ParcelClosed');
  });

  test('LOCK signs out and keeps the order; the next operator goes on at the same line', () => {
    const bench = openBench();
    scan(bench, item('ABACUS'));
    expect(outcome(scan(bench, controlScan('LOCK')))).toBe('accepted SignedOut');
    expect(outcome(scan(bench, item('ABACUS')))).toBe('refused NotSignedIn');
    expect(outcome(scan(bench, { kind: 'badge', operator: ALEX }))).toBe('accepted SignedIn');
    expect(outcome(scan(bench, item('ABACUS')))).toBe('accepted LineDone');
  });

  test('a second order cannot be opened over the first', () => {
    const bench = openBench();
    expect(expectRefused(scan(bench, { kind: 'order', candidate: candidateOf(makeOrder({ orderNumber: '#1002' })) }), 'OtherOrderOpen').values).toEqual({ order: '#1001', other: '#1002' });
    expect(outcome(scan(bench, { kind: 'order', candidate: candidateOf(makeOrder()) }))).toBe('accepted OrderResumed');
  });
});

describe('what the office decides', () => {
  const label = must(makeOrder().label, 'label');
  test.each<[string, Partial<PackOrder>, boolean, Refused['code']]>([
    ['cancelled', { status: 'CANCELLED' }, true, 'OrderCancelled'],
    ['on hold', { isOnHold: true }, true, 'OrderOnHold'],
    ['shipped', { status: 'SHIPPED' }, true, 'AlreadyPacked'],
    ['in the pool', { lease: null }, true, 'OrderNotLeased'],
    ['leased to another bench', { lease: { stationId: 'sta_2', fence: 3 } }, true, 'OrderNotLeased'],
    ['without a label', { label: null }, true, 'LabelNotHere'],
    ['with a void label', { label: { ...label, isVoid: true } }, true, 'LabelNotHere'],
    ['without the bytes of its label', {}, false, 'LabelNotHere'],
  ])('an order that is %s is not opened', (_, overrides, hasLabelBytes, code) => {
    const order = makeOrder(overrides);
    for (const resolved of [{ kind: 'order', candidate: candidateOf(order, null, hasLabelBytes) } as const, item('GLOBE', 1, candidateOf(order, null, hasLabelBytes))]) {
      expect(outcome(scan(setupBench({ order }), resolved))).toBe(`refused ${code}`);
    }
  });

  test('no order is begun on a full disk, but one that was begun is finished', () => {
    const order = makeOrder();
    for (const resolved of [{ kind: 'order', candidate: candidateOf(order) } as const, item('GLOBE', 1, candidateOf(order))]) {
      expect(outcome(scan(setupBench({ order, isStorageFull: true }), resolved))).toBe('refused StorageFull');
    }
    const begun = openBench(order);
    begun.isStorageFull = true;
    expect(outcome(scan(begun, item('GLOBE')))).toBe('accepted LineDone');
    const parked = setupBench({ order, isStorageFull: true });
    expect(outcome(scan(parked, { kind: 'order', candidate: candidateOf(order, begun.session) }))).toBe('accepted OrderResumed');
  });

  test('an order that this bench has closed is not packed twice', () => {
    const bench = packedBench();
    scan(bench, tracking('TRACK#1001'));
    const closed = bench.session;
    expect(outcome(scan(setupBench(), { kind: 'order', candidate: candidateOf(makeOrder(), closed) }))).toBe('refused AlreadyPacked');
  });

  test.each<[string, PackOrder | null, Refused['code']]>([
    ['is cancelled', makeOrder({ status: 'CANCELLED' }), 'OrderCancelled'],
    ['is held', makeOrder({ isOnHold: true }), 'OrderOnHold'],
    ['is given to another bench', makeOrder({ lease: { stationId: 'sta_2', fence: 4 } }), 'OrderNotLeased'],
    ['comes back under a newer lease', makeOrder({ lease: { stationId: STATION, fence: 4 } }), 'OrderNotLeased'],
    ['leaves this place', null, 'OrderNotLeased'],
    ['gets another label', makeOrder({ label: { ...label, trackingNumber: 'OTHER' } }), 'LabelChanged'],
  ])('an open order that %s is stopped before its parcel closes, whatever is scanned', (_, order, code) => {
    for (const bench of [openBench(), packedBench()]) {
      bench.order = order;
      for (const resolved of [item('GLOBE'), tracking('OTHER'), controlScan('REPRINT-LABEL'), controlScan('UNDO'), { kind: 'slip', candidate: null } as const]) expect(outcome(scan(bench, resolved))).toBe(`refused ${code}`);
      expect(outcome(scan(bench, controlScan('OK')))).toBe('accepted RefusalCleared');
    }
  });
});

describe('control codes', () => {
  test.each(['SHORT', 'DAMAGED', 'HOLD', 'RELABEL', 'SUPERVISOR'] as const)('%s says honestly that it cannot be done here yet', (name) => {
    expect(outcome(scan(openBench(), controlScan(name)))).toBe('refused ControlNotAvailable');
  });

  test('at the start screen only OK, LOCK, TEST, INSPECT and LANGUAGE mean something', () => {
    for (const name of PLAIN_CONTROLS) {
      const answers: Partial<Record<PlainControl, string>> = { LOCK: 'accepted SignedOut', TEST: 'accepted ScannerWorks', INSPECT: 'accepted InspectorOpened', OK: 'refused QueueEmpty' };
      expect(outcome(scan(setupBench({ next: null }), controlScan(name)))).toBe(answers[name] ?? 'refused ControlOutOfPlace');
    }
    expect(outcome(scan(setupBench(), { kind: 'control', control: { name: 'LANGUAGE', language: 'es' } }))).toBe('accepted LanguageChanged');
  });

  test('without anybody signed in only a badge, LANGUAGE, TEST and INSPECT work', () => {
    const resolved: ResolvedScan[] = [item('GLOBE'), controlScan('OK'), controlScan('LOCK'), { kind: 'order', candidate: candidateOf(makeOrder()) }, { kind: 'unknown' }, { kind: 'empty' }];
    for (const one of resolved) expect(outcome(scan(setupBench({ operator: null }), one))).toBe('refused NotSignedIn');
    expect(outcome(scan(setupBench({ operator: null }), { kind: 'badge', operator: null }))).toBe('refused UnknownBadge');
    expect(outcome(scan(setupBench({ operator: null }), controlScan('TEST')))).toBe('accepted ScannerWorks');
    expect(outcome(scan(setupBench({ operator: null }), controlScan('INSPECT')))).toBe('accepted InspectorOpened');
  });
});

describe('what is said', () => {
  const texts: Readonly<Record<string, string>> = stationMessagesEn;

  test.each<[string, ResolvedScan, string]>([
    ['an order number that two shops use', { kind: 'orders', count: 2 }, 'refused OrderAmbiguous'],
    ['a slip that no order here has', { kind: 'slip', candidate: null }, 'refused OrderNotFound'],
    ['a control code of a newer version', { kind: 'unknown-control' }, 'refused UnknownControl'],
    ['an empty scan', { kind: 'empty' }, 'refused EmptyScan'],
    ['noise', { kind: 'noise', length: 4096 }, 'refused NoiseScan'],
    ['a misread code', { kind: 'bad-check' }, 'refused BadCheckCharacter'],
    ['a tote', { kind: 'tote' }, 'refused ToteNotKnown'],
    ['a code of nothing', { kind: 'unknown' }, 'refused UnknownCode'],
    ['a product that no order needs', item('CHALK'), 'refused NoOrderNeedsItem'],
  ])('%s is answered at the start screen', (_, resolved, answer) => {
    expect(outcome(scan(setupBench(), resolved))).toBe(answer);
  });

  test('no code of the list is there in vain: some scan above, or of the tests of late changes and further boxes, was answered with each', () => {
    const late: readonly string[] = [...LATE_CHANGE_CODES, ...BOX_CODES];
    expect([...ACCEPTED_CODES, ...REFUSAL_CODES].filter((code) => !saidBy.has(code) && !late.includes(code))).toEqual([]);
  });

  test('each text finds a value for every name in it, whoever says it', () => {
    const missing = [...saidBy].flatMap(([code, spoken]) => ['accepted.X', 'refusal.X.title', 'refusal.X.advice'].flatMap((form) => {
      const text = texts[form.replace('X', code)] ?? '';
      const names = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      return spoken.flatMap((keys) => names.filter((name) => !keys.includes(name)).map((name) => `${code} says {${name}} without a value`));
    }));
    expect([...new Set(missing)]).toEqual([]);
  });
});
