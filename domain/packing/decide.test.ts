import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PackOrder } from '../wire/documents.ts';
import { PLAIN_CONTROLS, type ControlCode, type PlainControl } from '../barcodes/control-code.ts';
import { must } from '../assert.ts';
import { stationMessagesEn } from '../../renderer/i18n/station-messages-en.ts';
import { ACCEPTED_CODES, REFUSAL_CODES } from './refusals.ts';
import { decidePacking, type Accepted, type Decision, type OrderCandidate, type PackingContext, type Refused, type ResolvedScan } from './decide.ts';
import type { FactBody } from './facts.ts';
import { factBodySchema } from './facts.ts';
import { evolveSession, openSession, remainingUnits, type PackingSession } from './session.ts';

const STATION = 'sta_1';
const ALEX = { operatorId: 'opr_alex', operatorName: 'Alex Packer' };
const NAMES: Readonly<Record<string, string>> = { ABACUS: 'Wooden abacus', GLOBE: 'Small globe', CHALK: 'Box of chalk' };

function makeOrder(overrides: Partial<PackOrder> = {}): PackOrder {
  const number = overrides.orderNumber ?? '#1001';
  return {
    orderId: `ord_${number}`, orderNumber: number, status: 'PICKING', isOnHold: false, brandId: 'brd_1', channelName: 'Shop', placedAt: '2026-11-20T09:00:00Z', shipBy: '2026-11-21T17:00:00Z',
    shipTo: { name: 'Sam Reader', company: null, address1: '1 Main St', address2: null, city: 'Albany', state: 'NY', postalCode: '12207', countryCode: 'US', phone: null },
    currency: 'USD', totalMinor: 4200, customerNote: null, giftMessage: null,
    lines: [
      { lineId: 'lin_1', sku: 'ABACUS', title: 'Wooden abacus', requiredUnits: 2, binCode: 'A-01', unitPriceMinor: 1500 },
      { lineId: 'lin_2', sku: 'GLOBE', title: 'Small globe', requiredUnits: 1, binCode: 'A-02', unitPriceMinor: 1200 },
    ],
    label: { parcelId: `prc_${number}`, labelId: 'lbl_1', pairCode: 'PAIR000001', carrierCode: 'demo', carrierName: 'Demo', serviceName: 'Ground', trackingNumber: `TRACK${number}`, zplSha256: 'a', pdfSha256: 'b', isVoid: false },
    lease: { stationId: STATION, fence: 3 },
    ...overrides,
  };
}

type Bench = { session: PackingSession | null; order: PackOrder | null; operator: PackingContext['operator']; isLabelOut: boolean; isBlocked: boolean; next: OrderCandidate | null; readonly facts: FactBody[] };

function setupBench(overrides: Partial<Bench> = {}): Bench {
  return { session: null, order: null, operator: ALEX, isLabelOut: false, isBlocked: false, next: null, facts: [], ...overrides };
}

const candidateOf = (order: PackOrder, session: PackingSession | null = null, hasLabelBytes = true): OrderCandidate => ({ order, rev: 7, session, hasLabelBytes });
const item = (sku: string, units = 1, candidate: OrderCandidate | null = null): ResolvedScan => ({ kind: 'product', sku, name: NAMES[sku] ?? sku, units, candidate });
const controlScan = (name: PlainControl): ResolvedScan => ({ kind: 'control', control: { name } });
const tracking = (trackingNumber: string, candidate: OrderCandidate | null = null): ResolvedScan => ({ kind: 'tracking', trackingNumber, candidate });

/** What every decision of this file had to say, by its code. */
const saidBy = new Map<string, string[][]>();

/** One scan at the bench, as main/packing applies it. */
function scan(bench: Bench, resolved: ResolvedScan): Decision {
  const decision = decidePacking(resolved, {
    code: 'CODE', stationId: STATION, operator: bench.operator, session: bench.session, order: bench.order, nextCandidate: bench.next, isLabelOut: bench.isLabelOut,
    isBlockedByRefusal: bench.isBlocked, nameBySku: new Map(Object.entries(NAMES)), newPrintUnitId: 'unt_1',
  });
  bench.isBlocked = decision.kind === 'refused';
  saidBy.set(decision.code, [...saidBy.get(decision.code) ?? [], Object.keys(decision.values)]);
  if (decision.kind === 'refused') return decision;
  bench.session = decision.session;
  bench.facts.push(...decision.facts);
  for (const effect of decision.effects) {
    if (effect.type === 'printUnit') bench.isLabelOut = true;
    if (effect.type === 'signOut') bench.operator = null;
    if (effect.type === 'signIn') bench.operator = ALEX;
  }
  return decision;
}

function openBench(order = makeOrder(), overrides: Partial<Bench> = {}): Bench {
  const bench = setupBench({ order, ...overrides });
  expect(outcome(scan(bench, { kind: 'order', candidate: candidateOf(order) }))).toBe('accepted OrderOpened');
  return bench;
}

function packedBench(order = makeOrder()): Bench {
  const bench = openBench(order);
  for (const line of order.lines) for (let unit = 0; unit < line.requiredUnits; unit += 1) scan(bench, item(line.sku));
  expect(bench.session?.state).toBe('handshake');
  return bench;
}

/** One word for the eye and for `toBe`. */
function outcome(decision: Decision): string {
  return `${decision.kind} ${decision.code}`;
}

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
    expect(expectAccepted(scan(packedBench(), controlScan('REPRINT-LABEL')), 'LabelReprinting').effects).toEqual([{ type: 'reprint', document: 'label' }]);
    expect(expectAccepted(scan(packedBench(), controlScan('REPRINT-SLIP')), 'SlipReprinting').effects).toEqual([{ type: 'reprint', document: 'slip' }]);
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
  ])('an open order that %s is stopped before its parcel closes, and can be put aside', (_, order, code) => {
    for (const bench of [openBench(), packedBench()]) {
      bench.order = order;
      for (const resolved of [item('GLOBE'), tracking('TRACK#1001'), controlScan('REPRINT-LABEL'), { kind: 'unknown' } as const]) expect(outcome(scan(bench, resolved))).toBe(`refused ${code}`);
      expect(outcome(scan(bench, controlScan('PARK')))).toBe('accepted OrderParked');
    }
  });
});

describe('control codes', () => {
  test.each(['NEXT-BOX', 'SHORT', 'DAMAGED', 'HOLD', 'RELABEL', 'SUPERVISOR'] as const)('%s says honestly that it cannot be done here yet', (name) => {
    expect(outcome(scan(openBench(), controlScan(name)))).toBe('refused ControlNotAvailable');
  });

  test('at the start screen only OK, LOCK, TEST and LANGUAGE mean something', () => {
    for (const name of PLAIN_CONTROLS) {
      const answers: Partial<Record<PlainControl, string>> = { LOCK: 'accepted SignedOut', TEST: 'accepted ScannerWorks', OK: 'refused QueueEmpty' };
      expect(outcome(scan(setupBench({ next: null }), controlScan(name)))).toBe(answers[name] ?? 'refused ControlOutOfPlace');
    }
    expect(outcome(scan(setupBench(), { kind: 'control', control: { name: 'LANGUAGE', language: 'es' } }))).toBe('accepted LanguageChanged');
  });

  test('without anybody signed in only a badge, LANGUAGE and TEST work', () => {
    const resolved: ResolvedScan[] = [item('GLOBE'), controlScan('OK'), controlScan('LOCK'), { kind: 'order', candidate: candidateOf(makeOrder()) }, { kind: 'unknown' }, { kind: 'empty' }];
    for (const one of resolved) expect(outcome(scan(setupBench({ operator: null }), one))).toBe('refused NotSignedIn');
    expect(outcome(scan(setupBench({ operator: null }), { kind: 'badge', operator: null }))).toBe('refused UnknownBadge');
    expect(outcome(scan(setupBench({ operator: null }), controlScan('TEST')))).toBe('accepted ScannerWorks');
  });
});

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
      expect(count('PackingCompleted') === 0 || kept?.lines.every((line) => line.packedUnits === line.requiredUnits)).toBe(true);
      closedParcels += count('ParcelClosed');
    }), { numRuns: 500 });
    // A generator that never reaches the end would prove nothing.
    expect(closedParcels).toBeGreaterThan(20);
  });
});

describe('what is said', () => {
  const texts: Readonly<Record<string, string>> = stationMessagesEn;

  test.each<[string, ResolvedScan, string]>([
    ['an order number that two shops use', { kind: 'orders', count: 2 }, 'refused OrderAmbiguous'],
    ['a slip that no order here has', { kind: 'slip', candidate: null }, 'refused OrderNotFound'],
    ['a control code of a newer version', { kind: 'unknown-control' }, 'refused UnknownControl'],
  ])('%s is answered at the start screen', (_, resolved, answer) => {
    expect(outcome(scan(setupBench(), resolved))).toBe(answer);
  });

  test('no code of the list is there in vain: some scan above was answered with each', () => {
    expect([...ACCEPTED_CODES, ...REFUSAL_CODES].filter((code) => !saidBy.has(code))).toEqual([]);
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
