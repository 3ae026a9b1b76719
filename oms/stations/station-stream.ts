/**
 * GET /stations/stream: the list of stations, live, as Server-Sent Events. It begins with a `snapshot`; then each station that has changed
 * comes as a `station`. A client that reconnects gets a new snapshot, so no event has to be remembered for it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasAccessStill, requireAccess } from '../auth/require-access.ts';
import type { OmsApp } from '../http/oms-app.ts';
import type { Services } from '../services.ts';
import { readStations } from './station-overview.ts';

const HEARTBEAT_MS = 15_000;
/** What no signal tells: silence that begins, and changes that another process of the OMS made. */
const LOOK_AGAIN_MS = 5_000;
/** Many stations report at once: they are read together. */
const GATHER_MS = 100;
/** A client that does not read is cut off; it comes back and gets a snapshot. */
const MOST_WAITING_BYTES = 4_194_304;

type Stream = { close(): void };

export function registerStationStream(app: OmsApp, services: Services): void {
  const streams = new Set<Stream>();
  app.addHook('preClose', async () => { for (const stream of streams) stream.close(); });
  app.get('/stations/stream', { onRequest: requireAccess(services, 'stations:read'), schema: { tags: ['stations'], summary: 'All stations, live (Server-Sent Events: one snapshot, then each station that changes)' } }, async (request, reply) => {
    // Read before the answer begins, so that a database that is away is still a problem+json.
    const first = await readStations(services, null);
    reply.hijack();
    const stream = openStream(services, request, reply, first, () => streams.delete(stream));
    streams.add(stream);
  });
}

function openStream(services: Services, request: FastifyRequest, reply: FastifyReply, first: Awaited<ReturnType<typeof readStations>>, onEnd: () => void): Stream {
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'x-content-type-options': 'nosniff', 'x-request-id': request.id });
  const known = new Map<string, string>();
  let eventCount = 0;
  const send = (event: string, data: unknown): void => {
    eventCount += 1;
    raw.write(`id: ${eventCount}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy();
  };
  const look = async (): Promise<void> => {
    for (const station of await readStations(services, null)) {
      const text = JSON.stringify(station);
      if (known.get(station.id) === text) continue;
      known.set(station.id, text);
      send('station', station);
    }
  };
  for (const station of first) known.set(station.id, JSON.stringify(station));
  send('snapshot', first);

  let gathering: NodeJS.Timeout | null = null;
  let looking = Promise.resolve();
  const lookSoon = (): void => {
    gathering ??= setTimeout(() => {
      gathering = null;
      // One look at a time; a database that is away is looked for again.
      looking = looking.then(look).catch((error: unknown) => services.log.warn({ error: String(error) }, 'stations:stream:failed'));
    }, GATHER_MS);
  };
  const stopListening = services.stationSignals.onSignal(lookSoon);
  // Who is switched off, or whose key is revoked, sees no more.
  const again = setInterval(() => {
    hasAccessStill(services, request, 'stations:read').then((isAllowed) => { if (isAllowed) lookSoon(); else raw.end(); }, (error: unknown) => services.log.warn({ error: String(error) }, 'stations:stream:failed'));
  }, LOOK_AGAIN_MS);
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
  raw.on('close', () => {
    stopListening();
    clearInterval(again);
    clearInterval(heartbeat);
    if (gathering) clearTimeout(gathering);
    onEnd();
  });
  raw.on('error', () => raw.destroy());
  return { close: () => raw.end() };
}
