import { expect, test } from 'vitest';
import type { FactBody } from './facts.ts';
import { refoldSession, type JournalFact } from './refold.ts';
import type { PackingSession } from './session.ts';

const BY = { operatorId: 'opr_1', operatorName: 'Alex' };
const scan: FactBody = { type: 'ItemScanned', ...BY, lineId: 'l1', sku: 'SKU-1', code: '1', units: 1 };
const facts: JournalFact[] = [{ atMs: 1_000, body: { type: 'PackingStarted', ...BY } }, { atMs: 2_000, body: scan }, { atMs: 3_000, body: scan }];
const session: PackingSession = {
  orderId: 'ord_1', orderNumber: '#1', parcelId: 'prc_1', trackingNumber: 'T1', pairCode: 'P1', fence: 1, baseRev: 1, state: 'scanning', touchedLineId: 'l1',
  lines: [{ lineId: 'l1', sku: 'SKU-1', requiredUnits: 3, packedUnits: 2 }], history: [{ lineId: 'l1', units: 1 }, { lineId: 'l1', units: 1 }],
};

test('a session is the fold of its facts', () => {
  expect(refoldSession({ openedAtMs: 1_002, session }, facts)).toEqual({ result: 'same', differences: [] });
});

test('a stored count that no fact explains is told by line', () => {
  const wrong = { ...session, lines: session.lines.map((line) => ({ ...line, packedUnits: 3 })) };
  expect(refoldSession({ openedAtMs: 1_000, session: wrong }, facts)).toEqual({ result: 'different', differences: ['line l1 (SKU-1): stored 3 units, folded 2'] });
});

test('facts that cannot follow from each other are told, not thrown', () => {
  const tooMany = [...facts, { atMs: 4_000, body: { ...scan, units: 5 } }];
  expect(refoldSession({ openedAtMs: 1_000, session }, tooMany)).toMatchObject({ result: 'different', differences: [expect.stringContaining('do not follow')] });
});

test('an order whose first facts are not kept any more is not compared', () => {
  expect(refoldSession({ openedAtMs: 1_000, session }, facts.slice(1)).result).toBe('partial');
  expect(refoldSession({ openedAtMs: 900_000, session }, facts).result).toBe('partial');
});
