import { afterEach, expect, test } from 'vitest';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import { ABACUS, ALEX_BADGE, makePackOrder, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { NEVER_SYNCED } from '../../sync/ports.ts';
import { handleScan } from '../packing/handle-scan.ts';
import { buildView, type UnnumberedView } from './build-view.ts';
import { createQueueMemo } from './queue-memo.ts';

const stations: PackingStation[] = [];
afterEach(() => { for (const station of stations.splice(0)) station.destroy(); });

/** A bench whose views are drawn as `startStation` draws them: the queue is forgotten only when a scan says so. */
function setupBench() {
  const station = openPackingStation();
  stations.push(station);
  for (const number of [1001, 1002]) station.putOrder(makePackOrder(number));
  const queue = createQueueMemo();
  const draw = (): UnnumberedView => station.context.db.read((tx) => buildView(tx, station.context, { sync: NEVER_SYNCED, printers: [], queue }));
  const context = { ...station.context, publish: (scope?: 'not-the-queue') => { if (scope !== 'not-the-queue') queue.forget(); } };
  let command = 0;
  const scan = (code: string): UnnumberedView => {
    station.pass(500);
    handleScan(context, { commandId: `cmd_${(command += 1)}`, code, source: 'wedge' });
    return draw();
  };
  return { station, queue, draw, scan };
}
const summary = ({ queue, readiness }: UnnumberedView) => ({ listed: queue.orders.map((order) => `${order.orderNumber} ${order.state}`), total: queue.totalOrders, ready: readiness.orders });

test('the orders are not sent while one of them is packed, but their counts are', () => {
  const { scan } = setupBench();
  expect(summary(scan(ALEX_BADGE))).toEqual({ listed: ['#1001 ready', '#1002 ready'], total: 2, ready: 2 });
  expect(summary(scan('#1001'))).toEqual({ listed: [], total: 2, ready: 1 });
  expect(summary(scan(ABACUS.gtin))).toEqual({ listed: [], total: 2, ready: 1 });
});

test('an order that its first item opened leaves the ready ones at once', () => {
  const { scan } = setupBench();
  scan(ALEX_BADGE);
  expect(summary(scan(ABACUS.gtin)).ready).toBe(1);
});

test('an order that was put aside is back in the list, as parked', () => {
  const { scan } = setupBench();
  for (const code of [ALEX_BADGE, '#1001', ABACUS.gtin]) scan(code);
  expect(summary(scan(formatControlCode({ name: 'PARK' })))).toEqual({ listed: ['#1001 parked', '#1002 ready'], total: 2, ready: 1 });
});

test('orders that the office sent are counted after its change was told, not before', () => {
  const { station, queue, draw, scan } = setupBench();
  scan(ALEX_BADGE);
  station.putOrder(makePackOrder(1003));
  expect(summary(draw()).ready).toBe(2);
  queue.forget();
  expect(summary(draw()).ready).toBe(3);
});
