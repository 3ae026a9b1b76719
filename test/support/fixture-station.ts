/** A station that shows one given view: the built screens over HTTP with the real content security policy, and the contract over a WebSocket. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { must } from '../../domain/assert.ts';
import { rpcRequestSchema, type StationView } from '../../domain/rpc/station-contract.ts';

export type FixtureCall = { readonly method: string; readonly args: unknown };
export type FixtureStation = {
  readonly url: string;
  /** Every call that a screen made, in order. */
  readonly calls: readonly FixtureCall[];
  show(view: StationView): void;
  /** Breaks every line without a word; screens connect again by themselves. */
  dropLines(): void;
  close(): Promise<void>;
};
/** Null: no answer, as from a station that died. */
export type FixtureAnswer = (call: FixtureCall, view: StationView) => unknown;

/** The same as in main/rpc/http-server.ts. */
const CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; connect-src 'self' ws://127.0.0.1:*; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const MEDIA_TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.ttf': 'font/ttf' };

export async function startFixtureStation(rendererDir: string, first: StationView, answer: FixtureAnswer): Promise<FixtureStation> {
  let view = first;
  let revision = first.revision;
  const calls: FixtureCall[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(rendererDir, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (bytes) => response.writeHead(200, { 'content-type': MEDIA_TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CONTENT_SECURITY_POLICY }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: '/rpc' });
  sockets.on('connection', (socket: WebSocket) => socket.on('message', (data: Buffer) => {
    const { id, method, args } = rpcRequestSchema.parse(JSON.parse(data.toString('utf8')));
    const call = { method, args };
    calls.push(call);
    const result = answer(call, view);
    if (result !== null) socket.send(JSON.stringify({ id, result }));
  }));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(must(server.address(), 'the address') as AddressInfo).port}`,
    calls,
    show: (next) => {
      revision += 1;
      view = { ...next, revision };
      for (const socket of sockets.clients) socket.send(JSON.stringify({ push: 'viewChanged', view }));
    },
    dropLines: () => { for (const socket of sockets.clients) socket.terminate(); },
    close: () => new Promise((resolve) => { for (const socket of sockets.clients) socket.terminate(); server.closeAllConnections(); server.close(() => resolve()); }),
  };
}
