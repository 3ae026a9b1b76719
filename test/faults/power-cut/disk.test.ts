import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDisk, sectorsOf, SECTOR_BYTES, type DiskOperation, type Luck } from './disk.ts';

const ALL: Luck = { fateOf: () => 'kept', isSectorKept: () => true, keptEntries: (count) => count };
const NOTHING: Luck = { fateOf: () => 'dropped', isSectorKept: () => false, keptEntries: () => 0 };
const TORN: Luck = { fateOf: () => 'torn', isSectorKept: () => false, keptEntries: (count) => count };

const write = (offset: number, text: string): DiskOperation => ({ kind: 'write', file: 'a', offset, bytes: Buffer.from(text) });

function diskAfter(operations: readonly DiskOperation[]) {
  const disk = createDisk();
  for (const operation of operations) disk.apply(operation);
  return disk;
}

const textOf = (bytes: Buffer | undefined): string | undefined => bytes?.toString('latin1');

test('what is synced is there however bad the luck; what is not may be gone', () => {
  const disk = diskAfter([{ kind: 'create', file: 'a' }, { kind: 'syncFolder' }, write(0, 'hello'), { kind: 'sync', file: 'a' }, write(5, ' world')]);
  expect([NOTHING, TORN, ALL].map((luck) => textOf(disk.cut(luck).get('a')))).toEqual(['hello', 'hello', 'hello world']);
});

test('a file whose folder was not synced may be gone with all that was synced in it, and a deleted one may be back', () => {
  const disk = diskAfter([{ kind: 'create', file: 'a' }, write(0, 'x'), { kind: 'sync', file: 'a' }]);
  expect([disk.cut(NOTHING).size, disk.cut(ALL).size]).toEqual([0, 1]);
  for (const operation of [{ kind: 'syncFolder' }, { kind: 'unlink', file: 'a' }] as const) disk.apply(operation);
  expect([disk.cut(NOTHING).size, disk.cut(ALL).size]).toEqual([1, 0]);
});

test('a shortened file that grows again reads as zeros where it was cut', () => {
  const disk = diskAfter([{ kind: 'create', file: 'a' }, write(0, 'abcdef'), { kind: 'truncate', file: 'a', sizeBytes: 2 }, write(4, 'z')]);
  expect(textOf(disk.cut(ALL).get('a'))).toBe('ab\0\0z');
});

test('a write is torn at the sectors of the disk, and its sectors together are the write', () => {
  fc.assert(fc.property(fc.nat(5_000), fc.uint8Array({ minLength: 1, maxLength: 3_000 }), (offset, bytes) => {
    const sectors = sectorsOf({ offset, bytes });
    expect(Buffer.concat(sectors.map((sector) => sector.bytes)).equals(Buffer.from(bytes))).toBe(true);
    for (const sector of sectors) expect(Math.floor(sector.offset / SECTOR_BYTES)).toBe(Math.floor((sector.offset + sector.bytes.length - 1) / SECTOR_BYTES));
  }));
});
