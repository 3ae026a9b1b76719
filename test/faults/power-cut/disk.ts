/**
 * A disk with a cache, as a power cut leaves it. What was synced is there. Of what was not, any part may be: each write whole, not at
 * all, or some of its sectors; a file's name only when its folder was synced, or by luck.
 */

/** The unit that a disk writes whole. Drives of 4 KiB sectors tear less; 512 is the worst case. */
export const SECTOR_BYTES = 512;

export type DiskOperation =
  | { readonly kind: 'create'; readonly file: string }
  | { readonly kind: 'write'; readonly file: string; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly file: string; readonly sizeBytes: number }
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'syncFolder' }
  | { readonly kind: 'unlink'; readonly file: string };

type Content = { readonly kind: 'write'; readonly offset: number; readonly bytes: Uint8Array } | { readonly kind: 'truncate'; readonly sizeBytes: number };
type Inode = { durable: Buffer; pending: Content[] };
type Entry = { readonly file: string; readonly inode: Inode | null };

/** How much of each unsynced operation the cut left. `lottery` is asked per sector when a write is torn. */
export type Fate = 'kept' | 'dropped' | 'torn';
export type Luck = { fateOf(position: number): Fate; isSectorKept(): boolean; keptEntries(pendingCount: number): number };
export type Image = ReadonlyMap<string, Buffer>;

export type Disk = {
  apply(operation: DiskOperation): void;
  /** Writes and truncates that no sync has covered yet, over all files. */
  pendingCount(): number;
  pendingEntryCount(): number;
  /** What is found when the power goes now. */
  cut(luck: Luck): Image;
};

export function createDisk(): Disk {
  const durableNames = new Map<string, Inode>();
  const names = new Map<string, Inode>();
  const pendingEntries: Entry[] = [];
  // In the order in which files were first seen, so that a seed gives the same cut each time.
  const inodes: Inode[] = [];
  const find = (file: string): Inode => {
    const inode = names.get(file);
    if (!inode) throw new Error(`${file} was written before it was made: the recording misses something`);
    return inode;
  };
  const link = (file: string, inode: Inode | null): void => {
    if (inode) names.set(file, inode); else names.delete(file);
    pendingEntries.push({ file, inode });
  };
  return {
    apply: (operation) => {
      switch (operation.kind) {
        case 'create': { const inode: Inode = { durable: Buffer.alloc(0), pending: [] }; inodes.push(inode); link(operation.file, inode); return; }
        case 'unlink': link(operation.file, null); return;
        case 'write': case 'truncate': find(operation.file).pending.push(operation); return;
        case 'sync': { const inode = find(operation.file); inode.durable = applyAll(inode.durable, inode.pending); inode.pending = []; return; }
        case 'syncFolder': for (const entry of pendingEntries.splice(0)) applyEntry(durableNames, entry); return;
      }
    },
    pendingCount: () => inodes.reduce((sum, inode) => sum + inode.pending.length, 0),
    pendingEntryCount: () => pendingEntries.length,
    cut: (luck) => {
      const found = new Map(durableNames);
      // A journaling file system keeps the order of its names.
      for (const entry of pendingEntries.slice(0, luck.keptEntries(pendingEntries.length))) applyEntry(found, entry);
      let position = 0;
      const contents = new Map<Inode, Buffer>();
      for (const inode of inodes) {
        const left = inode.pending.flatMap((content) => survive(content, luck.fateOf(position++), luck));
        contents.set(inode, applyAll(inode.durable, left));
      }
      return new Map([...found].map(([file, inode]) => [file, contents.get(inode) ?? inode.durable]));
    },
  };
}

function applyEntry(into: Map<string, Inode>, entry: Entry): void {
  if (entry.inode) into.set(entry.file, entry.inode); else into.delete(entry.file);
}

/** What of one unsynced operation is on the disk. A truncate is metadata: whole or not at all. */
function survive(content: Content, fate: Fate, luck: Luck): Content[] {
  if (fate === 'dropped') return [];
  if (fate === 'kept') return [content];
  if (content.kind === 'truncate') return luck.isSectorKept() ? [content] : [];
  return sectorsOf(content).filter(() => luck.isSectorKept());
}

/** A write cut at the disk's sector borders, not at its own. */
export function sectorsOf(write: { readonly offset: number; readonly bytes: Uint8Array }): (Content & { kind: 'write' })[] {
  const sectors: (Content & { kind: 'write' })[] = [];
  for (let start = 0; start < write.bytes.length;) {
    const end = Math.min(write.bytes.length, start + SECTOR_BYTES - ((write.offset + start) % SECTOR_BYTES));
    sectors.push({ kind: 'write', offset: write.offset + start, bytes: write.bytes.subarray(start, end) });
    start = end;
  }
  return sectors;
}

function applyAll(before: Buffer, contents: readonly Content[]): Buffer {
  if (contents.length === 0) return before;
  const room = contents.reduce((most, content) => Math.max(most, content.kind === 'write' ? content.offset + content.bytes.length : content.sizeBytes), before.length);
  const bytes = Buffer.alloc(room);
  before.copy(bytes);
  let sizeBytes = before.length;
  for (const content of contents) {
    if (content.kind === 'write') {
      bytes.set(content.bytes, content.offset);
      sizeBytes = Math.max(sizeBytes, content.offset + content.bytes.length);
    } else {
      // What lay behind a new end reads as zeros when the file grows again.
      bytes.fill(0, Math.min(content.sizeBytes, sizeBytes), sizeBytes);
      sizeBytes = content.sizeBytes;
    }
  }
  return bytes.subarray(0, sizeBytes);
}
