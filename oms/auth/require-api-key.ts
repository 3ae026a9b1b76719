/** People's and programs' access: `Authorization: Bearer pbk_...`, kept as a hash only. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { selectApiKey } from './api-key-store.ts';

export function requireApiKey(services: Services): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request, reply) => {
    const token = readBearer(request);
    if (token === null || !(await selectApiKey(services.db, hashToken(token)))) {
      problem(reply, { status: 401, code: 'Unauthorized', detail: 'This needs an API key: send "Authorization: Bearer pbk_...". The first key is in the file oms-api-key in the data folder.' });
    }
  };
}

/** The bearer token of a request, or null. */
export function readBearer(request: FastifyRequest): string | null {
  const match = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

/** Tokens carry 192 random bits or more, so a plain hash is enough, and looking it up by index leaks nothing useful. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
