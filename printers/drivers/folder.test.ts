import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDriver } from './create-driver.ts';

test('a document appears whole under its job\'s name, and paper is not claimed', async () => {
  const path = await mkdtemp(join(tmpdir(), 'packbench-folder-'));
  try {
    const driver = createDriver({ kind: 'folder', address: path, dotsPerInch: 600, language: 'pdf' });
    expect(await driver.readStatus()).toMatchObject({ condition: 'ready', canPrint: true });
    const outcome = await driver.send({ jobId: 'job_9', bytes: Buffer.from('%PDF-x'), impressions: 1, evidence: { kind: 'none' } }, () => undefined);
    expect(outcome.kind).toBe('sent_unconfirmed');
    expect(await readdir(path)).toEqual(['job_9.pdf']);
    expect(await readFile(join(path, 'job_9.pdf'), 'utf8')).toBe('%PDF-x');
  } finally {
    await rm(path, { recursive: true });
  }
});

test('a folder that is not there is a status, and nothing is sent', async () => {
  const driver = createDriver({ kind: 'folder', address: '/does/not/exist', dotsPerInch: 600, language: 'pdf' });
  expect(await driver.readStatus()).toMatchObject({ condition: 'offline', canPrint: false });
  expect(await driver.send({ jobId: 'job_9', bytes: Buffer.from('x'), impressions: 1, evidence: { kind: 'none' } }, () => undefined)).toMatchObject({ kind: 'nothing_sent' });
});
