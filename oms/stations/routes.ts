/** Stations for the office: pairing codes, the list, revocation. Enrolment itself is the station's call. */
import { z } from 'zod';
import { enrolRequestSchema, enrolResponseSchema } from '../../domain/wire/sync.ts';
import { requireApiKey } from '../auth/require-api-key.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { createAttemptLimiter } from './attempt-limiter.ts';
import { createPairingCode, enrolStation } from './enrol.ts';
import { selectStations, updateStationState } from './station-store.ts';

const stationSchema = z.object({ id: z.string(), name: z.string(), node_id: z.string(), node_code: z.string(), state: z.string(), enrolled_at: z.string(), seen_at: z.string().nullable(), telemetry: z.unknown() });

export function registerStationRoutes(app: OmsApp, services: Services): void {
  const preHandler = requireApiKey(services);
  const guesses = createAttemptLimiter({ wrongGuesses: 20, windowMs: 10 * 60_000 });

  app.post('/stations/pairing-codes', { preHandler, schema: { tags: ['stations'], summary: 'A code that enrols one station within ten minutes', body: z.object({ station_name: z.string().min(1).max(60), node_code: z.string() }), response: { 201: z.object({ code: z.string(), expires_at: z.string() }) } } }, async (request, reply) => {
    const result = await createPairingCode(services, { stationName: request.body.station_name, nodeCode: request.body.node_code });
    if (!result.ok) return problem(reply, { status: 404, code: 'UnknownNode', detail: `There is no node ${request.body.node_code}.` });
    return reply.code(201).send({ code: result.value.code, expires_at: result.value.expiresAt.toISOString() });
  });

  app.get('/stations', { preHandler, schema: { tags: ['stations'], summary: 'All stations with their last contact', response: { 200: z.array(stationSchema) } } }, async () =>
    (await selectStations(services.db)).map((row) => ({ id: row.station_id, name: row.name, node_id: row.node_id, node_code: row.node_code, state: row.state, enrolled_at: row.enrolled_at.toISOString(), seen_at: row.seen_at?.toISOString() ?? null, telemetry: row.telemetry })));

  app.post('/stations/:station_id/revoke', { preHandler, schema: { tags: ['stations'], summary: 'End a station\'s access', params: z.object({ station_id: z.string() }), response: { 200: z.object({ id: z.string(), state: z.string() }) } } }, async (request, reply) => {
    const { station_id: stationId } = request.params;
    if (!(await updateStationState(services.db, stationId, 'REVOKED'))) return problem(reply, { status: 404, code: 'UnknownStation', detail: `There is no station ${stationId}.` });
    return { id: stationId, state: 'REVOKED' };
  });

  app.post('/sync/enrol', { schema: { tags: ['sync'], summary: 'A station turns its pairing code into a token', body: enrolRequestSchema, response: { 200: enrolResponseSchema } } }, async (request, reply) => {
    const nowMs = services.clock.nowMs();
    if (guesses.isBlocked(request.ip, nowMs)) return problem(reply, { status: 429, code: 'TooManyAttempts', detail: 'Too many wrong pairing codes came from here. Wait ten minutes and ask the office for a new one.' });
    const result = await enrolStation(services, request.body.pairingCode);
    if (result.ok) return result.value;
    guesses.noteWrong(request.ip, nowMs);
    if (result.error === 'PairingCodeUsed') return problem(reply, { status: 410, code: 'PairingCodeUsed', detail: 'This pairing code was used before. Ask the office for a new one.' });
    return problem(reply, { status: 403, code: 'WrongPairingCode', detail: 'This pairing code is wrong or older than ten minutes. Ask the office for a new one.' });
  });
}
