/** What a backup consists of, with the digest of every file: a backup that was cut, changed or rotted is refused before anything is touched. */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const MANIFEST = 'manifest.json';

const manifestSchema = z.object({
  format: z.literal('packbench-backup/1'), started_at: z.iso.datetime(), finished_at: z.iso.datetime(), postgres_version: z.string(), migration: z.int(), stop_lsn: z.string(),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** Null: the folder holds no backup that was finished. */
export function readManifest(folder: string): BackupManifest | null {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Written last: it makes a folder a backup. */
export function writeManifest(folder: string, manifest: BackupManifest): void {
  const file = join(folder, MANIFEST);
  writeFileSync(`${file}.unfinished`, JSON.stringify(manifest, null, 1), { mode: 0o600, flush: true });
  renameSync(`${file}.unfinished`, file);
}

/** Relative path -> SHA-256 of every file below. */
export async function digestFolder(folder: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    if (name === MANIFEST) continue;
    digests[name] = await digestFile(path);
  }
  return digests;
}

/** Before the manifest says that it is there. */
export function flushFolder(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const handle = openSync(join(entry.parentPath, entry.name), 'r+');
    try { fsyncSync(handle); } finally { closeSync(handle); }
  }
}

/** Most of a cluster's files are a few pages: a stream for each would take longer than the reading. */
const SMALL_BYTES = 1_048_576;

async function digestFile(path: string): Promise<string> {
  if (statSync(path).size <= SMALL_BYTES) return createHash('sha256').update(await readFile(path)).digest('hex');
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** The files that are missing, changed or not of the backup; empty when it is whole. */
export async function findDamage(folder: string, manifest: BackupManifest): Promise<string[]> {
  const found = await digestFolder(folder);
  return [...new Set([...Object.keys(found), ...Object.keys(manifest.files)])].filter((name) => found[name] !== manifest.files[name]).toSorted();
}
