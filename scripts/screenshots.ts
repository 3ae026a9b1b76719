/** `npm run screenshots [-- --out DIR]`: the README's pictures, from seeded data, at a fixed size, by packing for real. */
import '../require-node.mjs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { formatControlCode } from '../domain/barcodes/control-code.ts';
import type { StationView } from '../domain/rpc/station-contract.ts';
import { openBrowser } from '../test/support/browser.ts';
import { BADGE, codesToScan, OK, setupDemo, type TestDemo } from '../test/support/demo.ts';
import { startDemoTray } from './launch/demo-tray.ts';
import type { StationClient } from './launch/station-client.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const FOLDER = values.out ?? join(import.meta.dirname, '..', 'docs', 'pictures');
mkdirSync(FOLDER, { recursive: true });
let command = 0;

async function scan(station: StationClient, code: string): Promise<StationView> {
  command += 1;
  return (await station.call('scanCode', { commandId: `screenshot-${Date.now()}-${command}`, code, source: 'virtual' })).view;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  console.log(relative('', join(FOLDER, `${name}.png`)));
}

/** The job page as an office sees it on a day when the carrier was away: labels are tried again by themselves, and once by a person. */
async function pictureOfJobs({ oms, carrier }: TestDemo, page: Page): Promise<void> {
  carrier.setFault('broken');
  const order = { customer_name: 'Nora Feld', line_items: [{ sku: 'SKU-GIZMO-1', quantity: 1, unit_price: 10 }], shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.76, longitude: -73.97 } };
  for (let orders = 0; orders < 2; orders += 1) await oms.call('POST', '/orders/', order);
  await oms.call('POST', '/jobs/schedules/shipping.sync_tracking/run', {});
  await page.goto(`${oms.url}/jobs`);
  await page.getByLabel('Key or token').fill(oms.apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  for (let looks = 0; looks < 20 && (await page.getByRole('button', { name: 'Try again now' }).count()) < 2; looks += 1) { await page.waitForTimeout(1_000); await page.reload(); }
  await page.getByRole('button', { name: 'Try again now' }).first().click();
  await picture(page, 'jobs');
  carrier.setFault('none');
}

const demo = await setupDemo({ orderCount: 40, readyOrders: 10 });
const tray = await startDemoTray(demo, 0);
const browser = await openBrowser();
const station = await demo.connect();
try {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(demo.kioskUrl());
  await page.getByText('Bench 1').first().waitFor();
  await picture(page, 'lock');
  await scan(station, BADGE);
  await picture(page, 'start');
  const { queue } = await station.call('readView', {});
  const large = queue.orders.find((order) => order.state === 'ready' && order.lines >= 3) ?? queue.orders[0];
  let view = await scan(station, large?.orderNumber ?? '');
  for (const code of codesToScan(view).slice(0, 3)) view = await scan(station, code);
  await picture(page, 'pack');
  const ordered = new Set(view.pack?.lines.map((line) => line.sku));
  await scan(station, queue.orders.flatMap((order) => order.skus).find((sku) => !ordered.has(sku)) ?? 'SKU-GADGET-X');
  await picture(page, 'refused');
  view = await scan(station, OK);
  for (const code of codesToScan(view)) view = await scan(station, code);
  await station.waitForView((now) => now.pack?.printJobs.every((job) => job.state === 'confirmed') ?? false, 30_000);
  await picture(page, 'handshake');
  await scan(station, view.pack?.trackingNumber ?? '');

  view = await scan(station, OK);
  for (const code of codesToScan(view)) view = await scan(station, code);
  await station.waitForView((now) => now.pack?.printJobs.every((job) => job.state === 'confirmed') ?? false, 30_000);
  await demo.oms.cancelOrder(view.pack?.orderId ?? '');
  await page.getByTestId('card-stop').waitFor();
  await picture(page, 'stopped');
  await scan(station, view.pack?.trackingNumber ?? '');

  demo.network.setConnected(false);
  await station.waitForView((now) => now.sync.state === 'offline', 40_000);
  view = await scan(station, OK);
  for (const code of codesToScan(view)) view = await scan(station, code);
  await station.waitForView((now) => now.pack?.printJobs.every((job) => job.state === 'confirmed') ?? false, 30_000);
  const recalled = view.pack;
  await scan(station, recalled?.trackingNumber ?? '');
  view = await scan(station, OK);
  await scan(station, codesToScan(view)[0] ?? '');
  await picture(page, 'offline');
  await station.call('setTheme', { theme: 'light' });
  await station.call('setLanguage', { language: 'es' });
  await picture(page, 'spanish-light');

  await scan(station, formatControlCode({ name: 'PARK' }));
  await demo.oms.cancelOrder(recalled?.orderId ?? '');
  await station.call('setTheme', { theme: 'dark' });
  await station.call('setLanguage', { language: 'en' });
  const developerPage = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await developerPage.goto(demo.kioskUrl().replace('/#', '/?inspect#'));
  await developerPage.getByTestId('inspector').getByText('ParcelClosed').first().waitFor();
  await picture(developerPage, 'inspector');
  await developerPage.close();
  demo.network.setConnected(true);
  await station.waitForView((now) => now.cards.some((card) => card.kind === 'recall') && now.sync.waitingFacts === 0, 60_000);
  await picture(page, 'recall');

  const label = await demo.zebra.renderLabel(demo.zebra.labels()[0]?.name ?? '');
  if (label) writeFileSync(join(FOLDER, 'label.png'), label);
  const slip = await demo.laser.renderPage(demo.laser.documents()[0]?.name ?? '', 0);
  if (slip) writeFileSync(join(FOLDER, 'slip.png'), slip);
  const trayPage = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await trayPage.goto(tray.url);
  await trayPage.locator('#labels img').first().waitFor();
  await trayPage.waitForTimeout(4_000);
  await picture(trayPage, 'tray');
  await pictureOfJobs(demo, await browser.newPage({ viewport: { width: 1600, height: 1400 } }));
} finally {
  station.close();
  await browser.close();
  await tray.close();
  await demo.close();
}
process.exit(0);
