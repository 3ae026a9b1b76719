/** One OMS per data folder. A lock left by a killed process is taken over. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An expected obstacle at start; its message says what to do. */
export class OmsStartProblem extends Error {}

export function takeDataFolderLock(dataDir: string): { release(): void } {
  const file = join(dataDir, 'oms.lock');
  try {
    mkdirSync(dataDir, { recursive: true });
    const holder = readLivingHolder(file);
    if (holder !== null) throw new OmsStartProblem(`Another OMS (process ${holder}) already uses ${dataDir}. Stop it, or choose another folder with DATA_DIR.`);
    writeFileSync(file, String(process.pid));
  } catch (error) {
    if (error instanceof OmsStartProblem) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new OmsStartProblem(`The data folder ${dataDir} cannot be written (${code}). Give this user the right to write there, free some space, or choose another folder with DATA_DIR.`);
  }
  return { release: () => rmSync(file, { force: true }) };
}

function readLivingHolder(file: string): number | null {
  let pid: number;
  try { pid = Number(readFileSync(file, 'utf8')); } catch { return null; }
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return null;
  try { process.kill(pid, 0); return pid; } catch (error) { return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : null; }
}
