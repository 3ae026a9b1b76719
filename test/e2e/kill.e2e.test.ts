/** kill -9 of the station between the last scan and the print: it resumes at the same place and never makes a second label by itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import type { StationClient } from '../../scripts/launch/station-client.ts';
import { BADGE, codesToScan, OK, setupDemo, waitUntil, type TestDemo } from '../support/demo.ts';

describe('a station that is killed', () => {
  let demo: TestDemo;
  beforeAll(async () => { demo = await setupDemo({ orderCount: 10, readyOrders: 2 }); }, 180_000);
  afterAll(async () => { await demo?.close(); }, 60_000);

  const scan = async (station: StationClient, code: string): Promise<StationView> => (await station.call('scanCode', { commandId: randomUUID(), code, source: 'virtual' })).view;
  const packUntilPrinted = async (station: StationClient): Promise<StationView> => {
    let view = await station.call('readView', {});
    if (view.screen === 'lock') view = await scan(station, BADGE);
    if (!view.pack) view = await scan(station, OK);
    for (const code of codesToScan(view)) view = await scan(station, code);
    expect(view.verdict?.code).toBe('OrderPacked');
    return view;
  };

  test('right after the last scan, before the label: comes back at the handshake and prints it once', async () => {
    await demo.zebra.setFault('off');
    const station = await demo.connect();
    const packed = await packUntilPrinted(station);
    await demo.killStation();
    station.close();
    expect(demo.zebra.labels()).toHaveLength(0);

    await demo.zebra.setFault('none');
    await demo.restartStation();
    const again = await demo.connect();
    const resumed = await again.call('readView', {});
    expect(resumed.screen).toBe('pack');
    expect(resumed.pack?.orderNumber).toBe(packed.pack?.orderNumber);
    expect(resumed.pack?.phase).toBe('handshake');
    await again.waitForView((view) => view.pack?.printJobs.every((job) => job.state === 'confirmed') ?? false, 60_000);
    expect(demo.zebra.labels()).toHaveLength(1);
    expect((await scan(again, packed.pack?.trackingNumber ?? '')).verdict?.code).toBe('ParcelClosed');
    again.close();
  });

  test('while the label is printing: one label comes out, and none is made again after the restart', async () => {
    const before = demo.zebra.labels().length;
    const station = await demo.connect();
    // Not the job's state: that says "sending" before the first byte, and a station killed there has sent nothing.
    const isTaken = new Promise<void>((resolve) => { demo.zebra.onLabelTaken(resolve); });
    const packed = await packUntilPrinted(station);
    await isTaken;
    await demo.killStation();
    station.close();
    await waitUntil('the label that was on its way', () => demo.zebra.labels().length, (count) => count === before + 1);

    await demo.restartStation();
    const again = await demo.connect();
    const settled = await again.waitForView((view) => view.pack?.printJobs.filter((job) => job.document === 'label').every((job) => ['confirmed', 'uncertain'].includes(job.state)) ?? false, 60_000);
    expect(settled.pack?.orderNumber).toBe(packed.pack?.orderNumber);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(demo.zebra.labels()).toHaveLength(before + 1);
    expect((await scan(again, packed.pack?.trackingNumber ?? '')).verdict?.code).toBe('ParcelClosed');
    await waitUntil('SHIPPED in the office', () => demo.oms.readOrder(packed.pack?.orderNumber ?? ''), (order) => order.status === 'SHIPPED', 60_000);
    again.close();
  });
});
