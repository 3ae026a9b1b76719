/** Opens the station's file on a disk that may be full: the ballast makes room, also for the start itself. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { openStationDb, type StationDb } from '../db/open.ts';
import { takeStationLock, type StationLock } from '../db/station-lock.ts';
import { createBallast } from './ballast.ts';
import { readFreeBytes } from './read-disk.ts';
import { createStorageGuard, type StorageGuard } from './storage-guard.ts';

export type Storage = { readonly db: StationDb; readonly lock: StationLock; readonly guard: StorageGuard };

const BYTES_PER_MEGABYTE = 1_048_576;
/** The lock and the address file must fit. */
const LEAST_TO_START_BYTES = BYTES_PER_MEGABYTE;

export function openStorage(dataDir: string, ballastMegabytes: number, onChange: (isFull: boolean) => void): Storage {
  const ballast = createBallast(join(dataDir, 'ballast'), Math.round(ballastMegabytes * BYTES_PER_MEGABYTE));
  const guard = createStorageGuard({ ballast, readFreeBytes: () => readFreeBytes(dataDir), onChange });
  if ((readFreeBytes(dataDir) ?? LEAST_TO_START_BYTES) < LEAST_TO_START_BYTES) guard.onFull();
  const lock = takeStationLock(dataDir);
  const file = join(dataDir, 'station.sqlite');
  const db = openStationDb(file, guard.onFull);
  chmodSync(file, 0o600);
  return { db, lock, guard };
}
