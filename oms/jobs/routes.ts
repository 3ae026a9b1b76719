/** The job queue over HTTP: what waits, what failed, another try, giving up, and what runs by the clock run now. `/jobs` is a page for a browser. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Result } from '../../domain/result.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { Tx } from '../db/connect.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { abandonJob, retryJob, runSchedule, type JobRefusal } from './change-job.ts';
import { SCHEDULED_JOBS } from './job-queues.ts';
import { renderJobsPage } from './jobs-page.ts';
import { languageOf, orShowDoor, refuseForeignForm, sendPage, setSession, wantsPage } from './page-session.ts';
import { pickLanguage } from './page-words.ts';
import { failedJobSchema, jobOverviewSchema, readFailures, readJobs } from './read-jobs.ts';

const failedQuery = z.object({ state: z.enum(['failed', 'retrying']).optional().describe('Left out: both.'), page: z.coerce.number().int().min(1).max(10_000).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50) });
const jobParams = z.object({ job_id: z.string().regex(/^\d{1,18}$/, 'Is not the number of a job.') });
const reasonBody = z.object({ reason: z.string().max(500).optional(), language: z.string().optional() }).nullish();
const sessionBody = z.object({ token: z.string().max(8_192).optional(), leave: z.string().optional(), language: z.string().optional() });
const FAILURES_ON_PAGE = 50;
const changed = z.object({ id: z.string(), result: z.enum(['retried', 'abandoned']) });

export function registerJobRoutes(app: OmsApp, services: Services): void {
  // Of its own: forms are taken here and nowhere else.
  void app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))));
    const routes = scope.withTypeProvider<ZodTypeProvider>();
    registerReading(routes, services);
    registerChanging(routes, services);
    registerSession(routes, services);
  });
}

const tags = ['operations'];

function registerReading(app: OmsApp, services: Services): void {
  const onRequest = orShowDoor(requireAccess(services, 'jobs:read'));
  app.get('/jobs', { onRequest, schema: { tags, summary: 'Queues, schedules, and what people did to jobs; for a browser a page', response: { 200: jobOverviewSchema } } }, async (request, reply) => {
    if (!wantsPage(request)) return readJobs(services);
    const { items: failures } = await readFailures(services, ['failed', 'retrying'], { limit: FAILURES_ON_PAGE, offset: 0 });
    const html = renderJobsPage({ language: languageOf(request), environment: services.environment.name, nowMs: services.clock.nowMs(), mayChange: accessOf(request).scopes.has('jobs:write'), overview: await readJobs(services), failures });
    await sendPage(reply, 200, html);
    return reply;
  });

  app.get('/jobs/failed', { onRequest: requireAccess(services, 'jobs:read'), schema: { tags, summary: 'Jobs that failed: given up first, then those that are tried again', querystring: failedQuery, response: { 200: z.object({ items: z.array(failedJobSchema), total: z.int(), page: z.int(), page_size: z.int() }) } } }, async (request) => {
    const { state, page, page_size } = request.query;
    return { ...await readFailures(services, state ? [state] : ['failed', 'retrying'], { limit: page_size, offset: (page - 1) * page_size }), page, page_size };
  });
}

function registerChanging(app: OmsApp, services: Services): void {
  const onRequest = orShowDoor(requireAccess(services, 'jobs:write'));
  /** A browser is led back to the page, which shows what is so now. */
  const change = async (request: FastifyRequest, reply: FastifyReply, useCase: (tx: Tx) => Promise<Result<null, JobRefusal>>): Promise<void> => {
    const result = await inTransaction(services.db, useCase);
    if (!result.ok && !wantsPage(request)) problem(reply, { status: result.error.code === 'UnknownJob' ? 404 : 409, code: result.error.code, detail: result.error.message });
  };

  app.post('/jobs/:job_id/retry', { onRequest, schema: { tags, summary: 'Try a job again now, with all its tries anew', params: jobParams, body: reasonBody, response: { 200: changed } } }, async (request, reply) => {
    const { job_id: jobId } = request.params;
    await change(request, reply, (tx) => retryJob(tx, services, { jobId, actor: accessOf(request).actor, reason: request.body?.reason ?? null }));
    return wantsPage(request) ? backToPage(reply, '../../jobs', request.body?.language) : { id: jobId, result: 'retried' as const };
  });

  app.post('/jobs/:job_id/abandon', { onRequest, schema: { tags, summary: 'Give a job up for good; what it would have done is not done', params: jobParams, body: reasonBody, response: { 200: changed } } }, async (request, reply) => {
    const { job_id: jobId } = request.params;
    await change(request, reply, (tx) => abandonJob(tx, services, { jobId, actor: accessOf(request).actor, reason: request.body?.reason ?? null }));
    return wantsPage(request) ? backToPage(reply, '../../jobs', request.body?.language) : { id: jobId, result: 'abandoned' as const };
  });

  app.post('/jobs/schedules/:name/run', { onRequest, schema: { tags, summary: 'Run now what runs by the clock', params: z.object({ name: z.enum(SCHEDULED_JOBS) }), body: reasonBody, response: { 202: z.object({ name: z.string() }) } } }, async (request, reply) => {
    const { name } = request.params;
    await inTransaction(services.db, (tx) => runSchedule(tx, services, { name, actor: accessOf(request).actor }));
    return wantsPage(request) ? backToPage(reply, '../../../jobs', request.body?.language) : reply.code(202).send({ name });
  });
}

/** A wrong key is kept, too: the page says then why it is not taken. */
function registerSession(app: OmsApp, services: Services): void {
  app.post('/jobs/session', { schema: { tags, summary: 'Sign in to the job page, or out of it', body: sessionBody } }, async (request, reply) => {
    refuseForeignForm(request, reply);
    const { token = '', leave, language } = request.body;
    setSession(request, reply, leave === undefined && /^[\w.~+/-]+=*$/.test(token.trim()) ? token.trim() : null);
    services.log.info({ isLeaving: leave !== undefined }, 'jobs:page:session');
    return backToPage(reply, '../jobs', language);
  });
}

/** So that a reload does not do it again. */
function backToPage(reply: FastifyReply, page: string, language: string | undefined): FastifyReply {
  return reply.code(303).header('location', `${page}?language=${pickLanguage(language, undefined)}`).serializer(String).send('');
}
