/** What became of an order between its entry and the bench, and another try for what stands still. */
import { z } from 'zod';
import { STEP_NAMES } from '../../../domain/fulfillment/pipeline.ts';
import { must } from '../../../domain/assert.ts';
import { accessOf } from '../../auth/access.ts';
import { requireAccess } from '../../auth/require-access.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import type { OmsApp } from '../../http/oms-app.ts';
import { problem } from '../../http/problem.ts';
import type { Services } from '../../services.ts';
import { pipelineSchema, readPipeline } from './read-pipeline.ts';
import { retryStep } from './retry-step.ts';

const orderParams = z.object({ order_id: z.string() });
const stepParams = orderParams.extend({ step: z.enum(STEP_NAMES) });
/** May be left out whole: then every part of the step is tried. */
const retryBody = z.object({ node_id: z.string().optional() }).nullish();

export function registerPipelineRoutes(app: OmsApp, services: Services): void {
  const tags = ['orders'];
  app.get('/orders/:order_id/pipeline', { onRequest: requireAccess(services, 'orders:read'), schema: { tags, summary: 'The order\'s way to the bench, step by step', params: orderParams, response: { 200: pipelineSchema } } }, async (request, reply) => {
    const { order_id: orderId } = request.params;
    return (await readPipeline(services, orderId)) ?? problem(reply, { status: 404, code: 'UnknownOrder', detail: `There is no order ${orderId}.` });
  });

  app.post('/orders/:order_id/pipeline/:step/retry', { onRequest: requireAccess(services, 'orders:write'), schema: { tags, summary: 'Try a step again that is not done', params: stepParams, body: retryBody, response: { 200: pipelineSchema } } }, async (request, reply) => {
    const { order_id: orderId, step } = request.params;
    const result = await inTransaction(services.db, (tx) => retryStep(tx, services, { orderId, step, nodeId: request.body?.node_id ?? null, actor: accessOf(request).actor }));
    if (!result.ok) return problem(reply, { status: result.error.code === 'UnknownOrder' ? 404 : 409, code: result.error.code, detail: result.error.message });
    return must(await readPipeline(services, orderId), `the pipeline of ${orderId}`);
  });
}
