/**
 * What this OMS last knew of its database, kept beside the database's folder and not in it: a database that was put back from a backup
 * has forgotten, this file has not.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const memorySchema = z.object({
  systemId: z.string(), databaseOid: z.int(),
  /** Position of the WAL that no crash can take back. */
  lsn: z.string().regex(/^[0-9A-F]+\/[0-9A-F]+$/i),
  epochNumber: z.int(), epochNonce: z.string(),
});
export type HistoryMemory = z.infer<typeof memorySchema>;

const FILE = 'hub-history.json';

/** Null when there is none, or none that can be read: then the stations' own knowledge is what is left (SYNC.md 6). */
export function readHistoryMemory(dataDir: string): HistoryMemory | null {
  try {
    const parsed = memorySchema.safeParse(JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Whole or not at all. Not flushed to the disk: an older memory is a weaker one, never a wrong one. */
export function writeHistoryMemory(dataDir: string, memory: HistoryMemory): void {
  const path = join(dataDir, FILE);
  // Processes of one machine may share the folder.
  const unfinished = `${path}.${process.pid}.new`;
  writeFileSync(unfinished, JSON.stringify(memory), { mode: 0o600 });
  renameSync(unfinished, path);
}
