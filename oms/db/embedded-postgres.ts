/** The OMS's own PostgreSQL in its data folder: made on first start, adopted after a crash, restarted when it dies, stopped in order. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { readSecretFile } from '../auth/secret-file.ts';
import { OmsStartProblem } from '../start-problem.ts';
import { explainPostgres, isFolderClaimed, isPortTaken } from './explain-postgres.ts';
import { ensureCluster } from './make-cluster.ts';
import { DATABASE, ensureOwnDatabase, OWNER } from './own-database.ts';
import { endPostgres, startPostgresProcess, type PostgresProcess } from './postgres-process.ts';
import { findPostgres, type PostgresProgram } from './postgres-program.ts';
import { findPostmaster, readNamedPid, type Postmaster } from './postmaster-file.ts';
import { watchStuckRecovery } from './stuck-recovery.ts';

/** `url`: as the role that owns the database and nothing more, so that what it gave up by REVOKE is refused to it; `superuserUrl`: for backups. */
export type EmbeddedPostgres = { readonly url: string; readonly superuserUrl: string; close(): Promise<void> };

export type EmbeddedPostgresOptions = {
  readonly dataDir: string;
  /** False only for tests: no fsync, so a power cut may lose everything. */
  readonly isDurable: boolean;
  /** 24 random bytes for the superuser's password on first start. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** Told that the server ended unasked, with its last words; it is started again at the same port. */
  readonly onUnexpectedEnd?: (words: string) => void;
};

const START_TIMEOUT_MS = 60_000;
/** A server that refuses connections, or takes them and says nothing. */
const ADOPT_TIMEOUT_MS = 20_000;
/** One that says that it is starting: after a crash it reads its log again, which takes as long as the log is. */
const RECOVERY_TIMEOUT_MS = 300_000;
const PORT_ATTEMPTS = 3;
const CLAIM_ATTEMPTS = 10;
const CLAIM_PAUSE_MS = 500;
const ADOPTED_LOOK_MS = 500;

type UrlOf = (port: number, database: string) => string;
type Server = { readonly port: number; close(): Promise<void> };

/** Throws OmsStartProblem when the cluster cannot be made or started; nothing is left running then. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const program = findPostgres();
  const clusterDir = join(options.dataDir, 'postgres');
  const passwordFile = join(options.dataDir, 'postgres-password');
  ensureCluster(program, { dataDir: options.dataDir, clusterDir, passwordFile }, options);
  const password = readSecretFile(passwordFile);
  if (!password) throw new OmsStartProblem('DatabaseNotStarted', `${passwordFile} is missing: it opens the database beside it. Put it back from your backup.`);
  const urlOf: UrlOf = (port, database) => `postgres://packbench:${password}@127.0.0.1:${port}/${database}`;
  // Watched from the first moment: the server that is to be adopted may be stuck already.
  const watch = watchStuckRecovery(() => findPostmaster(clusterDir)?.pid ?? null, (pid) => { void endStuck(clusterDir, pid, options); });
  try {
    const server = (await adoptOrphan(program, clusterDir, options, urlOf)) ?? (await launchAtFreePort(program, clusterDir, options, urlOf));
    const close = (): Promise<void> => { watch.close(); return server.close(); };
    await ensureOwnDatabase((database) => urlOf(server.port, database), password).catch(async (error: unknown) => { await close(); throw error; });
    const superuserUrl = urlOf(server.port, DATABASE);
    return { url: superuserUrl.replace('//packbench:', `//${OWNER}:`), superuserUrl, close };
  } catch (error) {
    watch.close();
    throw error;
  }
}

/** Whoever waits for the server finds it gone, and starts another. */
async function endStuck(clusterDir: string, pid: number, options: EmbeddedPostgresOptions): Promise<void> {
  options.onUnexpectedEnd?.(`the server, process ${pid}, is in recovery and nothing recovers it, so it is ended`);
  await endPostgres(pid, () => findPostmaster(clusterDir)?.pid === pid, 'immediate');
}

/** Ends a server that a killed process left behind on this data folder, if there is one. */
export async function stopOrphanPostgres(dataDir: string): Promise<void> {
  const clusterDir = join(dataDir, 'postgres');
  const found = findPostmaster(clusterDir);
  if (found) await endPostgres(found.pid, () => findPostmaster(clusterDir)?.pid === found.pid);
}

/**
 * A server that survived its OMS: one that is still starting is waited for, one that is just stopping is let go. One that hangs is ended:
 * the folder is ours, for we hold its lock, and nobody else would ever end it.
 */
async function adoptOrphan(program: PostgresProgram, clusterDir: string, options: EmbeddedPostgresOptions, urlOf: UrlOf): Promise<Server | null> {
  const patience = { untilMs: performance.now() + ADOPT_TIMEOUT_MS, whileStartingUntilMs: performance.now() + RECOVERY_TIMEOUT_MS };
  for (let answer: Answer = 'starting'; performance.now() < (answer === 'starting' ? patience.whileStartingUntilMs : patience.untilMs); await pause(50)) {
    const found = findPostmaster(clusterDir);
    if (!found) return null;
    answer = await askServer(urlOf(found.port, 'postgres'));
    if (answer === 'ready') return watchAdopted(program, clusterDir, options, found);
  }
  await endHanging(clusterDir, options);
  return null;
}

async function endHanging(clusterDir: string, options: EmbeddedPostgresOptions): Promise<void> {
  const hanging = findPostmaster(clusterDir);
  if (!hanging) return;
  options.onUnexpectedEnd?.(`the server that was left here, process ${hanging.pid}, does not answer, so it is ended`);
  await endPostgres(hanging.pid, () => findPostmaster(clusterDir)?.pid === hanging.pid);
  if (findPostmaster(clusterDir)?.pid !== hanging.pid) return;
  throw new OmsStartProblem('DatabaseFolderClaimed', `The database process ${hanging.pid} still holds ${clusterDir}, does not answer and does not end. End it (kill -QUIT ${hanging.pid}) and start again.`);
}

/** It is no child of ours, so nobody tells us of its end: we look. After it a server of our own takes its port. */
function watchAdopted(program: PostgresProgram, clusterDir: string, options: EmbeddedPostgresOptions, adopted: Postmaster): Server {
  let own: PostgresProcess | null = null;
  const isRunning = (): boolean => findPostmaster(clusterDir)?.pid === adopted.pid;
  const timer = setInterval(() => {
    if (isRunning()) return;
    clearInterval(timer);
    options.onUnexpectedEnd?.(`the adopted server, process ${adopted.pid}, is gone`);
    own = startPostgresProcess(program, serverArguments(clusterDir, adopted.port, options.isDurable));
    own.keepAlive((words) => options.onUnexpectedEnd?.(words));
  }, ADOPTED_LOOK_MS);
  timer.unref();
  return {
    port: adopted.port,
    close: async () => {
      clearInterval(timer);
      await (own ? own.close() : endPostgres(adopted.pid, isRunning));
    },
  };
}

async function launchAtFreePort(program: PostgresProgram, clusterDir: string, options: EmbeddedPostgresOptions, urlOf: UrlOf): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    const server = startPostgresProcess(program, serverArguments(clusterDir, port, options.isDurable));
    if (await waitUntilReady(server, urlOf(port, 'postgres'))) {
      server.keepAlive((words) => options.onUnexpectedEnd?.(words));
      return { port, close: () => server.close() };
    }
    await server.close();
    if (attempt < PORT_ATTEMPTS && isPortTaken(server.words())) continue;
    if (attempt < CLAIM_ATTEMPTS && isFolderClaimed(server.words())) { await pause(CLAIM_PAUSE_MS); continue; }
    throw explainPostgres(server.words(), clusterDir, readNamedPid(clusterDir));
  }
}

/** How a server of ours is started, whatever it is to do. */
export function serverArguments(clusterDir: string, port: number, isDurable: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', max_connections: '200', max_prepared_transactions: '0',
    // Values of rows belong to customers, so they stay out of the server's messages.
    log_error_verbosity: 'terse', log_min_error_statement: 'panic', log_checkpoints: 'off',
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  return ['-D', clusterDir, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
}

async function waitUntilReady(server: PostgresProcess, url: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS && server.isRunning(); waitedMs += 50) {
    if ((await askServer(url)) === 'ready') return true;
    await pause(50);
  }
  return false;
}

type Answer = 'ready' | 'starting' | 'silent';

/** 57P03: it listens, and takes nobody yet. */
async function askServer(url: string): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // A server that is just stopping may drop us between two answers.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === '57P03' ? 'starting' : 'silent';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** On loopback; somebody else may take it meanwhile. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
