/** Requests of one environment's application, counted: its database is closed behind the last answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { OmsApp } from '../http/oms-app.ts';

export type ServedApp = {
  serve(request: IncomingMessage, response: ServerResponse): void;
  /** Streams and sockets are ended, new requests refused, answers under way waited for, though not for ever. */
  endRequests(): Promise<void>;
};

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 10;

export function serveApp(app: OmsApp, patienceMs = PATIENCE_MS): ServedApp {
  const underWay = new Set<ServerResponse>();
  const end = async (): Promise<void> => {
    await app.close();
    for (let waitedMs = 0; underWay.size > 0 && waitedMs < patienceMs; waitedMs += LOOK_EVERY_MS) await wait(LOOK_EVERY_MS);
  };
  let ending: Promise<void> | null = null;
  return {
    serve: (request, response) => {
      underWay.add(response);
      response.once('close', () => underWay.delete(response));
      app.routing(request, response);
    },
    endRequests: () => (ending ??= end()),
  };
}
