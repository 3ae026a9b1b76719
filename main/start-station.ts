/** Composes the station service. The same object runs in Electron's utility process, on a headless mini-PC and in tests. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock, Random } from '../domain/ids.ts';
import type { StationView } from '../domain/rpc/station-contract.ts';
import { createPreviewer } from '../printers/preview/preview.ts';
import { NEVER_SYNCED } from '../sync/ports.ts';
import { initialiseReplica } from '../sync/station/replica-state.ts';
import type { SyncLoop } from '../sync/station/start-sync.ts';
import type { StationConfig } from './config.ts';
import { createFailureJournal } from './inspector/failure-journal.ts';
import { inspectSync } from './inspector/inspect-sync.ts';
import { openPrinterRoom } from './printers/open-printer-room.ts';
import { readPrinters } from './printers/set-up-printers.ts';
import { readLayout } from './settings/media.ts';
import type { Channel } from './rpc/channel.ts';
import { buildView } from './rpc/build-view.ts';
import { startStationServer } from './rpc/http-server.ts';
import { createPublisher } from './rpc/publish.ts';
import { createQueueMemo } from './rpc/queue-memo.ts';
import { createScreens } from './rpc/screens.ts';
import { serveStation } from './rpc/serve-station.ts';
import { createStationHandlers } from './rpc/station-handlers.ts';
import { createViewDesk } from './rpc/view-desk.ts';
import type { Log, StationContext } from './station-context.ts';
import { openStorage } from './storage/open-storage.ts';
import { readDatabaseBytes, readFreeBytes } from './storage/read-disk.ts';
import { toReplicaTx } from './sync-store/replica-tx.ts';
import { startStationSync } from './sync-store/start-station-sync.ts';
import { collectTelemetry } from './telemetry/collect-telemetry.ts';
import { createReportDesk } from './telemetry/report-desk.ts';

export type StationOptions = { readonly config: StationConfig; readonly clock: Clock; readonly random: Random; readonly log: Log; readonly fetch: typeof fetch };
export type RunningStation = {
  readonly url: string;
  /** A browser screen must show it; also in `<dataDir>/station-rpc.json`, which only this user can read. */
  readonly token: string;
  readonly context: StationContext;
  attach(channel: Channel): void;
  close(): Promise<void>;
};

/** How often the disk and what the office should hear of are looked at. */
const TICK_MS = 1_000;

/** Throws StationDbProblem or a plain Error with words for the user when it cannot start. */
export async function startStation(options: StationOptions): Promise<RunningStation> {
  const { config, clock, random, log } = options;
  mkdirSync(config.dataDir, { recursive: true });
  let publishStorage = (): void => undefined;
  const { db, lock, guard } = openStorage(config.dataDir, config.ballastMegabytes, (isFull) => { log.warn({ isFull }, 'storage:changed'); publishStorage(); });
  db.inTransaction((tx) => initialiseReplica(toReplicaTx(tx, clock.nowMs()), randomUUID()));
  const withSavedPrinters = (): StationConfig => db.read((tx) => ({ ...config, layout: readLayout(tx) ?? config.layout, printers: readPrinters(tx, config.printers) }));
  // Its printers may be changed on the setup screen while it runs.
  let present = withSavedPrinters();
  let sync: SyncLoop | null = null;
  const screens = createScreens();
  const queue = createQueueMemo();
  // One change, one view: a scan's answer and the push that follows it are the same.
  const view = createViewDesk(() => db.read((tx) => buildView(tx, context, { sync: sync?.status() ?? NEVER_SYNCED, printers: room.views(), queue })));
  const publisher = createPublisher(() => screens.push(view.read()));
  const context: StationContext = {
    db, clock, random, log, get config() { return present; }, publish: (scope) => { if (scope !== 'not-the-queue') queue.forget(); view.forget(); publisher.publish(); },
    wakeSync: () => sync?.wake(), wakePrinters: () => room.wake(), isStorageFull: guard.isFull, isOnline: () => sync?.status().state === 'online',
  };
  publishStorage = () => context.publish();
  const room = openPrinterRoom(context);
  const previewer = createPreviewer();
  const onPrintersChanged = (): void => {
    present = withSavedPrinters();
    room.reload().catch((error: unknown) => log.error({ error: String(error) }, 'printers:reload:failed'));
  };
  const startedAtMs = clock.nowMs();
  const readMachine = () => ({ databaseBytes: readDatabaseBytes(config.dataDir), freeDiskBytes: readFreeBytes(config.dataDir), memoryBytes: process.memoryUsage.rss(), isStorageFull: guard.isFull() });
  const desk = createReportDesk(() => db.read((tx) => collectTelemetry(tx, { nowMs: clock.nowMs(), startedAtMs, sync: sync?.status() ?? NEVER_SYNCED, printers: room.views(), machine: readMachine() })), clock.nowMs);
  const failures = createFailureJournal(clock.nowMs);
  const beginSync = (): void => {
    sync?.close();
    desk.forget();
    sync = startStationSync({ context, fetch: options.fetch, telemetry: desk.take, hasRoom: guard.hasRoomForFeed, onRoundFailed: (message) => { desk.forget(); failures.note(message); } });
  };
  const inspect = () => db.read((tx) => inspectSync(tx, { nowMs: clock.nowMs(), sync: sync?.status() ?? NEVER_SYNCED, failures: failures.list() }));
  const handlers = createStationHandlers({ context, printers: { room, previewer, fixed: config.printers, onPrintersChanged }, fetch: options.fetch, readView: () => view.read(), inspectSync: inspect, trySyncNow: () => sync?.tryNow(), onEnrolled: () => { beginSync(); context.publish(); } });
  const attach = (channel: Channel): void => {
    screens.attach(channel);
    serveStation(channel, { handlers, log, monotonicMs: clock.monotonicMs, onViewSent: (revision) => screens.noteSent(channel, revision) });
  };
  const token = Buffer.from(random.bytes(24)).toString('base64url');
  const server = await startStationServer({ port: config.port, token, rendererDir: config.rendererDir, attach, health: () => toHealth(view.read()) });
  const addressFile = join(config.dataDir, 'station-rpc.json');
  writeFileSync(addressFile, JSON.stringify({ url: server.url, token, pid: process.pid }), { mode: 0o600 });
  beginSync();
  const tick = setInterval(() => { void guard.tend(); if (desk.isDue()) sync?.wake(); }, TICK_MS);
  return {
    url: server.url, token, context, attach,
    close: async () => {
      clearInterval(tick);
      publisher.close();
      sync?.close();
      await room.close();
      await previewer.close();
      await server.close();
      rmSync(addressFile, { force: true });
      db.close();
      lock.release();
    },
  };
}

function toHealth(view: StationView): unknown {
  return { status: 'ok', sync: view.sync, printers: view.printers.map(({ name, condition, waitingJobs }) => ({ name, condition, waitingJobs })), readiness: view.readiness, isStorageFull: view.isStorageFull };
}
