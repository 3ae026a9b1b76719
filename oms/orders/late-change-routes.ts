/** What the office may change of an order that is on its way to the bench or on it: hold, release, another address. Each may be repeated. */
import { z } from 'zod';
import { must } from '../../domain/assert.ts';
import type { Result } from '../../domain/result.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { Tx } from '../db/connect.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { ProblemCode } from '../http/problem-codes.ts';
import type { Services } from '../services.ts';
import { changeShippingAddress } from './change-shipping-address.ts';
import { holdOrder } from './hold-order.ts';
import { toOrderSummary } from './order-mapper.ts';
import { holdBodySchema, orderSummarySchema, shippingAddressSchema } from './order-schemas.ts';
import { selectOrder } from './order-store.ts';
import { releaseHold } from './release-hold.ts';
import { toShipTo } from './shipping-address.ts';

const params = z.object({ order_id: z.string() });
const changedOrderSchema = orderSummarySchema.extend({ hold_reason: z.string().nullable(), shipping_address: z.unknown() });
const response = { 200: changedOrderSchema };
type Refusal = { readonly code: ProblemCode; readonly message: string };

export function registerLateChangeRoutes(app: OmsApp, services: Services): void {
  const tags = ['orders'];
  /** The change in one transaction, then the order as it is; benches hear of it at once. */
  const change = async (reply: Parameters<typeof problem>[0], orderId: string, useCase: (tx: Tx) => Promise<Result<boolean, Refusal>>): Promise<z.infer<typeof changedOrderSchema>> => {
    const result = await inTransaction(services.db, useCase);
    if (!result.ok) return problem(reply, { status: result.error.code === 'UnknownOrder' ? 404 : 409, code: result.error.code, detail: result.error.message });
    services.sequencer.poke();
    const row = must(await selectOrder(services.db, 'order_id', orderId), `order ${orderId}`);
    return { ...toOrderSummary(row), hold_reason: row.hold_reason, shipping_address: row.shipping_address };
  };

  app.post('/orders/:order_id/hold', { onRequest: requireAccess(services, 'orders:write'), schema: { tags, summary: 'Stop an order where it is, also on the bench', params, body: holdBodySchema, response } }, async (request, reply) => {
    const { order_id: orderId } = request.params;
    return change(reply, orderId, (tx) => holdOrder(tx, services, { orderId, actor: accessOf(request).actor, reason: request.body?.reason ?? 'not given' }));
  });

  app.post('/orders/:order_id/release', { onRequest: requireAccess(services, 'orders:write'), schema: { tags, summary: 'Let a held order go on', params, response } }, async (request, reply) => {
    const { order_id: orderId } = request.params;
    return change(reply, orderId, (tx) => releaseHold(tx, services, { orderId, actor: accessOf(request).actor }));
  });

  app.patch('/orders/:order_id/shipping-address', { onRequest: requireAccess(services, 'orders:write'), schema: { tags, summary: 'Send an order somewhere else while its box is open; a bought label is replaced', params, body: shippingAddressSchema, response } }, async (request, reply) => {
    const { order_id: orderId } = request.params;
    const customerName = (await selectOrder(services.db, 'order_id', orderId))?.customer_name ?? '';
    const { latitude, longitude } = request.body;
    return change(reply, orderId, (tx) => changeShippingAddress(tx, services, { orderId, actor: accessOf(request).actor, shipTo: toShipTo(request.body, customerName), latitude: latitude ?? null, longitude: longitude ?? null }));
  });
}
