/** POST /labels/build (seed 001): order ids as JSON, or a ZIP of PDFs as the body itself. Every route needs an API key. */
import { z } from 'zod';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { buildLabelsOfOrders, buildLabelsOfZip } from './build-labels.ts';
import { buildAnswerSchema, buildBodySchema } from './build-schemas.ts';
import { readBuild, readBuiltFile } from './read-build.ts';

const LARGEST_ZIP_BYTES = 64 * 1024 * 1024;
const buildParams = z.object({ build_id: z.string().regex(/^[0-9a-f]{64}$/) });

export function registerLabelsBuildRoutes(app: OmsApp, services: Services): void {
  // A scope of its own, so that no other route takes ZIP files.
  void app.register(async (scope) => {
    const routes: OmsApp = scope.withTypeProvider();
    routes.addContentTypeParser(['application/zip', 'application/x-zip-compressed', 'application/octet-stream'], { parseAs: 'buffer', bodyLimit: LARGEST_ZIP_BYTES }, (_request, body, done) => { done(null, body); });

    routes.post('/labels/build', {
      onRequest: requireAccess(services, 'labels:write'), bodyLimit: LARGEST_ZIP_BYTES,
      schema: { tags: ['labels'], summary: 'Group and merge labels, of orders (JSON) or of a ZIP of PDFs (application/zip)', response: { 201: buildAnswerSchema } },
    }, async (request, reply) => {
      const built = Buffer.isBuffer(request.body) ? await buildLabelsOfZip(services, request.body) : await buildLabelsOfOrders(services, readOrderIds(request.body, reply));
      if (!built.ok) return problem(reply, { status: 422, code: built.error.code, detail: built.error.detail });
      return reply.code(201).send(built.value);
    });

    routes.get('/labels/build/:build_id', { onRequest: requireAccess(services, 'labels:read'), schema: { tags: ['labels'], summary: 'What went where', params: buildParams, response: { 200: buildAnswerSchema } } }, async (request, reply) => {
      return (await readBuild(services, request.params.build_id)) ?? notFound(reply);
    });

    routes.get('/labels/build/:build_id/:file', { onRequest: requireAccess(services, 'labels:read'), schema: { tags: ['labels'], summary: 'One merged PDF', params: buildParams.extend({ file: z.string().max(120) }) } }, async (request, reply) => {
      const bytes = (await readBuiltFile(services, request.params.build_id, request.params.file)) ?? notFound(reply);
      return reply.type('application/pdf').header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(request.params.file)}`).send(bytes);
    });
  });
}

function readOrderIds(body: unknown, reply: Parameters<typeof problem>[0]): readonly string[] {
  const parsed = buildBodySchema.safeParse(body);
  if (parsed.success) return parsed.data.order_ids;
  const [issue] = parsed.error.issues;
  return problem(reply, { status: 400, code: 'BadRequest', detail: `Send {"order_ids": [...]} as JSON, or a ZIP file with content-type application/zip. ${issue ? `${issue.path.join('.') || 'body'}: ${issue.message}` : ''}` });
}

function notFound(reply: Parameters<typeof problem>[0]): never {
  return problem(reply, { status: 404, code: 'NotFound', detail: 'There is no such build, or it has no file of this name.' });
}
