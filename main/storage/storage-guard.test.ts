/** A disk that fills up at any commit: real SQLite refusals (SQLITE_FULL by page limit), a real ballast file, nothing acknowledged lost. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { must } from '../../domain/assert.ts';
import { makePackOrder, ABACUS, ALEX_BADGE, GLOBE, openPackingStation, type PackingStation } from '../../test/support/packing-station.ts';
import { openStationDb, StationDbProblem, type StationDb } from '../db/open.ts';
import { createBallast } from './ballast.ts';
import { createStorageGuard, type StorageGuard } from './storage-guard.ts';

const BALLAST_BYTES = 1_048_576;
const PAGE_BYTES = 4_096;
const folders: string[] = [];
const stations: PackingStation[] = [];
afterEach(() => { for (const station of stations.splice(0)) station.destroy(); for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true }); });

type Disk = {
  readonly db: StationDb; readonly guard: StorageGuard; readonly changes: boolean[];
  /** So many pages more fit beside what is there and the ballast. */
  readonly leaveRoom: (pages: number) => void;
  readonly hasBallast: () => boolean;
};

/** A disk of a size: SQLite's own page limit stands for its end, and what the ballast takes up is not SQLite's. */
function makeDisk(path: string): Disk {
  const ballastPath = `${path}.ballast`;
  const ballast = createBallast(ballastPath, BALLAST_BYTES);
  const changes: boolean[] = [];
  let pages = 1_000_000;
  let limit = (): void => undefined;
  const taken = (): number => (existsSync(ballastPath) ? statSync(ballastPath).size : 0);
  const used = (db: StationDb): number => (db.read((tx) => tx.prepare('PRAGMA page_count').get()) as { page_count: number }).page_count;
  const guard = createStorageGuard({
    ballast, readFreeBytes: () => (pages - used(db)) * PAGE_BYTES - taken(), onChange: (isFull) => changes.push(isFull),
  });
  const db = openStationDb(path, () => { const hasRoom = guard.onFull(); limit(); return hasRoom; });
  limit = () => { db.read((tx) => tx.prepare(`PRAGMA max_page_count = ${pages - Math.floor(taken() / PAGE_BYTES)}`).get()); };
  return { db, guard, changes, hasBallast: () => existsSync(ballastPath), leaveRoom: (more) => { pages = used(db) + more + Math.floor(taken() / PAGE_BYTES); limit(); } };
}

function setupDisk(): Disk & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'packbench-disk-'));
  folders.push(folder);
  return { folder, ...makeDisk(join(folder, 'station.sqlite')) };
}

const write = (db: StationDb, name: string, bytes: number): void => db.inTransaction((tx) => { tx.prepare("INSERT INTO blob (sha256, size, bytes, state) VALUES (?, ?, ?, 'own')").run(name, bytes, Buffer.alloc(bytes, 1)); });
const names = (db: StationDb): string[] => db.read((tx) => tx.prepare('SELECT sha256 FROM blob ORDER BY rowid').all()).map((row) => (row as { sha256: string }).sha256);

describe('a disk that fills up', () => {
  test('gives up its ballast for the commit that met the end, says so once, and puts the ballast back when there is room', async () => {
    const { db, guard, changes, hasBallast, leaveRoom } = setupDisk();
    await guard.tend();
    expect([hasBallast(), guard.isFull(), changes]).toEqual([true, false, []]);
    leaveRoom(10);
    write(db, 'before', 20_000);
    write(db, 'at the end', 80_000);
    expect([names(db), hasBallast(), guard.isFull(), changes]).toEqual([['before', 'at the end'], false, true, [true]]);
    await guard.tend();
    expect([hasBallast(), guard.isFull()]).toEqual([false, true]);
    leaveRoom(100_000);
    await guard.tend();
    expect([hasBallast(), guard.isFull(), changes]).toEqual([true, false, [true, false]]);
    db.close();
  });

  test('keeps half of the reserve for the floor: what the office sends waits before it is used up', async () => {
    const { db, guard, leaveRoom } = setupDisk();
    await guard.tend();
    leaveRoom(2);
    write(db, 'first', 50_000);
    expect([guard.isFull(), guard.hasRoomForFeed()]).toEqual([true, true]);
    write(db, 'feed', 600_000);
    expect(guard.hasRoomForFeed()).toBe(false);
    write(db, 'fact', 10_000);
    expect(names(db)).toEqual(['first', 'feed', 'fact']);
    db.close();
  });

  test('refuses in words when the reserve is gone as well, and what was kept stays', async () => {
    const { db, guard, leaveRoom } = setupDisk();
    await guard.tend();
    leaveRoom(2);
    expect(() => write(db, 'too much', 4_000_000)).toThrow(StationDbProblem);
    expect(() => write(db, 'too much', 4_000_000)).toThrow(/full: nothing can be saved/);
    write(db, 'small', 100);
    expect(names(db)).toEqual(['small']);
    db.close();
  });

  test('without room for its ballast from the start works, but on notice', async () => {
    const { db, guard, hasBallast, leaveRoom } = setupDisk();
    leaveRoom(20);
    await guard.tend();
    expect([hasBallast(), guard.isFull()]).toEqual([false, true]);
    write(db, 'fact', 5_000);
    expect(names(db)).toEqual(['fact']);
    db.close();
  });

  test('has, after any run of writes, exactly those that were acknowledged', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 0, max: 60 }), async (sizes, room) => {
      const { folder, db, guard, leaveRoom } = setupDisk();
      await guard.tend();
      leaveRoom(room);
      const acknowledged: string[] = [];
      for (const [index, bytes] of sizes.entries()) {
        try { write(db, `w${index}`, bytes); acknowledged.push(`w${index}`); } catch (error) { if (!(error instanceof StationDbProblem)) throw error; }
      }
      db.close();
      const again = openStationDb(join(folder, 'station.sqlite'));
      expect(names(again)).toEqual(acknowledged);
      expect(again.read((tx) => tx.prepare('PRAGMA integrity_check').get())).toEqual({ integrity_check: 'ok' });
      again.close();
    }), { numRuns: 25 });
  });
});

describe('a bench on a full disk', () => {
  test('finishes the order that is open with every fact kept', async () => {
    const disks: Disk[] = [];
    const station = openPackingStation({ openDb: (path) => { const disk = makeDisk(path); disks.push(disk); return disk.db; } });
    stations.push(station);
    const { guard, leaveRoom } = must(disks[0], 'the disk of this bench');
    await guard.tend();
    for (const number of [1, 2]) station.putOrder(makePackOrder(number));
    const scan = (code: string): string => { station.setStorageFull(guard.isFull()); return station.scan(code).code; };
    expect([scan(ALEX_BADGE), scan('#1')]).toEqual(['SignedIn', 'OrderOpened']);
    leaveRoom(0);
    for (let blob = 0; !guard.isFull(); blob += 1) write(station.context.db, `filler ${blob}`, 9_000);
    expect([scan(ABACUS.gtin), scan(ABACUS.gtin), scan(GLOBE.gtin), scan('TRACK1')]).toEqual(['ItemCounted', 'LineDone', 'OrderPacked', 'LabelNotPrinted']);
    expect(station.facts().map((fact) => fact.type)).toEqual(['PackingStarted', 'ItemScanned', 'ItemScanned', 'ItemScanned', 'PackingCompleted']);
  });
});
