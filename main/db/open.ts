/** Opens the station's one SQLite file with the settings that make "saved" true, and hands out transactions. */
import Database from 'better-sqlite3';
import { STATION_SYNCHRONOUS } from '../../sync/station/durability.ts';
import { migrateStationDb } from './migrate.ts';

/** A handle inside a transaction or read. Stores take it first; nobody keeps it. */
export type Tx = {
  /** A prepared statement, compiled once per file: the scan path prepares nothing twice. */
  prepare(sql: string): Statement;
};

export type SqlValue = string | number | bigint | Uint8Array | null;
export type Statement = {
  run(...values: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...values: readonly SqlValue[]): unknown;
  all(...values: readonly SqlValue[]): unknown[];
};

export type StationDb = {
  /** BEGIN IMMEDIATE ... COMMIT. When it returns, the change is on disk (synchronous=FULL). Rolls back when `work` throws. */
  inTransaction<T>(work: (tx: Tx) => T): T;
  /** Reads without writing. */
  read<T>(work: (tx: Tx) => T): T;
  close(): void;
};

/** An expected obstacle in opening the file; the message says what to do. */
export class StationDbProblem extends Error {}

export function openStationDb(path: string): StationDb {
  const database = openFile(path);
  try {
    configure(database);
    migrateStationDb(database);
  } catch (error) {
    database.close();
    throw explain(path, error);
  }
  return wrap(database, path);
}

function openFile(path: string): Database.Database {
  try {
    return new Database(path);
  } catch (error) {
    throw explain(path, error);
  }
}

/**
 * Trap: better-sqlite3 is compiled with DEFAULT_WAL_SYNCHRONOUS=1, so the first WAL access silently drops to NORMAL, with which
 * a power cut loses acknowledged scans (measured: 262 of 300 cuts). FULL is therefore set after WAL, and read back.
 */
function configure(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.prepare('SELECT count(*) FROM sqlite_schema').get();
  database.pragma(`synchronous = ${STATION_SYNCHRONOUS}`);
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 2000');
  const mode = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== 2) throw new Error(`SQLite refused durable settings: journal_mode ${String(mode)}, synchronous ${String(synchronous)}`);
}

function wrap(database: Database.Database, path: string): StationDb {
  const statements = new Map<string, Statement>();
  const tx: Tx = {
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known) return known;
      const statement: Statement = database.prepare<SqlValue[]>(sql);
      statements.set(sql, statement);
      return statement;
    },
  };
  return {
    inTransaction: (work) => {
      try {
        return database.transaction(() => work(tx)).immediate();
      } catch (error) {
        throw explain(path, error);
      }
    },
    read: (work) => work(tx),
    close: () => database.close(),
  };
}

function explain(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return new StationDbProblem(`The disk of ${path} is full: nothing can be saved. Free some space; nothing that was saved is lost.`);
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) return new StationDbProblem(`${path} cannot be written. Give this user the right to write in its folder, or choose another folder (PACKBENCH_DATA_DIR).`);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return new StationDbProblem(`${path} is damaged or no Packbench file. Move it away and enrol this station again; facts that were sent are safe in the OMS.`);
  return error;
}
