/** The job page in a real browser: everybody can read it, and its buttons do what they say. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright';
import { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OmsClient } from '../../scripts/launch/oms-client.ts';
import { openBrowser } from '../support/browser.ts';
import { waitUntil } from '../support/demo.ts';
import { createOfficeChild, type OfficeChild } from '../support/office-child.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ORDER = { customer_name: 'Nora Feld', line_items: [{ sku: 'SKU-GIZMO-1', quantity: 1, unit_price: 10 }], shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.76, longitude: -73.97 } };
const overviewSchema = z.object({ events: z.array(z.object({ event_type: z.string(), job_name: z.string(), reason: z.string().nullable() })) });

let office: OfficeChild;
let browser: Browser;
let oms: OmsClient;
beforeAll(async () => {
  // No carrier: labels cannot be bought, so there is a failure to look at.
  office = createOfficeChild({});
  oms = await office.start();
  browser = await openBrowser();
}, 120_000);
afterAll(async () => { await browser?.close(); await office?.close(); }, 60_000);

/** What axe finds, by its rule. */
async function findFaults(page: Page): Promise<unknown[]> {
  await page.evaluate(AXE);
  return page.evaluate('axe.run().then((result) => result.violations.map((one) => [one.id, one.nodes[0].html]))');
}

test('a person signs in, sees what failed, gives it up with a reason and signs out, in light and dark and two languages', async () => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1200 } });
  await page.goto(`${oms.url}/jobs`);
  expect(await findFaults(page)).toEqual([]);
  await oms.call('POST', '/orders/', ORDER);
  await waitUntil('a failure', async () => z.object({ items: z.array(z.unknown()) }).parse(await oms.call('GET', '/jobs/failed')).items.length, (failures) => failures > 0);
  await page.getByLabel('Key or token').fill(oms.apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('No carrier is set up').first().waitFor();
  expect(await findFaults(page)).toEqual([]);

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('link', { name: 'Español' }).click();
  await page.getByText('Comprar una etiqueta').first().waitFor();
  expect(await findFaults(page)).toEqual([]);
  await page.getByText('Abandonar', { exact: true }).first().click();
  await page.getByLabel('Por qué').first().fill('sin transportista');
  await page.getByRole('button', { name: 'Abandonar para siempre' }).first().click();
  await page.getByText('sin transportista').waitFor();
  expect(overviewSchema.parse(await oms.call('GET', '/jobs')).events).toEqual([{ event_type: 'job.abandoned', job_name: 'shipping.buy_label', reason: 'sin transportista' }]);
  await page.getByRole('button', { name: 'Salir' }).click();
  await page.getByText('Entre para ver los trabajos').waitFor();
});
