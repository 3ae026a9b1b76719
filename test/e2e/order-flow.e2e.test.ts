/**
 * Seed 000 section 14, steps 1 to 8, as one flow over HTTP. Where the seed has timers, a real station service packs with a real scanner's
 * codes and prints on simulated printers, and a carrier is asked where the box is.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StationView } from '../../domain/rpc/station-contract.ts';
import type { StationClient } from '../../scripts/launch/station-client.ts';
import { isStandardSignatureRight, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { BADGE, codesToScan, OK, setupDemo, waitUntil, type TestDemo } from '../support/demo.ts';

/** As the seed has it, word for word. */
const SEED_ORDER = {
  channel: 'WEB', fulfillment_type: 'SHIP_TO_HOME', customer_email: 'customer@example.com', customer_name: 'John Doe',
  line_items: [{ sku: 'SKU-WIDGET-A', product_name: 'Premium Widget A', quantity: 2, unit_price: 29.99 }, { sku: 'SKU-GADGET-X', product_name: 'Gadget X Pro', quantity: 1, unit_price: 99.99 }],
  shipping_address: { address1: '456 Park Ave', city: 'New York', state: 'NY', postal_code: '10022', latitude: 40.7614, longitude: -73.9776 },
};

const orderSchema = z.object({
  id: z.string(), order_number: z.string(), status: z.string(), total_amount: z.number(),
  allocations: z.array(z.object({ node_code: z.string(), sku: z.string(), quantity: z.number(), status: z.string() })), shipments: z.array(z.object({ tracking_number: z.string(), status: z.string() })),
});
const itemsSchema = z.array(z.object({ sku: z.string(), quantity_on_hand: z.number(), quantity_reserved: z.number() }));
const pipelineSchema = z.object({ state: z.string(), steps: z.array(z.object({ step: z.string(), state: z.string(), attempts: z.number() })) });
const eventsSchema = z.array(z.object({ event_type: z.string(), occurred_at: z.string(), correlation_id: z.string().nullable() }));
const hitsSchema = z.object({ items: z.array(z.object({ id: z.string(), highlights: z.array(z.object({ field: z.string() })) })), total: z.number() });
const dashboardSchema = z.object({ orders_today: z.number(), revenue_today: z.array(z.object({ currency: z.string(), amount: z.number() })) });

let demo: TestDemo;
let receiver: WebhookReceiver;
beforeAll(async () => { demo = await setupDemo({ orderCount: 0, readyOrders: 0 }); receiver = await startWebhookReceiver(); }, 180_000);
afterAll(async () => { await receiver?.close(); await demo?.close(); }, 60_000);

const readOrder = async (id: string): Promise<z.infer<typeof orderSchema>> => orderSchema.parse(await demo.oms.call('GET', `/orders/${id}`));
const untilStatus = (id: string, status: string): Promise<z.infer<typeof orderSchema>> => waitUntil(`the order ${status}`, () => readOrder(id), (order) => order.status === status);
const scan = async (station: StationClient, code: string): Promise<StationView> => (await station.call('scanCode', { commandId: randomUUID(), code, source: 'virtual' })).view;
const stock = async (): Promise<Map<string, z.infer<typeof itemsSchema>[number]>> => {
  const nodeId = z.object({ items: z.array(z.object({ id: z.string(), code: z.string() })) }).parse(await demo.oms.call('GET', '/nodes/')).items.find((node) => node.code === 'STR-NYC-01')?.id ?? '';
  const { items } = z.object({ items: itemsSchema }).parse(await demo.oms.call('GET', `/inventory/?node_id=${nodeId}`));
  return new Map(items.map((item) => [item.sku, item]));
};

/** The packer badges in, opens the order by its number, scans every unit, waits for the paper and closes the box by its own label. */
async function pack(orderNumber: string): Promise<string> {
  const station = await demo.connect();
  try {
    await station.waitForView((view) => view.queue.orders.some((order) => order.orderNumber === orderNumber && order.state === 'ready'), 60_000);
    await scan(station, BADGE);
    let view = await scan(station, orderNumber);
    if (!view.pack) view = await scan(station, OK);
    for (const code of codesToScan(view)) view = await scan(station, code);
    view = await station.waitForView((now) => (now.pack?.printJobs.length ?? 0) > 0 && (now.pack?.printJobs.every((job) => job.state === 'confirmed') ?? false), 60_000);
    const trackingNumber = view.pack?.trackingNumber ?? '';
    view = await scan(station, trackingNumber);
    if (view.verdict?.code !== 'ParcelClosed') throw new Error(`The box was not closed: ${view.verdict?.code}`);
    return trackingNumber;
  } finally {
    station.close();
  }
}

test('an order is taken, sourced, packed at a bench, shipped, delivered, found, explained and counted', async () => {
  const { secret } = z.object({ secret: z.string() }).parse(await demo.oms.call('POST', '/webhooks/endpoints', { url: receiver.url, event_types: ['order.created', 'order.sourced', 'order.shipped', 'order.delivered'] }));
  const before = await stock();

  // 1: the seed's body, as it stands there.
  const created = orderSchema.parse(await demo.oms.call('POST', '/orders/', SEED_ORDER));
  expect([created.order_number, created.total_amount]).toEqual([expect.stringMatching(/^ORD-\d{8}-[A-Z0-9]{6}$/), 159.97]);

  // 2: by itself, and at the node around the corner.
  const sourced = await waitUntil('an allocation for each line', () => readOrder(created.id), (order) => order.allocations.length === 2);
  expect(sourced.allocations.map((one) => `${one.quantity} x ${one.sku} at ${one.node_code}`).toSorted()).toEqual(['1 x SKU-GADGET-X at STR-NYC-01', '2 x SKU-WIDGET-A at STR-NYC-01']);
  expect((await stock()).get('SKU-WIDGET-A')?.quantity_reserved).toBe((before.get('SKU-WIDGET-A')?.quantity_reserved ?? 0) + 2);

  // 3 and 4: the bench picks, packs and labels; the box is a shipment and the stock has left.
  const trackingNumber = await pack(created.order_number);
  const shipped = await untilStatus(created.id, 'SHIPPED');
  expect([shipped.shipments.map((one) => one.tracking_number), shipped.allocations.map((one) => one.status)]).toEqual([[trackingNumber], ['SHIPPED', 'SHIPPED']]);
  const after = await stock();
  expect(['SKU-WIDGET-A', 'SKU-GADGET-X'].map((sku) => [(before.get(sku)?.quantity_on_hand ?? 0) - (after.get(sku)?.quantity_on_hand ?? 0), after.get(sku)?.quantity_reserved])).toEqual([[2, before.get('SKU-WIDGET-A')?.quantity_reserved], [1, before.get('SKU-GADGET-X')?.quantity_reserved]]);
  const pipeline = pipelineSchema.parse(await demo.oms.call('GET', `/orders/${created.id}/pipeline`));
  expect([pipeline.state, pipeline.steps.map((one) => `${one.step} ${one.state}`)]).toEqual(['done', ['validation done', 'inventory_allocation done', 'shipping_calculation done', 'document_generation done', 'fulfillment_creation done']]);

  // 5: the carrier moves the box along, and is asked.
  for (const [move, status] of [['IN_TRANSIT', 'SHIPPED'], ['OUT_FOR_DELIVERY', 'OUT_FOR_DELIVERY'], ['DELIVERED', 'DELIVERED']] as const) {
    demo.carrier.moveParcel(trackingNumber, move);
    await demo.oms.call('POST', '/jobs/schedules/shipping.sync_tracking/run', {});
    await waitUntil(`the box ${move}`, () => readOrder(created.id), (order) => order.status === status && order.shipments[0]?.status === move);
  }

  // 6: found by the customer's name.
  const hits = hitsSchema.parse(await demo.oms.call('POST', '/search/orders', { query: 'John Doe', status: 'DELIVERED' }));
  expect([hits.items.map((one) => one.id), hits.items[0]?.highlights.map((one) => one.field)]).toEqual([[created.id], expect.arrayContaining(['customer_name'])]);

  // 7: the trail is in the order of what happened.
  const trail = eventsSchema.parse(await demo.oms.call('GET', `/orders/${created.id}/events`));
  expect(trail.map((one) => one.occurred_at)).toEqual(trail.map((one) => one.occurred_at).toSorted());
  const milestones = ['order.created', 'order.sourced', 'order.picking', 'order.packing', 'order.ready_to_ship', 'order.shipped', 'order.out_for_delivery', 'order.delivered'];
  expect(trail.map((one) => one.event_type).filter((type) => milestones.includes(type))).toEqual(milestones);

  // One request from the shop window to the receiver: the trail names it, and the webhooks do.
  const cause = trail[0]?.correlation_id ?? '';
  expect([cause, ...trail.filter((one) => ['order.sourced', 'order.picking', 'label.bought'].includes(one.event_type)).map((one) => one.correlation_id)]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), cause, cause, cause]);

  // 8: counted.
  const dashboard = dashboardSchema.parse(await demo.oms.call('GET', '/analytics/dashboard?from_date=2024-01-01'));
  expect([dashboard.orders_today, dashboard.revenue_today]).toEqual([1, [{ currency: 'USD', amount: 159.97 }]]);

  // What the seed sends along the way: each of the four once, signed.
  const told = await waitUntil('all webhooks', () => receiver.received.map((one) => one.body.type), (types) => types.length >= 4);
  expect(receiver.received.find((one) => one.body.type === 'order.sourced')?.headers['x-correlation-id']).toBe(cause);
  expect([[...told].toSorted(), receiver.received.filter((one) => !isStandardSignatureRight(one, secret))]).toEqual([['order.created', 'order.delivered', 'order.shipped', 'order.sourced'], []]);
});
