/** One station service per data folder. A lock left by a killed process is taken over. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StationDbProblem } from './open.ts';

export type StationLock = { release(): void };

export function takeStationLock(dataDir: string): StationLock {
  const file = join(dataDir, 'station.lock');
  const holder = readLivingHolder(file);
  if (holder !== null) throw new StationDbProblem(`Another station (process ${holder}) already uses ${dataDir}. Stop it, or give this one another folder (PACKBENCH_DATA_DIR).`);
  try {
    writeFileSync(file, String(process.pid));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StationDbProblem(`The data folder ${dataDir} cannot be written (${code}). Give this user the right to write there, free some space, or choose another folder (PACKBENCH_DATA_DIR).`);
  }
  return { release: () => rmSync(file, { force: true }) };
}

function readLivingHolder(file: string): number | null {
  let pid: number;
  try { pid = Number(readFileSync(file, 'utf8')); } catch { return null; }
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return null;
  try { process.kill(pid, 0); return pid; } catch (error) { return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : null; }
}
