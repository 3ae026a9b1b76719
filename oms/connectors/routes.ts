/** The connectors API (seed 000 section 5): set a shop up, see how it goes. Secrets are answered as ***. */
import { z } from 'zod';
import { inTransactionOf } from '../audit/in-transaction-of.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { findBrand, selectConnector, selectConnectorEvents, selectConnectors, updateConnectorBrand, type ConnectorRow } from './connector-store.ts';
import { createConnector } from './create-connector.ts';
import { shopifyConfigSchema, type ShopifyConfig } from './shopify/shopify-config.ts';

const connectorSchema = z.object({
  id: z.string(), name: z.string(), connector_type: z.string(), direction: z.string(), status: z.string(), brand_id: z.string().nullable(), config: z.record(z.string(), z.unknown()),
  orders_received: z.int(), orders_synced: z.int(), last_error: z.string().nullable(), last_synced_at: z.string().nullable(), webhook_path: z.string(), created_at: z.string(),
});
const eventSchema = z.object({
  id: z.string(), order_id: z.string().nullable(), external_order_id: z.string().nullable(), event_type: z.string(), direction: z.string(), status: z.string(),
  payload: z.unknown(), response: z.unknown(), error_code: z.string().nullable(), error_message: z.string().nullable(), created_at: z.string(),
});
/** `shop_url`: with or without https://, as people copy it out of the browser. */
const shopUrlSchema = z.string().trim().toLowerCase().transform((text) => text.replace(/^https?:\/\//, '').replace(/\/.*$/, '')).pipe(shopifyConfigSchema.shape.shopDomain);
const createBodySchema = z.object({
  name: z.string().min(1).max(200), connector_type: z.literal('SHOPIFY'), brand_id: z.string().optional(),
  config: z.object({
    shop_url: shopUrlSchema, base_url: z.url().optional(), access_token: z.string().min(1), webhook_secret: z.string().min(1), previous_webhook_secret: z.string().min(1).optional(),
    api_version: shopifyConfigSchema.shape.apiVersion,
  }),
});
type CreateConfig = z.infer<typeof createBodySchema>['config'];

function toShopifyConfig(config: CreateConfig): ShopifyConfig {
  return {
    shopDomain: config.shop_url, apiBaseUrl: config.base_url ?? `https://${config.shop_url}`, apiVersion: config.api_version, accessToken: config.access_token,
    webhookSecrets: [config.webhook_secret, ...(config.previous_webhook_secret === undefined ? [] : [config.previous_webhook_secret])],
  };
}

const idParams = z.object({ connector_id: z.string() });
const pageQuery = z.object({ page: z.coerce.number().int().min(1).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50) });

export function registerConnectorRoutes(app: OmsApp, services: Services): void {
  app.get('/connectors/', { onRequest: requireAccess(services, 'connectors:read'), schema: { tags: ['connectors'], summary: 'All shops', response: { 200: z.array(connectorSchema) } } }, async () =>
    (await selectConnectors(services.db)).map((row) => toAnswer(services, row)));

  app.get('/connectors/:connector_id', { onRequest: requireAccess(services, 'connectors:read'), schema: { tags: ['connectors'], summary: 'One shop; secrets are masked', params: idParams, response: { 200: connectorSchema } } }, async (request, reply) => {
    const row = await selectConnector(services.db, request.params.connector_id);
    return row ? toAnswer(services, row) : notFound(reply, request.params.connector_id);
  });

  app.get('/connectors/:connector_id/events', { onRequest: requireAccess(services, 'connectors:read'), schema: { tags: ['connectors'], summary: 'What came in and went out, newest first', params: idParams, querystring: pageQuery, response: { 200: z.array(eventSchema) } } }, async (request, reply) => {
    const { connector_id: connectorId } = request.params;
    if (!(await selectConnector(services.db, connectorId))) return notFound(reply, connectorId);
    const { page, page_size: pageSize } = request.query;
    return (await selectConnectorEvents(services.db, connectorId, pageSize, (page - 1) * pageSize)).map((event) => ({
      id: event.event_id, order_id: event.order_id, external_order_id: event.external_order_id, event_type: event.event_type, direction: event.direction, status: event.status,
      payload: event.payload, response: event.response, error_code: event.error_code, error_message: event.error_message, created_at: event.created_at.toISOString(),
    }));
  });

  app.patch('/connectors/:connector_id', { onRequest: requireAccess(services, 'connectors:write'), schema: { tags: ['connectors'], summary: 'Whose slips go with the orders of this shop, from the next order on', params: idParams, body: z.object({ brand_id: z.string() }), response: { 200: connectorSchema } } }, async (request, reply) => {
    const { connector_id: connectorId } = request.params;
    const { brand_id: brandId } = request.body;
    const isKnown = await inTransactionOf(services.db, accessOf(request).actor, async (tx) => ((await findBrand(tx, brandId)) === undefined ? null : updateConnectorBrand(tx, connectorId, brandId)));
    if (isKnown === null) return problem(reply, { status: 422, code: 'UnknownBrand', detail: `There is no brand "${brandId}". PUT its slip template first.` });
    const row = isKnown ? await selectConnector(services.db, connectorId) : undefined;
    return row ? toAnswer(services, row) : notFound(reply, connectorId);
  });

  app.post('/connectors/', { onRequest: requireAccess(services, 'connectors:write'), schema: { tags: ['connectors'], summary: 'Set a Shopify shop up', body: createBodySchema, response: { 201: connectorSchema } } }, async (request, reply) => {
    const { name, brand_id: brandId, config } = request.body;
    const created = await inTransaction(services.db, (tx) => createConnector(tx, services, { name, brandId, config: toShopifyConfig(config) }));
    if (!created.ok) return problem(reply, { status: 422, code: 'UnknownBrand', detail: brandId === undefined ? 'There is no brand yet. Create a brand first.' : `There is no brand "${brandId}". Create the brand first.` });
    const row = await selectConnector(services.db, created.value.connectorId);
    return row ? reply.code(201).send(toAnswer(services, row)) : notFound(reply, created.value.connectorId);
  });
}

/** Only what is no secret is opened; a key that no longer opens the box must not hide the connector. */
function toAnswer(services: Services, row: ConnectorRow): z.infer<typeof connectorSchema> {
  return {
    id: row.connector_id, name: row.name, connector_type: row.connector_type, direction: row.direction, status: row.status, brand_id: row.brand_id, config: maskedConfig(services, row),
    orders_received: row.orders_received, orders_synced: row.orders_synced, last_error: row.last_error, last_synced_at: row.last_synced_at?.toISOString() ?? null,
    webhook_path: `/connectors/${row.connector_id}/webhook`, created_at: row.created_at.toISOString(),
  };
}

function maskedConfig(services: Services, row: ConnectorRow): Record<string, unknown> {
  const masked = { access_token: '***', webhook_secret: '***' };
  try {
    const config = shopifyConfigSchema.parse(JSON.parse(services.secretBox.open(row.config_encrypted)));
    return { shop_url: config.shopDomain, base_url: config.apiBaseUrl, api_version: config.apiVersion, ...masked, ...(config.webhookSecrets.length > 1 ? { previous_webhook_secret: '***' } : {}) };
  } catch {
    return masked;
  }
}

function notFound(reply: Parameters<typeof problem>[0], connectorId: string): never {
  return problem(reply, { status: 404, code: 'UnknownConnector', detail: `There is no connector ${connectorId}.` });
}
