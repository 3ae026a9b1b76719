/** osync over HTTP with a WebSocket for nudges. `fetch` and the socket are handed in. */
import type { z } from 'zod';
import { assertNever } from '../domain/assert.ts';
import { err, ok } from '../domain/result.ts';
import { blobPath, fetchResponseSchema, helloResponseSchema, nudgeSchema, pullResponseSchema, pushResponseSchema, verifyResponseSchema, type PullQuery, type PullResponse } from '../domain/wire/sync.ts';
import type { Answer, BlobPart, Call, Reply, Timers, Transport, TransportError } from './ports.ts';

/** The little of a response that is needed, so that this folder needs neither DOM nor Node types. */
type HttpResponse = { readonly status: number; readonly ok: boolean; text(): Promise<string>; readonly body: AsyncIterable<Uint8Array> | null };
export type HttpFetch = (url: string, init: { method: string; headers: Record<string, string>; body?: string; timeoutMs: number }) => Promise<HttpResponse>;
/** Opens the nudge socket; the returned function closes it. */
export type OpenNudgeSocket = (url: string, token: string, events: { onOpen(): void; onMessage(text: string): void; onClose(): void }) => () => void;

export type HttpTransportOptions = { readonly baseUrl: string; readonly token: string; readonly fetch: HttpFetch; readonly openNudgeSocket: OpenNudgeSocket; readonly timers: Timers };

const TIMEOUT_MS = 15_000;
const RECONNECT_MS = 2_000;

export function createHttpTransport(options: HttpTransportOptions): Transport {
  const headers = { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: unknown, extra?: Record<string, string>): Promise<Answer<HttpResponse>> => {
    try {
      const response = await options.fetch(`${options.baseUrl}${path}`, { method, headers: { ...headers, ...extra }, timeoutMs: TIMEOUT_MS, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return response.ok ? ok(response) : err(await toError(response));
    } catch (error) {
      return err({ code: 'unreachable', message: explain(error) });
    }
  };
  const ask = async <T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await send(method, path, body);
    if (!response.ok) return response;
    try {
      const parsed = schema.safeParse(JSON.parse(await response.value.text()));
      return parsed.success ? ok(parsed.data) : err({ code: 'server', message: `the OMS answered ${path} in a form this station does not know` });
    } catch (error) {
      return err({ code: 'unreachable', message: String(error) });
    }
  };
  const pull = readAhead((query) => ask(pullResponseSchema, 'GET', `/sync/pull?${toQuery(query)}`));
  const answer = async (call: Call): Promise<Reply> => {
    switch (call.kind) {
      case 'hello': return { kind: 'hello', answer: await ask(helloResponseSchema, 'POST', '/sync/hello', call.request) };
      case 'push': return { kind: 'push', answer: await ask(pushResponseSchema, 'POST', '/sync/push', call.request) };
      case 'pull': return { kind: 'pull', answer: await pull(call.query) };
      case 'verify': return { kind: 'verify', answer: await ask(verifyResponseSchema, 'POST', '/sync/verify', { clientId: call.clientId, sums: call.sums }) };
      case 'fetch': return { kind: 'fetch', answer: await ask(fetchResponseSchema, 'POST', '/sync/fetch', { keys: call.keys }) };
      case 'report': return { kind: 'report', answer: toNothing(await send('POST', '/sync/report', call.telemetry)) };
      case 'blob': return { kind: 'blob', answer: await readBlob(await send('GET', blobPath(call.sha256), undefined, call.fromByte > 0 ? { range: `bytes=${call.fromByte}-` } : {}), call.fromByte) };
      default: return assertNever(call);
    }
  };
  return {
    send: (call, onReply) => { void answer(call).then(onReply); },
    listen: (onNudge, onStateChange) => listen(options, onNudge, onStateChange),
  };
}

/** While a page is written to the file, the next one is on its way: a first replica is half as long so. */
function readAhead(ask: (query: PullQuery) => Promise<Answer<PullResponse>>): (query: PullQuery) => Promise<Answer<PullResponse>> {
  let ahead: { readonly key: string; readonly answer: Promise<Answer<PullResponse>> } | null = null;
  return async (query) => {
    const key = toQuery(query);
    const answer = await (ahead?.key === key ? ahead.answer : ask(query));
    ahead = null;
    if (answer.ok && !('reset' in answer.value) && answer.value.more) {
      const next = { ...query, base: answer.value.base, cursor: answer.value.to };
      ahead = { key: toQuery(next), answer: ask(next) };
    }
    return answer;
  };
}

/** What came before the line was cut is kept. */
async function readBlob(response: Answer<HttpResponse>, fromByte: number): Promise<Answer<BlobPart>> {
  if (!response.ok) return response;
  const parts: Uint8Array[] = [];
  let isLast = true;
  try {
    for await (const part of response.value.body ?? []) parts.push(part);
  } catch {
    isLast = false;
  }
  const bytes = joinBytes(parts);
  // A hub that knows no ranges sends all of it again.
  return ok({ bytes: response.value.status === 206 ? bytes : bytes.subarray(fromByte), isLast });
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) { joined.set(part, at); at += part.length; }
  return joined;
}

function toNothing(response: Answer<HttpResponse>): Answer<null> {
  return response.ok ? ok(null) : response;
}

async function toError(response: HttpResponse): Promise<TransportError> {
  const text = await response.text().catch(() => '');
  const message = `HTTP ${response.status} ${text.slice(0, 200)}`;
  if (response.status === 401 || response.status === 403) return { code: 'unauthorized', message };
  if (response.status === 404) return { code: 'not_found', message };
  if (response.status === 426) return { code: 'version', message };
  return { code: 'server', message };
}

/** Node's fetch says only that it failed; why is in the cause. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return `${error.message}: ${cause.message === '' && 'code' in cause ? String(cause.code) : cause.message}`;
}

function toQuery(query: Readonly<Record<string, string | number>>): string {
  return Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
}

function listen(options: HttpTransportOptions, onNudge: Parameters<Transport['listen']>[0], onStateChange: Parameters<Transport['listen']>[1]): () => void {
  let isEnded = false;
  let closeSocket: (() => void) | null = null;
  let timer: unknown = null;
  const open = (): void => {
    if (isEnded) return;
    closeSocket = options.openNudgeSocket(`${options.baseUrl.replace(/^http/, 'ws')}/sync/nudge`, options.token, {
      onOpen: () => onStateChange(true),
      onMessage: (text) => { const nudge = nudgeSchema.safeParse(parseJson(text)); if (nudge.success) onNudge(nudge.data); },
      onClose: () => { onStateChange(false); if (!isEnded) timer = options.timers.set(open, RECONNECT_MS); },
    });
  };
  open();
  return () => { isEnded = true; if (timer !== null) options.timers.clear(timer); closeSocket?.(); };
}

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}
