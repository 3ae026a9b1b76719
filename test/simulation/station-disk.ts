/** A station's file in memory: tables that can be undone, and a disk that can lose what was not synced. */
import type { PackingSession } from '../../domain/packing/session.ts';
import type { BucketSum } from '../../domain/wire/sync.ts';
import { STATION_SYNCHRONOUS } from '../../sync/station/durability.ts';
import type { DocumentRow, OutcomeRow, SentFact } from '../../sync/station/replica-tx.ts';
import type { Chance } from './chance.ts';

/** `happened`: the row id, in the order in which facts were written. */
export type StoredFact = SentFact & { readonly happened: number };
export type InboxRow = OutcomeRow & { readonly isSettled: boolean };
export type StoredBlob = { readonly text: string; readonly isWhole: boolean };

export type StationFile = {
  readonly meta: Map<string, string>; readonly documents: Map<string, DocumentRow>; readonly buckets: Map<number, BucketSum>;
  readonly facts: Map<string, StoredFact>;
  /** Indexes of `facts`: pending, not covered, and by `<client>:<mid>`. */
  readonly pending: Map<string, StoredFact>; readonly uncovered: Map<string, StoredFact>; readonly numbers: Map<string, string>;
  readonly inbox: Map<string, InboxRow>; readonly blobs: Map<string, StoredBlob>; readonly sessions: Map<string, PackingSession>;
};

type Undo = () => void;
/** NORMAL syncs at checkpoints only. */
const COMMITS_PER_CHECKPOINT = 12;

export type StationDisk = {
  readonly file: StationFile;
  isFull: boolean;
  /** Every change of a table goes through these, so that it can be undone. */
  put<K, V>(table: Map<K, V>, key: K, value: V): void;
  remove<K, V>(table: Map<K, V>, key: K): void;
  hasChanges(): boolean;
  commit(): void;
  rollBack(): void;
  /** What the disk had only in its memory is gone: the newest commits first, never one in the middle. */
  cutPower(chance: Chance): void;
  copy(): StationFile;
};

export class DiskFull extends Error {}

export function createStationDisk(file: StationFile = emptyFile()): StationDisk {
  let open: Undo[] = [];
  let unsynced: Undo[][] = [];
  const undo = (changes: Undo[]): void => { for (const change of changes.toReversed()) change(); };
  const disk: StationDisk = {
    file, isFull: false,
    put: (table, key, value) => {
      const before = table.get(key);
      const wasThere = before !== undefined || table.has(key);
      table.set(key, value);
      open.push(() => { if (wasThere && before !== undefined) table.set(key, before); else table.delete(key); });
    },
    remove: (table, key) => {
      const before = table.get(key);
      if (before === undefined) return;
      table.delete(key);
      open.push(() => { table.set(key, before); });
    },
    hasChanges: () => open.length > 0,
    commit: () => {
      unsynced = STATION_SYNCHRONOUS === 'FULL' || unsynced.length >= COMMITS_PER_CHECKPOINT ? [] : [...unsynced, open];
      open = [];
    },
    rollBack: () => { undo(open); open = []; },
    cutPower: (chance) => {
      disk.rollBack();
      const lost = unsynced.length === 0 ? 0 : chance.between(0, unsynced.length);
      for (let count = 0; count < lost; count += 1) undo(unsynced.pop() ?? []);
      unsynced = [];
    },
    copy: () => copyFile(file),
  };
  return disk;
}

function emptyFile(): StationFile {
  return {
    meta: new Map(), documents: new Map(), buckets: new Map(), facts: new Map(), pending: new Map(), uncovered: new Map(), numbers: new Map(),
    inbox: new Map(), blobs: new Map(), sessions: new Map(),
  };
}

/** Rows are never changed in place, so copying the tables is enough. */
export function copyFile(file: StationFile): StationFile {
  return {
    meta: new Map(file.meta), documents: new Map(file.documents), buckets: new Map(file.buckets), facts: new Map(file.facts), pending: new Map(file.pending),
    uncovered: new Map(file.uncovered), numbers: new Map(file.numbers), inbox: new Map(file.inbox), blobs: new Map(file.blobs), sessions: new Map(file.sessions),
  };
}
