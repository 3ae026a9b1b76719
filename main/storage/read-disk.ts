/** How much room the disk under a folder has. */
import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** For this user; null when the system does not say. */
export function readFreeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** The station's file and what is not yet folded into it. */
export function readDatabaseBytes(dataDir: string): number {
  return ['station.sqlite', 'station.sqlite-wal'].reduce((sum, name) => sum + (statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}
