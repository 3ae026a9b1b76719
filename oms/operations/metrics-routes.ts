/** GET /metrics: Prometheus text for who watches this OMS. It tells of orders and stations by number, so it needs an API key. */
import { z } from 'zod';
import { requireAccess } from '../auth/require-access.ts';
import { readOwnStepMetrics } from '../fulfillment/pipeline/read-step-metrics.ts';
import type { OmsApp } from '../http/oms-app.ts';
import type { Services } from '../services.ts';
import { createHistogram, writeMetrics } from './prometheus-text.ts';
import { readDatabaseMetrics, watchProcess } from './read-metrics.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** On the app itself, so that the requests of every route are measured. */
export function registerMetrics(app: OmsApp, services: Services): void {
  const requests = createHistogram('packbench_http_request_duration_seconds', 'Time to answer, by method, route and status.', SECONDS);
  const watch = watchProcess();
  app.addHook('onClose', async () => { watch.close(); });
  // The route's pattern: ids would make a series of each order. Addresses that do not exist are one.
  app.addHook('onResponse', async (request, reply) => { requests.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1_000); });
  app.get('/metrics', { onRequest: requireAccess(services, 'operations:read'), schema: { tags: ['operations'], summary: 'Prometheus metrics', response: { 200: z.string() } } }, async (_request, reply) => {
    const metrics = [...(await readDatabaseMetrics(services)), requests.read(), ...readOwnStepMetrics(services.db), ...watch.read()];
    // Not Fastify's charset for text: the format's own name.
    return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').serializer(String).send(writeMetrics(metrics));
  });
}
