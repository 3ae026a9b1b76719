/**
 * Makes a request out of a payload: the very bytes that are sent are the ones that were signed, and the moment of sending is in them.
 * Two schemes at once: the seed's headers (seed 000 section 10) and Standard Webhooks (standardwebhooks.com, v1).
 */
import { createHmac } from 'node:crypto';

export type SignedRequest = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };
export type UnsignedWebhook = { readonly eventId: string; readonly eventType: string; readonly payload: string; /** The request that the event came from; told in a header, so that two systems' logs meet. */ readonly correlationId?: string | null };

const STANDARD_PREFIX = 'whsec_';

/** `payload`: the text of a JSON object that is not empty. */
export function signWebhook(webhook: UnsignedWebhook, secret: string, nowMs: number): SignedRequest {
  const timestamp = String(Math.floor(nowMs / 1_000));
  // In the body too: the seed's signature covers nothing but the body, so its timestamp is bound only by standing there.
  const body = Buffer.from(`{"_timestamp":${timestamp},${webhook.payload.slice(1)}`, 'utf8');
  const seedSignature = createHmac('sha256', secret).update(body).digest('hex');
  const standardSignature = createHmac('sha256', standardKey(secret)).update(`${webhook.eventId}.${timestamp}.`).update(body).digest('base64');
  return {
    body,
    headers: {
      'content-type': 'application/json', 'content-length': String(body.length), 'user-agent': 'Packbench-Webhooks/1',
      'x-oms-event': webhook.eventType, 'x-oms-delivery': webhook.eventId, 'x-oms-timestamp': timestamp, 'x-oms-signature': `sha256=${seedSignature}`,
      'webhook-id': webhook.eventId, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${standardSignature}`,
      ...(webhook.correlationId ? { 'x-correlation-id': webhook.correlationId } : {}),
    },
  };
}

/** The standard's libraries take the key as base64 behind a prefix; a secret of another form is its own bytes. */
function standardKey(secret: string): Buffer {
  return secret.startsWith(STANDARD_PREFIX) ? Buffer.from(secret.slice(STANDARD_PREFIX.length), 'base64') : Buffer.from(secret, 'utf8');
}

/** 32 random bytes in the standard's form. */
export function makeWebhookSecret(bytes: Uint8Array): string {
  return `${STANDARD_PREFIX}${Buffer.from(bytes).toString('base64')}`;
}
