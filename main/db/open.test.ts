/** The station's file: durable settings that are really in force, and obstacles that say what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStationDb, StationDbProblem } from './open.ts';
import { takeStationLock } from './station-lock.ts';

describe('the station file', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'packbench-db-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is in WAL with synchronous=FULL, which better-sqlite3 would quietly lower', () => {
    const db = openStationDb(join(folder, 'a.sqlite'));
    expect(db.read((tx) => tx.prepare('PRAGMA synchronous').get())).toEqual({ synchronous: 2 });
    expect(db.read((tx) => tx.prepare('PRAGMA journal_mode').get())).toEqual({ journal_mode: 'wal' });
    db.close();
  });

  test('every table is strict, so that a barcode can never become a number', () => {
    const path = join(folder, 'a.sqlite');
    openStationDb(path).close();
    const raw = new Database(path);
    const tables = raw.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'").all() as { name: string; strict: number }[];
    raw.close();
    expect(tables.length).toBeGreaterThan(5);
    expect(tables.filter((table) => table.strict !== 1)).toEqual([]);
  });

  test('a transaction that fails leaves nothing behind', () => {
    const db = openStationDb(join(folder, 'a.sqlite'));
    expect(() => db.inTransaction((tx) => { tx.prepare("INSERT INTO meta (key, value) VALUES ('k', 'v')").run(); throw new Error('no'); })).toThrow('no');
    expect(db.read((tx) => tx.prepare("SELECT value FROM meta WHERE key = 'k'").get())).toBeUndefined();
    db.close();
  });

  test('a file that is no database, and one of a newer program, are refused with what to do', () => {
    writeFileSync(join(folder, 'junk.sqlite'), 'this is not a database, and it is long enough to be read as a header of one '.repeat(20));
    expect(() => openStationDb(join(folder, 'junk.sqlite'))).toThrow(StationDbProblem);
    const path = join(folder, 'newer.sqlite');
    openStationDb(path).close();
    const raw = new Database(path);
    raw.pragma('user_version = 99');
    raw.close();
    expect(() => openStationDb(path)).toThrow(/newer Packbench/);
  });

  test('a folder has one station; the lock of a dead process is taken over', () => {
    writeFileSync(join(folder, 'station.lock'), '1');
    expect(() => takeStationLock(folder)).toThrow(/process 1\b.*PACKBENCH_DATA_DIR/);
    writeFileSync(join(folder, 'station.lock'), '999999999');
    const lock = takeStationLock(folder);
    lock.release();
  });
});
