/** A station's file that tells, after every commit that the product has waited for, what may never be lost from now on. */
import { z } from 'zod';
import { openStationDb, type StationDb, type Tx } from '../../../main/db/open.ts';
import { digestStation } from './digest-station.ts';

/** One line per acknowledged commit. `purging` is told before the purge, the rest after the commit. */
export const markSchema = z.union([
  z.object({ digest: z.string(), newOps: z.array(z.string()) }),
  z.object({ purging: z.array(z.string()) }),
]);
export type Mark = z.infer<typeof markSchema>;

export type MarkingOptions = { readonly say: (mark: Mark) => void; readonly isNormal: boolean; readonly pagesPerCheckpoint: number };

export function openMarkingDb(path: string, { say, isNormal, pagesPerCheckpoint }: MarkingOptions): StationDb {
  const db = openStationDb(path);
  db.read((tx) => {
    tx.prepare(`PRAGMA wal_autocheckpoint = ${pagesPerCheckpoint}`).all();
    if (isNormal) tx.prepare('PRAGMA synchronous = NORMAL').run();
  });
  const known = new Set<string>();
  const acknowledge = (): void => db.read((tx) => {
    const newOps = listOps(tx).filter((op) => !known.has(op));
    for (const op of newOps) known.add(op);
    say({ digest: digestStation(tx), newOps });
  });
  acknowledge();
  return { ...db, inTransaction: (work) => { const result = db.inTransaction(work); acknowledge(); return result; } };
}

/** The ids of all facts that the file holds, in the order of their numbers. */
export function listOps(tx: Tx): string[] {
  return tx.prepare('SELECT op_id AS op FROM outbox ORDER BY client_id, mid').all().map((row) => z.object({ op: z.string() }).parse(row).op);
}
