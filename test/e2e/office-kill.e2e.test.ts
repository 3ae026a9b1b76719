/** kill -9 of the OMS at random moments under load: no lost order, no doubled reservation, no missed webhook. The clients are usual ones: they try again under the same key. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OmsClient } from '../../scripts/launch/oms-client.ts';
import { startDemoCarrier, type DemoCarrierServer } from '../simulators/demo-carrier/start-demo-carrier.ts';
import { seeded } from '../support/cut-line.ts';
import { waitUntil } from '../support/demo.ts';
import { auditOffice, createOfficeChild, type OfficeChild } from '../support/office-child.ts';
import { isStandardSignatureRight, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const KILLS = 4;
const CLIENTS = 4;
const TOLD = ['order.created', 'order.confirmed', 'order.sourced', 'order.picking'];
const chance = seeded(11);
const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
const orderSchema = z.object({ id: z.string() });

let carrier: DemoCarrierServer;
let receiver: WebhookReceiver;
let office: OfficeChild;
beforeAll(async () => {
  carrier = await startDemoCarrier({ token: 't' });
  receiver = await startWebhookReceiver();
  office = createOfficeChild({ DEMO_CARRIER_URL: carrier.url, DEMO_CARRIER_TOKEN: 't' });
});
afterAll(async () => { await office?.close(); await receiver?.close(); await carrier?.close(); }, 60_000);

/** Two lines, in either order, so that orders meet in the same stock rows from both sides. */
function orderBody(): object {
  const lines = ['SKU-GIZMO-1', 'SKU-WIDGET-A'].map((sku) => ({ sku, quantity: 1 + Math.floor(chance() * 2), unit_price: 10 }));
  return { customer_name: 'Nora Feld', line_items: chance() < 0.5 ? lines : lines.toReversed(), shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.76, longitude: -73.97 } };
}

/** Until it has an answer, whatever happens in between. */
async function postUntilTaken(url: () => OmsClient | null, key: string, body: object): Promise<string> {
  for (;;) {
    const oms = url();
    const answer = oms === null ? null : await fetch(`${oms.url}/orders/`, { method: 'POST', headers: { authorization: `Bearer ${oms.apiKey}`, 'content-type': 'application/json', 'idempotency-key': key }, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) }).catch(() => null);
    if (answer?.status === 201) return orderSchema.parse(await answer.json()).id;
    if (answer !== null && answer.status < 500) throw new Error(`the order was refused: ${answer.status} ${await answer.text()}`);
    await pause(50);
  }
}

test('every order that was taken is there once with its stock and its label, and the receiver was told of all of it, each under one id', async () => {
  // Answers take their time, and some never come, so that deliveries are under way at each kill.
  receiver.answer((response) => { if (chance() > 0.03) setTimeout(() => response.writeHead(204).end(), chance() * 300); });
  let oms: OmsClient | null = await office.start();
  const { secret } = await oms.call('POST', '/webhooks/endpoints', { url: receiver.url, event_types: TOLD }) as { secret: string };
  const database = await office.database();
  await database.query("UPDATE fulfillment_nodes SET daily_order_capacity = 1000000");
  const taken = new Map<string, string>();
  let isSelling = true;
  const clients = Array.from({ length: CLIENTS }, async () => {
    while (isSelling) {
      const [key, body] = [randomUUID(), orderBody()];
      taken.set(key, await postUntilTaken(() => oms, key, body));
      // A steady load, not the most: every order's label and webhooks are made here, too.
      await pause(100);
    }
  });
  for (let kills = 0; kills < KILLS; kills += 1) {
    await pause(150 + chance() * 900);
    oms = null;
    await office.kill();
    oms = await office.start();
  }
  isSelling = false;
  receiver.answer((response) => { response.writeHead(204).end(); });
  await Promise.all(clients);

  // A dead process's call to the carrier counts as over after a minute, its delivery's claim after some seconds: as if that had passed.
  await waitUntil('all at the benches\' door', async () => {
    await database.query("UPDATE label_purchases SET updated_at = now() - interval '61 seconds' WHERE state = 'intent' AND updated_at < now() - interval '10 seconds'; UPDATE graphile_worker._private_jobs SET run_at = now() WHERE attempts > 0 AND locked_at IS NULL AND run_at > now()");
    return Number((await database.query<{ open: string }>("SELECT count(*) AS open FROM orders o WHERE status <> 'BACKORDERED' AND NOT EXISTS (SELECT 1 FROM parcels p JOIN labels l USING (parcel_id) WHERE p.order_id = o.order_id)")).rows[0]?.open);
  }, (open) => open === 0, 90_000);
  await waitUntil('all webhooks', async () => {
    // A try that failed is tried again after five minutes: as if they had passed.
    await database.query("UPDATE webhook_events SET next_attempt_at = now() WHERE status = 'FAILED' AND next_attempt_at > now() + interval '1 minute'");
    return Number((await database.query<{ open: string }>("SELECT count(*) AS open FROM webhook_events WHERE status <> 'DELIVERED'")).rows[0]?.open);
  }, (open) => open === 0, 60_000);

  const orders = (await database.query<{ order_id: string }>('SELECT order_id FROM orders')).rows.map((row) => row.order_id);
  expect(taken.size).toBeGreaterThan(2 * KILLS);
  expect([orders.length, new Set(taken.values())]).toEqual([taken.size, new Set(orders)]);
  expect(await auditOffice(database)).toEqual([]);
  const labels = (await database.query<{ tracking_number: string }>('SELECT tracking_number FROM labels')).rows.map((row) => row.tracking_number);
  expect(carrier.sold().map((sold) => sold.trackingNumber).toSorted()).toEqual(labels.toSorted());
  const happened = (await database.query<{ told: string }>("SELECT order_id || ' ' || event_type AS told FROM order_events WHERE event_type = ANY ($1)", [TOLD])).rows.map((row) => row.told);
  expect(new Set(receiver.received.map((one) => `${String(one.body.data['order_id'])} ${one.body.type}`))).toEqual(new Set(happened));
  // One id over all tries of a delivery, also those before and after a kill.
  expect(new Set(receiver.received.map((one) => one.headers['webhook-id'])).size).toBe(happened.length);
  expect(receiver.received.filter((one) => !isStandardSignatureRight(one, secret))).toEqual([]);
}, 300_000);
