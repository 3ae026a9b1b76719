/** Composes the OMS: lock, database, migrations, services, sequencer, HTTP, worker; and takes it down in the opposite order. */
import type { Logger } from 'pino';
import type { AddressInfo } from 'node:net';
import type { Clock, Random } from '../domain/ids.ts';
import { ensureFirstApiKey } from './auth/first-api-key.ts';
import { createSecretBox } from './auth/secret-box.ts';
import { readSecretKey } from './auth/secret-key.ts';
import { buildApp } from './app.ts';
import { createDemoCarrier } from './carriers/demo/demo-carrier.ts';
import type { OmsConfig } from './config.ts';
import { closeDatabase, createControlDatabase, createDatabase, createPool, type Pool } from './db/connect.ts';
import { takeDataFolderLock } from './db/data-folder-lock.ts';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import { explainConnection } from './db/explain-postgres.ts';
import { inTransaction } from './db/in-transaction.ts';
import { migrate, migrateControl } from './db/migrate.ts';
import { seedDemo } from './demo/seed-demo.ts';
import { startWorker } from './jobs/start-worker.ts';
import { createTasks, NIGHTLY } from './jobs/task-list.ts';
import type { Services } from './services.ts';
import { OmsStartProblem } from './start-problem.ts';
import { ensureFirstEnvironment } from './tenants/ensure-first-environment.ts';
import { createStationSignals } from './stations/station-signals.ts';
import { startSequencer } from './sync/start-sequencer.ts';
import { watchHistory } from './sync/watch-history.ts';
import { watchHorizon } from './sync/watch-horizon.ts';
import { startDispatcher } from './webhooks/start-dispatcher.ts';
import { createTakedown, type Takedown } from './takedown.ts';

export type OmsOptions = { readonly config: OmsConfig; readonly clock: Clock; readonly random: Random; readonly log: Logger; readonly fetch: typeof fetch };
export type RunningOms = { readonly url: string; readonly apiKey: string; readonly services: Services; close(): Promise<void> };

/** Throws OmsStartProblem in plain words when it cannot start; what was begun is ended again. */
export async function startOms(options: OmsOptions): Promise<RunningOms> {
  const takedown = createTakedown();
  try {
    return await compose(options, takedown);
  } catch (error) {
    // The first failure says more than what follows from it.
    await takedown.run().catch((second: unknown) => options.log.warn({ error: String(second) }, 'oms:close:failed'));
    throw error;
  }
}

async function compose({ config, clock, random, log, fetch }: OmsOptions, takedown: Takedown): Promise<RunningOms> {
  const lock = takeDataFolderLock(config.dataDir);
  takedown.add(() => lock.release());
  const databaseUrl = config.databaseUrl ?? (await startOwnDatabase(config, random, log, takedown));
  let isClosing = false;
  const pool = createPool(databaseUrl, (error) => { if (!isClosing) log.warn({ error: error.message }, 'database:connection:lost'); }, 20);
  const db = createDatabase(pool);
  takedown.add(() => { isClosing = true; return closeDatabase(db, pool); });
  await migrateOrExplain(pool, databaseUrl);
  const control = createControlDatabase(pool);
  const base = {
    db, control, environment: await ensureFirstEnvironment(control, clock, random), clock, random, log, config, fetch, secretBox: createSecretBox(readSecretKey(config.secretKey, config.dataDir, random), random),
    carriers: new Map(config.demoCarrierUrl ? [['demo', createDemoCarrier({ baseUrl: config.demoCarrierUrl, token: config.demoCarrierToken, fetch })]] : []),
  };
  const apiKey = await ensureFirstApiKey(db, config.dataDir, clock, random);
  const history = await watchHistory(base);
  takedown.add(() => history.close());
  const sequencer = await startSequencer(base);
  takedown.add(() => sequencer.close());
  const horizonWatch = watchHorizon(base);
  takedown.add(() => horizonWatch.close());
  const services: Services = { ...base, sequencer, stationSignals: createStationSignals() };
  if (config.hasDemoData) await inTransaction(db, (tx) => seedDemo(tx, services));
  const app = await buildApp(services);
  takedown.add(() => app.close());
  await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => { throw asPortProblem(error, config); });
  const worker = await startWorker(services, pool, createTasks(services), { isOnlyOms: config.databaseUrl === undefined, nightly: NIGHTLY });
  takedown.add(() => worker.close());
  const dispatcher = startDispatcher(services);
  takedown.add(() => dispatcher.close());
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`, apiKey, services, close: () => takedown.run() };
}

async function startOwnDatabase(config: OmsConfig, random: Random, log: Logger, takedown: Takedown): Promise<string> {
  const server = await startEmbeddedPostgres({
    dataDir: config.dataDir, isDurable: config.isDurable, randomBytes: random.bytes,
    onUnexpectedEnd: (words) => log.error({ words }, 'database:ended:restarting'),
  });
  takedown.add(() => server.close());
  return server.url;
}

async function migrateOrExplain(pool: Pool, databaseUrl: string): Promise<void> {
  try {
    await migrate(pool);
    await migrateControl(pool);
  } catch (error) {
    throw (error instanceof OmsStartProblem ? error : explainConnection(error, new URL(databaseUrl).host)) ?? error;
  }
}

function asPortProblem(error: unknown, config: OmsConfig): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return new OmsStartProblem('PortInUse', `The OMS's port ${config.port} is in use by another program. Stop it, or choose another port (npm start -- --port 4500, or PORT for npm run oms; 0 takes any free one).`);
  if (code === 'EACCES') return new OmsStartProblem('PortInUse', `This user may not listen on port ${config.port}. Choose one above 1023 with PORT.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new OmsStartProblem('WrongSettings', `This machine has no address ${config.host}. Correct HOST; 127.0.0.1 serves this machine, 0.0.0.0 all.`);
  return error;
}
