import { afterAll, beforeAll, expect, test } from 'vitest';
import { startShopify, type Shopify } from '../../../test/simulators/shopify/start-shopify.ts';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../../test/support/order-world.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import { sourceOrder } from '../../sourcing/source-order.ts';
import { createConnector } from '../create-connector.ts';
import { importOrder } from './import-order.ts';

let world: OrderWorld;
let shop: Shopify;
beforeAll(async () => {
  world = await createOrderWorld();
  shop = await startShopify({ accessToken: 't', webhookSecret: 's' });
  const config = { shopDomain: shop.shopDomain, apiBaseUrl: shop.url, apiVersion: '2026-10', accessToken: 't', webhookSecrets: ['s'] };
  await inTransaction(world.db, (tx) => createConnector(tx, world.services, { connectorId: 'con_test', name: 'Shop', brandId: undefined, config }));
});
afterAll(async () => { await shop?.close(); await world?.close(); });

test('a whole day of the shop is taken without a problem, and most of it is work for the New York bench', async () => {
  const inboxIds: string[] = [];
  for (const [index, delivery] of shop.nextDeliveries(40).entries()) {
    const inboxId = `inb_${String(index)}`;
    inboxIds.push(inboxId);
    await world.db.insertInto('webhook_inbox').values({ inbox_id: inboxId, connector_id: 'con_test', delivery_key: inboxId, topic: delivery.topic, headers: '{}', raw: Buffer.from(delivery.body) }).execute();
  }
  for (const inboxId of inboxIds) await importOrder(world.services, { inboxId });
  const problems = await world.db.selectFrom('webhook_inbox').select('problem').where('status', '<>', 'done').execute();
  expect(problems).toEqual([]);
  const orders = await world.db.selectFrom('orders').select('order_id').orderBy('order_number').execute();
  for (const order of orders) await sourceOrder(world.services, { orderId: order.order_id });
  const statuses = await world.db.selectFrom('orders').select('status').execute();
  expect(statuses.map((row) => row.status)).toEqual(Array.from({ length: 40 }, () => 'SOURCED'));
  const atBench = await world.db.selectFrom('fulfillment_allocations').select('order_id').distinct().where('node_id', '=', NEW_YORK_NODE).execute();
  expect(atBench.length).toBeGreaterThanOrEqual(25);
  expect(await world.stockFaults()).toEqual([]);
});
