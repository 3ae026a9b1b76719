/** postmaster.pid: who serves a cluster, and where. Only PostgreSQL writes and removes it; we read it to adopt a server that outlived its OMS. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, readCommandLine } from './process-identity.ts';

export type Postmaster = { readonly pid: number; readonly port: number };

/** The living server of this cluster, or null. On Linux a process that is no PostgreSQL of this folder does not count. */
export function findPostmaster(clusterDir: string): Postmaster | null {
  let lines: string[];
  try { lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n'); } catch { return null; }
  // Lines 1 and 4: pid and port (src/include/utils/pidfile.h).
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!isAlive(pid) || !Number.isInteger(port) || port <= 0) return null;
  const commandLine = readCommandLine(pid);
  return commandLine === null || commandLine.includes(clusterDir) ? { pid, port } : null;
}

/** The number in the file, whoever has it now; '?' when there is none. */
export function readNamedPid(clusterDir: string): string {
  try { return /^\d+/.exec(readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8'))?.[0] ?? '?'; } catch { return '?'; }
}
