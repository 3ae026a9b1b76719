/** Logins are limited by address and e-mail together, and more widely by address alone, against one who tries one password on many people. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OmsConfig } from '../config.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import { nameAddress, RATE_WINDOW_MS } from '../http/rate-limits.ts';
import { hashEmail, normaliseEmail } from './log-in.ts';

/** People of one office share its address. */
const PEOPLE_OF_AN_ADDRESS = 6;

export type LimitLogins = (request: FastifyRequest, reply: FastifyReply, email: string) => Promise<void>;

/** After `registerRateLimits`. */
export function limitLogins(app: OmsApp, { rateLimitLogin }: Pick<OmsConfig, 'rateLimitLogin'>): LimitLogins {
  if (rateLimitLogin === 0) return () => Promise.resolve();
  const emails = new WeakMap<FastifyRequest, string>();
  const common = { timeWindow: RATE_WINDOW_MS, allowList: () => false };
  const byBoth = app.createRateLimit({ ...common, max: rateLimitLogin, keyGenerator: (request) => `${nameAddress(request)} ${emails.get(request) ?? ''}` });
  const byAddress = app.createRateLimit({ ...common, max: rateLimitLogin * PEOPLE_OF_AN_ADDRESS, keyGenerator: nameAddress });
  return async (request, reply, email) => {
    emails.set(request, hashEmail(normaliseEmail(email)));
    for (const look of [byBoth, byAddress]) {
      const seen = await look(request);
      if (seen.isAllowed || !seen.isExceeded) continue;
      reply.header('retry-after', seen.ttlInSeconds);
      return problem(reply, { status: 429, code: 'RateLimited', detail: `Too many logins were tried from here. Wait ${seen.ttlInSeconds} seconds and try again.` });
    }
  };
}
