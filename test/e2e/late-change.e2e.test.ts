/** Promise 9 with real programs: what the office decides while an order is on the bench stops the bench, or becomes a card that a scan settles. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { must } from '../../domain/assert.ts';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import { startChildProgram } from '../../scripts/launch/child-program.ts';
import { connectStation, readStationAddress } from '../../scripts/launch/station-client.ts';
import { openBrowser } from '../support/browser.ts';
import { BADGE, OK, setupDemo, waitUntil, type TestDemo } from '../support/demo.ts';
import { openKioskPacker, type KioskPacker } from '../support/kiosk-packer.ts';

const folder = mkdtempSync(join(tmpdir(), 'packbench-late-'));
let demo: TestDemo;
let browser: Browser;
let packer: KioskPacker;
const undo: (() => Promise<void>)[] = [];

beforeAll(async () => {
  demo = await setupDemo({ orderCount: 24, readyOrders: 8 });
  browser = await openBrowser();
  packer = await openKioskPacker(browser, readStationAddress(demo.stationDataDir));
  await packer.scan(BADGE);
}, 180_000);

afterAll(async () => {
  for (const step of undo.toReversed()) await step();
  await packer?.close();
  await browser?.close();
  await demo?.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

beforeEach(async () => { await packer.station.waitForView((view) => view.sync.state === 'online' && view.sync.waitingFacts === 0, 60_000); });

type OpenedOrder = { readonly orderId: string; readonly orderNumber: string; readonly trackingNumber: string; readonly view: StationView };

async function openNextOrder(leastUnits = 1): Promise<OpenedOrder> {
  const isWanted = (order: StationView['queue']['orders'][number]): boolean => order.state === 'ready' && order.units >= leastUnits;
  const ready = await packer.station.waitForView((view) => view.queue.orders.some(isWanted), 60_000);
  const next = must(ready.queue.orders.find(isWanted), 'an order that is ready');
  const view = await packer.scan(next.orderNumber);
  expect(view.verdict?.code).toBe('OrderOpened');
  return { orderId: next.orderId, orderNumber: next.orderNumber, trackingNumber: view.pack?.trackingNumber ?? '', view };
}

const stopCard = () => packer.page.getByTestId('card-stop');
const eventsOf = async (orderId: string): Promise<string[]> => z.array(z.object({ event_type: z.string() })).parse(await demo.oms.call('GET', `/orders/${orderId}/events`)).map((event) => event.event_type);
const elsewhere = { name: 'Nora Feld', address1: '7 Harbor Road', city: 'Boston', state: 'MA', postal_code: '02110', country: 'US' };

describe('the line is up', () => {
  test('a cancel stops the open order: no item counts any more, and OK takes it off the bench', async () => {
    const { orderId, orderNumber, view } = await openNextOrder();
    const item = view.pack?.lines[0]?.gtin ?? '';
    await demo.oms.cancelOrder(orderId);
    await stopCard().filter({ hasText: 'was cancelled' }).waitFor();
    expect(await packer.page.getByTestId('verdict-sentence').textContent()).toBe(`Order ${orderNumber} was cancelled`);
    expect((await packer.scan(item)).verdict?.code).toBe('OrderCancelled');
    await packer.control('OK');
    const off = await packer.control('OK');
    expect([off.verdict?.code, off.screen]).toEqual(['BoxUnpacked', 'start']);
    await waitUntil('the office knows', () => eventsOf(orderId), (events) => events.includes('floor.PackingStopped'));
    expect((await packer.scan(orderNumber)).verdict?.kind).toBe('refused');
    await packer.scan(OK);
  });

  test('a cancel after the label printed wants that label: OK does not do, its scan does', async () => {
    const { orderId, trackingNumber } = await openNextOrder();
    await packer.packAndPrint();
    await demo.oms.cancelOrder(orderId);
    await stopCard().filter({ hasText: trackingNumber }).waitFor();
    expect((await packer.control('OK')).verdict?.code).toBe('LabelNotDestroyed');
    const destroyed = await packer.scan(trackingNumber);
    expect([destroyed.verdict?.code, destroyed.screen]).toEqual(['LabelDestroyed', 'start']);
    expect(await waitUntil('the office knows', () => eventsOf(orderId), (events) => events.includes('floor.LabelDestroyed'))).not.toContain('parcel.closed');
  });

  test('a hold puts the box aside with its count; released, it goes on where it was', async () => {
    const { orderId, orderNumber, view } = await openNextOrder(2);
    const item = view.pack?.lines[0]?.gtin ?? '';
    const counted = await packer.scan(item);
    await demo.oms.call('POST', `/orders/${orderId}/hold`, { reason: 'payment' });
    await stopCard().filter({ hasText: 'on hold' }).waitFor();
    expect((await packer.control('OK')).verdict?.code).toBe('BoxPutAside');
    await demo.oms.call('POST', `/orders/${orderId}/release`, {});
    await packer.station.waitForView((now) => now.queue.orders.find((order) => order.orderNumber === orderNumber)?.state === 'parked');
    const again = await packer.scan(orderNumber);
    expect([again.verdict?.code, again.pack?.remainingUnits]).toEqual(['OrderResumed', counted.pack?.remainingUnits]);
    const printed = await packer.packAndPrint();
    expect((await packer.scan(printed.pack?.trackingNumber ?? '')).verdict?.code).toBe('ParcelClosed');
  });

  test('a short takes a unit out of the open order: the goods go back, and it is packed anew without it, under a new label', async () => {
    const { orderId, orderNumber, trackingNumber, view } = await openNextOrder(2);
    await packer.scan(view.pack?.lines[0]?.gtin ?? '');
    const { allocations: [held], line_items: ordered } = z.object({ allocations: z.array(z.object({ node_id: z.string(), order_item_id: z.string() })), line_items: z.array(z.object({ quantity: z.number() })) }).parse(await demo.oms.call('GET', `/orders/${orderId}`));
    await demo.oms.call('POST', `/orders/${orderId}/short`, { node_id: held?.node_id, line_items: [{ line_item_id: held?.order_item_id, quantity: 1 }] });
    await stopCard().filter({ hasText: 'other goods' }).waitFor();
    expect((await packer.control('OK')).verdict?.code).toBe('BoxUnpacked');
    await packer.station.waitForView((now) => ['ready', 'parked'].includes(now.queue.orders.find((order) => order.orderNumber === orderNumber)?.state ?? ''), 60_000);
    const again = await waitUntil('its new label is here', () => packer.scan(orderNumber), (now) => now.verdict?.code === 'OrderResumed', 60_000);
    expect(again.pack?.remainingUnits).toBe(ordered.reduce((sum, line) => sum + line.quantity, 0) - 1);
    const printed = await packer.packAndPrint();
    expect(printed.pack?.trackingNumber).not.toBe(trackingNumber);
    expect((await packer.scan(printed.pack?.trackingNumber ?? '')).verdict?.code).toBe('ParcelClosed');
    await waitUntil('SHIPPED in the office', () => demo.oms.readOrder(orderNumber), (order) => order.status === 'SHIPPED', 60_000);
  });

  test('another address after the label printed: the old one is destroyed, RELABEL prints the new one, and only that closes the box', async () => {
    const { orderId, orderNumber, trackingNumber } = await openNextOrder();
    await packer.packAndPrint();
    const labels = demo.zebra.labels().length;
    await demo.oms.call('PATCH', `/orders/${orderId}/shipping-address`, elsewhere);
    await stopCard().filter({ hasText: 'another label' }).waitFor();
    expect((await packer.scan(trackingNumber)).verdict?.code).toBe('LabelDestroyed');
    await packer.page.getByTestId('card-control-RELABEL').waitFor({ timeout: 30_000 });
    expect(demo.zebra.labels()).toHaveLength(labels);
    expect((await packer.control('RELABEL')).verdict?.code).toBe('Relabelled');
    const printed = await packer.packAndPrint();
    const newNumber = printed.pack?.trackingNumber ?? '';
    expect(newNumber).not.toBe(trackingNumber);
    expect((await packer.scan(trackingNumber)).verdict?.kind).toBe('refused');
    await packer.control('OK');
    expect((await packer.scan(newNumber)).verdict?.code).toBe('ParcelClosed');
    const shipped = await waitUntil('SHIPPED in the office', () => demo.oms.readOrder(orderNumber), (order) => order.status === 'SHIPPED');
    expect(shipped.shipments.map((shipment) => shipment.tracking_number)).toEqual([newNumber]);
  });
});

describe('the line is cut', () => {
  /** Packs and closes the next order without a line; the office decides meanwhile. */
  const closeOffline = async (decide: (order: OpenedOrder) => Promise<unknown>): Promise<OpenedOrder> => {
    const opened = await openNextOrder();
    demo.network.setConnected(false);
    await packer.station.waitForView((view) => view.sync.state === 'offline', 40_000);
    await packer.packAndPrint();
    await decide(opened);
    expect((await packer.scan(opened.trackingNumber)).verdict?.code).toBe('ParcelClosed');
    demo.network.setConnected(true);
    return opened;
  };
  const cards = async (): Promise<string[]> => (await packer.view()).cards.map((card) => `${card.kind} ${card.orderNumber}`);

  test('a cancelled box becomes a recall card at first contact; it stays until its label is scanned', async () => {
    const { orderId, orderNumber, trackingNumber } = await closeOffline((order) => demo.oms.cancelOrder(order.orderId));
    const card = packer.page.getByTestId('card-recall').filter({ hasText: orderNumber });
    await card.filter({ hasText: trackingNumber }).waitFor({ timeout: 60_000 });
    await packer.page.reload();
    await card.waitFor();
    expect(await cards()).toEqual([`recall ${orderNumber}`]);
    expect((await packer.scan(trackingNumber)).verdict?.code).toBe('RecallFound');
    await card.waitFor({ state: 'detached' });
    await waitUntil('the office knows', () => eventsOf(orderId), (events) => events.includes('recall.found'));
    await packer.station.waitForView((view) => view.sync.waitingFacts === 0);
    expect(await cards()).toEqual([]);
  });

  test('a box that was closed with the label of the old address is found by that label, and packed again with the new one', async () => {
    const { orderNumber, trackingNumber } = await closeOffline((order) => demo.oms.call('PATCH', `/orders/${order.orderId}/shipping-address`, elsewhere));
    await packer.page.getByTestId('card-recall').filter({ hasText: orderNumber }).waitFor({ timeout: 60_000 });
    expect((await packer.scan(trackingNumber)).verdict?.code).toBe('RecallFound');
    await packer.station.waitForView((view) => view.queue.orders.some((order) => order.orderNumber === orderNumber && order.state === 'parked'), 30_000);
    expect((await packer.scan(orderNumber)).verdict?.code).toBe('OrderResumed');
    const printed = await packer.packAndPrint();
    expect(printed.pack?.trackingNumber).not.toBe(trackingNumber);
    expect((await packer.scan(printed.pack?.trackingNumber ?? '')).verdict?.code).toBe('ParcelClosed');
    const shipped = await waitUntil('SHIPPED in the office', () => demo.oms.readOrder(orderNumber), (order) => order.status === 'SHIPPED');
    expect(shipped.shipments.map((shipment) => shipment.tracking_number)).toEqual([printed.pack?.trackingNumber]);
  });

  test('the inspector names the facts that wait, and that all is well when they have gone', async () => {
    demo.network.setConnected(false);
    await packer.station.waitForView((view) => view.sync.state === 'offline', 40_000);
    const { orderNumber } = await openNextOrder();
    await packer.control('PARK');
    await packer.control('INSPECT');
    const inspector = packer.page.getByTestId('inspector');
    await inspector.getByRole('cell', { name: 'PackingParked' }).waitFor();
    await inspector.getByText('unreachable', { exact: false }).first().waitFor();
    demo.network.setConnected(true);
    await inspector.getByText('Facts that wait: 0').waitFor({ timeout: 60_000 });
    await inspector.getByText('ok, 2', { exact: false }).waitFor();
    expect((await packer.scan(orderNumber)).verdict?.code).toBe('OrderResumed');
    await inspector.waitFor({ state: 'detached' });
    await packer.control('PARK');
  });

  test('a box that went to another bench meanwhile is a recall; GONE tells the office, which stops the order', async () => {
    const bench2 = await enrolSecondBench();
    const { orderId, orderNumber } = await closeOffline(async (order) => {
      const { parcels } = await demo.oms.readOrder(order.orderNumber);
      await demo.oms.call('POST', `/orders/${order.orderId}/lease`, { node_id: parcels[0]?.node_id, station_id: bench2.stationId, reason: 'Bench 1 is silent' });
    });
    const card = packer.page.getByTestId('card-recall').filter({ hasText: orderNumber });
    await card.filter({ hasText: 'given to another station' }).waitFor({ timeout: 60_000 });
    expect(await cards()).toEqual([`recall ${orderNumber}`]);
    expect((await packer.control('GONE')).verdict?.code).toBe('RecallGone');
    await card.waitFor({ state: 'detached' });
    expect(await waitUntil('the office knows', () => eventsOf(orderId), (events) => events.includes('recall.gone'))).not.toContain('parcel.closed');
  });

  test('a lead moves an order whose label is printed: the old bench destroys it, the new bench ships with a new one', async () => {
    const bench2 = await enrolSecondBench();
    const { orderId, orderNumber, trackingNumber } = await openNextOrder();
    await packer.packAndPrint();
    const { parcels } = await demo.oms.readOrder(orderNumber);
    await demo.oms.call('POST', `/orders/${orderId}/lease`, { node_id: parcels[0]?.node_id, station_id: bench2.stationId, reason: 'the lead asked' });
    await stopCard().filter({ hasText: 'another bench' }).waitFor();
    expect((await packer.scan(trackingNumber)).verdict?.code).toBe('LabelDestroyed');

    const other = await openKioskPacker(browser, bench2.address);
    await other.station.waitForView((view) => view.queue.orders.find((order) => order.orderNumber === orderNumber)?.state === 'ready', 60_000);
    await other.scan(BADGE);
    expect((await other.scan(orderNumber)).verdict?.code).toBe('OrderOpened');
    const printed = await other.packAndPrint();
    const newNumber = printed.pack?.trackingNumber ?? '';
    expect(newNumber).not.toBe(trackingNumber);
    expect((await other.scan(newNumber)).verdict?.code).toBe('ParcelClosed');
    const shipped = await waitUntil('SHIPPED in the office', () => demo.oms.readOrder(orderNumber), (order) => order.status === 'SHIPPED');
    expect(shipped.shipments.map((shipment) => shipment.tracking_number)).toEqual([newNumber]);
    await other.close();
  });
});

type SecondBench = { readonly stationId: string; readonly address: ReturnType<typeof readStationAddress> };
let second: SecondBench | null = null;

async function enrolSecondBench(): Promise<SecondBench> {
  if (second) return second;
  const dataDir = join(folder, 'bench-2');
  const printers = [
    { printerId: 'thermal', name: 'Thermal printer', driver: 'tcp9100', address: demo.zebra.address, roles: ['label'], language: 'zpl', dotsPerInch: 203 },
    { printerId: 'laser', name: 'Laser printer', driver: 'ipp', address: demo.laser.address, roles: ['slip'], language: 'pdf', dotsPerInch: 300 },
  ];
  const program = await startChildProgram({
    entry: 'main/entry-node.ts', readyEvent: 'station:ready', logFile: join(folder, 'bench-2.log'),
    environment: { PACKBENCH_DATA_DIR: dataDir, PACKBENCH_STATION_PORT: '0', PACKBENCH_PRINTERS: JSON.stringify(printers) },
  });
  undo.push(() => program.stop());
  const address = readStationAddress(dataDir);
  const client = await connectStation(address);
  const answer = await client.call('enrol', { omsUrl: demo.oms.url, pairingCode: await demo.oms.createPairingCode('Bench 2', 'STR-NYC-01') });
  expect(answer.ok).toBe(true);
  const view = await client.waitForView((now) => now.station !== null && now.sync.state === 'online', 30_000);
  client.close();
  second = { stationId: must(view.station, 'the enrolled station').stationId, address };
  return second;
}
