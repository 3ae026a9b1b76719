import { describe, expect, test } from 'vitest';
import { stationTelemetrySchema, type StationTelemetry } from '../../domain/wire/telemetry.ts';
import { NEVER_SYNCED } from '../../sync/ports.ts';
import { openPackingStation } from '../../test/support/packing-station.ts';
import { collectTelemetry, type TelemetrySources } from './collect-telemetry.ts';
import { createReportDesk, REPORT_AT_MOST_EVERY_MS, REPORT_EVERY_MS } from './report-desk.ts';

const machine = { databaseBytes: 1, freeDiskBytes: null, memoryBytes: 1, isStorageFull: false };
const printer = (condition: 'ready' | 'busy' | 'out_of_paper', detail = '') => ({ printerId: 'thermal', name: 'Thermal', roles: ['label' as const], condition, detail, waitingJobs: 0 });

function collect(part: Partial<TelemetrySources> = {}): StationTelemetry {
  const station = openPackingStation();
  try {
    return station.context.db.read((tx) => collectTelemetry(tx, { nowMs: 10_000, startedAtMs: 1, sync: NEVER_SYNCED, printers: [printer('ready')], machine, ...part }));
  } finally {
    station.destroy();
  }
}

function setupDesk() {
  const world = { nowMs: 1_000_000, report: collect() };
  return { world, desk: createReportDesk(() => world.report, () => world.nowMs) };
}

describe('the office hears of a bench', () => {
  test('at once, then every quarter of a minute, whatever rises and falls with the boxes', () => {
    const { world, desk } = setupDesk();
    expect(desk.take()).toBe(world.report);
    world.report = { ...world.report, queue: { ...world.report.queue, pendingFacts: 9, unreportedOrders: 2 }, printers: collect({ printers: [printer('busy')] }).printers };
    world.nowMs += REPORT_EVERY_MS - 1;
    expect([desk.isDue(), desk.take()]).toEqual([false, null]);
    world.nowMs += 1;
    expect(desk.take()).toBe(world.report);
  });

  test.each<[string, (report: StationTelemetry) => StationTelemetry]>([
    ['a printer runs out of paper', (report) => ({ ...report, printers: collect({ printers: [printer('out_of_paper')] }).printers })],
    ['sums differ', (report) => ({ ...report, feed: { ...report.feed, checksum: 'different' } })],
    ['a contradiction waits for a person', (report) => ({ ...report, queue: { ...report.queue, inboxOpen: 1 } })],
    ['the disk is full', (report) => ({ ...report, machine: { ...report.machine, isStorageFull: true } })],
    ['a round has failed', (report) => ({ ...report, lastError: 'no route' })],
  ])('within a second when %s', (_, change) => {
    const { world, desk } = setupDesk();
    desk.take();
    world.report = change(world.report);
    expect(desk.isDue()).toBe(false);
    world.nowMs += REPORT_AT_MOST_EVERY_MS;
    expect([desk.isDue(), desk.take()]).toEqual([true, world.report]);
    expect(desk.isDue()).toBe(false);
  });

  test('again after the line broke, and when its clock was set back', () => {
    const { world, desk } = setupDesk();
    desk.take();
    desk.forget();
    expect(desk.take()).toBe(world.report);
    world.nowMs -= 3_600_000;
    expect(desk.isDue()).toBe(true);
  });
});

describe('a report', () => {
  test('is one that the office can read, however long a printer talks', () => {
    const report = collect({ printers: Array.from({ length: 40 }, () => printer('out_of_paper', `${'x'.repeat(499)}\u{1F5A8} and so on`)), sync: { ...NEVER_SYNCED, lastError: 'e'.repeat(2_000) } });
    expect(stationTelemetrySchema.safeParse(report)).toMatchObject({ success: true });
  });

  test('tells how far behind the bench is, in rows and in time', () => {
    expect(collect({ sync: { ...NEVER_SYNCED, head: 7, checkedAtMs: 4_000 } }).feed).toMatchObject({ lagRows: 7, lagMs: 6_000, cursor: 0 });
    expect(collect({ sync: { ...NEVER_SYNCED, head: 0, checkedAtMs: 4_000 } }).feed).toMatchObject({ lagRows: 0, lagMs: 0 });
    expect(collect().feed).toMatchObject({ lagRows: null, lagMs: null, checksum: 'unknown' });
  });
});
