/** The processes of the OMS's own PostgreSQL, read from the system, to be killed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Null when no server has announced itself. */
export function readPostmasterPid(omsDataDir: string): number | null {
  const pid = Number(readPostmasterLines(omsDataDir)[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

/** The server as the OMS uses it: its port moves with every fresh start. */
export function readDatabaseUrl(omsDataDir: string): string {
  const password = readFileSync(join(omsDataDir, 'postgres-password'), 'utf8').trim();
  return `postgres://packbench:${password}@127.0.0.1:${readPostmasterLines(omsDataDir)[3] ?? ''}/packbench`;
}

/** Backends, writers, checkpointer: whatever the postmaster has started. Empty where the system has no /proc. */
export function listPostgresChildren(postmasterPid: number): number[] {
  try {
    return readFileSync(`/proc/${postmasterPid}/task/${postmasterPid}/children`, 'utf8').split(' ').filter((pid) => pid.trim() !== '').map(Number);
  } catch { return []; }
}

/** False when it was gone already. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try { return process.kill(pid, signal); } catch { return false; }
}

function readPostmasterLines(omsDataDir: string): string[] {
  try { return readFileSync(join(omsDataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n').map((line) => line.trim()); } catch { return []; }
}
