import { afterEach, describe, expect, test } from 'vitest';
import { formatControlCode, type PlainControl } from '../../domain/barcodes/control-code.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';
import { ABACUS, ALEX_BADGE, GLOBE, makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { updateJobAttempt } from '../print-queue/print-job-store.ts';
import { changePrintJob } from '../print-queue/change-print-job.ts';

const opened: PackingStation[] = [];
afterEach(() => { for (const station of opened.splice(0)) station.destroy(); });

const control = (name: PlainControl): string => formatControlCode({ name });

/** Order #1001 is packed, its label is on paper, and the box stands beside the bench. */
function setupBoxAside(): PackingStation {
  const station = openPackingStation();
  opened.push(station);
  for (const number of [1001, 1002]) station.putOrder(makePackOrder(number));
  for (const code of [ALEX_BADGE, '#1001', ABACUS.gtin, ABACUS.gtin, GLOBE.gtin]) station.scan(code);
  const { context } = station;
  for (const { jobId } of station.jobs('prc_1001')) {
    context.db.inTransaction((tx) => {
      updateJobAttempt(tx, jobId, '{}', context.clock.nowMs());
      for (const event of ['FirstByteDue', 'AllBytesTaken', 'PaperSeen'] as const) changePrintJob(tx, context, { jobId, event });
    });
  }
  station.scan(control('PARK'));
  return station;
}
const cardsOf = (station: PackingStation): string[] => station.view().cards.map((card) => `${card.kind} ${card.title.key}`);
const label = makePackOrder(1001).label;
const relabelled = label && { ...label, trackingNumber: 'NEW1001', labelId: 'lbl_new' };

describe('a packed box beside the bench', () => {
  test.each<[string, Partial<PackOrder>]>([['was cancelled', { status: 'CANCELLED' }], ['went to another bench', { lease: { stationId: 'sta_2', fence: 2 } }], ['gets another label', { label: relabelled }]])('whose order %s is a card, until its label was scanned', (_, change) => {
    const station = setupBoxAside();
    expect(cardsOf(station)).toEqual([]);
    station.putOrder(makePackOrder(1001, change));
    expect(cardsOf(station)).toHaveLength(1);
    expect(station.view().cards[0]).toMatchObject({ kind: 'aside', trackingNumber: 'TRACK1001', steps: [{ key: 'card.step.destroyAside' }] });
    expect(station.scan('TRACK1001').code).toBe('LabelDestroyed');
    expect(cardsOf(station).filter((card) => card.startsWith('aside'))).toEqual([]);
  });

  test('whose order has left this place is settled by its label all the same', () => {
    const station = setupBoxAside();
    station.removeOrder('ord_1001');
    expect(cardsOf(station)).toEqual(['aside card.stop.OrderNotLeased']);
    expect(station.scan('TRACK1001').code).toBe('LabelDestroyed');
    expect(cardsOf(station)).toEqual([]);
    expect(station.facts().map((fact) => fact.type).slice(-2)).toEqual(['LabelDestroyed', 'PackingStopped']);
  });

  test('whose order has left, and whose label cannot be found, is opened by its number and declared gone', () => {
    const station = setupBoxAside();
    station.removeOrder('ord_1001');
    expect(station.scan('1001').code).toBe('OrderResumed');
    expect(station.view().pack).toMatchObject({ phase: 'stopped', orderNumber: '#1001' });
    expect(station.scan(control('GONE')).code).toBe('LabelDeclaredGone');
    expect([station.view().pack, cardsOf(station)]).toEqual([null, []]);
  });

  test('waits while another order is open', () => {
    const station = setupBoxAside();
    station.removeOrder('ord_1001');
    station.scan('#1002');
    expect(station.scan('TRACK1001').code).toBe('OtherOrderOpen');
    expect(cardsOf(station)).toEqual(['aside card.stop.OrderNotLeased']);
  });

  test('that nothing is wrong with is opened and closed as ever', () => {
    const station = setupBoxAside();
    expect(station.scan('TRACK1001').code).toBe('OrderResumed');
    expect(station.scan('TRACK1001').code).toBe('ParcelClosed');
  });
});
