/** Composes the station service. The same object runs in Electron's utility process, on a headless mini-PC and in tests. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { Clock, Random } from '../domain/ids.ts';
import type { StationView } from '../domain/rpc/station-contract.ts';
import { createDriver } from '../printers/drivers/create-driver.ts';
import { createHttpTransport } from '../sync/http-transport.ts';
import type { SyncStatus, Timers } from '../sync/ports.ts';
import { initialiseReplica } from '../sync/station/replica-state.ts';
import { startSync, type SyncLoop } from '../sync/station/start-sync.ts';
import type { StationConfig } from './config.ts';
import { openStationDb } from './db/open.ts';
import { takeStationLock } from './db/station-lock.ts';
import { APP_VERSION } from './operators/enrol-station.ts';
import { startPrintQueue } from './print-queue/start-print-queue.ts';
import type { Channel } from './rpc/channel.ts';
import { buildView } from './rpc/build-view.ts';
import { startStationServer } from './rpc/http-server.ts';
import { createPublisher } from './rpc/publish.ts';
import { createQueueMemo } from './rpc/queue-memo.ts';
import { createScreens } from './rpc/screens.ts';
import { serveStation } from './rpc/serve-station.ts';
import { createStationHandlers } from './rpc/station-handlers.ts';
import { createViewDesk } from './rpc/view-desk.ts';
import { readMeta } from './settings/meta.ts';
import type { Log, StationContext } from './station-context.ts';
import { createReplicaStore, toReplicaTx } from './sync-store/replica-store.ts';

export type StationOptions = { readonly config: StationConfig; readonly clock: Clock; readonly random: Random; readonly log: Log; readonly fetch: typeof fetch };
export type RunningStation = {
  readonly url: string;
  /** A browser screen must show it; also in `<dataDir>/station-rpc.json`, which only this user can read. */
  readonly token: string;
  readonly context: StationContext;
  attach(channel: Channel): void;
  close(): Promise<void>;
};

const NEVER: SyncStatus = { state: 'never', sinceMs: null, lastError: null, checksum: 'unknown', checkedAtMs: null, head: null };
const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');
const timers: Timers = { set: (callback, delayMs) => setTimeout(callback, delayMs), clear: (handle) => clearTimeout(handle as NodeJS.Timeout) };

/** Throws StationDbProblem or a plain Error with words for the user when it cannot start. */
export async function startStation(options: StationOptions): Promise<RunningStation> {
  const { config, clock, random, log } = options;
  mkdirSync(config.dataDir, { recursive: true });
  const lock = takeStationLock(config.dataDir);
  const db = openStationDb(join(config.dataDir, 'station.sqlite'));
  chmodSync(join(config.dataDir, 'station.sqlite'), 0o600);
  db.inTransaction((tx) => initialiseReplica(toReplicaTx(tx, clock.nowMs()), randomUUID()));
  let sync: SyncLoop | null = null;
  const screens = createScreens();
  const queue = createQueueMemo();
  // One change, one view: a scan's answer and the push that follows it are the same.
  const view = createViewDesk(() => db.read((tx) => buildView(tx, context, { sync: sync?.status() ?? NEVER, printers: printQueue.views(), queue })));
  const publisher = createPublisher(() => screens.push(view.read()));
  const context: StationContext = {
    db, clock, random, config, log, publish: (scope) => { if (scope !== 'not-the-queue') queue.forget(); view.forget(); publisher.publish(); },
    wakeSync: () => sync?.wake(), wakePrinters: () => printQueue.wake(),
  };
  const printers = config.printers.map((printer) => ({
    printerId: printer.printerId, name: printer.name, roles: printer.roles,
    driver: createDriver({ kind: printer.driver, address: printer.address, dotsPerInch: printer.dotsPerInch, language: printer.language }),
  }));
  const printQueue = startPrintQueue(context, printers);
  const beginSync = (): void => { sync ??= startStationSync(options, context); };
  const handlers = createStationHandlers({ context, fetch: options.fetch, readView: () => view.read(), onEnrolled: () => { beginSync(); context.publish(); } });
  const attach = (channel: Channel): void => {
    screens.attach(channel);
    serveStation(channel, { handlers, log, monotonicMs: clock.monotonicMs, onViewSent: (revision) => screens.noteSent(channel, revision) });
  };
  const token = Buffer.from(random.bytes(24)).toString('base64url');
  const server = await startStationServer({ port: config.port, token, rendererDir: config.rendererDir, attach, health: () => toHealth(view.read()) });
  const addressFile = join(config.dataDir, 'station-rpc.json');
  writeFileSync(addressFile, JSON.stringify({ url: server.url, token, pid: process.pid }), { mode: 0o600 });
  beginSync();
  return {
    url: server.url, token, context, attach,
    close: async () => {
      publisher.close();
      sync?.close();
      await printQueue.close();
      await server.close();
      rmSync(addressFile, { force: true });
      db.close();
      lock.release();
    },
  };
}

/** Null until this station is enrolled. */
function startStationSync(options: StationOptions, context: StationContext): SyncLoop | null {
  const { omsUrl, token } = context.db.read((tx) => ({ omsUrl: readMeta(tx, 'oms_url'), token: readMeta(tx, 'token') }));
  if (omsUrl === null || token === null) return null;
  const transport = createHttpTransport({
    baseUrl: omsUrl, token, timers,
    fetch: (url, { timeoutMs, ...init }) => options.fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    openNudgeSocket: (url, bearer, events) => {
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${bearer}` }, handshakeTimeout: 5_000 });
      socket.on('open', () => events.onOpen()).on('message', (data) => events.onMessage(Buffer.isBuffer(data) ? data.toString('utf8') : '')).on('close', () => events.onClose()).on('error', () => socket.terminate());
      return () => { socket.removeAllListeners('close'); socket.terminate(); };
    },
  });
  return startSync({
    store: createReplicaStore(context), transport, timers, appVersion: APP_VERSION, sha256, telemetry: () => null, nowMs: context.clock.nowMs, monotonicMs: context.clock.monotonicMs, newUuid: randomUUID,
    chance: () => (context.random.bytes(1)[0] ?? 0) / 256,
    onChange: () => context.publish(),
    onRoundFailed: (message) => context.log.warn({ message }, 'sync:round:failed'),
  });
}

function toHealth(view: StationView): unknown {
  return { status: 'ok', sync: view.sync, printers: view.printers.map(({ name, condition, waitingJobs }) => ({ name, condition, waitingJobs })), readiness: view.readiness };
}
