/**
 * Where Shopify delivers: POST /connectors/{id}/webhook. Raw bytes, verified before anything is read; kept; answered; the work is a job.
 *
 * A replay is met three times: the same X-Shopify-Webhook-Id is answered 200 without work; a delivery triggered more than 48 h ago is
 * refused (Shopify's own retries end after 4 h); and since neither header is covered by the signature, the import itself repeats harmlessly
 * and takes paid, cancelled and the version from the signed body.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { makeId } from '../../../domain/ids.ts';
import { inTransaction } from '../../db/in-transaction.ts';
import type { OmsApp } from '../../http/oms-app.ts';
import { problem } from '../../http/problem.ts';
import { enqueueJob } from '../../jobs/enqueue.ts';
import type { Services } from '../../services.ts';
import { insertInbox, noteReceived } from '../connector-store.ts';
import { readLosslessJson } from '../lossless-json.ts';
import { readShopifyConnector, type ShopifyConnector } from '../read-connector.ts';
import { isSignedBy } from './verify-signature.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
const REPLAY_WINDOW_MS = 48 * 60 * 60 * 1000;
/** orders/edited carries a difference, not an order; its orders/updated comes beside it. */
const ORDER_TOPICS = new Set(['orders/create', 'orders/paid', 'orders/updated', 'orders/cancelled']);
/** What of a delivery is worth keeping: never the signature. */
const KEPT_HEADERS = ['topic', 'shop-domain', 'api-version', 'webhook-id', 'event-id', 'triggered-at'] as const;

const answerSchema = z.object({ status: z.enum(['accepted', 'duplicate', 'ignored']) });
type Answer = z.infer<typeof answerSchema>;

export function registerShopifyWebhookRoutes(app: OmsApp, services: Services): void {
  // A scope of its own: here every content type is bytes, so that what was signed is what is verified.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) => { done(null, body); });
    scope.post<{ Params: { connector_id: string } }>('/connectors/:connector_id/webhook', {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['connectors'], summary: 'Shopify delivers here; signed, not by API key', params: z.object({ connector_id: z.string() }), response: { 200: answerSchema } },
    }, async (request, reply) => receive(services, request.params.connector_id, request, reply));
  });
}

async function receive(services: Services, connectorId: string, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const connector = await readShopifyConnector(services.db, services, connectorId);
  if (!connector) return problem(reply, { status: 404, code: 'UnknownConnector', detail: 'There is no such connector.' });
  checkSender(services, connector, request, raw, reply);
  if (!readLosslessJson(raw).ok) return problem(reply, { status: 400, code: 'NotJson', detail: 'The body is signed but is not JSON, so nothing was taken.' });
  return keep(services, connectorId, request, raw);
}

/** Nothing about the connector is told to somebody who cannot sign. */
function checkSender(services: Services, { row, config }: ShopifyConnector, request: FastifyRequest, raw: Buffer, reply: FastifyReply): void {
  const signature = header(request, 'hmac-sha256');
  if (signature === null || !isSignedBy(raw, signature, config.webhookSecrets)) {
    return problem(reply, { status: 401, code: 'BadSignature', detail: 'The signature is missing or does not fit. Check the webhook secret of this connector.' });
  }
  if ((header(request, 'shop-domain') ?? '').toLowerCase() !== config.shopDomain) return problem(reply, { status: 401, code: 'WrongShop', detail: 'This delivery is from another shop than the connector\'s.' });
  if (row.status === 'INACTIVE') return problem(reply, { status: 409, code: 'ConnectorInactive', detail: 'The connector is switched off. Switch it on, and Shopify delivers again by itself.' });
  const triggeredAtMs = Date.parse(header(request, 'triggered-at') ?? '');
  if (services.clock.nowMs() - triggeredAtMs > REPLAY_WINDOW_MS) return problem(reply, { status: 401, code: 'StaleDelivery', detail: 'This delivery was triggered more than 48 hours ago and is not taken any more.' });
}

async function keep(services: Services, connectorId: string, request: FastifyRequest, raw: Buffer): Promise<Answer> {
  const topic = header(request, 'topic') ?? 'unknown';
  const isOrder = ORDER_TOPICS.has(topic);
  const inboxId = makeId('inb', services.clock, services.random);
  const deliveryKey = header(request, 'webhook-id') ?? createHash('sha256').update(`${topic}\n`).update(raw).digest('hex');
  const kept = Object.fromEntries(KEPT_HEADERS.flatMap((name) => (header(request, name) === null ? [] : [[name, header(request, name)]])));
  return inTransaction(services.db, async (tx) => {
    const isNew = await insertInbox(tx, { inbox_id: inboxId, connector_id: connectorId, delivery_key: deliveryKey, topic, headers: JSON.stringify(kept), raw, status: isOrder ? 'received' : 'ignored' });
    if (!isNew) return { status: 'duplicate' as const };
    if (!isOrder) return { status: 'ignored' as const };
    if (topic === 'orders/create') await noteReceived(tx, connectorId);
    await enqueueJob(tx, 'shopify.import_order', { inboxId });
    return { status: 'accepted' as const };
  });
}

/** `X-Shopify-Topic`, or `shopify-topic` as Shopify's newer events write it. */
function header(request: FastifyRequest, name: string): string | null {
  const value = request.headers[`x-shopify-${name}`] ?? request.headers[`shopify-${name}`];
  return typeof value === 'string' && value !== '' ? value : null;
}
