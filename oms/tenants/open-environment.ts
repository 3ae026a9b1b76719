/** One environment at work: all that belongs to its database, opened and closed while the process goes on. */
import { buildApp } from '../app.ts';
import type { Pool } from '../db/connect.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { listSchedules } from '../jobs/job-queues.ts';
import { startWorker } from '../jobs/start-worker.ts';
import { createTasks } from '../jobs/task-list.ts';
import type { Services } from '../services.ts';
import { createStationSignals } from '../stations/station-signals.ts';
import { connectProcessLine, createLocalLine } from '../sync/process-line.ts';
import { startSequencer } from '../sync/start-sequencer.ts';
import { watchHistory } from '../sync/watch-history.ts';
import { watchHorizon } from '../sync/watch-horizon.ts';
import { createTakedown, type Takedown } from '../takedown.ts';
import { startDispatcher } from '../webhooks/start-dispatcher.ts';
import type { OpenDatabase } from './environment-databases.ts';
import type { Environment } from './environment.ts';
import type { Platform } from './platform.ts';
import { serveApp, type ServedApp } from './serve-app.ts';

/** What the environments of a process have in common. */
export type ProcessParts = Pick<Services, 'clock' | 'random' | 'log' | 'config' | 'fetch' | 'secretBox' | 'tokens' | 'carriers' | 'control'>;
export type OpenEnvironment = ServedApp & {
  readonly services: Services; readonly app: OmsApp;
  /** Jobs and webhooks; nothing in a process that serves HTTP alone. */
  startWork(): Promise<void>;
  close(): Promise<void>;
};

/** The database is closed with the environment, and also when this throws. `platform`: for the first one. */
export async function openEnvironment(parts: ProcessParts, environment: Environment, database: OpenDatabase, platform?: Platform): Promise<OpenEnvironment> {
  const takedown = createTakedown();
  takedown.add(() => database.close());
  try {
    return await compose(parts, environment, database, takedown, platform);
  } catch (error) {
    await takedown.run().catch((second: unknown) => parts.log.warn({ error: String(second) }, 'oms:close:failed'));
    throw error;
  }
}

async function compose(parts: ProcessParts, environment: Environment, { pool, db }: OpenDatabase, takedown: Takedown, platform: Platform | undefined): Promise<OpenEnvironment> {
  const { role, databaseUrl } = parts.config;
  // On its own database this process is alone.
  const isOnlyOms = databaseUrl === undefined;
  const base = { ...parts, db, environment, log: parts.log.child({ environment: environment.name }) };
  const history = await watchHistory(base);
  takedown.add(() => history.close());
  const line = isOnlyOms ? createLocalLine() : connectProcessLine(base, pool);
  takedown.add(() => line.close());
  if (role !== 'api') await startFeed(base, line, takedown);
  const services: Services = { ...base, sequencer: { poke: () => line.tellDirty(), onNudge: line.onNudge }, stationSignals: createStationSignals(line) };
  const app = await buildApp(services, { serves: role === 'worker' ? 'operations' : 'everything', ...(platform ? { platform } : {}) });
  const served = serveApp(app);
  takedown.add(() => served.endRequests());
  await app.ready();
  return { ...served, services, app, startWork: () => startWork(services, pool, isOnlyOms, takedown), close: () => takedown.run() };
}

async function startFeed(base: Parameters<typeof startSequencer>[0] & Parameters<typeof watchHorizon>[0], line: ReturnType<typeof createLocalLine>, takedown: Takedown): Promise<void> {
  const sequencer = await startSequencer(base, line);
  takedown.add(() => sequencer.close());
  const horizonWatch = watchHorizon(base);
  takedown.add(() => horizonWatch.close());
}

async function startWork(services: Services, pool: Pool, isOnlyOms: boolean, takedown: Takedown): Promise<void> {
  if (services.config.role === 'api') return;
  const worker = await startWorker(services, pool, createTasks(services), { isOnlyOms, schedules: listSchedules(services.config) });
  takedown.add(() => worker.close());
  const dispatcher = startDispatcher(services);
  takedown.add(() => dispatcher.close());
}
