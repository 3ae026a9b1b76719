import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createDemoCarrier } from '../../oms/carriers/demo/demo-carrier.ts';
import { startDemoCarrier } from './demo-carrier/start-demo-carrier.ts';
import { startShopify } from './shopify/start-shopify.ts';

const folder = mkdtempSync(join(tmpdir(), 'packbench-simulators-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const place = { name: 'Maren Hollowell', company: null, address1: '77 Bedford Crescent', address2: null, city: 'Brooklyn', state: 'NY', postalCode: '11211', countryCode: 'US', phone: null };
const request = { idempotencyKey: crypto.randomUUID(), reference: '7K3MQ2XV9T', serviceCode: 'GROUND', weightGrams: 860, shipDate: '2026-11-21', shipFrom: place, shipTo: place };

test('a carrier that was restarted still knows its labels, and answers a key used twice as carriers do', async () => {
  const stateFile = join(folder, 'carrier.json');
  const first = await startDemoCarrier({ token: 't', stateFile });
  const bought = await createDemoCarrier({ baseUrl: first.url, token: 't', fetch }).buyLabel(request);
  await first.close();
  const second = await startDemoCarrier({ token: 't', stateFile });
  const carrier = createDemoCarrier({ baseUrl: second.url, token: 't', fetch });
  expect(await carrier.buyLabel(request)).toEqual(bought);
  expect(await carrier.findLabel(request.idempotencyKey)).toMatchObject({ kind: 'found' });
  expect(await carrier.findLabel(crypto.randomUUID())).toEqual({ kind: 'none' });
  expect((await carrier.buyLabel({ ...request, weightGrams: 900 })).kind).toBe('unknown');
  expect(second.sold()).toHaveLength(1);
  await second.close();
  // The first call meets a kept connection that died, which says nothing; the next one finds nobody at the door.
  expect((await carrier.voidLabel('SIM')).kind).toBe('unreachable');
  expect((await carrier.buyLabel(request)).kind).toBe('not_sent');
});

test('a shop that was restarted goes on with the next order of its day, and its orders are the same every time', async () => {
  const options = { accessToken: 't', webhookSecret: 's', stateFile: join(folder, 'shop.json'), nowMs: () => Date.parse('2026-11-21T12:00:00Z') };
  const first = await startShopify(options);
  const day = first.nextDeliveries(40).map((delivery) => delivery.body);
  await first.close();
  const second = await startShopify(options);
  const [next] = second.nextDeliveries(1);
  await second.close();
  const fresh = await startShopify({ accessToken: 't', webhookSecret: 's', nowMs: options.nowMs });
  expect(fresh.nextDeliveries(40).map((delivery) => delivery.body)).toEqual(day);
  await fresh.close();
  expect(second.orderCount()).toBe(41);
  expect(day).not.toContain(next?.body);
  expect(next?.body).toContain('"name":"#1041"');
});
