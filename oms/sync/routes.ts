/** The station's side of the OMS: osync as design/SYNC.md section 3.3 has it. The caller is known by its token. */
import { z } from 'zod';
import {
  claimRequestSchema, claimResponseSchema, fetchRequestSchema, fetchResponseSchema, helloRequestSchema, helloResponseSchema, LIMITS, OLDEST_PROTOCOL, PROTOCOL_VERSION, pullQuerySchema, pullResponseSchema,
  pushRequestSchema, pushResponseSchema, releaseRequestSchema, verifyRequestSchema, verifyResponseSchema,
} from '../../domain/wire/sync.ts';
import { compareBuckets, readPage, readRowsByKey } from '../../sync/hub/read-page.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { requireStation, requireStationForPush } from '../stations/require-station.ts';
import { acceptPush } from './accept-push.ts';
import { claimOrder, releaseClaim } from './claim-order.ts';
import { greetStation } from './greet-station.ts';
import { serveNudges } from './nudge-socket.ts';
import { registerSyncOfficeRoutes } from './office-routes.ts';
import { createPostgresHub } from './postgres-hub.ts';
import { readBlob } from './read-blob.ts';
import { toCaller } from './to-caller.ts';

export function registerSyncRoutes(app: OmsApp, services: Services): void {
  const tags = ['sync'];
  const hub = createPostgresHub(services);

  app.post('/sync/hello', { schema: { tags, summary: 'Say who is there and where the two sides stand', body: helloRequestSchema, response: { 200: helloResponseSchema } } }, async (request, reply) => {
    const station = await requireStation(services, request, reply);
    const answer = await greetStation(services, station, request.body);
    return answer ?? problem(reply, { status: 426, code: 'ProtocolVersion', detail: `This OMS speaks osync ${OLDEST_PROTOCOL} to ${PROTOCOL_VERSION}; the station speaks ${request.body.protocol}. Update the station.` });
  });

  app.post('/sync/push', { bodyLimit: LIMITS.pushBytes, schema: { tags, summary: 'Hand in facts; each gets an outcome', body: pushRequestSchema, response: { 200: pushResponseSchema } } }, async (request, reply) =>
    acceptPush(services, await requireStationForPush(services, request, reply), request.body));

  app.get('/sync/pull', { schema: { tags, summary: 'Next page of the node\'s change feed', querystring: pullQuerySchema, response: { 200: pullResponseSchema } } }, async (request, reply) =>
    readPage(hub, toCaller(await requireStation(services, request, reply)), request.query));

  app.post('/sync/verify', { schema: { tags, summary: 'Compare bucket sums', body: verifyRequestSchema, response: { 200: verifyResponseSchema } } }, async (request, reply) =>
    compareBuckets(hub, toCaller(await requireStation(services, request, reply)), request.body.sums));

  app.post('/sync/fetch', { schema: { tags, summary: 'Single rows by key', body: fetchRequestSchema, response: { 200: fetchResponseSchema } } }, async (request, reply) =>
    readRowsByKey(hub, toCaller(await requireStation(services, request, reply)), request.body.keys.map(([type, id]) => ({ type, id }))));

  app.post('/sync/claim', { schema: { tags, summary: 'Ask for the lease of an order', body: claimRequestSchema, response: { 200: claimResponseSchema } } }, async (request, reply) =>
    claimOrder(services, await requireStation(services, request, reply), request.body.orderId));

  app.post('/sync/release', { schema: { tags, summary: 'Give a lease back', body: releaseRequestSchema, response: { 200: z.object({ released: z.boolean() }) } } }, async (request, reply) =>
    ({ released: await releaseClaim(services, await requireStation(services, request, reply), request.body.orderId, request.body.fence) }));

  app.get('/blob/:sha256', { schema: { tags, summary: 'Label bytes, for the holder of the lease only', params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) } }, async (request, reply) => {
    const station = await requireStation(services, request, reply);
    const part = await readBlob(services, station, request.params.sha256, request.headers.range);
    if (!part) return problem(reply, { status: 404, code: 'UnknownBlob', detail: 'There are no such bytes for this station: the order is not leased to it.' });
    reply.header('accept-ranges', 'bytes').type(part.mediaType);
    if (part.bytes.length < part.size) reply.code(206).header('content-range', `bytes ${part.first}-${part.first + part.bytes.length - 1}/${part.size}`);
    return reply.send(part.bytes);
  });

  registerSyncOfficeRoutes(app, services);
  serveNudges(app, services);
}
