/** The narrow rows of the queue go with the documents: whatever the feed brings, they say what the documents say. */
import { mkdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { PackOrder } from '../../domain/wire/documents.ts';
import { makePackOrder, openPackingStation, STATION_ID, type PackingStation } from '../../test/support/packing-station.ts';
import { readPackOrder } from '../orders/read-orders.ts';
import { readQueue } from './read-queue.ts';

const stations: PackingStation[] = [];
afterEach(() => { for (const station of stations.splice(0)) station.destroy(); });
function openStation(options: Parameters<typeof openPackingStation>[0] = {}): PackingStation {
  const station = openPackingStation(options);
  stations.push(station);
  return station;
}

type Change = { readonly number: number; readonly isRemoved: boolean; readonly part: Partial<PackOrder> };
const changes = fc.array(fc.record({
  number: fc.integer({ min: 1, max: 6 }), isRemoved: fc.boolean(),
  part: fc.record({
    status: fc.constantFrom('PICKING', 'PACKING', 'READY_TO_SHIP', 'SHIPPED', 'CANCELLED'), isOnHold: fc.boolean(), shipBy: fc.constantFrom('2026-11-21T10:00:00Z', '2026-11-21T11:00:00Z'),
    lease: fc.constantFrom(null, { stationId: STATION_ID, fence: 1 }, { stationId: 'sta_2', fence: 1 }),
  }),
}), { maxLength: 30 });

/** The same question, put to the documents themselves. */
function expectedQueue(station: PackingStation): string[] {
  const orders = [1, 2, 3, 4, 5, 6].flatMap((number) => station.context.db.read((tx) => readPackOrder(tx, `ord_${number}`))?.order ?? []);
  const isOurs = (order: PackOrder): boolean => order.lease?.stationId === STATION_ID;
  return orders.filter((order) => ['PICKING', 'PACKING', 'READY_TO_SHIP'].includes(order.status))
    .toSorted((a, b) => Number(isOurs(b)) - Number(isOurs(a)) || a.shipBy.localeCompare(b.shipBy) || a.orderId.localeCompare(b.orderId)).map((order) => order.orderId);
}

describe('the queue', () => {
  test('holds the open orders, ours first, each by its ship-by time, after any changes', () => {
    const station = openStation();
    fc.assert(fc.property(changes, (brought: readonly Change[]) => {
      for (const { number, isRemoved, part } of brought) if (isRemoved) station.removeOrder(`ord_${number}`); else station.putOrder(makePackOrder(number, part));
      const queue = station.context.db.read((tx) => readQueue(tx, STATION_ID, 100));
      expect(queue.orders.map((order) => order.orderId)).toEqual(expectedQueue(station));
      expect([queue.totalOrders, queue.readyOrders]).toEqual([queue.orders.length, queue.orders.filter((order) => order.state === 'ready').length]);
    }), { numRuns: 60 });
  });

  test('counts all, but lists no more than asked for, and no other bench\'s order before ours', () => {
    const station = openStation();
    for (let number = 1; number <= 9; number += 1) station.putOrder(makePackOrder(number, number % 3 === 0 ? {} : { lease: { stationId: 'sta_2', fence: 1 } }), number !== 9);
    const queue = station.context.db.read((tx) => readQueue(tx, STATION_ID, 4));
    expect(queue.orders.map((order) => `${order.orderNumber} ${order.state}`)).toEqual(['#3 ready', '#6 ready', '#9 waiting', '#1 other']);
    expect([queue.totalOrders, queue.readyOrders]).toEqual([9, 2]);
  });

  test('is there at once in a file of the first version, with every document', () => {
    const first = openStation();
    for (const number of [1, 2]) first.putOrder(makePackOrder(number));
    const rows = first.context.db.read((tx) => tx.prepare('SELECT type, id, gen, rev, seq, hash, body FROM ent ORDER BY type, id').all()) as Record<string, string | number>[];
    const dataDir = `${first.dataDir}/old`;
    writeOldFile(dataDir, rows);
    const station = openStation({ dataDir });
    expect(station.context.db.read((tx) => tx.prepare('SELECT type, id, gen, rev, seq, hash, body FROM ent ORDER BY type, id').all())).toEqual(rows);
    expect(station.context.db.read((tx) => readQueue(tx, STATION_ID, 100))).toMatchObject({ totalOrders: 2, orders: [{ orderNumber: '#1' }, { orderNumber: '#2' }] });
  });
});

function writeOldFile(dataDir: string, rows: readonly Record<string, string | number>[]): void {
  mkdirSync(dataDir);
  const old = new Database(`${dataDir}/station.sqlite`);
  old.exec(readFileSync(new URL('../db/migrations/0001-station.sql', import.meta.url), 'utf8'));
  old.pragma('user_version = 1');
  const insert = old.prepare('INSERT INTO ent (type, id, gen, rev, seq, hash, body) VALUES (:type, :id, :gen, :rev, :seq, :hash, :body)');
  for (const row of rows) insert.run(row);
  old.close();
}
