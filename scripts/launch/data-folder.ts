/** Makes the data folder ready, or says in plain words why it cannot be used and what to do. */
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An expected obstacle at start: its message is all that the user needs to see. */
export class StartProblem extends Error {}

const NEEDED_BYTES = 300 * 1024 * 1024;

export type DataFolder = { release(): void };

/** Creates the folder, proves that it can be written, checks free space and takes the lock. Throws StartProblem. */
export function takeDataFolder(dataDir: string): DataFolder {
  makeWritable(dataDir);
  const disk = statfsSync(dataDir);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes < NEEDED_BYTES) {
    throw new StartProblem(`The disk of ${dataDir} has ${Math.floor(freeBytes / 1_048_576)} MB free; Packbench needs 300 MB. Free some space, or choose another disk with --data DIR.`);
  }
  const lockFile = join(dataDir, 'start.lock');
  const holder = readHolder(lockFile);
  if (holder !== null) throw new StartProblem(`Another Packbench (process ${holder}) is already using ${dataDir}. Stop it, or start this one with another folder: npm start -- --data DIR --port 0`);
  writeFileSync(lockFile, String(process.pid));
  return { release: () => rmSync(lockFile, { force: true }) };
}

function makeWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    const probe = join(dataDir, '.write-probe');
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC') throw new StartProblem(`The disk of ${dataDir} is full. Free some space, or choose another disk with --data DIR.`);
    throw new StartProblem(`The data folder ${dataDir} cannot be written (${code ?? String(error)}). Give this user the right to write there, or choose another folder with --data DIR.`);
  }
}

/** Pid of a living holder, or null. A lock left behind by a killed process is nobody's. */
function readHolder(lockFile: string): number | null {
  let pid: number;
  try { pid = Number(readFileSync(lockFile, 'utf8')); } catch { return null; }
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return null;
  try { process.kill(pid, 0); return pid; } catch (error) { return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null; }
}
