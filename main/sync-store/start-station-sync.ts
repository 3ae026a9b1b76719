/** Runs the sync engine for this station's file: HTTP, a WebSocket for nudges, the machine's clock. */
import { hash, randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { StationTelemetry } from '../../domain/wire/telemetry.ts';
import { createHttpTransport, type OpenNudgeSocket } from '../../sync/http-transport.ts';
import type { Timers } from '../../sync/ports.ts';
import { startSync, type SyncLoop } from '../../sync/station/start-sync.ts';
import { APP_VERSION } from '../operators/enrol-station.ts';
import { readMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';
import { createReplicaStore } from './replica-store.ts';

export type StationSyncPorts = {
  readonly context: StationContext; readonly fetch: typeof fetch;
  readonly telemetry: () => StationTelemetry | null;
  readonly hasRoom: () => boolean;
  readonly onRoundFailed: (message: string) => void;
};

const HANDSHAKE_TIMEOUT_MS = 5_000;
const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');
const timers: Timers = { set: (callback, delayMs) => setTimeout(callback, delayMs), clear: (handle) => clearTimeout(handle as NodeJS.Timeout) };

/** Null until this station is enrolled. */
export function startStationSync({ context, ...ports }: StationSyncPorts): SyncLoop | null {
  const { omsUrl, token } = context.db.read((tx) => ({ omsUrl: readMeta(tx, 'oms_url'), token: readMeta(tx, 'token') }));
  if (omsUrl === null || token === null) return null;
  const transport = createHttpTransport({ baseUrl: omsUrl, token, timers, openNudgeSocket, fetch: (url, { timeoutMs, ...init }) => ports.fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) }) });
  return startSync({
    store: createReplicaStore(context), transport, timers, appVersion: APP_VERSION, sha256, nowMs: context.clock.nowMs, monotonicMs: context.clock.monotonicMs, newUuid: randomUUID,
    telemetry: ports.telemetry, hasRoom: ports.hasRoom,
    chance: () => (context.random.bytes(1)[0] ?? 0) / 256,
    onChange: () => context.publish(),
    onRoundFailed: (message) => { ports.onRoundFailed(message); context.log.warn({ message }, 'sync:round:failed'); },
  });
}

const openNudgeSocket: OpenNudgeSocket = (url, token, events) => {
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` }, handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
  socket.on('open', () => events.onOpen()).on('message', (data) => events.onMessage(Buffer.isBuffer(data) ? data.toString('utf8') : '')).on('close', () => events.onClose()).on('error', () => socket.terminate());
  return () => { socket.removeAllListeners('close'); socket.terminate(); };
};
