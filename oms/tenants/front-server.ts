/**
 * The one HTTP server of the process: picks the environment of each request and hands it to that environment's application, whose own
 * server never listens. Without header and prefix this is one comparison of strings.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { answerBrokenConnection } from '../http/answer-broken-connection.ts';
import { describeProblem, type Problem } from '../http/problem.ts';
import type { EnvironmentKeeper, EnvironmentRefusal } from './environment-keeper.ts';
import type { OpenEnvironment } from './open-environment.ts';
import { ENVIRONMENT_HEADER, readEnvironmentName, type AddressRefusal } from './read-environment-name.ts';

export type FrontServer = { listen(host: string, port: number): Promise<number>; close(): Promise<void> };
type Found = { readonly environment: OpenEnvironment; readonly url: string };

/** As Fastify's own server has them. */
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 72_000;
const RETRY_AFTER_SECONDS = 5;
const LOOK_FOR_IDLE_MS = 50;
const STATION_CALL = /^\/(sync|blob)\//;

export function createFrontServer(keeper: Pick<EnvironmentKeeper, 'first' | 'find'>, log: Logger): FrontServer {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS });
  /** At once where the answer is known: the usual request waits for nothing. */
  const find = (request: IncomingMessage): Found | Promise<Found | Problem> => {
    const header = request.headers[ENVIRONMENT_HEADER];
    const read = readEnvironmentName(request.url ?? '/', typeof header === 'string' || header === undefined ? header : header.join(', '));
    if (!read.ok) return Promise.resolve(explain(read.error));
    const { name, url } = read.value;
    if (name === null) return { environment: keeper.first, url };
    return keeper.find(name).then((found) => (found.ok ? { environment: found.value, url } : explain(found.error, STATION_CALL.test(url))));
  };
  server.on('request', (request, response) => {
    const found = find(request);
    if (!(found instanceof Promise)) { hand(found, request, response); return; }
    found.catch((error: unknown) => unavailable(log, error)).then((answer) => {
      if ('environment' in answer) hand(answer, request, response); else refuse(answer, request, response, log);
    }).catch((error: unknown) => { log.error({ error: String(error) }, 'http:front:failed'); response.destroy(); });
  });
  server.on('upgrade', (request, socket, head) => {
    // Node hands the socket over without listeners: a reset while we look would otherwise end the process.
    socket.on('error', () => socket.destroy());
    Promise.resolve(find(request)).catch((error: unknown) => unavailable(log, error)).then((answer) => {
      if (!('environment' in answer)) { endUpgrade(socket, answer.status); return; }
      request.url = answer.url;
      if (!answer.environment.app.server.emit('upgrade', request, socket, head)) endUpgrade(socket, 404);
    }).catch(() => socket.destroy());
  });
  server.on('clientError', (error, socket) => answerBrokenConnection(error, socket as Parameters<typeof answerBrokenConnection>[1]));
  return {
    listen: (host, port) => new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => { server.off('error', reject); resolve((server.address() as AddressInfo).port); });
    }),
    close: () => closeServer(server),
  };
}

function hand({ environment, url }: Found, request: IncomingMessage, response: ServerResponse): void {
  request.url = url;
  environment.serve(request, response);
}

function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) { resolve(); return; }
    // Answers that are under way are finished; then their connections would be kept for the next request.
    const timer = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS);
    server.close(() => { clearInterval(timer); resolve(); });
  });
}

/** To a station 403 means that it was revoked; it must only wait. */
function explain(refusal: AddressRefusal | EnvironmentRefusal, isStationCall = false): Problem {
  switch (refusal) {
    case 'EnvironmentAmbiguous': return { status: 400, code: refusal, detail: 'The X-OMS-Environment header and the address name two environments. Name one.' };
    case 'UnknownEnvironment': return { status: 404, code: refusal, detail: 'There is no such environment. Correct the X-OMS-Environment header, or the name behind /environments/.' };
    case 'EnvironmentSuspended': return { status: isStationCall ? 503 : 403, code: refusal, detail: 'This environment is suspended. Its data is kept; ask the platform\'s owner.' };
    case 'EnvironmentNotReady': return { status: 503, code: refusal, detail: 'This environment is being made, or its database does not answer. Try again in some seconds.' };
  }
}

function unavailable(log: Logger, error: unknown): Problem {
  log.warn({ error: String(error) }, 'http:environment:unknown');
  return { status: 503, code: 'Unavailable', detail: 'The database does not answer just now. Try again in some seconds.' };
}

function refuse(answer: Problem, request: IncomingMessage, response: ServerResponse, log: Logger): void {
  const requestId = randomUUID();
  log.info({ method: request.method, status: answer.status, code: answer.code, correlationId: requestId }, 'http:front:refused');
  response.writeHead(answer.status, {
    'content-type': 'application/problem+json', 'x-request-id': requestId, 'x-content-type-options': 'nosniff', 'cache-control': 'no-store',
    ...(answer.status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {}),
  });
  response.end(JSON.stringify(describeProblem(answer, requestId)));
}

function endUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
}
