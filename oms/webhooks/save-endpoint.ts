/** Enters a receiver, or changes one; its address is looked at first. */
import { makeId } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Services } from '../services.ts';
import { insertEndpoint, updateEndpoint, type EndpointRow } from './endpoint-store.ts';
import { checkTarget } from './guard-target.ts';
import { makeWebhookSecret } from './sign-webhook.ts';
import type { CreateEndpointBody, UpdateEndpointBody } from './webhook-schemas.ts';

export type EndpointRefusal = { readonly code: 'BadWebhookUrl' | 'UnknownWebhookEndpoint'; readonly message: string };

/** The secret is told here and never again. */
export async function createEndpoint(services: Services, body: CreateEndpointBody): Promise<Result<{ readonly row: EndpointRow; readonly secret: string }, EndpointRefusal>> {
  const { db, clock, random, secretBox } = services;
  const target = await checkUrl(services, body.url);
  if (!target.ok) return target;
  const secret = body.secret ?? makeWebhookSecret(random.bytes(32));
  const row = await insertEndpoint(db, { endpoint_id: makeId('whk', clock, random), url: target.value, description: body.description, event_types: body.event_types, secret_encrypted: secretBox.seal(secret), is_active: body.is_active });
  return ok({ row, secret });
}

/** Switching it on again forgets why it was off; what waits for it is sent then. */
export async function changeEndpoint(services: Services, endpointId: string, body: UpdateEndpointBody): Promise<Result<EndpointRow, EndpointRefusal>> {
  const target = body.url === undefined ? null : await checkUrl(services, body.url);
  if (target?.ok === false) return target;
  const row = await updateEndpoint(services.db, endpointId, {
    ...(target ? { url: target.value } : {}), ...(body.description === undefined ? {} : { description: body.description }), ...(body.event_types ? { event_types: body.event_types } : {}),
    ...(body.secret === undefined ? {} : { secret_encrypted: services.secretBox.seal(body.secret) }), ...(body.is_active === undefined ? {} : { is_active: body.is_active, disabled_reason: null }),
  });
  return row ? ok(row) : err({ code: 'UnknownWebhookEndpoint', message: `There is no webhook endpoint ${endpointId}.` });
}

async function checkUrl({ config }: Services, text: string): Promise<Result<string, EndpointRefusal>> {
  const target = await checkTarget(text, { allowsPrivate: config.allowsPrivateWebhooks });
  return target.ok ? ok(target.value.href) : err({ code: 'BadWebhookUrl', message: `No webhook can be sent to this address. ${target.error}` });
}
