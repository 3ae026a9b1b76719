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
import { createDatabase, createPool } from './db/connect.ts';
import { takeDataFolderLock } from './db/data-folder-lock.ts';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import { inTransaction } from './db/in-transaction.ts';
import { migrate } from './db/migrate.ts';
import { seedDemo } from './demo/seed-demo.ts';
import { startWorker } from './jobs/start-worker.ts';
import type { Services } from './services.ts';
import { startSequencer } from './sync/start-sequencer.ts';

export type OmsOptions = { readonly config: OmsConfig; readonly clock: Clock; readonly random: Random; readonly log: Logger; readonly fetch: typeof fetch };
export type RunningOms = { readonly url: string; readonly apiKey: string; readonly services: Services; close(): Promise<void> };

/** Throws OmsStartProblem or an Error in plain words when it cannot start; what was begun is ended again. */
export async function startOms(options: OmsOptions): Promise<RunningOms> {
  const undo: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => { for (const step of undo.splice(0).toReversed()) await step(); };
  try {
    return await compose(options, undo, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function compose({ config, clock, random, log, fetch }: OmsOptions, undo: (() => Promise<void> | void)[], close: () => Promise<void>): Promise<RunningOms> {
  const lock = takeDataFolderLock(config.dataDir);
  undo.push(() => lock.release());
  const databaseUrl = config.databaseUrl ?? (await startOwnDatabase(config, random, undo));
  const onPoolError = (error: Error): void => log.warn({ error: error.message }, 'database:connection:lost');
  const pool = createPool(databaseUrl, onPoolError, 20);
  const db = createDatabase(pool);
  undo.push(() => db.destroy());
  await migrate(pool);
  const base = {
    db, clock, random, log, config, fetch, secretBox: createSecretBox(readSecretKey(config.secretKey, config.dataDir, random), random),
    carriers: new Map(config.demoCarrierUrl ? [['demo', createDemoCarrier({ baseUrl: config.demoCarrierUrl, token: config.demoCarrierToken, fetch })]] : []),
  };
  const apiKey = await ensureFirstApiKey(db, config.dataDir, clock, random);
  const sequencer = await startSequencer(base);
  undo.push(() => sequencer.close());
  const services: Services = { ...base, sequencer };
  if (config.hasDemoData) await inTransaction(db, (tx) => seedDemo(tx, services));
  const app = await buildApp(services);
  undo.push(() => app.close());
  await app.listen({ host: config.host, port: config.port });
  const worker = await startWorker(services, pool);
  undo.push(() => worker.close());
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://${config.host}:${port}`, apiKey, services, close };
}

async function startOwnDatabase(config: OmsConfig, random: Random, undo: (() => Promise<void> | void)[]): Promise<string> {
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, isDurable: config.isDurable, randomBytes: random.bytes });
  undo.push(() => server.close());
  return server.url;
}
