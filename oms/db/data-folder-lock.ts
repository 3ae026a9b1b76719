/** One OMS per data folder. A lock left by a killed process, or by one before a restart of the machine, is taken over. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asFolderProblem, OmsStartProblem } from '../start-problem.ts';
import { isAlive, readStartMark } from './process-identity.ts';

/** Makes the folder when there is none. Throws OmsStartProblem when it is in use or cannot be written. */
export function takeDataFolderLock(dataDir: string): { release(): void } {
  const file = join(dataDir, 'oms.lock');
  const ours = `${process.pid}\n${readStartMark(process.pid)}\n`;
  makeDataFolder(dataDir);
  try {
    refuseLivingHolder(file, dataDir);
    rmSync(file, { force: true });
    // `wx`: of two starters that both found a dead holder, one loses here.
    writeFileSync(file, ours, { flag: 'wx' });
  } catch (error) {
    if (error instanceof OmsStartProblem) throw error;
    refuseLivingHolder(file, dataDir);
    throw asFolderProblem(error, dataDir) ?? error;
  }
  return { release: () => { if (read(file) === ours) rmSync(file, { force: true }); } };
}

/** Nobody else may look into it. Throws OmsStartProblem when it cannot be made. */
export function makeDataFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asFolderProblem(error, dataDir) ?? error;
  }
}

function refuseLivingHolder(file: string, dataDir: string): void {
  const [pidText, startMark] = (read(file) ?? '').split('\n');
  const pid = Number(pidText);
  if (!pidText || !isAlive(pid)) return;
  const markNow = readStartMark(pid);
  // Without marks (not Linux) our own pid in an old lock can only be a number that came round again.
  const isSameProcess = startMark && markNow ? startMark === markNow : pid !== process.pid;
  if (isSameProcess) throw new OmsStartProblem('DataFolderInUse', `Another OMS (process ${pid}) already uses ${dataDir}. Stop it, or choose another folder with DATA_DIR.`);
}

function read(file: string): string | null {
  try { return readFileSync(file, 'utf8'); } catch { return null; }
}
