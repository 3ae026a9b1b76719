/** A Shopify shop at the wire: it sends signed webhooks and takes fulfilments over the Admin GraphQL API. */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerGraphql } from './answer-graphql.ts';
import { dayOrder } from './day-of-orders.ts';
import { idsOf, orderJson } from './order-json.ts';
import { openShopState, type ShopFulfillment, type ShopState } from './shop-state.ts';

/** `drop_after_answering`: the call has worked and its answer is lost. `throttled`: as HTTP 200 with an error code, as Shopify does. */
export const SHOP_FAULTS = ['none', 'throttled', 'throttled_429', 'down', 'unauthorized', 'drop_after_answering'] as const;
export type ShopFault = (typeof SHOP_FAULTS)[number];

export type ShopifyOptions = {
  readonly port?: number; readonly accessToken: string; readonly webhookSecret: string; readonly stateFile?: string; readonly shopDomain?: string;
  readonly nowMs?: () => number;
};
export type Shopify = {
  readonly url: string; readonly shopDomain: string;
  orderCount(): number;
  /** Sends `count` more orders, each as created and as paid. */
  sendDayOfOrders(webhookUrl: string, count: number): Promise<void>;
  /** The same orders without the sending, for tests that deliver in their own way. */
  nextDeliveries(count: number): Delivery[];
  send(webhookUrl: string, delivery: Delivery): Promise<Response>;
  sign(body: string): string;
  fulfillmentsOf(externalOrderId: string): readonly ShopFulfillment[];
  graphqlCalls(): number;
  /** For so many calls, then well again. */
  setFault(fault: ShopFault, times?: number): void;
  close(): Promise<void>;
};
export type Delivery = { readonly topic: string; readonly webhookId: string; readonly eventId: string; readonly triggeredAt: string; readonly body: string };

const API_VERSION = '2026-10';
/** Paid follows created within seconds in a real shop. */
const PAID_AFTER_MS = 2000;

export async function startShopify(options: ShopifyOptions): Promise<Shopify> {
  const state = openShopState(options.stateFile);
  const nowMs = options.nowMs ?? Date.now;
  const shopDomain = options.shopDomain ?? 'bramble-and-finch.myshopify.com';
  const faults = { fault: 'none' as ShopFault, left: 0, calls: 0 };
  const server = createServer((request, response) => {
    serve(options, state, faults, request, response).catch((error: unknown) => { answerJson(response, 500, { errors: String(error) }); });
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(options.port ?? 0, '127.0.0.1', resolve); });
  const sign = (body: string): string => createHmac('sha256', options.webhookSecret).update(body, 'utf8').digest('base64');
  const send = (webhookUrl: string, delivery: Delivery): Promise<Response> => fetch(webhookUrl, {
    method: 'POST', body: delivery.body,
    headers: {
      'content-type': 'application/json', 'x-shopify-topic': delivery.topic, 'x-shopify-hmac-sha256': sign(delivery.body), 'x-shopify-shop-domain': shopDomain, 'x-shopify-api-version': API_VERSION,
      'x-shopify-webhook-id': delivery.webhookId, 'x-shopify-event-id': delivery.eventId, 'x-shopify-triggered-at': delivery.triggeredAt, 'user-agent': 'Shopify-Captain-Hook',
    },
  });
  const nextDeliveries = (count: number): Delivery[] => Array.from({ length: count }, () => emit(state, nowMs())).flat();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, shopDomain, orderCount: () => state.emittedCount, sign, send, nextDeliveries,
    sendDayOfOrders: async (webhookUrl, count) => {
      for (const delivery of nextDeliveries(count)) {
        const answer = await send(webhookUrl, delivery);
        if (!answer.ok) throw new Error(`The OMS answered ${answer.status} to ${delivery.topic}: ${await answer.text()}`);
      }
    },
    fulfillmentsOf: (externalOrderId) => state.orders.get(externalOrderId)?.fulfillments ?? [],
    graphqlCalls: () => faults.calls,
    setFault: (fault, times = Number.POSITIVE_INFINITY) => { faults.fault = fault; faults.left = times; },
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

/** The next order of the day, remembered by the shop, as its two deliveries. */
function emit(state: ShopState, nowMs: number): Delivery[] {
  const order = dayOrder(state.emittedCount);
  const { orderId, lineIds } = idsOf(order);
  state.emittedCount += 1;
  state.orders.set(String(orderId), { orderId: String(orderId), name: `#${order.number}`, fulfillments: [], lines: order.lines.map((line, index) => ({ lineItemId: String(lineIds[index]), quantity: line.quantity })) });
  state.save();
  const createdAt = new Date(nowMs - order.minutesAgo * 60_000);
  const paidAt = new Date(createdAt.getTime() + PAID_AFTER_MS);
  const delivery = (topic: string, body: string, at: Date): Delivery => ({ topic, webhookId: uuidOf(`${topic}:${orderId}`), eventId: uuidOf(`event:${orderId}`), triggeredAt: at.toISOString(), body });
  return [
    delivery('orders/create', orderJson(order, { isPaid: false, createdAt, updatedAt: createdAt }), createdAt),
    delivery('orders/paid', orderJson(order, { isPaid: true, createdAt, updatedAt: paidAt }), paidAt),
  ];
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

async function serve(options: ShopifyOptions, state: ShopState, faults: { fault: ShopFault; left: number; calls: number }, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  faults.calls += 1;
  const fault = faults.left > 0 ? faults.fault : 'none';
  faults.left -= 1;
  if (request.method !== 'POST' || request.url !== `/admin/api/${API_VERSION}/graphql.json`) return answerJson(response, 404, { errors: 'Not Found' });
  if (fault === 'unauthorized' || request.headers['x-shopify-access-token'] !== options.accessToken) return answerJson(response, 401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' });
  if (fault === 'throttled') return answerJson(response, 200, { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: { cost: { requestedQueryCost: 50, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 4, restoreRate: 100 } } } });
  if (fault === 'throttled_429') return answerJson(response, 429, { errors: 'Exceeded rate limit' });
  if (fault === 'down') return answerJson(response, 503, { errors: 'Service Unavailable' });
  const answer = answerGraphql(state, JSON.parse(Buffer.concat(chunks).toString('utf8')));
  if (fault === 'drop_after_answering') { response.destroy(); return; }
  answerJson(response, 200, answer);
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
