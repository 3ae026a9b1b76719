/** The OMS's own PostgreSQL in its data folder: made on first start, adopted after a crash, stopped in order. */
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres, UNPRIVILEGED_UID, type PostgresProgram } from './postgres-program.ts';

export type EmbeddedPostgres = { readonly url: string; close(): Promise<void> };

export type EmbeddedPostgresOptions = {
  readonly dataDir: string;
  /** False only for tests: no fsync, so a power cut may lose everything. */
  readonly isDurable: boolean;
  /** 32 random bytes for the superuser's password on first start. */
  readonly randomBytes: (length: number) => Uint8Array;
};

const START_TIMEOUT_MS = 30_000;
const DATABASE = 'packbench';

/** Throws an Error in plain words when the cluster cannot be made or started. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const program = findPostgres();
  const clusterDir = join(options.dataDir, 'postgres');
  const passwordFile = join(options.dataDir, 'postgres-password');
  mkdirSync(options.dataDir, { recursive: true });
  if (!existsSync(join(clusterDir, 'PG_VERSION'))) initialise(program, clusterDir, passwordFile, options.randomBytes);
  const password = readFileSync(passwordFile, 'utf8');
  const running = readPostmaster(clusterDir);
  const port = running?.port ?? (await findFreePort());
  const lastWords: string[] = [];
  const pid = running?.pid ?? launch(program, clusterDir, port, options.isDurable, lastWords);
  const urlOf = (database: string): string => `postgres://packbench:${password}@127.0.0.1:${port}/${database}`;
  await waitUntilReady(urlOf('postgres'), pid, lastWords);
  await ensureDatabase(urlOf('postgres'));
  return { url: urlOf(DATABASE), close: () => stop(pid) };
}

function initialise(program: PostgresProgram, clusterDir: string, passwordFile: string, randomBytes: (length: number) => Uint8Array): void {
  // A half-made cluster of an interrupted first start holds nothing.
  rmSync(clusterDir, { recursive: true, force: true });
  mkdirSync(clusterDir, { mode: 0o700 });
  if (program.isRoot) chownSync(clusterDir, UNPRIVILEGED_UID, UNPRIVILEGED_UID);
  writeFileSync(passwordFile, Buffer.from(randomBytes(24)).toString('hex'), { mode: 0o600 });
  try {
    program.run('initdb', ['-D', clusterDir, '-U', 'packbench', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-sync']);
  } catch (error) {
    rmSync(clusterDir, { recursive: true, force: true });
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(words.includes('No space left') ? `The disk of ${clusterDir} is full. Free some space and start again.` : `The database could not be made in ${clusterDir}: ${words.trim()}`);
  }
}

/** Pid and port of a postmaster that survived the death of its OMS, or null. Its pid file is never deleted by us. */
function readPostmaster(clusterDir: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    process.kill(pid, 0);
    return Number.isInteger(port) && port > 0 ? { pid, port } : null;
  } catch {
    return null;
  }
}

function launch(program: PostgresProgram, clusterDir: string, port: number, isDurable: boolean, lastWords: string[]): number {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', max_connections: '60', max_prepared_transactions: '0',
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  const child = program.start('postgres', ['-D', clusterDir, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])]);
  const listen = (chunk: Buffer): void => { lastWords.push(chunk.toString()); lastWords.splice(0, lastWords.length - 20); };
  child.stderr?.on('data', listen);
  child.stdout?.on('data', listen);
  child.on('error', (error) => lastWords.push(error.message));
  // The server may outlive us (a crash): nothing here may keep our process alive for it.
  child.unref();
  return child.pid ?? 0;
}

async function waitUntilReady(url: string, pid: number, lastWords: readonly string[]): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += 50) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await client.end().catch(() => undefined);
      if (!isAlive(pid)) throw new Error(`The database did not start: ${lastWords.join('').trim() || 'no message'}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`The database was not ready after ${START_TIMEOUT_MS / 1000} s: ${lastWords.join('').trim()}`);
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT only when it does not heed. */
async function stop(pid: number): Promise<void> {
  for (const [signal, patienceMs] of [['SIGINT', 10_000], ['SIGQUIT', 5_000]] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (let waitedMs = 0; waitedMs < patienceMs && isAlive(pid); waitedMs += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isAlive(pid: number): boolean {
  try { process.kill(pid, 0); return pid > 0; } catch { return false; }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
