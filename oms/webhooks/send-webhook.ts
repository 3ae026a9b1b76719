/** Sends one signed request and waits for the answer's status. No redirect is followed, no answer is read past its first bytes. */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { guardedLookup, hostOf, isPublicAddress, PrivateTarget, type TargetRules } from './guard-target.ts';
import type { SignedRequest } from './sign-webhook.ts';

export type SendOptions = TargetRules & { readonly timeoutMs: number };
/** `error`: why there is no status, or none that helps. */
export type Reply = { readonly statusCode: number | null; readonly retryAfter: string | null; readonly answer: string | null; readonly error: string | null };

const ANSWER_BYTES = 1_024;

/** Never throws: what goes wrong on the way is a reply without a status. */
export async function sendWebhook(target: string, signed: SignedRequest, options: SendOptions): Promise<Reply> {
  try {
    return await send(new URL(target), signed, options);
  } catch (error) {
    return { statusCode: null, retryAfter: null, answer: null, error: describe(error, options) };
  }
}

function send(url: URL, signed: SignedRequest, options: SendOptions): Promise<Reply> {
  const host = hostOf(url);
  if (isIP(host) !== 0 && !options.allowsPrivate && !isPublicAddress(host)) throw new PrivateTarget(host);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    // The signal covers name, connection, request and answer: a receiver that drips bytes is slow, too. A connection of its own for
    // each: one that was kept may have been closed by the receiver, and that would look like a failure.
    const sent = request(url, { method: 'POST', headers: { ...signed.headers }, agent: false, lookup: guardedLookup(options), signal: AbortSignal.timeout(options.timeoutMs) });
    sent.on('error', reject);
    sent.on('response', (response) => { readAnswer(response).then(resolve, reject); });
    sent.end(signed.body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Reply> {
  const statusCode = response.statusCode ?? null;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    // Leaving the loop ends the connection.
    if (bytes >= ANSWER_BYTES) break;
  }
  const isRedirect = statusCode !== null && statusCode >= 300 && statusCode < 400;
  // NUL cannot be kept in PostgreSQL.
  const answer = Buffer.concat(parts).subarray(0, ANSWER_BYTES).toString('utf8').replaceAll('\0', '').toWellFormed();
  return { statusCode, retryAfter: response.headers['retry-after'] ?? null, answer: answer === '' ? null : answer, error: isRedirect ? 'redirects are not followed: enter the address that it leads to' : null };
}

function describe(error: unknown, options: SendOptions): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer within ${options.timeoutMs / 1_000} s`;
  // Several addresses failed: each has said why.
  const all = error instanceof AggregateError ? error.errors.map(String).join('; ') : error.message;
  return (all || error.name).slice(0, 500);
}
