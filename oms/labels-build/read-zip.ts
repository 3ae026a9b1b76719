/**
 * Unpacks an uploaded ZIP as a stranger's: sizes are limits and not promises, names are names and never paths on a disk, and
 * whatever is wrong is refused by its name while the rest is used. Nothing is written anywhere.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { err, ok, type Result } from '../../domain/result.ts';
import { readZipDirectory, type DirectoryEntry } from './zip-directory.ts';

export type ZipLimits = { readonly maxFiles: number; readonly maxFileBytes: number; readonly maxTotalBytes: number };
export type UnpackedFile = { readonly name: string; readonly bytes: Uint8Array };
export type FileRefusal = 'UnsafePath' | 'FileEncrypted' | 'FileIsLink' | 'MethodUnknown' | 'FileTooLarge' | 'ZipBomb' | 'FileBroken' | 'FilesOverlap' | 'DuplicateName' | 'TotalTooLarge';
export type RefusedFile = { readonly name: string; readonly code: FileRefusal };
export type ZipRefusal = 'NotZip' | 'Zip64' | 'TooManyFiles';
export type UnpackedZip = { readonly files: readonly UnpackedFile[]; readonly refused: readonly RefusedFile[] };

export const DEFAULT_ZIP_LIMITS: ZipLimits = { maxFiles: 2_000, maxFileBytes: 20_000_000, maxTotalBytes: 200_000_000 };

/** PDFs shrink tenfold at best; deflate's own limit is 1032. */
const LARGEST_RATIO = 200;
const SMALL_BYTES = 1_000_000;
const STORED = 0;
const DEFLATED = 8;

export function readZip(zip: Uint8Array, limits: ZipLimits = DEFAULT_ZIP_LIMITS): Result<UnpackedZip, ZipRefusal> {
  const buffer = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const directory = readZipDirectory(buffer);
  if (!directory.ok) return directory;
  const entries = directory.value.filter((entry) => !entry.isDirectory);
  if (entries.length > limits.maxFiles) return err('TooManyFiles');
  const overlapping = findOverlaps(entries);
  const files: UnpackedFile[] = [];
  const refused: RefusedFile[] = [];
  const seen = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    const refuse = (code: FileRefusal): void => { refused.push({ name: printableName(entry.name), code }); };
    const problem = judgeEntry(entry, limits) ?? (overlapping.has(entry) ? 'FilesOverlap' : seen.has(entry.name) ? 'DuplicateName' : total + entry.unpackedBytes > limits.maxTotalBytes ? 'TotalTooLarge' : null);
    seen.add(entry.name);
    if (problem !== null) { refuse(problem); continue; }
    const bytes = unpack(buffer, entry);
    if (bytes === null) { refuse('FileBroken'); continue; }
    total += bytes.length;
    files.push({ name: entry.name, bytes });
  }
  return ok({ files, refused });
}

function judgeEntry(entry: DirectoryEntry, limits: ZipLimits): FileRefusal | null {
  if (!isSafePath(entry.name)) return 'UnsafePath';
  if (entry.isLink) return 'FileIsLink';
  if (entry.isEncrypted) return 'FileEncrypted';
  if (entry.method !== STORED && entry.method !== DEFLATED) return 'MethodUnknown';
  if (entry.unpackedBytes > SMALL_BYTES && entry.unpackedBytes > entry.packedBytes * LARGEST_RATIO) return 'ZipBomb';
  if (entry.unpackedBytes > limits.maxFileBytes) return 'FileTooLarge';
  return entry.range === null ? 'FileBroken' : null;
}

/** Names become groups and file names of ours, so what would climb, start at a root or hide something is refused. */
function isSafePath(name: string): boolean {
  if (name === '' || name.length > 300 || /[\p{Cc}\p{Cf}\\:*?"<>|]/u.test(name)) return false;
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Two entries over the same bytes are how the largest known bombs are built. */
function findOverlaps(entries: readonly DirectoryEntry[]): Set<DirectoryEntry> {
  const overlapping = new Set<DirectoryEntry>();
  let last: DirectoryEntry | null = null;
  for (const entry of entries.toSorted((one, other) => (one.range?.start ?? 0) - (other.range?.start ?? 0))) {
    if (!entry.range) continue;
    if (last?.range && entry.range.start < last.range.end) { overlapping.add(entry); overlapping.add(last); }
    if (!last?.range || entry.range.end > last.range.end) last = entry;
  }
  return overlapping;
}

function unpack(zip: Buffer, { range, method, unpackedBytes, crc32: wanted }: DirectoryEntry): Uint8Array | null {
  if (!range) return null;
  try {
    const packed = zip.subarray(range.start, range.end);
    // The limit holds whatever the directory says; zlib throws on the first byte beyond it.
    const bytes = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, unpackedBytes) });
    return bytes.length === unpackedBytes && crc32(bytes) === wanted ? new Uint8Array(bytes) : null;
  } catch {
    return null;
  }
}

/** For answers and logs: control and direction characters shown, length bounded. */
export function printableName(name: string): string {
  return name.slice(0, 200).replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}
