/** Stations for the office: pairing codes, the list, revocation. Enrolment and reports are the station's own calls. */
import { z } from 'zod';
import { enrolRequestSchema, enrolResponseSchema } from '../../domain/wire/sync.ts';
import { reportAnswerSchema, stationTelemetrySchema } from '../../domain/wire/telemetry.ts';
import { accessOf } from '../auth/access.ts';
import { requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { createAttemptLimiter } from './attempt-limiter.ts';
import { createPairingCode, enrolStation, type EnrolRefusal } from './enrol.ts';
import { registerLeaseRoutes } from './lease-routes.ts';
import { noteStationContact } from './note-contact.ts';
import { registerQuarantineRoutes } from './quarantine-routes.ts';
import { selectReportHistory } from './report-store.ts';
import { requireStation } from './require-station.ts';
import { revokeStation } from './revoke-station.ts';
import { setGrantAhead } from './set-grant-ahead.ts';
import { readStation, readStations, stationDetailSchema, stationSummarySchema } from './station-overview.ts';
import { registerStationStream } from './station-stream.ts';

type Reply = Parameters<typeof problem>[0];

const tags = ['stations'];
const params = z.object({ station_id: z.string() });
const revokeBody = z.object({ reason: z.string().max(300).optional() }).nullish();
const grantAheadSchema = z.object({
  orders: z.int().min(0).max(10_000).describe('The least number of orders that the bench holds ahead.'),
  hours: z.int().min(1).max(168).nullable().describe('How long it is to work without a line, reckoned with its busiest hour; null: the number alone counts.'),
});

export function registerStationRoutes(app: OmsApp, services: Services): void {
  registerOfficeRoutes(app, services);
  registerOwnRoutes(app, services);
  registerLeaseRoutes(app, services);
  registerQuarantineRoutes(app, services);
  registerStationStream(app, services);
}

function registerOfficeRoutes(app: OmsApp, services: Services): void {
  app.post('/stations/pairing-codes', { onRequest: requireAccess(services, 'stations:write'), schema: { tags, summary: 'A code that enrols one station within ten minutes', body: z.object({ station_name: z.string().min(1).max(60), node_code: z.string() }), response: { 201: z.object({ code: z.string(), expires_at: z.string() }) } } }, async (request, reply) => {
    const { station_name: stationName, node_code: nodeCode } = request.body;
    const result = await createPairingCode(services, { stationName, nodeCode });
    if (result.ok) return reply.code(201).send({ code: result.value.code, expires_at: result.value.expiresAt.toISOString() });
    if (result.error === 'UnknownNode') return problem(reply, { status: 404, code: 'UnknownNode', detail: `There is no node ${nodeCode}.` });
    return problem(reply, { status: 409, code: 'StationNameTaken', detail: `An active station of ${nodeCode} has the name ${stationName}. Revoke it first, or use another name.` });
  });

  app.get('/stations', { onRequest: requireAccess(services, 'stations:read'), schema: { tags, summary: 'All stations: contact, lag, printers, open work', response: { 200: z.array(stationSummarySchema) } } }, async () => readStations(services, null));

  app.get('/stations/:station_id', { onRequest: requireAccess(services, 'stations:read'), schema: { tags, summary: 'One station with its leases, open tasks and audit trail', params, response: { 200: stationDetailSchema } } }, async (request, reply) =>
    (await readStation(services, request.params.station_id)) ?? unknownStation(reply, request.params.station_id));

  app.get('/stations/:station_id/reports', { onRequest: requireAccess(services, 'stations:read'), schema: { tags, summary: 'What the station said of itself in the last 24 hours, one report of every five minutes', params, response: { 200: z.array(z.object({ slot_at: z.string(), telemetry: z.unknown() })) } } }, async (request, reply) => {
    if (!(await readStation(services, request.params.station_id))) return unknownStation(reply, request.params.station_id);
    return (await selectReportHistory(services.db, request.params.station_id)).map((row) => ({ slot_at: row.slot_at.toISOString(), telemetry: row.telemetry }));
  });

  app.post('/stations/:station_id/grant-ahead', { onRequest: requireAccess(services, 'stations:write'), schema: { tags, summary: 'How much work the bench holds for the case that the line is cut', params, body: grantAheadSchema, response: { 200: grantAheadSchema } } }, async (request, reply) => {
    const { station_id: stationId } = request.params;
    const result = await setGrantAhead(services, { stationId, ...request.body, actor: accessOf(request).actor });
    if (result.ok) return request.body;
    if (result.error === 'UnknownStation') return unknownStation(reply, stationId);
    return problem(reply, { status: 409, code: 'StationRevoked', detail: 'This station was revoked: it gets no work.' });
  });

  app.post('/stations/:station_id/revoke', { onRequest: requireAccess(services, 'stations:write'), schema: { tags, summary: 'End a station\'s access; its open work goes back to the pool', params, body: revokeBody, response: { 200: z.object({ id: z.string(), state: z.string(), released_orders: z.int() }) } } }, async (request, reply) => {
    const { station_id: stationId } = request.params;
    const result = await revokeStation(services, { stationId, actor: accessOf(request).actor, reason: request.body?.reason ?? 'not given' });
    return result.ok ? { id: stationId, state: 'REVOKED', released_orders: result.value.releasedOrders } : unknownStation(reply, stationId);
  });
}

function registerOwnRoutes(app: OmsApp, services: Services): void {
  const guesses = createAttemptLimiter({ wrongGuesses: 20, windowMs: 10 * 60_000 });

  app.post('/sync/enrol', { schema: { tags: ['sync'], summary: 'A station turns its pairing code into a token', body: enrolRequestSchema, response: { 200: enrolResponseSchema } } }, async (request, reply) => {
    const nowMs = services.clock.nowMs();
    if (guesses.isBlocked(request.ip, nowMs)) return problem(reply, { status: 429, code: 'TooManyAttempts', detail: 'Too many wrong pairing codes came from here. Wait ten minutes and ask the office for a new one.' });
    const result = await enrolStation(services, request.body.pairingCode);
    if (result.ok) return result.value;
    if (result.error !== 'StationNameTaken') guesses.noteWrong(request.ip, nowMs);
    return refuseEnrolment(reply, result.error);
  });

  app.post('/sync/report', { schema: { tags: ['sync'], summary: 'A station says how it is', body: stationTelemetrySchema, response: { 200: reportAnswerSchema } } }, async (request, reply) => {
    const station = await requireStation(services, request, reply);
    await noteStationContact(services, station.station_id, request.body);
    return { hubAtMs: services.clock.nowMs() };
  });
}

function refuseEnrolment(reply: Reply, refusal: EnrolRefusal): never {
  switch (refusal) {
    case 'PairingCodeUsed': return problem(reply, { status: 410, code: 'PairingCodeUsed', detail: 'This pairing code was used before. Ask the office for a new one.' });
    case 'StationNameTaken': return problem(reply, { status: 409, code: 'StationNameTaken', detail: 'Another station was enrolled under this name meanwhile. Ask the office to revoke it, or for a code with another name.' });
    case 'WrongPairingCode': return problem(reply, { status: 403, code: 'WrongPairingCode', detail: 'This pairing code is wrong or older than ten minutes. Ask the office for a new one.' });
  }
}

function unknownStation(reply: Reply, stationId: string): never {
  return problem(reply, { status: 404, code: 'UnknownStation', detail: `There is no station ${stationId}.` });
}
