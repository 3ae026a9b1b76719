/** The central directory of a ZIP file (PKWARE APPNOTE 6.3, section 4.3.12): what is said to be in it, before anything is unpacked. */
import { err, ok, type Result } from '../../domain/result.ts';

export type DirectoryEntry = {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly isEncrypted: boolean;
  /** A Unix symbolic link: its content is a path, and whoever unpacks it follows it. */
  readonly isLink: boolean;
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where the packed bytes stand; null when there is no local header where the directory says. */
  readonly range: { readonly start: number; readonly end: number } | null;
};

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
const SYMBOLIC_LINK = 0o120000;

/** `NotZip`: no directory that makes sense. `Zip64`: more than this reader takes (4 GB, 65,535 files). */
export function readZipDirectory(zip: Buffer): Result<DirectoryEntry[], 'NotZip' | 'Zip64'> {
  const end = findEnd(zip);
  if (end === null) return err('NotZip');
  const [count, start] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16)];
  if (count === 0xffff || start === 0xffffffff) return err('Zip64');
  const entries: DirectoryEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || zip.readUInt32LE(at) !== CENTRAL_SIGNATURE) return err('NotZip');
    const [nameLength, extraLength, commentLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    if (at + 46 + nameLength > end) return err('NotZip');
    entries.push(readEntry(zip, at, nameLength, start));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return ok(entries);
}

function findEnd(zip: Buffer): number | null {
  for (let at = zip.length - END_LENGTH; at >= Math.max(0, zip.length - END_LENGTH - LONGEST_COMMENT); at -= 1) {
    if (zip.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return null;
}

function readEntry(zip: Buffer, at: number, nameLength: number, directoryStart: number): DirectoryEntry {
  const flags = zip.readUInt16LE(at + 8);
  const rawName = zip.subarray(at + 46, at + 46 + nameLength);
  const packedBytes = zip.readUInt32LE(at + 20);
  const name = (flags & 0x800) !== 0 ? rawName.toString('utf8') : rawName.toString('latin1');
  return {
    name, isDirectory: name.endsWith('/'), isEncrypted: (flags & 0x2041) !== 0, isLink: ((zip.readUInt32LE(at + 38) >>> 16) & 0o170000) === SYMBOLIC_LINK,
    method: zip.readUInt16LE(at + 10), crc32: zip.readUInt32LE(at + 16), packedBytes, unpackedBytes: zip.readUInt32LE(at + 24),
    range: findRange(zip, zip.readUInt32LE(at + 42), packedBytes, directoryStart),
  };
}

/** The local header has name and extra field lengths of its own. */
function findRange(zip: Buffer, local: number, packedBytes: number, directoryStart: number): DirectoryEntry['range'] {
  if (local + 30 > directoryStart || zip.readUInt32LE(local) !== LOCAL_SIGNATURE) return null;
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return start + packedBytes > directoryStart ? null : { start, end: start + packedBytes };
}
