/** Which station is calling: by its token, never by what the request says. Node scope follows from it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashToken, readBearer } from '../auth/bearer-token.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { noteReturn } from './note-return.ts';
import { selectStationByToken, type CallingStation, type StationRow } from './station-store.ts';

export type { StationRow };

/** Throws the 401 or 403 answer when there is none, or it was revoked. */
export async function requireStation(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<StationRow> {
  const station = await findCaller(services, request, reply);
  if (station.state !== 'ACTIVE') return problem(reply, { status: 403, code: 'Forbidden', detail: 'This station was revoked. Enrol it again with a new pairing code.' });
  await noteReturn(services, station);
  return station;
}

/** For facts alone: what a revoked station hands in is quarantined, not refused. The caller must look at `state`. */
export async function requireStationForPush(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<StationRow> {
  const station = await findCaller(services, request, reply);
  if (station.state === 'ACTIVE') await noteReturn(services, station);
  return station;
}

/** For the WebSocket upgrade, where there is no reply yet: null instead of an answer. */
export async function findStationByToken(services: Services, token: string): Promise<StationRow | null> {
  const station = await selectStationByToken(services.db, hashToken(token));
  return station?.state === 'ACTIVE' ? station : null;
}

async function findCaller(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<CallingStation> {
  const token = readBearer(request);
  const station = token === null ? undefined : await selectStationByToken(services.db, hashToken(token));
  return station ?? problem(reply, { status: 401, code: 'Unauthorized', detail: 'This station is not known. Enrol it with a pairing code.' });
}
