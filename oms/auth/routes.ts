/** Logging in and out, and who one is here. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PASSWORD_ADVICE, PASSWORD_LENGTH } from '../../domain/access/password-rules.ts';
import { assertNever } from '../../domain/assert.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { accessOf, type Access } from './access.ts';
import { registerApiKeyRoutes } from './api-key-routes.ts';
import { changePassword } from './change-password.ts';
import { logIn, type LoginRefusal } from './log-in.ts';
import { limitLogins } from './limit-logins.ts';
import { requireSignedIn } from './require-access.ts';
import { insertRevokedToken } from './session-store.ts';
import { TOKEN_LIFETIME_SECONDS } from './token-signer.ts';
import { registerTrailRoutes } from './trail-routes.ts';

const tags = ['auth'];
const password = z.string().min(1).max(PASSWORD_LENGTH.most * 4);
const loginBody = z.object({ email: z.string().min(3).max(254), password });
const tokenAnswer = { access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.int().describe('Seconds.') };
const loginAnswer = z.object({ ...tokenAnswer, must_change_password: z.boolean().describe('A one-time password: nothing but POST /auth/password is open.'), user: z.object({ id: z.string(), email: z.string(), name: z.string(), role: z.string() }) });
const meAnswer = z.object({
  kind: z.enum(['person', 'api_key']), id: z.string(), name: z.string(), email: z.string().nullable(), role: z.string().nullable(), scopes: z.array(z.string()), environment: z.string(), tenant_id: z.string(),
  must_change_password: z.boolean(), expires_at: z.string().nullable(),
});

export function registerAuthRoutes(app: OmsApp, services: Services): void {
  const limit = limitLogins(app, services.config);

  app.post('/auth/login', { schema: { tags, summary: 'E-mail and password for a token of 24 hours', body: loginBody, response: { 200: loginAnswer } } }, async (request, reply) => {
    await limit(request, reply, request.body.email);
    const result = await logIn(services, request.body);
    if (!result.ok) {
      request.log.warn({ code: result.error.code, address: request.ip }, 'auth:login:refused');
      return refuseLogin(reply, result.error);
    }
    const { token, userId, email, name, role, mustChangePassword } = result.value;
    return { ...toToken(token), must_change_password: mustChangePassword, user: { id: userId, email, name, role } };
  });

  app.post('/auth/logout', { onRequest: requireSignedIn(services), schema: { tags, summary: 'End this login: its token is dead at once', response: { 204: z.null() } } }, async (request, reply) => {
    const { jti, expiresAtSeconds } = personOf(request, reply);
    await insertRevokedToken(services.control, { jti, expiresAt: new Date(expiresAtSeconds * 1000) }, new Date(services.clock.nowMs()));
    return reply.code(204).send(null);
  });

  app.get('/auth/me', { onRequest: requireSignedIn(services), schema: { tags, summary: 'Who this key or login is, and what it may do', response: { 200: meAnswer } } }, async (request) => describe(services, accessOf(request)));

  app.post('/auth/password', { onRequest: requireSignedIn(services), schema: { tags, summary: 'Choose another password; every login of before ends, and this answer has a new token', body: z.object({ current_password: password, new_password: password }), response: { 200: z.object(tokenAnswer) } } }, async (request, reply) => {
    const result = await changePassword(services, personOf(request, reply), { current: request.body.current_password, next: request.body.new_password });
    if (result.ok) return toToken(result.value.token);
    if (result.error.code === 'LoginLocked') return refuseLogin(reply, result.error);
    if (result.error.code === 'WrongPassword') return problem(reply, { status: 403, code: 'WrongPassword', detail: 'The current password is not right. If it is forgotten, a superadmin can give you a new one-time password.' });
    return problem(reply, { status: 422, code: 'WeakPassword', detail: `${PASSWORD_ADVICE} It must be another than before.` });
  });

  registerApiKeyRoutes(app, services);
  registerTrailRoutes(app, services);
}

function toToken(token: string): { access_token: string; token_type: 'Bearer'; expires_in: number } {
  return { access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFETIME_SECONDS };
}

function personOf(request: FastifyRequest, reply: FastifyReply): NonNullable<Access['person']> {
  return accessOf(request).person ?? problem(reply, { status: 400, code: 'BadRequest', detail: 'An API key has no password and no logout; end it with DELETE /auth/api-keys/{key_id}.' });
}

function describe(services: Services, { actor, name, scopes, person }: Access): z.infer<typeof meAnswer> {
  return {
    kind: person ? 'person' : 'api_key', id: actor, name, email: person?.email ?? null, role: person?.role ?? null, scopes: [...scopes], environment: services.environment.name, tenant_id: services.environment.tenantId,
    must_change_password: person?.mustChangePassword ?? false, expires_at: person ? new Date(person.expiresAtSeconds * 1000).toISOString() : null,
  };
}

function refuseLogin(reply: FastifyReply, refusal: LoginRefusal): never {
  switch (refusal.code) {
    case 'LoginRefused': return problem(reply, { status: 401, code: 'LoginRefused', detail: 'E-mail and password do not fit, or the account is switched off. If the password is forgotten, a superadmin can give you a new one-time password.' });
    case 'LoginLocked': {
      reply.header('retry-after', refusal.seconds);
      return problem(reply, { status: 429, code: 'LoginLocked', detail: `Too many passwords were tried for this e-mail. Wait ${Math.ceil(refusal.seconds / 60)} minutes; a superadmin can also give you a new one-time password, which ends the lock.` });
    }
    case 'NotAMember': return problem(reply, { status: 403, code: 'NotAMember', detail: 'The password is right, but you are no member of the tenant that this environment belongs to. Choose another with X-OMS-Environment, or ask a superadmin there to add you.' });
    default: return assertNever(refusal);
  }
}
