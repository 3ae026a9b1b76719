/** How mapped objects take and source an order: one statement for each row, sourced in the request. A process of its own, forked. */
import Fastify from 'fastify';
import { makeId } from '../../domain/ids.ts';
import { randomBytes } from 'node:crypto';
import { createDatabase, createPool, type Db } from '../../oms/db/connect.ts';
import { createOrderBodySchema, type CreateOrderBody } from '../../oms/orders/order-schemas.ts';
import { sourceNaively } from '../sourcing-naive.ts';

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const random = { bytes: (length: number) => randomBytes(length) };

async function insertNaively(db: Db, body: CreateOrderBody, orderId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const line of body.line_items) await tx.selectFrom('products').selectAll().where('sku', '=', line.sku).executeTakeFirstOrThrow();
    const { brand_id: brandId } = await tx.selectFrom('brands').selectAll().executeTakeFirstOrThrow();
    await tx.insertInto('orders').values({
      order_id: orderId, order_number: orderId, channel: body.channel, fulfillment_type: body.fulfillment_type, status: 'PENDING', connector_id: null, external_order_id: null, external_updated_at: null, brand_id: brandId,
      customer_name: body.customer_name, customer_email: body.customer_email ?? null, currency: body.currency, subtotal_minor: 0, discount_minor: 0, shipping_minor: 0, tax_minor: 0, total_minor: 0,
      shipping_address: JSON.stringify(body.shipping_address), shipping_latitude: body.shipping_address.latitude ?? null, shipping_longitude: body.shipping_address.longitude ?? null,
      customer_note: null, gift_message: null, payload: null, placed_at: new Date(), ship_by: new Date(), pickup_node_id: null,
    }).execute();
    for (const [index, line] of body.line_items.entries()) {
      await tx.insertInto('order_items').values({ order_item_id: makeId('lin', clock, random), order_id: orderId, line_number: index + 1, external_line_id: null, sku: line.sku, product_name: line.sku, quantity: line.quantity, unit_price_minor: 1_000 }).execute();
    }
    await tx.insertInto('order_events').values({ event_id: makeId('evt', clock, random), order_id: orderId, event_type: 'order.created', from_status: null, to_status: 'PENDING', actor: 'naive' }).execute();
    await tx.selectFrom('orders').selectAll().where('order_id', '=', orderId).forUpdate().executeTakeFirstOrThrow();
    await tx.updateTable('orders').set({ status: 'CONFIRMED' }).where('order_id', '=', orderId).execute();
    await tx.insertInto('order_events').values({ event_id: makeId('evt', clock, random), order_id: orderId, event_type: 'order.confirmed', from_status: 'PENDING', to_status: 'CONFIRMED', actor: 'naive' }).execute();
  });
}

const db = createDatabase(createPool(process.argv[2] ?? '', () => undefined, 20));
const app = Fastify();
app.post('/orders/', async (request, reply) => {
  const orderId = makeId('ord', clock, random);
  await insertNaively(db, createOrderBodySchema.parse(request.body), orderId);
  await sourceNaively(db, orderId);
  return reply.code(201).send({ id: orderId, ...(await db.selectFrom('orders').selectAll().where('order_id', '=', orderId).executeTakeFirstOrThrow()), items: await db.selectFrom('order_items').selectAll().where('order_id', '=', orderId).execute() });
});
process.send?.({ url: await app.listen({ host: '127.0.0.1', port: 0 }) });
process.on('disconnect', () => process.exit(0));
