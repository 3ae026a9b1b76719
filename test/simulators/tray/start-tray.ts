/** The demo tray: a page that shows the demo printers' paper, the network switch, and what office and shop know. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export type TrayPaper = { readonly caption: string; readonly imageUrl: string };
export type TrayPrinter = { readonly address: string; readonly faults: readonly string[]; readonly fault: string; readonly papers: readonly TrayPaper[] };
export type TrayOrder = { readonly orderNumber: string; readonly status: string; readonly trackingNumbers: readonly string[]; readonly shopFulfillments: readonly string[] };
export type TrayState = {
  readonly isConnected: boolean; readonly thermal: TrayPrinter; readonly laser: TrayPrinter;
  readonly officeSummary: string; readonly orders: readonly TrayOrder[];
};

export type TraySources = {
  readState(): Promise<TrayState>;
  setConnected(isConnected: boolean): void;
  setFault(printer: 'thermal' | 'laser', fault: string): boolean;
  /** The shop sends so many more orders. */
  sendOrders(count: number): Promise<void>;
  /** The picture of one label or page; null when there is none by that name. */
  readImage(printer: 'thermal' | 'laser', name: string): Promise<Uint8Array | null>;
};

export type Tray = { readonly url: string; close(): Promise<void> };

const networkSchema = z.object({ isConnected: z.boolean() });
const faultSchema = z.object({ printer: z.enum(['thermal', 'laser']), fault: z.string() });
const ordersSchema = z.object({ count: z.int().min(1).max(100_000) });
const STATIC: Readonly<Record<string, readonly [string, string]>> = {
  '/': ['tray.html', 'text/html; charset=utf-8'], '/tray.css': ['tray.css', 'text/css; charset=utf-8'], '/tray.js': ['tray.js', 'text/javascript; charset=utf-8'],
};

export async function startTray(options: { readonly port: number; readonly sources: TraySources }): Promise<Tray> {
  const server = createServer((request, response) => {
    answer(request, response, options.sources).catch((error: unknown) => { response.writeHead(500).end(String(error)); });
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(options.port, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, sources: TraySources): Promise<void> {
  const path = request.url ?? '/';
  const file = STATIC[path];
  if (file) { response.writeHead(200, { 'content-type': file[1] }).end(readFileSync(new URL(file[0], import.meta.url))); return; }
  if (path === '/state') { sendJson(response, await sources.readState()); return; }
  if (path === '/network') { sources.setConnected(networkSchema.parse(await readJson(request)).isConnected); sendJson(response, {}); return; }
  if (path === '/orders') { await sources.sendOrders(ordersSchema.parse(await readJson(request)).count); sendJson(response, {}); return; }
  if (path === '/fault') {
    const { printer, fault } = faultSchema.parse(await readJson(request));
    sendJson(response, { ok: sources.setFault(printer, fault) });
    return;
  }
  await sendImage(path, response, sources);
}

async function sendImage(path: string, response: ServerResponse, sources: TraySources): Promise<void> {
  const match = /^\/image\/(thermal|laser)\/([\w.-]+)$/.exec(path);
  const image = match ? await sources.readImage(match[1] as 'thermal' | 'laser', match[2] ?? '') : null;
  if (!image) { response.writeHead(404).end('Nothing here'); return; }
  response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'max-age=86400' }).end(image);
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
