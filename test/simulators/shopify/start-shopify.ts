/** A Shopify shop at the wire: signed order webhooks out, the Admin GraphQL calls that a fulfilment needs in. Remembers, and refuses what Shopify refuses. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeOrders, type ShopOrder } from './day-of-orders.ts';

export type ShopFulfillment = { readonly id: string; readonly trackingNumber: string; readonly company: string; readonly lines: readonly { readonly lineId: string; readonly quantity: number }[] };
export type ShopifyFault = 'none' | 'throttled' | 'down' | 'silent_after_create';

export type ShopifyOptions = { readonly port: number; readonly accessToken: string; readonly webhookSecret: string; readonly stateFile: string };
export type Shopify = {
  readonly url: string; readonly shopDomain: string;
  orderCount(): number;
  orders(): readonly ShopOrder[];
  /** Makes the next `count` orders and posts orders/create and orders/paid for each. */
  sendDayOfOrders(webhookUrl: string, count: number): Promise<void>;
  /** Posts any body as Shopify would; returns the status. */
  postWebhook(webhookUrl: string, topic: string, body: string, webhookId?: string): Promise<number>;
  fulfillmentsOf(externalOrderId: string): readonly ShopFulfillment[];
  setFault(fault: ShopifyFault): void;
  close(): Promise<void>;
};

const SHOP_DOMAIN = 'bramble-and-finch.myshopify.com';
const stateSchema = z.object({
  orders: z.array(z.object({ id: z.string(), name: z.string(), json: z.string(), lines: z.array(z.object({ id: z.string(), sku: z.string(), quantity: z.int() })) })),
  fulfillments: z.record(z.string(), z.array(z.object({ id: z.string(), trackingNumber: z.string(), company: z.string(), lines: z.array(z.object({ lineId: z.string(), quantity: z.int() })) }))),
});
type State = z.infer<typeof stateSchema>;
type Shop = { readonly state: State; save(): void; fault: ShopifyFault };

export async function startShopify(options: ShopifyOptions): Promise<Shopify> {
  const shop = openShop(options.stateFile);
  const server = createServer((request, response) => { void answer(request, response, options, shop).catch(() => response.destroy()); });
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(options.port, '127.0.0.1', resolve); });
  const post = (webhookUrl: string, topic: string, body: string, webhookId: string = randomUUID()): Promise<number> => postSigned(options.webhookSecret, webhookUrl, topic, body, webhookId);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, shopDomain: SHOP_DOMAIN,
    orderCount: () => shop.state.orders.length, orders: () => shop.state.orders, postWebhook: post,
    sendDayOfOrders: async (webhookUrl, count) => {
      const orders = makeOrders(shop.state.orders.length, count, Date.now());
      shop.state.orders.push(...orders.map((order) => ({ ...order, lines: order.lines.map(({ id, sku, quantity }) => ({ id, sku, quantity })) })));
      shop.save();
      for (const order of orders) await sendOrder(post, webhookUrl, order);
    },
    fulfillmentsOf: (externalOrderId) => shop.state.fulfillments[externalOrderId] ?? [],
    setFault: (fault) => { shop.fault = fault; },
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

function openShop(stateFile: string): Shop {
  mkdirSync(dirname(stateFile), { recursive: true });
  const state: State = existsSync(stateFile) ? stateSchema.parse(JSON.parse(readFileSync(stateFile, 'utf8'))) : { orders: [], fulfillments: {} };
  return { state, save: () => writeFileSync(stateFile, JSON.stringify(state)), fault: 'none' };
}

/** Both topics at once, as Shopify does for an order that is paid at the checkout. */
async function sendOrder(post: Shopify['postWebhook'], webhookUrl: string, order: ShopOrder): Promise<void> {
  const statuses = await Promise.all([post(webhookUrl, 'orders/create', order.json), post(webhookUrl, 'orders/paid', order.json)]);
  const refused = statuses.find((status) => status >= 300);
  if (refused !== undefined) throw new Error(`The OMS answered the webhook of ${order.name} with ${refused}`);
}

async function postSigned(secret: string, webhookUrl: string, topic: string, body: string, webhookId: string): Promise<number> {
  const response = await fetch(webhookUrl, {
    method: 'POST', body,
    headers: {
      'content-type': 'application/json', 'x-shopify-topic': topic, 'x-shopify-shop-domain': SHOP_DOMAIN, 'x-shopify-api-version': '2026-10', 'x-shopify-webhook-id': webhookId,
      'x-shopify-event-id': randomUUID(), 'x-shopify-triggered-at': new Date().toISOString(), 'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body, 'utf8').digest('base64'),
    },
  });
  await response.arrayBuffer();
  return response.status;
}

const requestSchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

async function answer(request: IncomingMessage, response: ServerResponse, options: ShopifyOptions, shop: Shop): Promise<void> {
  const send = (status: number, body: unknown): void => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)); };
  if (!/^\/admin\/api\/20\d\d-\d\d\/graphql\.json$/.test(request.url ?? '') || request.method !== 'POST') { send(404, { errors: 'Not Found' }); return; }
  if (!sameText(String(request.headers['x-shopify-access-token'] ?? ''), options.accessToken)) { send(401, { errors: '[API] Invalid API key or access token' }); return; }
  if (shop.fault === 'down') { send(503, { errors: 'Service Unavailable' }); return; }
  if (shop.fault === 'throttled') { send(200, { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] }); return; }
  const { query, variables } = requestSchema.parse(JSON.parse(await readBody(request)));
  if (query.includes('fulfillmentCreate')) {
    const data = createFulfillment(shop, variables['fulfillment']);
    if (shop.fault === 'silent_after_create') { response.destroy(); return; }
    send(200, { data });
  } else if (query.includes('fulfillmentOrders')) send(200, { data: { order: readOrder(shop, z.string().parse(variables['id'])) } });
  else send(200, { errors: [{ message: 'Field is not known to this simulator', extensions: { code: 'undefinedField' } }] });
}

function sameText(given: string, wanted: string): boolean {
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function remaining(shop: Shop, orderId: string, lineId: string): number {
  const ordered = shop.state.orders.find((order) => order.id === orderId)?.lines.find((line) => line.id === lineId)?.quantity ?? 0;
  const done = (shop.state.fulfillments[orderId] ?? []).flatMap((one) => one.lines).filter((line) => line.lineId === lineId).reduce((sum, line) => sum + line.quantity, 0);
  return ordered - done;
}

/** One fulfilment order per order, with an id for each line that is not the line's own, as in Shopify. */
function readOrder(shop: Shop, gid: string): unknown {
  const orderId = gid.split('/').at(-1) ?? '';
  const order = shop.state.orders.find((candidate) => candidate.id === orderId);
  if (!order) return null;
  const isOpen = order.lines.some((line) => remaining(shop, orderId, line.id) > 0);
  return {
    id: gid,
    fulfillments: (shop.state.fulfillments[orderId] ?? []).map((one) => ({
      id: one.id, status: 'SUCCESS', trackingInfo: [{ number: one.trackingNumber }],
      fulfillmentLineItems: { nodes: one.lines.map((line) => ({ quantity: line.quantity, lineItem: { id: `gid://shopify/LineItem/${line.lineId}` } })) },
    })),
    fulfillmentOrders: { nodes: [{
      id: `gid://shopify/FulfillmentOrder/${orderId}`, status: isOpen ? 'OPEN' : 'CLOSED', assignedLocation: { location: { id: 'gid://shopify/Location/1' } },
      supportedActions: isOpen ? [{ action: 'CREATE_FULFILLMENT' }] : [],
      lineItems: { nodes: order.lines.map((line) => ({ id: `gid://shopify/FulfillmentOrderLineItem/${line.id}`, remainingQuantity: remaining(shop, orderId, line.id), lineItem: { id: `gid://shopify/LineItem/${line.id}` } })) },
    }] },
  };
}

const fulfillmentInputSchema = z.object({
  lineItemsByFulfillmentOrder: z.array(z.object({ fulfillmentOrderId: z.string(), fulfillmentOrderLineItems: z.array(z.object({ id: z.string(), quantity: z.int().positive() })).min(1) })).min(1),
  trackingInfo: z.object({ company: z.string(), number: z.string() }), notifyCustomer: z.boolean().optional(),
});

function createFulfillment(shop: Shop, input: unknown): unknown {
  const refuse = (message: string): unknown => ({ fulfillmentCreate: { fulfillment: null, userErrors: [{ field: ['fulfillment'], message }] } });
  const parsed = fulfillmentInputSchema.safeParse(input);
  if (!parsed.success) return refuse('The fulfillment input is invalid');
  const [first] = parsed.data.lineItemsByFulfillmentOrder;
  const orderId = first?.fulfillmentOrderId.split('/').at(-1) ?? '';
  if (!shop.state.orders.some((order) => order.id === orderId)) return refuse('Fulfillment order does not exist.');
  const lines = parsed.data.lineItemsByFulfillmentOrder.flatMap((one) => one.fulfillmentOrderLineItems).map((line) => ({ lineId: line.id.split('/').at(-1) ?? '', quantity: line.quantity }));
  if (lines.some((line) => remaining(shop, orderId, line.lineId) < line.quantity)) return refuse('Invalid fulfillment order line item quantity requested.');
  const fulfillment = { id: `gid://shopify/Fulfillment/${BigInt(orderId) + 700n + BigInt((shop.state.fulfillments[orderId] ?? []).length)}`, trackingNumber: parsed.data.trackingInfo.number, company: parsed.data.trackingInfo.company, lines };
  shop.state.fulfillments[orderId] = [...(shop.state.fulfillments[orderId] ?? []), fulfillment];
  shop.save();
  return { fulfillmentCreate: { fulfillment: { id: fulfillment.id, status: 'SUCCESS' }, userErrors: [] } };
}
