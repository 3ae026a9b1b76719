/** osync/1 over HTTP with a WebSocket for nudges. `fetch` and the socket are handed in. */
import type { z } from 'zod';
import { err, ok } from '../domain/result.ts';
import { blobPath, fetchResponseSchema, helloResponseSchema, nudgeSchema, pullResponseSchema, pushResponseSchema, verifyResponseSchema } from '../domain/wire/sync.ts';
import type { Timers, Transport, TransportError, TransportResult } from './ports.ts';

/** The little of a response that is needed, so that this folder needs neither DOM nor Node types. */
type HttpResponse = { readonly status: number; readonly ok: boolean; text(): Promise<string>; arrayBuffer(): Promise<ArrayBuffer> };
export type HttpFetch = (url: string, init: { method: string; headers: Record<string, string>; body?: string; timeoutMs: number }) => Promise<HttpResponse>;
/** Opens the nudge socket; the returned function closes it. */
export type OpenNudgeSocket = (url: string, token: string, events: { onOpen(): void; onMessage(text: string): void; onClose(): void }) => () => void;

export type HttpTransportOptions = { readonly baseUrl: string; readonly token: string; readonly fetch: HttpFetch; readonly openNudgeSocket: OpenNudgeSocket; readonly timers: Timers };

const TIMEOUT_MS = 15_000;
const RECONNECT_MS = 2_000;

export function createHttpTransport(options: HttpTransportOptions): Transport {
  const headers = { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: unknown): TransportResult<HttpResponse> => {
    try {
      const response = await options.fetch(`${options.baseUrl}${path}`, { method, headers, timeoutMs: TIMEOUT_MS, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return response.ok ? ok(response) : err(await toError(response));
    } catch (error) {
      return err({ code: 'unreachable', message: error instanceof Error ? error.message : String(error) });
    }
  };
  const call = async <T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): TransportResult<T> => {
    const response = await send(method, path, body);
    if (!response.ok) return response;
    try {
      const parsed = schema.safeParse(JSON.parse(await response.value.text()));
      return parsed.success ? ok(parsed.data) : err({ code: 'server', message: `the OMS answered ${path} in a form this station does not know` });
    } catch (error) {
      return err({ code: 'unreachable', message: String(error) });
    }
  };
  return {
    hello: (request) => call(helloResponseSchema, 'POST', '/sync/hello', request),
    push: (request) => call(pushResponseSchema, 'POST', '/sync/push', request),
    pull: (query) => call(pullResponseSchema, 'GET', `/sync/pull?${toQuery(query)}`),
    verify: (clientId, sums) => call(verifyResponseSchema, 'POST', '/sync/verify', { clientId, sums }),
    fetchRows: (keys) => call(fetchResponseSchema, 'POST', '/sync/fetch', { keys }),
    fetchBlob: async (sha256) => {
      const response = await send('GET', blobPath(sha256));
      if (!response.ok) return response;
      try { return ok(new Uint8Array(await response.value.arrayBuffer())); } catch (error) { return err({ code: 'unreachable', message: String(error) }); }
    },
    listen: (onNudge, onStateChange) => listen(options, onNudge, onStateChange),
  };
}

async function toError(response: HttpResponse): Promise<TransportError> {
  const text = await response.text().catch(() => '');
  const message = `HTTP ${response.status} ${text.slice(0, 200)}`;
  if (response.status === 401 || response.status === 403) return { code: 'unauthorized', message };
  if (response.status === 404) return { code: 'not_found', message };
  if (response.status === 426) return { code: 'version', message };
  return { code: 'server', message };
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
