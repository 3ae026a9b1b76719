/** From the scanner's Enter to the painted verdict, durable commit included; and from the last scan to the first byte at the printer. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { formatControlCode } from '../domain/barcodes/control-code.ts';
import type { StationClient } from '../scripts/launch/station-client.ts';
import { openBrowser, plugInWedge, type Wedge } from '../test/support/browser.ts';
import { BADGE, codesToScan, OK, setupDemo, type TestDemo } from '../test/support/demo.ts';
import { summarise, type BenchResult } from './bench-result.ts';

const SCANS = 150;
/** A fast packer's pace; faster than this the flash of the scan before is still being drawn. */
const PACE_MS = 320;
const WARM_UP = 10;
/** Enough that the 95th percentile is not simply the slowest. The first one is cold, as in the morning. */
const PARCELS = 60;
/** Between the items of a parcel: twice as fast as a packer, so that little time is left to prepare its documents in. */
const PARCEL_PACE_MS = 160;
const ORDERS = 140;
/** The office gives a bench more as it packs. */
const READY_ORDERS = 14;
const UNDO = formatControlCode({ name: 'UNDO' });

export async function runScanBench(): Promise<BenchResult> {
  const demo = await setupDemo({ orderCount: ORDERS, readyOrders: READY_ORDERS });
  const station = await demo.connect();
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(demo.kioskUrl());
    await page.getByText('Bench 1').first().waitFor();
    const wedge = await plugInWedge(page);
    await openLargeOrder(station);
    await scanRepeatedly(station, wedge, WARM_UP);
    await page.evaluate('performance.clearMarks()');
    await scanRepeatedly(station, wedge, SCANS);
    const painted = toDurations(await page.evaluate('performance.getEntriesByType("mark").map((mark) => [mark.name, mark.startTime])'));
    const calls = await measureCalls(station, SCANS);
    const online = await measureOnline(demo, SCANS);
    const firstByte = await measureFirstByte(demo, station);
    const baseline = summarise('baseline: one committed round trip to the OMS, nothing painted', online);
    return {
      name: 'scan',
      rows: [
        baseline,
        summarise('Enter to painted verdict, commit (FULL) included', painted, baseline.p50Ms),
        summarise('station alone: call to answer, commit (FULL) included', calls, baseline.p50Ms),
        summarise('last scan to first byte at the label printer', firstByte),
      ],
      notes: [
        'Goals: painted p50 <= 12 ms and p99 <= 30 ms on a quiet machine; first byte p95 <= 100 ms.',
        'The baseline is what a bench without a replica waits for on loopback, before network, and before it can paint.',
        'Painted: from the key event of the scanner’s Enter, all keys sent at once, to the task after the frame that holds the verdict: style, layout and paint are done, the screen’s own scan-out is not in it.',
        'First byte: from the last scan’s arrival at the station to the first write of the label’s bytes, as the journal has it; status, evidence and its commit included.',
        `${painted.length} scans painted, ${firstByte.length} parcels, ${ORDERS} orders in the shop.`,
      ],
    };
  } finally {
    station.close();
    await browser.close();
    await demo.close();
  }
}

function rest(durationMs: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, durationMs); });
}

async function send(station: StationClient, code: string): ReturnType<typeof station.call<'scanCode'>> {
  return station.call('scanCode', { commandId: randomUUID(), code, source: 'virtual' });
}

/** An order with two units or more, so that a scan and its UNDO never complete it. */
async function openLargeOrder(station: StationClient): Promise<void> {
  await send(station, BADGE);
  const { queue } = await station.call('readView', {});
  const large = queue.orders.find((order) => order.state === 'ready' && order.units >= 2);
  if (!large) throw new Error('the demo has no order of two units');
  await send(station, large.orderNumber);
}

async function scanRepeatedly(station: StationClient, wedge: Wedge, count: number): Promise<void> {
  const view = await station.call('readView', {});
  const item = view.pack?.lines[0]?.gtin ?? '';
  for (let index = 0; index < count; index += 1) {
    const before = (await station.call('readView', {})).verdict?.scanNumber ?? 0;
    await wedge.scan(index % 2 === 0 ? item : UNDO);
    await station.waitForView((now) => (now.verdict?.scanNumber ?? 0) > before);
    await rest(PACE_MS);
  }
}

function toDurations(raw: unknown): number[] {
  const marks = new Map(z.array(z.tuple([z.string(), z.number()])).parse(raw));
  return [...marks].filter(([name]) => name.startsWith('scan:enter:')).flatMap(([name, startedMs]) => {
    const paintedMs = marks.get(name.replace('enter', 'painted'));
    return paintedMs === undefined ? [] : [paintedMs - startedMs];
  });
}

async function measureCalls(station: StationClient, count: number): Promise<number[]> {
  const item = (await station.call('readView', {})).pack?.lines[0]?.gtin ?? '';
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedMs = performance.now();
    await send(station, index % 2 === 0 ? item : UNDO);
    samples.push(performance.now() - startedMs);
  }
  return samples;
}

async function measureOnline(demo: TestDemo, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedMs = performance.now();
    await demo.oms.call('POST', '/stations/pairing-codes', { station_name: `Other bench ${index}`, node_code: 'STR-NYC-01' });
    samples.push(performance.now() - startedMs);
  }
  return samples;
}

/** The journal itself has both times: the job is prepared in the last scan's transaction. */
async function measureFirstByte(demo: TestDemo, station: StationClient): Promise<number[]> {
  for (let parcel = 0; parcel < PARCELS; parcel += 1) {
    await station.waitForView((now) => now.readiness.orders > 0, 30_000);
    let { view } = await send(station, OK);
    if (!view.pack) ({ view } = await send(station, OK));
    for (const code of codesToScan(view)) {
      await rest(PARCEL_PACE_MS);
      ({ view } = await send(station, code));
    }
    await station.waitForView((now) => now.pack?.printJobs.some((job) => job.document === 'label' && job.state === 'confirmed') ?? false, 30_000);
    await send(station, view.pack?.trackingNumber ?? '');
  }
  const database = new Database(join(demo.stationDataDir, 'station.sqlite'), { readonly: true });
  const rows = database.prepare("SELECT first_byte_at_ms - prepared_at_ms AS took FROM print_jobs WHERE document = 'label' AND first_byte_at_ms IS NOT NULL").all();
  database.close();
  return rows.map((row) => z.object({ took: z.number() }).parse(row).took);
}
