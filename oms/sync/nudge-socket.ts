/** WS /sync/nudge: tells a station that its node's feed has moved. Carries no data and may be lost: stations poll as well. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { OmsApp } from '../http/oms-app.ts';
import type { Services } from '../services.ts';
import { findStationByToken, type StationRow } from '../stations/require-station.ts';

const HEARTBEAT_MS = 15_000;

export function serveNudges(app: OmsApp, services: Services): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const stationBySocket = new Map<WebSocket, StationRow>();
  const alive = new WeakSet<WebSocket>();
  app.server.on('upgrade', (request, socket, head) => {
    // Node hands the socket over without listeners: a reset while the token is looked up would otherwise end the process.
    socket.on('error', () => socket.destroy());
    void accept(request, socket, head).catch(() => socket.destroy());
  });
  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const isOurs = (request.url ?? '').split('?')[0] === '/sync/nudge';
    const station = isOurs && token ? await findStationByToken(services, token) : null;
    if (!station) { socket.end(`HTTP/1.1 ${isOurs ? '401 Unauthorized' : '404 Not Found'}\r\nConnection: close\r\n\r\n`); return; }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      stationBySocket.set(webSocket, station);
      alive.add(webSocket);
      webSocket.on('pong', () => alive.add(webSocket)).on('close', () => stationBySocket.delete(webSocket)).on('error', () => webSocket.terminate());
    });
  };
  const stopNudging = services.sequencer.onNudge((nudge) => {
    for (const [socket, station] of stationBySocket) if (station.node_id === nudge.nodeId) socket.send(JSON.stringify(nudge));
  });
  // 1008 "policy violation" (RFC 6455 7.4.1): the station must not simply connect again.
  const stopWatching = services.stationSignals.onSignal(({ kind, stationId }) => {
    if (kind === 'revoked') for (const [socket, station] of stationBySocket) if (station.station_id === stationId) socket.close(1008, 'revoked');
  });
  // A half-open connection (a pulled plug) is found by its missing pong.
  const heartbeat = setInterval(() => {
    for (const socket of stationBySocket.keys()) {
      if (!alive.has(socket)) { socket.terminate(); continue; }
      alive.delete(socket);
      socket.ping();
    }
  }, HEARTBEAT_MS);
  app.addHook('preClose', async () => {
    clearInterval(heartbeat);
    stopNudging();
    stopWatching();
    for (const socket of stationBySocket.keys()) socket.terminate();
  });
}
