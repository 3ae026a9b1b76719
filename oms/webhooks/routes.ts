/** The outgoing webhooks API (seed 000 section 5.7). */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { requireAccess } from '../auth/require-access.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { deleteEndpoint, selectEndpoint, selectEndpoints } from './endpoint-store.ts';
import { makeEventDue, selectDeliveries, selectEvents } from './event-store.ts';
import { changeEndpoint, createEndpoint, type EndpointRefusal } from './save-endpoint.ts';
import { sendTestEvent } from './send-test-event.ts';
import { toEndpointBody, toEventBody } from './webhook-mapper.ts';
import { createEndpointSchema, endpointListSchema, endpointSchema, eventListSchema, eventSchema, listEndpointsSchema, listEventsSchema, updateEndpointSchema } from './webhook-schemas.ts';

const tags = ['webhooks'];
const params = z.object({ endpoint_id: z.string() });
const eventParams = z.object({ event_id: z.string() });

export function registerWebhookRoutes(app: OmsApp, services: Services): void {
  registerEndpointRoutes(app, services);
  registerEventRoutes(app, services);
}

function registerEndpointRoutes(app: OmsApp, services: Services): void {
  const { db } = services;

  app.post('/webhooks/endpoints', { onRequest: requireAccess(services, 'webhooks:write'), schema: { tags, summary: 'Register a receiver; the secret is told once, here', body: createEndpointSchema, response: { 201: endpointSchema } } }, async (request, reply) => {
    const made = await createEndpoint(services, request.body);
    return made.ok ? reply.code(201).send(toEndpointBody(made.value.row, made.value.secret)) : refuse(reply, made.error);
  });

  app.get('/webhooks/endpoints', { onRequest: requireAccess(services, 'webhooks:read'), schema: { tags, summary: 'List receivers', querystring: listEndpointsSchema, response: { 200: endpointListSchema } } }, async (request) => {
    const { page, page_size } = request.query;
    const { rows, total } = await selectEndpoints(db, page_size, (page - 1) * page_size);
    return { items: rows.map((row) => toEndpointBody(row)), total, page, page_size };
  });

  app.get('/webhooks/endpoints/:endpoint_id', { onRequest: requireAccess(services, 'webhooks:read'), schema: { tags, summary: 'One receiver', params, response: { 200: endpointSchema } } }, async (request, reply) => {
    const row = await selectEndpoint(db, request.params.endpoint_id);
    return row ? toEndpointBody(row) : unknownEndpoint(reply, request.params.endpoint_id);
  });

  app.patch('/webhooks/endpoints/:endpoint_id', { onRequest: requireAccess(services, 'webhooks:write'), schema: { tags, summary: 'Change what the body names of a receiver; while it is switched off it is told nothing new', params, body: updateEndpointSchema, response: { 200: endpointSchema } } }, async (request, reply) => {
    const changed = await changeEndpoint(services, request.params.endpoint_id, request.body);
    return changed.ok ? toEndpointBody(changed.value) : refuse(reply, changed.error);
  });

  app.delete('/webhooks/endpoints/:endpoint_id', { onRequest: requireAccess(services, 'webhooks:write'), schema: { tags, summary: 'Forget a receiver with its history', params, response: { 204: z.null() } } }, async (request, reply) => {
    if (!(await inTransaction(db, (tx) => deleteEndpoint(tx, request.params.endpoint_id)))) return unknownEndpoint(reply, request.params.endpoint_id);
    return reply.code(204).send(null);
  });

  app.post('/webhooks/endpoints/:endpoint_id/test', { onRequest: requireAccess(services, 'webhooks:write'), schema: { tags, summary: 'Send order.test now, once, and tell what the receiver answered', params, response: { 200: eventSchema } } }, async (request, reply) => {
    const sent = await sendTestEvent(services, request.params.endpoint_id);
    return sent ? toEventBody(sent.event, sent.deliveries) : unknownEndpoint(reply, request.params.endpoint_id);
  });
}

function registerEventRoutes(app: OmsApp, services: Services): void {
  const { db } = services;

  app.get('/webhooks/events', { onRequest: requireAccess(services, 'webhooks:read'), schema: { tags, summary: 'What was or is to be delivered, newest first, with every try; kept for 30 days', querystring: listEventsSchema, response: { 200: eventListSchema } } }, async (request) => {
    const { page, page_size, ...filters } = request.query;
    const { rows, total } = await selectEvents(db, filters, page_size, (page - 1) * page_size);
    const deliveries = await selectDeliveries(db, rows.map((row) => row.event_id));
    return { items: rows.map((row) => toEventBody(row, deliveries)), total, page, page_size };
  });

  app.post('/webhooks/events/:event_id/retry', { onRequest: requireAccess(services, 'webhooks:write'), schema: { tags, summary: 'Send it again under its own id, with all its tries to come; also one that was delivered (replay)', params: eventParams, response: { 202: eventSchema } } }, async (request, reply) => {
    const row = await makeEventDue(db, request.params.event_id);
    if (!row) return problem(reply, { status: 404, code: 'UnknownWebhookEvent', detail: `There is no webhook event ${request.params.event_id}. They are kept for 30 days.` });
    return reply.code(202).send(toEventBody(row, await selectDeliveries(db, [row.event_id])));
  });
}

function refuse(reply: FastifyReply, refusal: EndpointRefusal): never {
  return problem(reply, { status: refusal.code === 'BadWebhookUrl' ? 422 : 404, code: refusal.code, detail: refusal.message });
}

function unknownEndpoint(reply: FastifyReply, endpointId: string): never {
  return refuse(reply, { code: 'UnknownWebhookEndpoint', message: `There is no webhook endpoint ${endpointId}.` });
}
