/** The orders API (seed 000 section 5.1). Every route needs an API key. */
import { z } from 'zod';
import { must } from '../../domain/assert.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { cancelOrder } from './cancel-order.ts';
import { moveOrder, type MoveRefusal, type MoveRequest } from './move-order.ts';
import { createOrderDesk } from './order-desk.ts';
import { toListedOrder, toNewOrderDetail, toOrderDetail } from './order-mapper.ts';
import { selectFulfillmentStatus, selectOrderPage } from './order-list-store.ts';
import { createOrderBodySchema, listOrdersQuerySchema, listedOrderSchema, moveBodySchema, orderDetailSchema, orderEventSchema, cancelBodySchema, type OrderDetail } from './order-schemas.ts';
import { selectOrder, selectOrderEvents, selectOrderItems, selectOrderRelations } from './order-store.ts';

const idParams = z.object({ order_id: z.string() });
/** A repeated request with the same key answers with the order that the first one made. */
const createHeaders = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() });
const listSchema = z.object({ items: z.array(listedOrderSchema), total: z.int(), page: z.int(), page_size: z.int() });

export function registerOrderRoutes(app: OmsApp, services: Services): void {
  const takeOrder = createOrderDesk(services);
  const readDetail = async (key: 'order_id' | 'order_number', value: string): Promise<OrderDetail | null> => {
    const row = await selectOrder(services.db, key, value);
    if (!row) return null;
    const listed = { ...row, fulfillment_status: await selectFulfillmentStatus(services.db, row.order_id) };
    return toOrderDetail(listed, await selectOrderItems(services.db, row.order_id), await selectOrderRelations(services.db, row.order_id));
  };

  app.post('/orders/', { onRequest: requireAccess(services, 'orders:write'), schema: { tags: ['orders'], summary: 'Create an order; sourcing starts at once', headers: createHeaders, body: createOrderBodySchema, response: { 201: orderDetailSchema } } }, async (request, reply) => {
    const result = await takeOrder({ body: request.body, actor: accessOf(request).actor, idempotencyKey: request.headers['idempotency-key'] ?? null });
    if (!result.ok) return problem(reply, { status: 422, code: result.error.code, detail: result.error.message });
    const { orderId, made } = result.value;
    return reply.code(201).send(made ? toNewOrderDetail(made.order, made.items) : must(await readDetail('order_id', orderId), 'the order made before'));
  });

  app.get('/orders/', { onRequest: requireAccess(services, 'orders:read'), schema: { tags: ['orders'], summary: 'List orders: any of several values per filter, all filters together', querystring: listOrdersQuerySchema, response: { 200: listSchema } } }, async (request) => {
    const { rows, total } = await selectOrderPage(services.db, request.query);
    return { items: rows.map(toListedOrder), total, page: request.query.page, page_size: request.query.page_size };
  });

  app.get('/orders/:order_id', { onRequest: requireAccess(services, 'orders:read'), schema: { tags: ['orders'], summary: 'One order with lines, parcels, shipments and its sourcing decision', params: idParams, response: { 200: orderDetailSchema } } }, async (request, reply) => {
    const detail = await readDetail('order_id', request.params.order_id);
    return detail ?? notFound(reply, request.params.order_id);
  });

  app.get('/orders/number/:order_number', { onRequest: requireAccess(services, 'orders:read'), schema: { tags: ['orders'], summary: 'One order by its number', params: z.object({ order_number: z.string() }), response: { 200: orderDetailSchema } } }, async (request, reply) => {
    const detail = await readDetail('order_number', request.params.order_number);
    return detail ?? notFound(reply, request.params.order_number);
  });

  app.get('/orders/:order_id/events', { onRequest: requireAccess(services, 'orders:read'), schema: { tags: ['orders'], summary: 'Audit trail', params: idParams, response: { 200: z.array(orderEventSchema) } } }, async (request, reply) => {
    if (!(await selectOrder(services.db, 'order_id', request.params.order_id))) return notFound(reply, request.params.order_id);
    return (await selectOrderEvents(services.db, request.params.order_id)).map((event) => ({
      id: event.event_id, event_type: event.event_type, from_status: event.from_status, to_status: event.to_status, actor: event.actor, detail: event.detail, occurred_at: event.occurred_at.toISOString(), correlation_id: event.correlation_id,
    }));
  });

  app.patch('/orders/:order_id/status', { onRequest: requireAccess(services, 'orders:write'), schema: { tags: ['orders'], summary: 'Move an order by hand, along the same table as everybody else', params: idParams, body: moveBodySchema, response: { 200: orderDetailSchema } } }, async (request, reply) => {
    const [{ order_id: orderId }, { status: to, reason }] = [request.params, request.body];
    const result = await inTransaction(services.db, (tx) => moveOrder(tx, services, { orderId, to, reason, actor: accessOf(request).actor, restock: toRestock(request.body) }));
    if (!result.ok) return problem(reply, { status: STATUS_BY_CODE[result.error.code], code: result.error.code, detail: result.error.message });
    services.sequencer.poke();
    return (await readDetail('order_id', orderId)) ?? notFound(reply, orderId);
  });

  app.post('/orders/:order_id/cancel', { onRequest: requireAccess(services, 'orders:write'), schema: { tags: ['orders'], summary: 'Cancel an order that has not left; gives its stock back', params: idParams, body: cancelBodySchema, response: { 200: orderDetailSchema } } }, async (request, reply) => {
    const { order_id: orderId } = request.params;
    const result = await inTransaction(services.db, (tx) => cancelOrder(tx, services, { orderId, actor: accessOf(request).actor, reason: request.body?.reason ?? 'not given' }));
    if (!result.ok) return problem(reply, { status: result.error.code === 'UnknownOrder' ? 404 : 409, code: result.error.code, detail: result.error.message });
    services.sequencer.poke();
    return (await readDetail('order_id', orderId)) ?? notFound(reply, orderId);
  });
}

const STATUS_BY_CODE: Readonly<Record<MoveRefusal['code'], number>> = { UnknownOrder: 404, IllegalStatusChange: 409, StatusSetByFacts: 409, OrderOnHold: 409, RestockUndecided: 422, UnknownLine: 422, UnknownNode: 422 };

function toRestock({ restock, restock_node_id: node }: z.infer<typeof moveBodySchema>): MoveRequest['restock'] {
  if (restock === undefined) return null;
  if (restock === false) return 'none';
  return { nodeId: node ?? null, lines: restock === true ? null : restock.map((line) => ({ orderItemId: line.line_item_id, units: line.quantity })) };
}

function notFound(reply: Parameters<typeof problem>[0], name: string): never {
  return problem(reply, { status: 404, code: 'UnknownOrder', detail: `There is no order ${name}.` });
}
