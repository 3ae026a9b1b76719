/** The station's side of the OMS: osync/1 as design/SYNC.md section 3.3 has it. The caller is known by its token. */
import { z } from 'zod';
import {
  claimRequestSchema, claimResponseSchema, fetchRequestSchema, fetchResponseSchema, helloRequestSchema, helloResponseSchema, LIMITS, OLDEST_PROTOCOL, PROTOCOL_VERSION, pullQuerySchema, pullResponseSchema,
  pushRequestSchema, pushResponseSchema, releaseRequestSchema, verifyRequestSchema, verifyResponseSchema,
} from '../../domain/wire/sync.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { noteStationContact } from '../stations/note-contact.ts';
import { quarantinePush } from '../stations/quarantine-facts.ts';
import { requireStation, requireStationForPush } from '../stations/require-station.ts';
import { acceptPush } from './accept-push.ts';
import { claimOrder, releaseClaim } from './claim-order.ts';
import { currentEpoch } from './epoch.ts';
import { lockClient, selectBlobForStation, updateSkew } from './mutation-store.ts';
import { serveNudges } from './nudge-socket.ts';
import { compareBuckets, readFeedPage, readRows } from './read-feed.ts';

export function registerSyncRoutes(app: OmsApp, services: Services): void {
  const tags = ['sync'];

  app.post('/sync/hello', { schema: { tags, summary: 'Say who is there and where the two sides stand', body: helloRequestSchema, response: { 200: helloResponseSchema } } }, async (request, reply) => {
    const station = await requireStation(services, request, reply);
    const { body } = request;
    if (body.protocol < OLDEST_PROTOCOL) return problem(reply, { status: 426, code: 'ProtocolVersion', detail: `This OMS speaks osync ${PROTOCOL_VERSION}; the station speaks ${body.protocol}. Update the older of the two.` });
    const hubAtMs = services.clock.nowMs();
    const lastMid = await inTransaction(services.db, async (tx) => {
      const client = await lockClient(tx, body.clientId, station.station_id);
      await updateSkew(tx, body.clientId, Math.round(body.deviceAtMs - hubAtMs));
      // Missed grants are made up for at every contact.
      await enqueueJob(tx, 'leases.grant', { nodeId: station.node_id }, { jobKey: `grant:${station.node_id}` });
      return client.last_mid;
    });
    await noteStationContact(services, station.station_id, { appVersion: body.appVersion, pendingFacts: body.pending, cursor: body.cursor, skewMs: Math.round(body.deviceAtMs - hubAtMs) });
    return { epoch: await currentEpoch(services.db), hubAtMs, nodeId: station.node_id, lastMid, protocolMin: PROTOCOL_VERSION, protocolMax: PROTOCOL_VERSION, limits: { pushMutations: LIMITS.pushMutations, pullRows: LIMITS.pullRows } };
  });

  app.post('/sync/push', { bodyLimit: LIMITS.pushBytes, schema: { tags, summary: 'Hand in facts; each gets an outcome', body: pushRequestSchema, response: { 200: pushResponseSchema } } }, async (request, reply) => {
    const station = await requireStationForPush(services, request, reply);
    return station.state === 'ACTIVE' ? acceptPush(services, station, request.body) : quarantinePush(services, station, request.body);
  });

  app.get('/sync/pull', { schema: { tags, summary: 'Next page of the node\'s change feed', querystring: pullQuerySchema, response: { 200: pullResponseSchema } } }, async (request, reply) =>
    readFeedPage(services.db, await requireStation(services, request, reply), request.query));

  app.post('/sync/verify', { schema: { tags, summary: 'Compare bucket sums', body: verifyRequestSchema, response: { 200: verifyResponseSchema } } }, async (request, reply) =>
    compareBuckets(services.db, await requireStation(services, request, reply), request.body.sums));

  app.post('/sync/fetch', { schema: { tags, summary: 'Single rows by key', body: fetchRequestSchema, response: { 200: fetchResponseSchema } } }, async (request, reply) =>
    readRows(services.db, await requireStation(services, request, reply), request.body.keys));

  app.post('/sync/claim', { schema: { tags, summary: 'Ask for the lease of an order', body: claimRequestSchema, response: { 200: claimResponseSchema } } }, async (request, reply) =>
    claimOrder(services, await requireStation(services, request, reply), request.body.orderId));

  app.post('/sync/release', { schema: { tags, summary: 'Give a lease back', body: releaseRequestSchema, response: { 200: z.object({ released: z.boolean() }) } } }, async (request, reply) =>
    ({ released: await releaseClaim(services, await requireStation(services, request, reply), request.body.orderId, request.body.fence) }));

  app.get('/blob/:sha256', { schema: { tags, summary: 'Label bytes, for the holder of the lease only', params: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) } }, async (request, reply) => {
    const station = await requireStation(services, request, reply);
    const blob = await inTransaction(services.db, (tx) => selectBlobForStation(tx, request.params.sha256, station.station_id));
    if (!blob) return problem(reply, { status: 404, code: 'UnknownBlob', detail: 'There are no such bytes for this station: the order is not leased to it.' });
    return reply.type(blob.media_type).send(blob.bytes);
  });

  serveNudges(app, services);
}
