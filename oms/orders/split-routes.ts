/** An order goes in parts: what has no stock yet follows, and what a picker does not find is found elsewhere. */
import { z } from 'zod';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import { SHORT_CAUSES } from '../inventory/release-short.ts';
import type { Services } from '../services.ts';
import { reasonSchema } from './order-schemas.ts';
import { reportShort, type ShortRefusal } from './report-short.ts';
import { splitOrder, type SplitRefusal } from './split-order.ts';

const params = z.object({ order_id: z.string() });
const lines = z.array(z.object({ line_item_id: z.string().max(100), quantity: z.int().min(1).max(10_000) })).min(1).max(500);
const splitBodySchema = z.object({ line_items: lines.optional().describe('Everything that has no stock yet, when left out.'), reason: reasonSchema }).nullish();
const shortBodySchema = z.object({ node_id: z.string().max(100), line_items: lines, cause: z.enum(SHORT_CAUSES).default('MISSING').describe('MISSING is counted off the stock, DAMAGED too; OTHER leaves it.'), reason: reasonSchema });

const STATUS_BY_CODE: Readonly<Record<SplitRefusal['code'] | ShortRefusal['code'], number>> = { UnknownOrder: 404, OrderIsOver: 409, BenchAtWork: 409, UnitsNotFree: 409, UnknownLine: 422 };
const toLines = (body: z.infer<typeof lines>): { orderItemId: string; units: number }[] => body.map((line) => ({ orderItemId: line.line_item_id, units: line.quantity }));

export function registerSplitRoutes(app: OmsApp, services: Services): void {
  app.post('/orders/:order_id/split', {
    onRequest: requireAccess(services, 'orders:write'),
    schema: { tags: ['orders'], summary: 'Send what has no stock yet later, as a follow-up order of its own', params, body: splitBodySchema, response: { 201: z.object({ follow_up_id: z.string(), order_number: z.string() }) } },
  }, async (request, reply) => {
    const asked = request.body?.line_items;
    const result = await inTransaction(services.db, (tx) => splitOrder(tx, services, { orderId: request.params.order_id, actor: accessOf(request).actor, reason: request.body?.reason ?? 'not given', lines: asked ? toLines(asked) : null }));
    if (!result.ok) return problem(reply, { status: STATUS_BY_CODE[result.error.code], code: result.error.code, detail: result.error.message });
    return reply.code(201).send({ follow_up_id: result.value.orderId, order_number: result.value.orderNumber });
  });

  app.post('/orders/:order_id/short', {
    onRequest: requireAccess(services, 'orders:write'),
    schema: { tags: ['orders'], summary: 'A node has less than is reserved there: the rest is found elsewhere, unless every unit is packed', params, body: shortBodySchema, response: { 200: z.object({ follow_up_id: z.string().nullable().describe('Null: the order itself is sourced anew.') }) } },
  }, async (request, reply) => {
    const { node_id: nodeId, line_items: asked, cause, reason } = request.body;
    const result = await inTransaction(services.db, (tx) => reportShort(tx, services, { orderId: request.params.order_id, nodeId, lines: toLines(asked), cause, reason, actor: accessOf(request).actor }));
    if (!result.ok) return problem(reply, { status: STATUS_BY_CODE[result.error.code], code: result.error.code, detail: result.error.message });
    services.sequencer.poke();
    return { follow_up_id: result.value.followUpId };
  });
}
