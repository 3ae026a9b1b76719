import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startShopify, type Shopify } from '../../../test/simulators/shopify/start-shopify.ts';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../../test/support/order-world.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import { releaseOrder } from '../../fulfillment/release-order.ts';
import type { Services } from '../../services.ts';
import { splitOrder } from '../../orders/split-order.ts';
import { sourceOrder } from '../../sourcing/source-order.ts';
import { createConnector } from '../create-connector.ts';
import { importOrder } from './import-order.ts';
import { pushFulfillment } from './push-fulfillment.ts';

let world: OrderWorld;
let shop: Shopify;
let services: Services;

beforeAll(async () => {
  world = await createOrderWorld();
  shop = await startShopify({ accessToken: 'shpat_test', webhookSecret: 's' });
  services = { ...world.services, fetch };
  const config = { shopDomain: shop.shopDomain, apiBaseUrl: shop.url, apiVersion: '2026-10', accessToken: 'shpat_test', webhookSecrets: ['s'] };
  await inTransaction(world.db, (tx) => createConnector(tx, services, { connectorId: 'con_test', name: 'Shop', brandId: undefined, config }));
});
afterEach(() => { shop.setFault('none'); });
afterAll(async () => { await shop?.close(); await world?.close(); });

type Shipped = { readonly shipmentId: string; readonly externalOrderId: string; readonly trackingNumber: string };

/** The shop's next paid order, imported. */
async function takeNext(): Promise<{ readonly externalOrderId: string; readonly orderId: string }> {
  const paid = shop.nextDeliveries(1)[1];
  const inboxId = `inb_${crypto.randomUUID()}`;
  await world.db.insertInto('webhook_inbox').values({ inbox_id: inboxId, connector_id: 'con_test', delivery_key: inboxId, topic: 'orders/paid', headers: '{}', raw: Buffer.from(paid?.body ?? '') }).execute();
  await importOrder(services, { inboxId });
  const externalOrderId = /"id":(\d{18})/.exec(paid?.body ?? '')?.[1] ?? '';
  const { order_id: orderId } = await world.db.selectFrom('orders').select('order_id').where('external_order_id', '=', externalOrderId).executeTakeFirstOrThrow();
  return { externalOrderId, orderId };
}

/** An order of the shop, taken, sourced, released, packed and closed at the New York bench. */
async function shipped(): Promise<Shipped> {
  for (;;) {
    const { externalOrderId, orderId } = await takeNext();
    await sourceOrder(services, { orderId });
    await releaseOrder(services, { orderId });
    const nodes = await world.db.selectFrom('parcels').select('node_id').where('order_id', '=', orderId).execute();
    if (nodes.length !== 1 || nodes[0]?.node_id !== NEW_YORK_NODE) continue;
    const { parcelId, trackingNumber } = await world.label(orderId);
    await world.bench().close(orderId, { parcelId, trackingNumber });
    const { shipment_id: shipmentId } = await world.db.selectFrom('shipments').select('shipment_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
    return { shipmentId, externalOrderId, trackingNumber };
  }
}
const told = (one: Shipped): string[] => shop.fulfillmentsOf(one.externalOrderId).map((fulfillment) => fulfillment.trackingNumber);
const knownId = async ({ shipmentId }: Shipped): Promise<string | null> => (await world.db.selectFrom('shipments').select('external_fulfillment_id').where('shipment_id', '=', shipmentId).executeTakeFirstOrThrow()).external_fulfillment_id;
const openTasks = async ({ shipmentId }: Shipped): Promise<string[]> => (await world.db.selectFrom('exception_tasks').select(['kind', 'state', 'detail']).execute()).filter((task) => task.state === 'open' && (task.detail as { about: string }).about === shipmentId).map((task) => task.kind);

test('the shop learns exactly what is in the box, once, with the tracking number', async () => {
  const one = await shipped();
  await pushFulfillment(services, one);
  await pushFulfillment(services, one);
  expect(told(one)).toEqual([one.trackingNumber]);
  const fulfillment = shop.fulfillmentsOf(one.externalOrderId)[0];
  expect(await knownId(one)).toBe(fulfillment?.id);
  const lines = await world.db.selectFrom('order_items').innerJoin('orders', 'orders.order_id', 'order_items.order_id').select(['order_items.external_line_id', 'order_items.quantity']).where('orders.external_order_id', '=', one.externalOrderId).orderBy('external_line_id').execute();
  expect([...(fulfillment?.lines ?? [])].toSorted((a, b) => a.lineItemId.localeCompare(b.lineItemId))).toEqual(lines.map((line) => ({ lineItemId: line.external_line_id, quantity: line.quantity })));
});

test('the shop has acted and its answer is lost: the next try finds its own fulfilment and makes no second one', async () => {
  const one = await shipped();
  shop.setFault('none');
  let calls = 0;
  // The second call of a push is the one that creates.
  const dropping: typeof fetch = async (...request) => { calls += 1; const answer = await fetch(...request); if (calls === 2) throw new TypeError('fetch failed'); return answer; };
  await expect(pushFulfillment({ ...services, fetch: dropping }, one)).rejects.toThrow(/not told yet/);
  expect([told(one), await knownId(one)]).toEqual([[one.trackingNumber], null]);
  await pushFulfillment(services, one);
  expect(told(one)).toEqual([one.trackingNumber]);
  expect(await knownId(one)).not.toBeNull();
});

test.each(['throttled', 'throttled_429', 'down', 'drop_after_answering'] as const)('a shop that is %s is tried again later, and told once', async (fault) => {
  const one = await shipped();
  shop.setFault(fault, 1);
  await expect(pushFulfillment(services, one)).rejects.toThrow(/not told yet/);
  expect(await openTasks(one)).toEqual([]);
  await pushFulfillment(services, one);
  expect(told(one)).toEqual([one.trackingNumber]);
});

test('a refused token is a task, not a loop; the connector stays on, and when it is right again the task settles', async () => {
  const one = await shipped();
  shop.setFault('unauthorized', 1);
  await pushFulfillment(services, one);
  expect([await openTasks(one), told(one)]).toEqual([['ShopNotTold'], []]);
  const connector = await world.db.selectFrom('connectors').select(['status', 'last_error']).where('connector_id', '=', 'con_test').executeTakeFirstOrThrow();
  expect([connector.status, connector.last_error?.includes('access token')]).toEqual(['ACTIVE', true]);
  await pushFulfillment(services, one);
  expect([await openTasks(one), told(one)]).toEqual([[], [one.trackingNumber]]);
});

test('units that somebody has fulfilled in the shop already are not fulfilled again: a person compares', async () => {
  const one = await shipped();
  await pushFulfillment(services, one);
  await world.db.updateTable('shipments').set({ external_fulfillment_id: null, tracking_number: 'ANOTHER-NUMBER' }).where('shipment_id', '=', one.shipmentId).execute();
  await pushFulfillment(services, one);
  expect([await openTasks(one), told(one)]).toEqual([['ShopNotTold'], [one.trackingNumber]]);
});

test('defect 17: an order that goes in two parcels, the second as a follow-up, is told line by line, each box with its own number', async () => {
  const { externalOrderId, orderId, lines } = await taken(3);
  const [first] = lines;
  const { value } = await inTransaction(world.db, async (tx) => splitOrder(tx, services, { orderId, actor: 'test', reason: 'later', lines: [{ orderItemId: first?.order_item_id ?? '', units: 1 }] })) as { value: { orderId: string } };
  const numbers: string[] = [];
  for (const [id, shipmentIndex] of [[value.orderId, 0], [orderId, 1]] as const) {
    await sourceOrder(services, { orderId: id });
    await releaseOrder(services, { orderId: id });
    for (const { node_id: nodeId } of await world.db.selectFrom('parcels').select('node_id').where('order_id', '=', id).execute()) {
      const label = await world.label(id, nodeId);
      await world.bench(nodeId).close(id, label);
      numbers[shipmentIndex] = label.trackingNumber;
    }
    for (const { shipment_id: shipmentId } of await world.db.selectFrom('shipments').select('shipment_id').where('order_id', '=', id).execute()) await pushFulfillment(services, { shipmentId });
  }
  const fulfillments = shop.fulfillmentsOf(externalOrderId);
  const byNumber = new Map(fulfillments.map((one) => [one.trackingNumber, one.lines.toSorted((a, b) => a.lineItemId.localeCompare(b.lineItemId))]));
  expect(byNumber.get(numbers[0] ?? '')).toEqual([{ lineItemId: first?.external_line_id, quantity: 1 }]);
  const told = new Map<string, number>();
  for (const line of fulfillments.flatMap((one) => one.lines)) told.set(line.lineItemId, (told.get(line.lineItemId) ?? 0) + line.quantity);
  expect(told).toEqual(new Map(lines.map((line) => [line.external_line_id, line.quantity])));
});

/** A paid order of the shop with at least this many units, not sourced yet. */
async function taken(units: number): Promise<{ externalOrderId: string; orderId: string; lines: readonly { order_item_id: string; external_line_id: string | null; quantity: number }[] }> {
  for (;;) {
    const { externalOrderId, orderId } = await takeNext();
    const lines = await world.db.selectFrom('order_items').select(['order_item_id', 'external_line_id', 'quantity']).where('order_id', '=', orderId).orderBy('line_number').execute();
    if (lines.reduce((sum, line) => sum + line.quantity, 0) >= units) return { externalOrderId, orderId, lines };
  }
}
