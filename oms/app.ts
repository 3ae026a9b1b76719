/** Builds the HTTP application without listening: tests inject requests, the server listens. */
import { randomUUID } from 'node:crypto';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyError, type FastifyReply } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { registerAuditRoutes } from './audit/routes.ts';
import { registerAnalyticsRoutes } from './analytics/routes.ts';
import { registerAuthRoutes } from './auth/routes.ts';
import { registerBrandRoutes } from './brands/routes.ts';
import { registerConnectorRoutes } from './connectors/routes.ts';
import { registerShopifyWebhookRoutes } from './connectors/shopify/webhook-routes.ts';
import { withCorrelation } from './http/correlation.ts';
import { answerError } from './http/answer-error.ts';
import { answerBrokenConnection } from './http/answer-broken-connection.ts';
import { registerOperationRoutes } from './http/operation-routes.ts';
import { guardRoutes } from './http/guard-routes.ts';
import type { OmsApp } from './http/oms-app.ts';
import { registerPipelineRoutes } from './fulfillment/pipeline/routes.ts';
import { sendProblem } from './http/problem.ts';
import { registerRateLimits } from './http/rate-limits.ts';
import { registerInventoryRoutes } from './inventory/routes.ts';
import { registerNodeRoutes } from './nodes/routes.ts';
import { registerJobRoutes } from './jobs/routes.ts';
import { registerMetrics } from './operations/metrics-routes.ts';
import { registerLabelsBuildRoutes } from './labels-build/routes.ts';
import { registerLateChangeRoutes } from './orders/late-change-routes.ts';
import { registerSplitRoutes } from './orders/split-routes.ts';
import { registerOrderRoutes } from './orders/routes.ts';
import { registerPeopleRoutes } from './people/routes.ts';
import type { Services } from './services.ts';
import { registerSearchRoutes } from './search/routes.ts';
import { registerSourcingRuleRoutes } from './sourcing/routes.ts';
import { registerStationRoutes } from './stations/routes.ts';
import { registerSyncRoutes } from './sync/routes.ts';
import type { Platform } from './tenants/platform.ts';
import { registerTenantRoutes } from './tenants/routes.ts';
import { registerWebhookRoutes } from './webhooks/routes.ts';

/** Time to send a whole request: a client that drips bytes must not hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 30_000;
/** The plug-in's own policy upgrades to https, which breaks the page on a plain LAN address. */
const DOCUMENTATION_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** What the parts of the interface are for; every route names its part. */
const API_TAGS = [
  { name: 'auth', description: 'Logins, passwords and API keys' }, { name: 'people', description: 'Who may log in, and who badges in at a bench' }, { name: 'tenants', description: 'Organisations and their environments, for the platform\'s owners' },
  { name: 'orders', description: 'Orders from entry to delivery, holds, cancels and late changes' }, { name: 'sourcing-rules', description: 'Which node packs which order, and dry runs that say why' },
  { name: 'inventory', description: 'Stock by node and SKU, adjustments, transfers, availability' }, { name: 'nodes', description: 'Places that fulfil orders, and their capacity of today' },
  { name: 'labels', description: 'Labels of parcels' }, { name: 'connectors', description: 'Shops' }, { name: 'stations', description: 'Packing stations: enrolment, leases, quarantine' },
  { name: 'sync', description: 'osync/1, the stations\' own calls' }, { name: 'webhooks', description: 'What receivers are told, and what became of each delivery' },
  { name: 'search', description: 'Orders and products by their words, also misspelt' }, { name: 'analytics', description: 'Orders by day, stock, and the numbers of today' }, { name: 'operations', description: 'Health and metrics' },
];

export type AppOptions = {
  /** A worker has nothing but its own health to tell. */
  readonly serves?: 'everything' | 'operations';
  /** Given to the first environment's application, which alone serves the tenants' calls. */
  readonly platform?: Platform;
};

export async function buildApp(services: Services, { serves = 'everything', platform }: AppOptions = {}): Promise<OmsApp> {
  const app = Fastify({
    loggerInstance: services.log as FastifyBaseLogger, bodyLimit: services.config.bodyLimitBytes, requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: (_address: string, hop: number) => hop < services.config.trustedProxies,
    logController: new LogController({ disableRequestLogging: true }),
    // The caller's id joins its trace to ours, if it looks like one; otherwise anything could be written into our log.
    requestIdHeader: false,
    genReqId: (request) => { const given = request.headers['x-request-id']; return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID(); },
    frameworkErrors: (error, request, reply) => { void answerError(error, request.log, reply as unknown as FastifyReply); },
    clientErrorHandler: answerBrokenConnection,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request.log, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(reply, { status: 404, code: 'NotFound', detail: `There is nothing at ${request.method} ${request.url.split('?')[0] ?? ''}. The interface is described at /docs.` }));
  app.addHook('onRequest', (request, _reply, done) => { withCorrelation(request.id, done); });
  addHeadersAndLog(app);
  await registerDocumentation(app);
  await app.register(async (scope) => {
    guardRoutes(scope);
    await registerRateLimits(scope, services.config);
    const routes = scope.withTypeProvider<ZodTypeProvider>();
    registerOperationRoutes(routes, services);
    registerMetrics(routes, services);
    registerJobRoutes(routes, services);
    if (serves === 'operations') return;
    registerAuthRoutes(routes, services);
    registerPeopleRoutes(routes, services);
    registerOrderRoutes(routes, services);
    registerLateChangeRoutes(routes, services);
    registerSplitRoutes(routes, services);
    registerAuditRoutes(routes, services);
    registerPipelineRoutes(routes, services);
    registerLabelsBuildRoutes(routes, services);
    registerBrandRoutes(routes, services);
    registerInventoryRoutes(routes, services);
    registerNodeRoutes(routes, services);
    registerSourcingRuleRoutes(routes, services);
    registerConnectorRoutes(routes, services);
    registerShopifyWebhookRoutes(routes, services);
    registerStationRoutes(routes, services);
    registerSyncRoutes(routes, services);
    registerWebhookRoutes(routes, services);
    registerSearchRoutes(routes, services);
    registerAnalyticsRoutes(routes, services);
    if (platform) registerTenantRoutes(routes, services, platform);
  });
  return app;
}

function addHeadersAndLog(app: OmsApp): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff').header('x-frame-options', 'DENY').header('referrer-policy', 'no-referrer');
    reply.header('cross-origin-resource-policy', 'same-origin').header('cache-control', reply.getHeader('cache-control') ?? 'no-store');
    // The documentation's pages bring a policy of their own.
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  });
  // The route's pattern, not the address: ids and searched names stay out of the log.
  app.addHook('onResponse', async (request, reply) => {
    request.log[reply.statusCode >= 400 ? 'info' : 'debug']({ method: request.method, route: request.routeOptions.url ?? null, status: reply.statusCode, elapsedMs: Math.round(reply.elapsedTime) }, 'http:request:done');
  });
}

async function registerDocumentation(app: OmsApp): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0', info: { title: 'Packbench OMS', version: '0.1.0', description: 'Orders, stations and sync. Errors are RFC 9457 problem+json with a closed code. Each request is for one environment: X-OMS-Environment, or /environments/{name} before the address, or else main.' },
      tags: API_TAGS,
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key (pbk_...) or the token of POST /auth/login. Each route names its scope.' } } },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(fastifySwaggerUi, { routePrefix: '/docs', staticCSP: DOCUMENTATION_POLICY });
}
