/**
 * A file that only takes up room. When the disk is full it is given up, so that what happens on the floor can still be written
 * and handed to the office (SYNC.md 3.5). Its bytes are random: a file system that packs or shares blocks must not make it small.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';

export type Ballast = {
  readonly bytes: number;
  isHere(): boolean;
  /** True when there was one, so that there is room now. */
  giveUp(): boolean;
  /** False when the disk had no room for it; nothing of it is left then. */
  make(): Promise<boolean>;
};

const CHUNK_BYTES = 1_048_576;

/** `bytes` 0: no ballast is kept. */
export function createBallast(path: string, bytes: number): Ballast {
  return {
    bytes,
    isHere: () => bytes === 0 || existsSync(path),
    giveUp: () => {
      if (!existsSync(path)) return false;
      rmSync(path, { force: true });
      return true;
    },
    make: async () => {
      const unfinished = `${path}.unfinished`;
      try {
        await write(unfinished, bytes);
        await rename(unfinished, path);
        return true;
      } catch {
        await rm(unfinished, { force: true });
        return false;
      }
    },
  };
}

async function write(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for (let left = bytes; left > 0; left -= CHUNK_BYTES) await file.write(randomBytes(Math.min(left, CHUNK_BYTES)));
    await file.sync();
  } finally {
    await file.close();
  }
}
