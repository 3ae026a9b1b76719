import { afterEach, describe, expect, test } from 'vitest';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import type { Outcome } from '../../domain/wire/sync.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { listFacts, listOpenInbox, purgeFacts, putOutcome, setFactState } from '../outbox/outbox-store.ts';
import { changePrintJob } from '../print-queue/change-print-job.ts';
import { updateJobAttempt } from '../print-queue/print-job-store.ts';
import { readInboxCards } from './read-cards.ts';

const opened: PackingStation[] = [];
afterEach(() => { for (const station of opened.splice(0)) station.destroy(); });

const OK = formatControlCode({ name: 'OK' });
const GONE = formatControlCode({ name: 'GONE' });

function setupClosedBox(): PackingStation {
  const station = openPackingStation();
  opened.push(station);
  station.putOrder(makePackOrder(1001));
  for (const code of [ALEX_BADGE, '#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  printAll(station, 'prc_1001');
  expect(station.scan('TRACK1001').code).toBe('ParcelClosed');
  return station;
}

function printAll(station: PackingStation, parcelId: string): void {
  const { context } = station;
  for (const { jobId } of station.jobs(parcelId)) {
    context.db.inTransaction((tx) => {
      updateJobAttempt(tx, jobId, '{}', context.clock.nowMs());
      for (const event of ['FirstByteDue', 'AllBytesTaken', 'PaperSeen'] as const) changePrintJob(tx, context, { jobId, event });
    });
  }
}

/** The office's answer to every fact that is still to be answered. */
function answerAll(station: PackingStation, outcomeOf: (kind: string) => Outcome): void {
  station.context.db.inTransaction((tx) => {
    for (const fact of listFacts(tx).filter((candidate) => candidate.state === 'pending')) {
      const outcome = outcomeOf(fact.kind);
      setFactState(tx, fact.opId, 'acked', outcome);
      putOutcome(tx, { opId: fact.opId, orderId: fact.orderId, outcome, detail: null }, station.context.clock.nowMs());
    }
  });
}
const fenced = (kind: string): Outcome => (['PackingStarted', 'PackingCompleted', 'ParcelClosed'].includes(kind) ? 'conflict_reassigned' : 'applied');
const cardsOf = (station: PackingStation): string[] => station.view().cards.map((card) => `${card.kind} ${card.orderNumber} ${card.text.key}`);
const openOutcomes = (station: PackingStation): string[] => station.context.db.read(listOpenInbox).map((row) => row.outcome);

describe('what the office contradicts', () => {
  test('an order of two boxes is one recall that names both labels', () => {
    const station = openPackingStation();
    opened.push(station);
    const order = makePackOrder(1001);
    station.putOrder(order);
    for (const code of [ALEX_BADGE, '#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin, formatControlCode({ name: 'NEXT-BOX' })]) station.scan(code);
    const parcelId = station.facts().flatMap((fact) => (fact.type === 'ParcelAdded' ? [fact.parcelId] : []))[0] ?? '';
    station.putOrder({ ...order, boxNumber: 1, boxCount: 2, furtherParcels: [{ parcelId, boxNumber: 2, label: order.label && { ...order.label, parcelId, trackingNumber: 'TRACK2002' } }] });
    station.scan(formatControlCode({ name: 'NEXT-BOX' }));
    for (const printed of ['prc_1001', parcelId]) printAll(station, printed);
    expect(['TRACK2002', 'TRACK1001'].map((label) => station.scan(label).code)).toEqual(['BoxScanned', 'ParcelClosed']);
    answerAll(station, (kind) => (kind === 'ParcelClosed' ? 'conflict_cancelled' : 'applied'));
    const [card] = station.view().cards;
    expect([card?.kind, card?.trackingNumber, card?.steps[0]?.key, card?.steps[0]?.values['further']]).toEqual(['recall', 'TRACK1001', 'card.recall.further', 'TRACK2002']);
  });

  test('a box of a fenced bench is one recall, and its label settles all that was said of it', () => {
    const station = setupClosedBox();
    answerAll(station, fenced);
    expect(cardsOf(station)).toEqual(['recall #1001 inbox.conflict_reassigned']);
    expect(openOutcomes(station)).toHaveLength(3);
    expect(station.scan('TRACK1001').code).toBe('RecallFound');
    expect(station.facts().map((fact) => fact.type)).toEqual(['RecallSettled', 'OutcomeAcknowledged', 'OutcomeAcknowledged']);
    expect(openOutcomes(station)).toEqual([]);
  });

  test('a recall is not settled by having been read, only by the box or by GONE', () => {
    const station = setupClosedBox();
    answerAll(station, fenced);
    expect(station.scan(OK).code).toBe('QueueEmpty');
    station.scan(OK);
    expect(station.scan(GONE).code).toBe('RecallGone');
    expect(cardsOf(station)).toEqual([]);
  });

  test('the order is called by its number also after it was taken from this place', () => {
    const station = setupClosedBox();
    station.removeOrder('ord_1001');
    answerAll(station, fenced);
    expect(cardsOf(station)).toEqual(['recall #1001 inbox.conflict_reassigned']);
  });

  test('the work of a revoked bench is one card for each order, and OK settles it for good: an acknowledgement is not acknowledged again', () => {
    const station = setupClosedBox();
    answerAll(station, () => 'quarantined');
    expect(cardsOf(station)).toEqual(['outcome #1001 inbox.quarantined']);
    expect(station.scan(OK).code).toBe('OutcomeSeen');
    answerAll(station, () => 'quarantined');
    expect(cardsOf(station)).toEqual([]);
  });

  test('two contradictions of one order are two cards, read one after the other', () => {
    const station = setupClosedBox();
    answerAll(station, (kind) => (kind === 'PackingStarted' ? 'dead_letter' : 'held'));
    expect(cardsOf(station)).toEqual(['outcome #1001 inbox.dead_letter', 'outcome #1001 inbox.held']);
    station.scan(OK);
    expect(cardsOf(station)).toEqual(['outcome #1001 inbox.held']);
  });

  test('a fact is kept until its card is settled, however well it is backed up', () => {
    const station = setupClosedBox();
    answerAll(station, fenced);
    station.context.db.inTransaction((tx) => {
      tx.prepare('UPDATE outbox SET is_covered = 1').run();
      purgeFacts(tx, 'client_1', 1_000);
    });
    const [card] = station.context.db.read(readInboxCards);
    expect(card).toMatchObject({ kind: 'recall', trackingNumber: 'TRACK1001', parcelId: 'prc_1001' });
    station.scan('TRACK1001');
    expect(station.context.db.inTransaction((tx) => purgeFacts(tx, 'client_1', 1_000))).toBe(3);
  });
});
