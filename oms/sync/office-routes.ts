/** The sync's side for the office and its tools: backups, and facts that could not be applied. */
import { z } from 'zod';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { selectBackups } from './backup-store.ts';
import { selectCondemnedFacts, type CondemnedRow } from './dead-letter-store.ts';
import { noteBackup } from './note-backup.ts';
import { settleDeadLetter } from './settle-dead-letter.ts';

const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100), offset: z.coerce.number().int().nonnegative().default(0) });
const factSchema = z.object({
  op: z.string(), client_id: z.string(), station_id: z.string(), mid: z.int(), kind: z.string(), order_id: z.string().nullable(), body: z.unknown(), received_at: z.string(),
  outcome: z.enum(['dead_letter', 'held']), detail: z.unknown(),
});
const opParams = z.object({ op: z.uuid() });
const decisionBody = z.object({ reason: z.string().min(1).max(300) });
const settledAnswer = z.object({ settled: z.array(z.object({ op: z.string(), outcome: z.string() })).describe('Each fact that was tried, in order: this one, and those that waited behind it.') });
const REFUSALS = { UnknownFact: { status: 404, detail: 'No station has handed in such a fact.' }, NoDeadLetter: { status: 409, detail: 'This fact does not wait for a decision.' } } as const;

export function registerSyncOfficeRoutes(app: OmsApp, services: Services): void {
  const tags = ['sync'];

  app.get('/sync/backups', { onRequest: requireAccess(services, 'operations:read'), schema: { tags, summary: 'Backups that were noted, newest first', response: { 200: z.array(z.object({ id: z.int(), started_at: z.string(), noted_at: z.string(), lsn: z.string(), clients: z.int() })) } } }, async () =>
    (await selectBackups(services.db)).map((row) => ({ id: row.backup_id, started_at: row.started_at.toISOString(), noted_at: row.noted_at.toISOString(), lsn: row.lsn, clients: row.clients })));

  app.post('/sync/backups', { onRequest: requireAccess(services, 'operations:write'), schema: {
    tags, summary: 'A backup of the database is complete: stations may forget what it contains',
    body: z.object({ started_at: z.iso.datetime({ offset: true }).describe('When the backup began, such as the start of pg_basebackup or pg_dump.') }), response: { 201: z.object({ clients: z.int() }) },
  } }, async (request, reply) => {
    const noted = await noteBackup(services, new Date(request.body.started_at));
    if (!noted.ok) return problem(reply, { status: 422, code: noted.error, detail: 'started_at lies in the future of the database\'s clock.' });
    return reply.code(201).send({ clients: noted.value });
  });

  app.get('/sync/dead-letters', { onRequest: requireAccess(services, 'reports:read'), schema: { tags, summary: 'Facts that could not be applied, and those of the same orders that wait behind them', querystring: listQuery, response: { 200: z.array(factSchema) } } }, async (request) =>
    (await selectCondemnedFacts(services.db, request.query.limit, request.query.offset)).map(toFact));

  for (const what of ['retry', 'dismiss'] as const) {
    const summary = what === 'retry' ? 'Try a dead letter again, then what waited behind it' : 'Give a dead letter up; it is kept, and what waited behind it goes on';
    app.post(`/sync/dead-letters/:op/${what}`, { onRequest: requireAccess(services, 'reports:write'), schema: { tags, summary, params: opParams, body: decisionBody, response: { 200: settledAnswer } } }, async (request, reply) => {
      const result = await settleDeadLetter(services, { opId: request.params.op, what, actor: accessOf(request).actor, reason: request.body.reason });
      if (!result.ok) return problem(reply, { ...REFUSALS[result.error], code: result.error });
      return { settled: [...result.value] };
    });
  }
}

function toFact(row: CondemnedRow): z.infer<typeof factSchema> {
  return {
    op: row.op_id, client_id: row.client_id, station_id: row.station_id, mid: row.mid, kind: row.kind, order_id: row.order_id, body: row.body, received_at: row.hub_at.toISOString(),
    outcome: factSchema.shape.outcome.parse(row.outcome), detail: row.detail,
  };
}
