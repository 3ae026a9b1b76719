/** Promise 1: a fact that was reported as saved is there after kill -9, and numbering goes on without a hole. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openStationDb } from '../../main/db/open.ts';

const WRITER = `
  const { openStationDb } = await import(process.argv[1]);
  const { appendFact } = await import(process.argv[2]);
  const { randomBytes } = await import('node:crypto');
  const db = openStationDb(process.argv[3]);
  db.inTransaction((tx) => {
    if (tx.prepare("SELECT 1 FROM meta WHERE key = 'client_id'").get()) return;
    tx.prepare("INSERT INTO meta (key, value) VALUES ('client_id', 'c'), ('next_mid', '1')").run();
  });
  const context = { clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() }, random: { bytes: (n) => randomBytes(n) } };
  for (;;) {
    const fact = db.inTransaction((tx) => appendFact(tx, context, { orderId: 'o', baseRev: 1, fence: 1, body: { type: 'PackingParked', operatorId: 'a', operatorName: 'A' } }));
    process.stdout.write(fact.mid + '\\n');
    await new Promise((resolve) => setImmediate(resolve));
  }`;

/** Runs the writer until it has reported some facts, kills it, and returns the last number it reported. */
async function writeAndKill(file: string, untilCount: number): Promise<number> {
  const modules = ['../../main/db/open.ts', '../../main/outbox/append-fact.ts'].map((path) => new URL(path, import.meta.url).href);
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, ...modules, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = 0;
  let count = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    last = Number(line);
    count += 1;
    if (count === untilCount) child.kill('SIGKILL');
  });
  await new Promise((resolve) => lines.once('close', resolve));
  return last;
}

test('over five kills no reported fact is missing and no number is used twice or left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'packbench-kill-'));
  const file = join(folder, 'station.sqlite');
  try {
    for (let kill = 1; kill <= 5; kill += 1) {
      const reported = await writeAndKill(file, 20 * kill);
      openStationDb(file).close();
      const raw = new Database(file, { readonly: true });
      const mids = raw.prepare('SELECT mid FROM outbox ORDER BY mid').pluck().all() as number[];
      raw.close();
      expect(mids.length).toBeGreaterThanOrEqual(reported);
      expect(mids).toEqual(mids.map((_, index) => index + 1));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
