/** The line as a packer runs it: a browser kiosk, a wedge scanner, real sockets to printers, and the network cut in the middle. */
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatControlCode } from '../../domain/barcodes/control-code.ts';
import { parsePackbenchCode } from '../../domain/barcodes/packbench-code.ts';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import type { StationClient } from '../../scripts/launch/station-client.ts';
import { openBrowser, plugInWedge, type Wedge } from '../support/browser.ts';
import { BOUNCE_MS } from '../../main/packing/handle-scan.ts';
import { decodeBarcodes, renderPdf, renderZpl } from '../support/decode.ts';
import { BADGE, codesToScan, OK, setupDemo, waitUntil, type TestDemo } from '../support/demo.ts';

const NOISE = 'x'.repeat(4096);
const NEXT_BOX = formatControlCode({ name: 'NEXT-BOX' });

describe('the line', () => {
  let demo: TestDemo;
  let station: StationClient;
  let browser: Browser;
  let page: Page;
  let wedge: Wedge;

  beforeAll(async () => {
    demo = await setupDemo({ orderCount: 14, readyOrders: 3 });
    station = await demo.connect();
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(demo.kioskUrl());
    wedge = await plugInWedge(page);
    await page.getByText('Bench 1').first().waitFor();
  }, 180_000);

  afterAll(async () => {
    station?.close();
    await browser?.close();
    await demo?.close();
  }, 60_000);

  /** One code twice within 300 ms is a bounce of the trigger; a person is slower than that, and so is this. */
  const scan = async (code: string): Promise<StationView> => {
    await new Promise((resolve) => setTimeout(resolve, BOUNCE_MS + 20));
    const before = (await station.call('readView', {})).verdict?.scanNumber ?? 0;
    await wedge.scan(code);
    return station.waitForView((view) => (view.verdict?.scanNumber ?? 0) > before);
  };
  const scanItems = async (view: StationView): Promise<StationView> => {
    let last = view;
    for (const code of codesToScan(view)) last = await scan(code);
    return last;
  };
  const packOpenOrder = async (view: StationView): Promise<{ orderNumber: string; trackingNumber: string }> => {
    const labels = demo.zebra.labels().length;
    const pages = demo.laser.documents().length;
    const packed = await scanItems(view);
    expect(packed.verdict?.code).toBe('OrderPacked');
    expect(packed.pack?.phase).toBe('handshake');
    await waitUntil('label and slip', () => [demo.zebra.labels().length, demo.laser.documents().length], ([label = 0, slip = 0]) => label === labels + 1 && slip === pages + 1);
    const orderNumber = packed.pack?.orderNumber ?? '';
    const trackingNumber = packed.pack?.trackingNumber ?? '';
    await proveDocuments(demo, orderNumber, trackingNumber);
    const closed = await scan(trackingNumber);
    expect(closed.verdict?.code).toBe('ParcelClosed');
    return { orderNumber, trackingNumber };
  };

  test('a packer badges in, opens an order by its code, and packs it to the closed parcel by scanner alone', async () => {
    expect((await scan(BADGE)).screen).toBe('start');
    const start = await station.call('readView', {});
    const first = start.queue.orders.find((order) => order.state === 'ready');
    const opened = await scan(first?.orderNumber ?? '');
    expect(opened.pack?.orderNumber).toBe(first?.orderNumber);

    const foreign = start.queue.orders.flatMap((order) => order.skus).find((sku) => !opened.pack?.lines.some((line) => line.sku === sku)) ?? 'SKU-TOOL-Z';
    const wrong = await scan(foreign);
    expect(wrong.verdict?.code).toBe('NotOnOrder');
    expect(wrong.blockedByRefusal).toBe(true);
    expect((await scan(OK)).blockedByRefusal).toBe(false);

    const { orderNumber, trackingNumber } = await packOpenOrder(await station.call('readView', {}));
    const shipped = await waitUntil('SHIPPED in the office', () => demo.oms.readOrder(orderNumber), (order) => order.status === 'SHIPPED');
    expect(shipped.shipments.map((one) => one.tracking_number)).toEqual([trackingNumber]);
    const told = await waitUntil('the shop', () => demo.shopify.fulfillmentsOf(shipped.external_order_id ?? ''), (list) => list.length > 0);
    expect(told.map((one) => one.trackingNumber)).toEqual([trackingNumber]);
  });

  test('what cannot be understood is answered in plain words, and the next scan works', async () => {
    expect((await scan(NOISE)).verdict?.code).toBe('NoiseScan');
    expect((await scan('NO-SUCH-CODE')).verdict?.code).toBe('UnknownCode');
    expect((await scan(formatControlCode({ name: 'UNDO' }))).verdict?.code).toBe('ControlOutOfPlace');
    const opened = await scan(OK).then((view) => (view.pack ? view : scan(OK)));
    expect(opened.pack?.phase).toBe('scanning');
    const line = opened.pack?.lines[0];
    for (let unit = 0; unit < (line?.requiredUnits ?? 0); unit += 1) await scan(line?.gtin ?? '');
    const extra = await scan(line?.gtin ?? '');
    expect(['LineComplete', 'PackingComplete']).toContain(extra.verdict?.code);
    await packRest();
  });

  const packRest = async (): Promise<void> => {
    const view = await station.call('readView', {});
    if (view.pack?.phase === 'handshake') {
      await waitUntil('the label', () => station.call('readView', {}), (now) => now.pack?.printJobs.some((job) => job.document === 'label' && job.state === 'confirmed') ?? false);
      expect((await scan(view.pack.trackingNumber ?? '')).verdict?.code).toBe('ParcelClosed');
    } else await packOpenOrder(view);
  };

  test('an order that wants two boxes: the office buys the second label, each box has its own label and slip, and it ships when both are scanned back', async () => {
    const opened = await scan(OK).then((view) => (view.pack ? view : scan(OK)));
    expect((await scan(NEXT_BOX)).verdict?.code).toBe('BoxAsked');
    const packed = await scanItems(opened);
    expect(packed.verdict?.code).toBe('OrderPacked');
    await station.waitForView((view) => view.pack?.boxes[1]?.state === 'ready', 30_000);
    const labelled = await scan(NEXT_BOX);
    expect(labelled.verdict?.code).toBe('BoxLabelled');
    const printed = await station.waitForView((view) => view.pack?.printJobs.length === 4 && view.pack.printJobs.every((job) => job.state === 'confirmed'), 30_000);
    const numbers = printed.pack?.boxes.map((box) => box.trackingNumber ?? '') ?? [];
    expect(new Set(numbers).size).toBe(2);
    expect((await scan(numbers[1] ?? '')).verdict?.code).toBe('BoxScanned');
    expect((await scan(numbers[0] ?? '')).verdict?.code).toBe('ParcelClosed');
    const shipped = await waitUntil('SHIPPED in the office', () => demo.oms.readOrder(packed.pack?.orderNumber ?? ''), (order) => order.status === 'SHIPPED');
    expect(shipped.shipments.map((one) => one.tracking_number).toSorted()).toEqual(numbers.toSorted());
    const told = await waitUntil('the shop', () => demo.shopify.fulfillmentsOf(shipped.external_order_id ?? ''), (list) => list.length > 0);
    expect(told.map((one) => [one.trackingNumber, ...(one.furtherTrackingNumbers ?? [])])).toEqual([numbers]);
  });

  test('with the network cut the next order is packed, labelled and closed; when it is back the office and the shop learn it once', async () => {
    await station.waitForView((view) => view.sync.waitingFacts === 0 && view.sync.unreportedOrders === 0, 30_000);
    demo.network.setConnected(false);
    await station.waitForView((view) => view.sync.state === 'offline', 40_000);
    const opened = await scan(OK).then((view) => (view.pack ? view : scan(OK)));
    const { orderNumber, trackingNumber } = await packOpenOrder(opened);
    const offline = await station.call('readView', {});
    expect(offline.sync.waitingFacts).toBeGreaterThan(0);
    expect(offline.sync.unreportedOrders).toBe(1);
    await page.getByText(/offline/i).first().waitFor();
    expect((await demo.oms.readOrder(orderNumber)).status).not.toBe('SHIPPED');

    demo.network.setConnected(true);
    await station.waitForView((view) => view.sync.state === 'online' && view.sync.waitingFacts === 0, 60_000);
    const shipped = await waitUntil('SHIPPED in the office', () => demo.oms.readOrder(orderNumber), (order) => order.status === 'SHIPPED');
    expect(shipped.shipments).toHaveLength(1);
    expect(shipped.shipments[0]?.tracking_number).toBe(trackingNumber);
    const told = await waitUntil('the shop', () => demo.shopify.fulfillmentsOf(shipped.external_order_id ?? ''), (list) => list.length > 0);
    expect(told).toHaveLength(1);
  });
});

/** What came out is rendered and read by a barcode reader: the right tracking number on the label, the right order on the slip. */
async function proveDocuments(demo: TestDemo, orderNumber: string, trackingNumber: string): Promise<void> {
  const [label] = await renderZpl(new TextEncoder().encode(demo.zebra.labels().at(-1)?.zpl ?? ''), { dotsPerInch: 203 });
  expect((await decodeBarcodes(label ?? new Uint8Array())).map((code) => code.text)).toContain(trackingNumber);
  const [slip] = await renderPdf(demo.laser.documents().at(-1)?.pdf ?? new Uint8Array(), { dotsPerInch: 200 });
  const codes = (await decodeBarcodes(slip ?? new Uint8Array())).map((code) => parsePackbenchCode(code.text));
  const order = await demo.oms.call('GET', `/orders/number/${encodeURIComponent(orderNumber)}`) as { parcels: { pair_code: string }[] };
  expect(codes).toContainEqual({ kind: 'S', payload: order.parcels[0]?.pair_code });
}
