/** Bearer tokens of programs, stations and people: read from the request, kept as a hash only. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

export function readBearer(request: FastifyRequest): string | null {
  const match = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

/** Tokens carry 192 random bits or more, so a plain hash is enough, and looking it up by index leaks nothing useful. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
