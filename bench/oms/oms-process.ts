/** The OMS as it is shipped, a process of its own on its own durable PostgreSQL, for benchmarks. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { processorTimeMs } from './processor-time.ts';
import { closeDatabase, createDatabase, createPool, type Db } from '../../oms/db/connect.ts';

export type OmsProcess = { readonly url: string; readonly apiKey: string; readonly databaseUrl: string; readonly db: Db; /** So far. */ processorTime(): ProcessorTime; close(): Promise<void> };
export type ProcessorTime = { readonly omsMs: number; readonly postgresMs: number };

/** `PROFILE=DIR npm run bench -- oms` leaves the OMS's processor profile there. */
export async function startOmsProcess(environment: Readonly<Record<string, string>>): Promise<OmsProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'packbench-bench-oms-'));
  const profile = process.env.PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`] : [];
  const child = fork(fileURLToPath(new URL('../../oms/server.ts', import.meta.url)), [], {
    execArgv: profile, silent: true, env: { PATH: process.env.PATH, HOME: dataDir, DATA_DIR: dataDir, PORT: '0', DEMO_DATA: 'true', WEBHOOK_PRIVATE_TARGETS: 'true', LOG_LEVEL: 'info', RATE_LIMIT_API: '0', ...environment },
  });
  const url = await untilReady(child);
  const databaseUrl = readDatabaseUrl(dataDir);
  const pool = createPool(databaseUrl, () => undefined, 4);
  const db = createDatabase(pool);
  const postmasterPid = Number(readPostmaster(dataDir)[0]);
  return {
    processorTime: () => ({ omsMs: processorTimeMs(child.pid ?? 0) - processorTimeMs(postmasterPid), postgresMs: processorTimeMs(postmasterPid) }),
    url, apiKey: readFileSync(join(dataDir, 'oms-api-key'), 'utf8').trim(), databaseUrl, db,
    close: async () => { await closeDatabase(db, pool); await end(child); rmSync(dataDir, { recursive: true, force: true }); },
  };
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the OMS ended with ${code}`)));
    child.stderr?.on('data', (chunk) => process.stderr.write(String(chunk)));
    if (!child.stdout) throw new Error('the OMS has no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = line.startsWith('{') ? JSON.parse(line) as { event?: string; url?: string } : {};
      if (entry.event === 'oms:ready' && entry.url) resolve(entry.url);
      else if (process.env.VERBOSE) console.error(line);
    });
  });
}

/** Where its embedded PostgreSQL listens: the second OMS of a benchmark, the naive one, works on the same server. */
function readDatabaseUrl(dataDir: string): string {
  const port = readPostmaster(dataDir)[3]?.trim() ?? '';
  return `postgres://packbench:${readFileSync(join(dataDir, 'postgres-password'), 'utf8').trim()}@127.0.0.1:${port}/packbench`;
}

function readPostmaster(dataDir: string): string[] {
  return readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => { child.removeAllListeners('exit').once('exit', resolve); });
  child.kill('SIGTERM');
  await gone;
}
