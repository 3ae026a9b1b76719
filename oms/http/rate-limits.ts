/** How often one caller may ask: people and keys by who they are, stations by their token, shops by their connection, everybody else by address. Per process. */
import { normalizeIP, fastifyRateLimit } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { findAccess } from '../auth/access.ts';
import { hashToken, readBearer } from '../auth/bearer-token.ts';
import type { OmsConfig } from '../config.ts';
import type { OmsApp } from './oms-app.ts';
import { ProblemError } from './problem.ts';

export const RATE_WINDOW_MS = 60_000;
/** Callers that are remembered at once; the one that was silent longest is forgotten first. */
const CALLERS_KEPT = 20_000;

type Limits = Pick<OmsConfig, 'rateLimitApi' | 'rateLimitStation' | 'rateLimitOpen'>;
type CallerKind = 'actor' | 'station' | 'shop' | 'address';

/** Before the routes: each gets its hook when it is registered, after its access was asked for and before its body is read. */
export async function registerRateLimits(app: OmsApp, config: Limits): Promise<void> {
  const most: Readonly<Record<CallerKind, number>> = { actor: config.rateLimitApi, station: config.rateLimitStation, shop: config.rateLimitApi, address: config.rateLimitOpen };
  const mostOf = (key: string): number => most[key.slice(0, key.indexOf(':')) as CallerKind];
  await app.register(fastifyRateLimit, {
    hook: 'preParsing', timeWindow: RATE_WINDOW_MS, cache: CALLERS_KEPT, enableDraftSpec: true,
    keyGenerator: nameCaller, max: (_request, key) => mostOf(key), allowList: (_request, key) => mostOf(key) === 0,
    errorResponseBuilder: (_request, { after }) => new ProblemError({ status: 429, code: 'RateLimited', detail: `Too many requests came from this caller. Wait ${after} (Retry-After has it in seconds) and ask less often.` }),
  });
}

function nameCaller(request: FastifyRequest): string {
  const access = findAccess(request);
  if (access) return `actor:${access.actor}`;
  const token = readBearer(request);
  if (token !== null) return `station:${hashToken(token)}`;
  const { connector_id: connectorId } = request.params as { connector_id?: string };
  return connectorId === undefined ? nameAddress(request) : `shop:${connectorId}`;
}

/** An IPv6 customer has a whole /64 of addresses: they count as one. */
export function nameAddress(request: FastifyRequest): string {
  return `address:${normalizeIP(request.ip)}`;
}
