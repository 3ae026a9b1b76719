import { afterEach, describe, expect, test } from 'vitest';
import { formatControlCode, type PlainControl } from '../../domain/barcodes/control-code.ts';
import { formatPackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import { evolveSession, openSession } from '../../domain/packing/session.ts';
import { ABACUS, ALEX_BADGE, CHALK, GLOBE, makePackOrder, openPackingStation, ROBIN_BADGE, type PackingStation, type PackingStationOptions } from '../../test/support/packing-station.ts';
import { BOUNCE_MS } from './handle-scan.ts';
import { selectSession } from './session-store.ts';

const opened: PackingStation[] = [];
afterEach(() => { for (const station of opened.splice(0)) station.destroy(); });

function setupStation(options: PackingStationOptions = {}): PackingStation {
  const station = openPackingStation(options);
  opened.push(station);
  station.putOrder(makePackOrder(1001));
  station.putOrder(makePackOrder(1002));
  station.scan(ALEX_BADGE);
  return station;
}

const control = (name: PlainControl): string => formatControlCode({ name });
const slipCode = (number: number): string => formatPackbenchCode('S', `PAIR00${number}`);

function pack(station: PackingStation, number: number): void {
  for (const code of [`#${number}`, ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
}

describe('a scan at the bench', () => {
  test('an order is packed from its number to its label with facts, jobs and session in step', () => {
    const station = setupStation();
    const codes = ['#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin, 'TRACK1001'].map((code) => station.scan(code).code);
    expect(codes).toEqual(['OrderOpened', 'ItemCounted', 'LineDone', 'OrderPacked', 'LabelNotPrinted']);
    expect(station.jobs('prc_1001').map(({ document, printerId, state, copy }) => ({ document, printerId, state, copy }))).toEqual([
      { document: 'label', printerId: 'thermal', state: 'prepared', copy: 1 }, { document: 'slip', printerId: 'laser', state: 'prepared', copy: 1 }]);
    const folded = station.facts().reduce(evolveSession, openSession(makePackOrder(1001), 0));
    const stored = station.context.db.read((tx) => selectSession(tx, 'ord_1001'));
    expect({ ...stored, baseRev: 0 }).toEqual({ ...folded, baseRev: 0 });
  });

  test.each([['its number with #', '#1001'], ['its number as people say it', '1001'], ['its slip', slipCode(1001)], ['its label', 'TRACK1001'], ["ShipStation's code", '^#^2331303031^']])('%s opens an order', (_, code) => {
    const station = setupStation();
    expect(station.scan(code).code).toBe('OrderOpened');
    expect(station.view().pack?.orderNumber).toBe('#1001');
  });

  test.each([['EAN', ABACUS.gtin], ['GTIN-14 of a GS1 string', `]C1010${ABACUS.gtin}10LOT7`], ['SKU in small letters', 'abacus'], ['alias', 'OLD-ABACUS']])('an item is known by its %s and opens the most urgent order that needs it', (_, code) => {
    const station = setupStation();
    station.putOrder(makePackOrder(1000, { shipBy: '2026-11-21T08:00:00Z', lines: makePackOrder(1000).lines.slice(1) }));
    expect(station.scan(code)).toMatchObject({ kind: 'accepted', code: 'ItemCounted', sku: 'ABACUS' });
    expect(station.view().pack).toMatchObject({ orderNumber: '#1001', remainingUnits: 2 });
  });

  test('OK opens the most urgent order, and a parked one only when nothing else is left', () => {
    const station = setupStation();
    station.scan(control('OK'));
    expect(station.view().pack?.orderNumber).toBe('#1001');
    station.scan(control('PARK'));
    station.scan(control('OK'));
    expect(station.view().pack?.orderNumber).toBe('#1002');
    pack(station, 1002);
    station.scan(control('PARK'));
    expect(station.scan(control('OK')).code).toBe('OrderResumed');
    expect(station.view().pack?.orderNumber).toBe('#1001');
  });

  test('printers are woken to draw when an order is opened, to print when it is packed, and left alone in between', () => {
    const station = setupStation();
    const wakes = (code: string): number => { const before = station.wakeCount(); station.scan(code); return station.wakeCount() - before; };
    expect([ABACUS.gtin, ABACUS.gtin, GLOBE.gtin].map(wakes)).toEqual([1, 0, 1]);
  });

  test('a repeated command gets the first verdict and changes nothing', () => {
    const station = setupStation();
    station.scan('#1001');
    const first = station.scan(ABACUS.gtin, { commandId: 'cmd_same' });
    const wakes = station.wakeCount();
    expect(station.scan(ABACUS.gtin, { commandId: 'cmd_same' })).toEqual(first);
    expect(station.wakeCount()).toBe(wakes);
    expect(station.view().pack?.remainingUnits).toBe(2);
  });

  test('scans are numbered without a gap and every one has a verdict', () => {
    const station = setupStation();
    const numbers = ['#1001', 'NONSENSE', '', '7'.repeat(4096), ABACUS.gtin].map((code) => station.scan(code).scanNumber);
    expect(numbers).toEqual([2, 3, 4, 5, 6]);
  });

  test('a squeeze read twice counts once; an honest repeat counts, also while the trigger is held', () => {
    const station = setupStation();
    station.putOrder(makePackOrder(1003, { lines: makePackOrder(1003).lines.slice(0, 1).map((line) => ({ ...line, requiredUnits: 5 })) }));
    station.scan('#1003');
    expect(station.scan(ABACUS.gtin).code).toBe('ItemCounted');
    station.pass(-500 + BOUNCE_MS - 1);
    expect(station.scan(ABACUS.gtin)).toMatchObject({ kind: 'ignored', sound: 'tick' });
    station.pass(-500 + 2);
    expect(station.scan(ABACUS.gtin)).toMatchObject({ kind: 'accepted' });
    expect(station.view().pack?.remainingUnits).toBe(3);
  });

  test('the bounce window is of one code: another item in between is never swallowed, and a finger is never a bounce', () => {
    const station = setupStation();
    station.scan('#1001');
    station.scan(ABACUS.gtin);
    station.pass(-490);
    expect(station.scan(GLOBE.gtin).kind).toBe('accepted');
    station.pass(-490);
    expect(station.scan(ABACUS.gtin).kind).toBe('ignored');
    station.pass(-490);
    expect(station.scan(ABACUS.gtin, { source: 'touch' }).kind).toBe('accepted');
  });

  test('a refusal stays on the screen over an ignored repeat until OK or a right scan', () => {
    const station = setupStation();
    station.scan('#1001');
    station.scan(CHALK.gtin);
    station.pass(-490);
    expect(station.scan(CHALK.gtin).kind).toBe('ignored');
    expect(station.view()).toMatchObject({ blockedByRefusal: true, verdict: { code: 'NotOnOrder' } });
    station.scan(ABACUS.gtin);
    expect(station.view()).toMatchObject({ blockedByRefusal: false, verdict: { code: 'ItemCounted' } });
  });
});

describe('bad input', () => {
  test.each([['nothing', '', 'EmptyScan'], ['4 KB of noise', '\u0001x'.repeat(2048), 'NoiseScan'], ['SQL', "'; DROP TABLE scans; --", 'UnknownCode'], ['a percent sign', '%', 'UnknownCode'], ['half a character', '\ud800', 'NoiseScan'],
    ['a misread control code', 'PBC-OK-0', 'BadCheckCharacter'], ['a control code of tomorrow', formatPackbenchCode('C', 'FLY'), 'UnknownControl'], ['a tote', formatPackbenchCode('T', '0007'), 'ToteNotKnown'],
    ['a slip of nowhere', formatPackbenchCode('S', 'ZZZZZZZZZZ'), 'OrderNotFound'], ['UNDO out of place', control('UNDO'), 'ControlOutOfPlace'], ['a badge of nobody', formatPackbenchCode('B', 'NOBODY'), 'UnknownBadge']])('%s has a clear answer and the next scan works', (_, code, refusal) => {
    const station = setupStation();
    const verdict = station.scan(code);
    expect(verdict).toMatchObject({ kind: 'refused', code: refusal, title: { key: `refusal.${refusal}.title` }, advice: { key: `refusal.${refusal}.advice` } });
    expect(verdict.scanned.length).toBeLessThanOrEqual(80);
    expect(verdict.scanned).not.toMatch(/\p{C}/u);
    expect(station.scan('#1001').code).toBe('OrderOpened');
  });

  test('nothing is done for somebody who is not signed in', () => {
    const station = setupStation();
    station.scan(control('LOCK'));
    expect(station.scan('#1001').code).toBe('NotSignedIn');
    expect(station.facts()).toEqual([]);
  });
});

describe('what the office changes', () => {
  test('an order whose label is not here is not opened, and waits for it', () => {
    const station = setupStation();
    station.putOrder(makePackOrder(1004), false);
    expect(station.scan('#1004').code).toBe('LabelNotHere');
  });

  test('a cancel reaches the packer before the parcel closes', () => {
    const station = setupStation();
    pack(station, 1001);
    station.putOrder(makePackOrder(1001, { status: 'CANCELLED' }));
    expect(station.view().pack?.phase).toBe('stopped');
    expect(station.scan('TRACK1001')).toMatchObject({ code: 'OrderCancelled', sound: 'needs_person' });
    expect(station.facts().some((fact) => fact.type === 'ParcelClosed')).toBe(false);
    station.scan(control('PARK'));
    expect(station.view().pack).toBeNull();
  });

  test('an order that vanishes while it is open stays on the screen, stopped, with what is in the box', () => {
    const station = setupStation();
    station.scan('#1001');
    station.scan(ABACUS.gtin);
    station.removeOrder('ord_1001');
    expect(station.view().pack).toMatchObject({ phase: 'stopped', orderNumber: '#1001', remainingUnits: 2 });
    expect(station.scan(GLOBE.gtin).code).toBe('OrderNotLeased');
  });

  test('a parked order goes on under the lease that it has now', () => {
    const station = setupStation();
    station.scan('#1001');
    station.scan(ABACUS.gtin);
    station.scan(control('PARK'));
    station.putOrder(makePackOrder(1001, { lease: { stationId: 'sta_1', fence: 8 } }));
    expect(station.scan('#1001').code).toBe('OrderResumed');
    expect(station.scan(ABACUS.gtin).code).toBe('LineDone');
  });
});

describe('never lose the open order', () => {
  test('after a restart it is open at the same line, for the same person', () => {
    const station = setupStation();
    station.scan('#1001');
    station.scan(ABACUS.gtin);
    station.close();
    const again = openPackingStation({ dataDir: station.dataDir });
    opened.splice(0, opened.length, again);
    expect(again.view().pack).toMatchObject({ orderNumber: '#1001', remainingUnits: 2, touchedLineId: 'lin_1001_1' });
    expect(again.scan(ABACUS.gtin).code).toBe('LineDone');
  });

  test('another badge goes on at the same line and changes the language', () => {
    const station = setupStation();
    station.scan('#1001');
    station.scan(ABACUS.gtin);
    station.scan(ROBIN_BADGE);
    station.scan(ABACUS.gtin);
    expect(station.facts().at(-1)).toMatchObject({ type: 'ItemScanned', operatorName: 'Robin Lead' });
  });
});

describe('what is printed where', () => {
  test.each([
    ['two-printers', ['label on thermal', 'slip on laser']],
    ['thermal-label-then-slip', ['combined on thermal']],
    ['letter-half-and-half', ['combined on thermal']],
  ] as const)('%s', (layout, wanted) => {
    const station = setupStation({ layout });
    pack(station, 1001);
    expect(station.jobs('prc_1001').map((job) => `${job.document} on ${job.printerId}`)).toEqual(wanted);
  });

  test('without a printer of that kind the order is packed all the same and the job says what is missing', () => {
    const station = setupStation({ printers: [{ printerId: 'laser', name: 'Laser', roles: ['slip'], language: 'pdf' }] });
    pack(station, 1001);
    expect(station.facts().at(-1)?.type).toBe('PackingCompleted');
    expect(station.view().pack?.printJobs.map((job) => job.message?.key ?? null)).toEqual(['print.noPrinter', null]);
  });
});
