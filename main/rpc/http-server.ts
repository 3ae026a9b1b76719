/** The station's loopback server: the built screens, a health answer, and the WebSocket channel behind token and Origin check. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Channel } from './channel.ts';

export type StationServerOptions = {
  readonly port: number; readonly token: string; readonly rendererDir: string;
  readonly attach: (channel: Channel) => void;
  readonly health: () => unknown;
};
export type StationServer = { readonly url: string; close(): Promise<void> };

const LARGEST_MESSAGE_BYTES = 64 * 1024;
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf', '.woff2': 'font/woff2', '.png': 'image/png', '.ico': 'image/x-icon', '.json': 'application/json',
};
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'self'; img-src 'self' data:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin',
};

export async function startStationServer(options: StationServerOptions): Promise<StationServer> {
  const server = createServer((request, response) => { void answer(request, response, options); });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES });
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, sockets, options));
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(options.port, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server, sockets),
  };
}

function closeServer(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  return new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); });
}

/** A page of another site, or a rebound DNS name, must not talk to the bench: Host and Origin have to be loopback. */
function isLocal(request: IncomingMessage): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (!['127.0.0.1', 'localhost'].includes(host)) return false;
  const origin = request.headers.origin;
  return origin === undefined || origin === `http://${request.headers.host}`;
}

function hasToken(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(new URL(request.url ?? '/', 'http://localhost').searchParams.get('token') ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, sockets: WebSocketServer, options: StationServerOptions): void {
  const refuse = (status: string): void => { socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`); };
  if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/rpc') { refuse('404 Not Found'); return; }
  if (!isLocal(request)) { refuse('403 Forbidden'); return; }
  if (!hasToken(request, options.token)) { refuse('401 Unauthorized'); return; }
  sockets.handleUpgrade(request, socket, head, (webSocket) => options.attach(webSocketChannel(webSocket)));
}

function webSocketChannel(socket: WebSocket): Channel {
  socket.on('error', () => socket.terminate());
  return {
    send: (text) => { if (socket.readyState === socket.OPEN) socket.send(text); },
    onMessage: (listener) => { socket.on('message', (data, isBinary) => { if (!isBinary) listener(toText(data)); }); },
    onClose: (listener) => { socket.on('close', listener); },
    close: () => socket.close(),
  };
}

/** ws hands a text message over in one of three shapes of bytes. */
function toText(data: RawData): string {
  return Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data as Buffer)]).toString('utf8');
}

async function answer(request: IncomingMessage, response: ServerResponse, options: StationServerOptions): Promise<void> {
  if (!isLocal(request) || request.method !== 'GET') { response.writeHead(403).end(); return; }
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/health') { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(options.health())); return; }
  const relative = normalize(path === '/' ? 'index.html' : path.slice(1));
  if (relative.startsWith('..')) { response.writeHead(404).end(); return; }
  try {
    const bytes = await readFile(join(options.rendererDir, relative));
    response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': MEDIA_TYPES[extname(relative)] ?? 'application/octet-stream', 'cache-control': relative.startsWith('assets/') ? 'max-age=31536000, immutable' : 'no-cache' }).end(bytes);
  } catch {
    response.writeHead(404, SECURITY_HEADERS).end('Not found');
  }
}
