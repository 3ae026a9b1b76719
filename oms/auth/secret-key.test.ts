/** Keys on disk: made once, for this user only, never half. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSecretKey } from './secret-key.ts';

const random = { bytes: (length: number): Uint8Array => randomBytes(length) };

describe('the key that seals credentials', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'packbench-key-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is made once and stays the same', () => {
    const made = readSecretKey(undefined, folder, random);
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(readSecretKey(undefined, folder, random)).toBe(made);
    expect(readdirSync(folder)).toEqual(['secret-key']);
  });

  test.runIf(process.platform !== 'win32')('can be read by its own user only', () => {
    readSecretKey(undefined, folder, random);
    expect(statSync(join(folder, 'secret-key')).mode & 0o777).toBe(0o600);
  });

  test('a given one leaves no trace on disk', () => {
    expect(readSecretKey('g'.repeat(40), folder, random)).toBe('g'.repeat(40));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('one that was cut short is refused, not used and not overwritten', () => {
    writeFileSync(join(folder, 'secret-key'), 'abc');
    expect(() => readSecretKey(undefined, folder, random)).toThrow(expect.objectContaining({ code: 'SecretKeyBroken', message: expect.stringContaining('backup') }));
    expect(readFileSync(join(folder, 'secret-key'), 'utf8')).toBe('abc');
  });
});
