/** What revoked stations have handed in, for a person to look at and to decide. */
import { z } from 'zod';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { discardQuarantined, releaseQuarantined, type QuarantineRefusal } from './decide-quarantine.ts';
import { selectQuarantine, type QuarantineRow } from './quarantine-store.ts';
import { readQuarantined } from './read-quarantined.ts';
import { selectStation } from './station-store.ts';

const params = z.object({ station_id: z.string() });
const decision = { op_ids: z.array(z.uuid()).min(1).max(1000).nullable().default(null).describe('Null: all that are held.'), reason: z.string().min(1).max(300) };
const listQuery = z.object({ state: z.enum(['held', 'released', 'discarded', 'all']).default('held'), limit: z.coerce.number().int().min(1).max(500).default(100), offset: z.coerce.number().int().nonnegative().default(0) });
const factSchema = z.object({
  client_id: z.string(), mid: z.int(), op: z.string(), kind: z.string(), order_id: z.string().nullable(), fence: z.int().nullable(), device_at_ms: z.int(), body: z.unknown(), received_at: z.string(),
  state: z.enum(['held', 'released', 'discarded']), decided_at: z.string().nullable(), decided_by: z.string().nullable(), reason: z.string().nullable(), released_to: z.string().nullable(), outcome: z.string().nullable(),
});

const STATUS: Readonly<Record<QuarantineRefusal['code'], number>> = { UnknownStation: 404, NoSuccessor: 409, StationRevoked: 409, StationAtOtherNode: 409, QuarantineBusy: 409 };

export function registerQuarantineRoutes(app: OmsApp, services: Services): void {
  app.get('/stations/:station_id/quarantine', { onRequest: requireAccess(services, 'reports:read'), schema: { tags: ['stations'], summary: 'Facts that a revoked station has handed in', params, querystring: listQuery, response: { 200: z.array(factSchema) } } }, async (request, reply) => {
    const { state, limit, offset } = request.query;
    const { station_id: stationId } = request.params;
    if (!(await selectStation(services.db, stationId))) return problem(reply, { status: 404, code: 'UnknownStation', detail: `There is no station ${stationId}.` });
    return (await selectQuarantine(services.db, stationId, state === 'all' ? null : state, limit, offset)).map(toFact);
  });

  app.post('/stations/:station_id/quarantine/release', { onRequest: requireAccess(services, 'reports:write'), schema: {
    tags: ['stations'], summary: 'Let quarantined facts take effect, as work of another station', params,
    body: z.object({ ...decision, to_station_id: z.string().nullable().default(null).describe('Null: the active station that has the same name now.') }),
    response: { 200: z.object({ released: z.array(z.object({ op: z.string(), outcome: z.string() })) }) },
  } }, async (request, reply) => {
    const { body } = request;
    const result = await releaseQuarantined(services, { stationId: request.params.station_id, opIds: body.op_ids, toStationId: body.to_station_id, actor: accessOf(request).actor, reason: body.reason });
    if (!result.ok) return problem(reply, { status: STATUS[result.error.code], code: result.error.code, detail: result.error.message });
    return { released: [...result.value] };
  });

  app.post('/stations/:station_id/quarantine/discard', { onRequest: requireAccess(services, 'reports:write'), schema: { tags: ['stations'], summary: 'Put quarantined facts aside for good; they are kept, with the reason', params, body: z.object(decision), response: { 200: z.object({ discarded: z.int() }) } } }, async (request, reply) => {
    const result = await discardQuarantined(services, { stationId: request.params.station_id, opIds: request.body.op_ids, actor: accessOf(request).actor, reason: request.body.reason });
    if (!result.ok) return problem(reply, { status: STATUS[result.error.code], code: result.error.code, detail: result.error.message });
    return { discarded: result.value };
  });
}

function toFact(row: QuarantineRow): z.infer<typeof factSchema> {
  const fact = readQuarantined(row.body);
  return {
    client_id: row.client_id, mid: row.mid, op: row.op_id, kind: fact.kind, order_id: fact.orderId, fence: fact.fence, device_at_ms: fact.at, body: fact.body, received_at: row.received_at.toISOString(),
    state: factSchema.shape.state.parse(row.state), decided_at: row.decided_at?.toISOString() ?? null, decided_by: row.decided_by, reason: row.reason, released_to: row.released_to, outcome: row.outcome,
  };
}
