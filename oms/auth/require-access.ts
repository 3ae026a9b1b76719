/** What a route demands of its caller: an API key (`pbk_...`) or the token of a login, with the route's scope. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lowestRoleWith } from '../../domain/access/roles.ts';
import type { Scope } from '../../domain/access/scopes.ts';
import { problem, type Problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { setAccess } from './access.ts';
import { readBearer } from './bearer-token.ts';
import { identify, type IdentifyRefusal } from './identify.ts';

/** Use it as `onRequest`: who may not come in is turned away before the body is read. `scope` tells the route table what it guards. */
export type AccessHook = ((request: FastifyRequest, reply: FastifyReply) => Promise<void>) & { readonly scope: Scope | 'signed-in' };

const HOW_TO = 'Send "Authorization: Bearer ..." with an API key (the first is in the file oms-api-key in the data folder) or with the token of POST /auth/login.';
const REFUSALS: Readonly<Record<IdentifyRefusal, Problem>> = {
  NoToken: { status: 401, code: 'Unauthorized', detail: `This needs an API key or a login. ${HOW_TO}` },
  UnknownToken: { status: 401, code: 'Unauthorized', detail: `This key or token is not known here: it was revoked, has ended, or belongs to another environment. ${HOW_TO}` },
  TokenExpired: { status: 401, code: 'Unauthorized', detail: 'This login has ended. Log in again with POST /auth/login.' },
  TokenRevoked: { status: 401, code: 'Unauthorized', detail: 'This login was ended: by a logout, a new password, or because the account was switched off. Log in again, or ask a superadmin.' },
  NotAMember: { status: 403, code: 'NotAMember', detail: 'You are logged in, but this environment belongs to a tenant that you are no member of. Choose another with X-OMS-Environment, or ask a superadmin there to add you.' },
};

/** Lets in who has the scope. */
export function requireAccess(services: Services, scope: Scope): AccessHook {
  return makeHook(services, scope);
}

/** Lets in everybody who has shown who they are, also with a one-time password: for the login's own addresses. */
export function requireSignedIn(services: Services): AccessHook {
  return makeHook(services, 'signed-in');
}

/** For answers that go on for long, such as a stream: whether the caller could come in again now. */
export async function hasAccessStill(services: Services, request: FastifyRequest, scope: Scope): Promise<boolean> {
  const result = await identify(services, readBearer(request));
  return result.ok && result.value.scopes.has(scope);
}

function makeHook(services: Services, scope: AccessHook['scope']): AccessHook {
  const check = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const result = await identify(services, readBearer(request));
    if (!result.ok) {
      const refusal = REFUSALS[result.error];
      if (refusal.status === 401) reply.header('www-authenticate', 'Bearer realm="Packbench"');
      return problem(reply, refusal);
    }
    setAccess(request, result.value);
    if (scope === 'signed-in') return;
    if (result.value.person?.mustChangePassword) return problem(reply, { status: 403, code: 'PasswordChangeNeeded', detail: 'This login has a one-time password. Choose your own with POST /auth/password: its answer has a token that opens the rest.' });
    if (!result.value.scopes.has(scope)) return problem(reply, { status: 403, code: 'ScopeMissing', detail: explainMissing(scope, result.value.person?.role ?? null) });
  };
  return Object.assign(check, { scope });
}

function explainMissing(scope: Scope, role: string | null): string {
  if (role === null) return `This API key lacks the scope ${scope}. Use another key, or have one made with this scope (POST /auth/api-keys).`;
  return `This needs the scope ${scope}, which the role ${role} does not have; it begins with ${lowestRoleWith(scope)}. Ask a superadmin to do it or to change your role.`;
}
