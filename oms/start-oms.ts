/** Composes an OMS process: lock, database, control plane, environments, HTTP; and takes it down in the opposite order. */
import type { Logger } from 'pino';
import { join } from 'node:path';
import { must } from '../domain/assert.ts';
import type { Clock, Random } from '../domain/ids.ts';
import { ensureFirstOwner } from './auth/ensure-first-owner.ts';
import { ensureFirstApiKey } from './auth/first-api-key.ts';
import { createSecretBox } from './auth/secret-box.ts';
import { createTokenSigner } from './auth/token-signer.ts';
import { readSecretKey } from './auth/secret-key.ts';
import { createDemoCarrier } from './carriers/demo/demo-carrier.ts';
import type { OmsConfig } from './config.ts';
import { closeDatabase, createControlDatabase, createDatabase, createPool, type Pool } from './db/connect.ts';
import { makeDataFolder, takeDataFolderLock } from './db/data-folder-lock.ts';
import { startEmbeddedPostgres } from './db/embedded-postgres.ts';
import { explainConnection } from './db/explain-postgres.ts';
import { inTransaction } from './db/in-transaction.ts';
import { migrate, migrateControl } from './db/migrate.ts';
import { worksAsSuperuser } from './db/own-database.ts';
import { seedDemo } from './demo/seed-demo.ts';
import type { Services } from './services.ts';
import { OmsStartProblem } from './start-problem.ts';
import { createTakedown, type Takedown } from './takedown.ts';
import { checkSecretKey } from './tenants/check-secret-key.ts';
import { ensureFirstEnvironment } from './tenants/ensure-first-environment.ts';
import { databaseUrlOf, openEnvironmentDatabase } from './tenants/environment-databases.ts';
import { createEnvironmentKeeper, type EnvironmentKeeper } from './tenants/environment-keeper.ts';
import type { EnvironmentRow } from './tenants/environment.ts';
import { createFrontServer } from './tenants/front-server.ts';
import { openEnvironment, type OpenEnvironment, type ProcessParts } from './tenants/open-environment.ts';
import { createTurns, type Platform } from './tenants/platform.ts';

export type OmsOptions = { readonly config: OmsConfig; readonly clock: Clock; readonly random: Random; readonly log: Logger; readonly fetch: typeof fetch };
/** `apiKey`: null in a worker, which makes none. `services`: those of the first environment. */
export type RunningOms = { readonly url: string; readonly apiKey: string | null; readonly services: Services; close(): Promise<void> };

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
  // The lock guards the database in the folder. Processes that share another one may share the folder, too.
  if (config.databaseUrl === undefined) {
    const lock = takeDataFolderLock(config.dataDir);
    takedown.add(() => lock.release());
  } else {
    makeDataFolder(config.dataDir);
  }
  const databaseUrl = config.databaseUrl ?? (await startOwnDatabase(config, random, log, takedown));
  let isClosing = false;
  const pool = createPool(databaseUrl, (error) => { if (!isClosing) log.warn({ error: error.message }, 'database:connection:lost'); }, 20);
  const db = createDatabase(pool);
  takedown.add(() => { isClosing = true; return closeDatabase(db, pool); });
  await migrateOrExplain(pool, databaseUrl);
  if (await worksAsSuperuser(pool)) log.warn({ see: 'docs/runbook/postgres.md' }, 'database:superuser');
  const control = createControlDatabase(pool);
  const secretKey = readSecretKey(config.secretKey, config.dataDir, random);
  await checkSecretKey(control, secretKey, config.role, log);
  const parts: ProcessParts = {
    control, clock, random, log, config, fetch, secretBox: createSecretBox(secretKey, random), tokens: createTokenSigner(secretKey, clock),
    carriers: new Map(config.demoCarrierUrl ? [['demo', createDemoCarrier({ baseUrl: config.demoCarrierUrl, token: config.demoCarrierToken, formats: config.demoCarrierFormats, fetch })]] : []),
  };
  const apiKey = config.role === 'worker' ? null : await ensureFirstApiKey(db, config.dataDir, clock, random);
  // The pool is the control plane's as well.
  let keeper: EnvironmentKeeper | null = null;
  const platform: Platform = { firstUrl: databaseUrl, refresh: async () => { await keeper?.refresh(); }, inTurn: createTurns() };
  const first = await openEnvironment(parts, await ensureFirstEnvironment(control, clock, random), { pool, db, close: () => Promise.resolve() }, platform);
  takedown.add(() => first.close());
  const { services } = first;
  if (config.role !== 'worker') await ensureFirstOwner(services, { email: config.ownerEmail, dataDir: config.dataDir });
  if (config.hasDemoData && config.role !== 'worker') await inTransaction(db, (tx) => seedDemo(tx, services));
  const environments = createEnvironmentKeeper({ control, clock, log, first, opensAll: config.role !== 'api', open: (row) => openOtherEnvironment(parts, row, databaseUrl) });
  keeper = environments;
  takedown.add(() => environments.close());
  const front = createFrontServer(environments, log);
  takedown.add(() => Promise.all([front.close(), environments.endRequests()]).then(() => undefined));
  const port = await front.listen(config.host, config.port).catch((error: unknown) => { throw asPortProblem(error, config); });
  await first.startWork();
  return { url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`, apiKey, services, close: () => takedown.run() };
}

/** What it remembers of its database lies in a folder of its own. */
async function openOtherEnvironment(parts: ProcessParts, row: EnvironmentRow, firstUrl: string): Promise<OpenEnvironment> {
  const dataDir = join(parts.config.dataDir, 'environments', row.environmentId);
  makeDataFolder(dataDir);
  const url = databaseUrlOf(firstUrl, must(row.databaseName, 'the database of an environment that is not the first'));
  const database = await openEnvironmentDatabase(url, parts.log.child({ environment: row.name }));
  return openEnvironment({ ...parts, config: { ...parts.config, dataDir } }, { environmentId: row.environmentId, tenantId: row.tenantId, name: row.name }, database);
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
