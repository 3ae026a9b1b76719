/** A receiver of webhooks as somebody else would write it: verifies raw bytes by both schemes, and answers as it is told. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { readonly headers: IncomingHttpHeaders; readonly raw: Buffer; readonly body: { readonly type: string; readonly event_id: string; readonly _timestamp: number; readonly data: Record<string, unknown> } };
export type WebhookReceiver = Awaited<ReturnType<typeof startWebhookReceiver>>;
type Respond = (response: ServerResponse) => void;

export async function startWebhookReceiver() {
  const received: Received[] = [];
  let respond: Respond = (response) => { response.writeHead(200).end('ok'); };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      received.push({ headers: request.headers, raw, body: JSON.parse(raw.toString('utf8')) as Received['body'] });
      respond(response);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, received,
    answer: (next: Respond): void => { respond = next; },
    close: async (): Promise<void> => { server.closeAllConnections(); await new Promise((resolve) => { server.close(resolve); }); },
  };
}

/** Seed 000 section 10's own receiver, in its words: HMAC over the body as it came. */
export function isSeedSignatureRight({ headers, raw }: Received, secret: string): boolean {
  return isSame(`sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`, String(headers['x-oms-signature']));
}

/** Standard Webhooks: `id.timestamp.body`, the key as base64 behind its prefix. */
export function isStandardSignatureRight({ headers, raw }: Received, secret: string): boolean {
  const signed = Buffer.concat([Buffer.from(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.`), raw]);
  return isSame(`v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(signed).digest('base64')}`, String(headers['webhook-signature']));
}

function isSame(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
