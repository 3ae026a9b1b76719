/** Two OMSs never share a data folder, and no killed one locks its successor out. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeDataFolderLock } from './data-folder-lock.ts';
import { asFolderProblem } from '../start-problem.ts';
import { readStartMark } from './process-identity.ts';

describe('the lock of a data folder', () => {
  let folder: string;
  let file: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'packbench-lock-')); file = join(folder, 'oms.lock'); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is refused while its holder lives, and the refusal names the holder and the way out', async () => {
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      writeFileSync(file, `${holder.pid}\n${readStartMark(holder.pid ?? 0)}\n`);
      expect(() => takeDataFolderLock(folder)).toThrow(expect.objectContaining({ code: 'DataFolderInUse', message: expect.stringMatching(new RegExp(`process ${holder.pid}.*DATA_DIR`)) }));
    } finally {
      const ended = new Promise((resolve) => holder.once('exit', resolve));
      holder.kill('SIGKILL');
      await ended;
    }
    takeDataFolderLock(folder).release();
    expect(existsSync(file)).toBe(false);
  });

  test.runIf(process.platform === 'linux')('is taken over from a holder whose number came round to another program', () => {
    writeFileSync(file, `${process.ppid}\n00000000-0000-0000-0000-000000000000:1\n`);
    takeDataFolderLock(folder);
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${process.pid}\n`));
  });

  test.each(['', 'not a number\n', '999999999\n', '-1\n', '0\n', `${process.pid}\n`])('is taken over when it holds %j', (content) => {
    writeFileSync(file, content);
    expect(() => takeDataFolderLock(folder)).not.toThrow();
  });

  test.runIf(process.platform === 'linux')('is refused a second time in one process', () => {
    const lock = takeDataFolderLock(folder);
    expect(() => takeDataFolderLock(folder)).toThrow(expect.objectContaining({ code: 'DataFolderInUse' }));
    lock.release();
    expect(() => takeDataFolderLock(folder)).not.toThrow();
  });

  test('a release leaves the lock of a successor alone', () => {
    const lock = takeDataFolderLock(folder);
    writeFileSync(file, '1\nsomeone else\n');
    lock.release();
    expect(existsSync(file)).toBe(true);
  });

  test('a folder that cannot be is refused with what to do', () => {
    writeFileSync(join(folder, 'a-file'), '');
    expect(() => takeDataFolderLock(join(folder, 'a-file', 'data'))).toThrow(expect.objectContaining({ code: 'DataFolderNotWritable', message: expect.stringContaining('DATA_DIR') }));
  });

  test.runIf(existsSync('/dev/full'))('a disk without space is named as such', () => {
    // /dev/full answers every write with "no space left", as a full disk does.
    let seen: unknown;
    try { writeFileSync('/dev/full', 'x'); } catch (error) { seen = error; }
    expect(asFolderProblem(seen, folder)).toMatchObject({ code: 'DiskFull', message: expect.stringContaining('Free some space') });
  });
});
