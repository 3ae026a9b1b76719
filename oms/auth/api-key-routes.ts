/** API keys: for programs, with the scopes they need and no more. */
import { z } from 'zod';
import { isGrant, SCOPES, type Grant } from '../../domain/access/scopes.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { problem } from '../http/problem.ts';
import type { Services } from '../services.ts';
import { accessOf } from './access.ts';
import { selectApiKeys, type ApiKeyRow } from './api-key-store.ts';
import { makeApiKey } from './make-api-key.ts';
import { requireAccess } from './require-access.ts';
import { revokeApiKey } from './revoke-api-key.ts';

const tags = ['auth'];
const grant = z.string().refine((text): text is Grant => isGrant(text), { error: `is no scope; there are ${SCOPES.join(', ')}, each resource also as "orders:*", and "*" for all of the tenant` });
const makeBody = z.object({
  name: z.string().trim().min(1).max(100), scopes: z.array(grant).min(1).max(SCOPES.length),
  expires_at: z.iso.datetime({ offset: true }).nullish().describe('Null or missing: until it is revoked.'),
});
const keySchema = z.object({
  id: z.string(), name: z.string(), hint: z.string().describe('The last characters of the key.'), scopes: z.array(z.string()), created_by: z.string(), created_at: z.string(), expires_at: z.string().nullable(),
  last_used_at: z.string().nullable().describe('To the minute.'), revoked_at: z.string().nullable(),
});

export function registerApiKeyRoutes(app: OmsApp, services: Services): void {
  app.post('/auth/api-keys', { onRequest: requireAccess(services, 'people:write'), schema: { tags, summary: 'Make a key; this answer alone has it in the clear', body: makeBody, response: { 201: z.object({ id: z.string(), api_key: z.string() }) } } }, async (request, reply) => {
    const { name, scopes, expires_at: expires } = request.body;
    const expiresAt = expires ? new Date(expires) : null;
    if (expiresAt && expiresAt.getTime() <= services.clock.nowMs()) return problem(reply, { status: 400, code: 'BadRequest', detail: 'expires_at: is over already; choose a later time.' });
    const made = await makeApiKey(services, accessOf(request), { name, scopes, expiresAt });
    if (!made.ok) return problem(reply, { status: 403, code: 'ScopeNotYours', detail: 'A key gets no more than its maker has. Leave out the scopes that you lack (GET /auth/me lists yours), or ask somebody who has them.' });
    return reply.code(201).send({ id: made.value.keyId, api_key: made.value.token });
  });

  app.get('/auth/api-keys', { onRequest: requireAccess(services, 'people:read'), schema: { tags, summary: 'All keys, newest first, without their clear text', response: { 200: z.array(keySchema) } } }, async () => (await selectApiKeys(services.db)).map(toKey));

  app.delete('/auth/api-keys/:key_id', { onRequest: requireAccess(services, 'people:write'), schema: { tags, summary: 'Revoke a key: it is dead at once; repeating it changes nothing', params: z.object({ key_id: z.string() }), response: { 204: z.null() } } }, async (request, reply) => {
    const { key_id: keyId } = request.params;
    const result = await revokeApiKey(services, accessOf(request), keyId);
    if (result.ok) return reply.code(204).send(null);
    if (result.error === 'UnknownApiKey') return problem(reply, { status: 404, code: 'UnknownApiKey', detail: `There is no API key ${keyId}.` });
    return problem(reply, { status: 403, code: 'ScopeNotYours', detail: 'This key may do more than you. Ask somebody who may do all that it may.' });
  });
}

function toKey(row: ApiKeyRow): z.infer<typeof keySchema> {
  const text = (date: Date | null): string | null => date?.toISOString() ?? null;
  return {
    id: row.key_id, name: row.name, hint: row.hint, scopes: [...row.scopes], created_by: row.created_by, created_at: row.created_at.toISOString(), expires_at: text(row.expires_at),
    last_used_at: text(row.last_used_at), revoked_at: text(row.revoked_at),
  };
}
