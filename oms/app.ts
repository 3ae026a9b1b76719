/** Builds the HTTP application without listening: tests inject requests, the server listens. */
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyError, type FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors, jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { sql } from 'kysely';
import { registerConnectorRoutes } from './connectors/routes.ts';
import { registerShopifyWebhookRoutes } from './connectors/shopify/webhook-routes.ts';
import type { OmsApp } from './http/oms-app.ts';
import { ProblemError, sendProblem } from './http/problem.ts';
import { registerOrderRoutes } from './orders/routes.ts';
import type { Services } from './services.ts';
import { registerStationRoutes } from './stations/routes.ts';
import { registerSyncRoutes } from './sync/routes.ts';

const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

export async function buildApp(services: Services): Promise<OmsApp> {
  const app = Fastify({ loggerInstance: services.log as FastifyBaseLogger, bodyLimit: BODY_LIMIT_BYTES, logController: new LogController({ disableRequestLogging: true }), requestIdHeader: 'x-request-id' }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request.log, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(reply, { status: 404, code: 'NotFound', detail: `There is nothing at ${request.method} ${request.url.split('?')[0] ?? ''}. The interface is described at /docs.` }));
  app.addHook('onSend', async (_request, reply) => { reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer').header('cache-control', reply.getHeader('cache-control') ?? 'no-store'); });
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Packbench OMS', version: '0.1.0', description: 'Orders, stations and sync. Errors are RFC 9457 problem+json with a closed code.' }, components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } } },
    transform: jsonSchemaTransform,
  });
  await app.register(fastifySwaggerUi, { routePrefix: '/docs' });
  await app.register(async (scope) => { registerRoutes(scope.withTypeProvider<ZodTypeProvider>(), services); });
  return app;
}

function registerRoutes(app: OmsApp, services: Services): void {
  app.get('/health', { schema: { tags: ['operations'], summary: 'The process answers', response: { 200: z.object({ status: z.literal('ok') }) } } }, async () => ({ status: 'ok' as const }));
  app.get('/ready', { schema: { tags: ['operations'], summary: 'The database answers', response: { 200: z.object({ status: z.literal('ready'), migration: z.int() }) } } }, async () => {
    const { rows } = await sql<{ number: number }>`SELECT max(number) AS number FROM schema_migrations`.execute(services.db);
    return { status: 'ready' as const, migration: rows[0]?.number ?? 0 };
  });
  registerOrderRoutes(app, services);
  registerConnectorRoutes(app, services);
  registerShopifyWebhookRoutes(app, services);
  registerStationRoutes(app, services);
  registerSyncRoutes(app, services);
}

type Log = { error(fields: object, event: string): void };

function answerError(error: FastifyError, log: Log, reply: FastifyReply): FastifyReply {
  if (error instanceof ProblemError) return sendProblem(reply, error.problem);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const found = error.validation.map((issue) => `${issue.instancePath.replace(/^\//, '').replaceAll('/', '.') || error.validationContext || 'request'}: ${issue.message ?? 'is wrong'}`);
    return sendProblem(reply, { status: 400, code: 'BadRequest', detail: found.join(' ') });
  }
  switch (error.statusCode) {
    case 400: return sendProblem(reply, { status: 400, code: error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError ? 'NotJson' : 'BadRequest', detail: `The request cannot be read: ${error.message}` });
    case 413: return sendProblem(reply, { status: 413, code: 'BodyTooLarge', detail: 'The body is larger than this address takes. Send it in smaller parts.' });
    case 415: return sendProblem(reply, { status: 415, code: 'UnsupportedMediaType', detail: 'Send JSON with content-type: application/json.' });
    default:
      log.error({ error: error.stack }, 'http:request:failed');
      return sendProblem(reply, { status: 500, code: 'Internal', detail: 'Something went wrong here; it is in the log under this request_id.' });
  }
}
