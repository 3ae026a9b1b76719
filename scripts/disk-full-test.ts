/**
 * `npm run test:disk-full`: a station's file and ballast on a real file system of 24 MB that is filled to its last byte (Linux; as root, or where
 * user namespaces are allowed). The form of it that runs everywhere is main/storage/storage-guard.test.ts.
 */
import '../require-node.mjs';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StationDbProblem } from '../main/db/open.ts';
import { openStorage, type Storage } from '../main/storage/open-storage.ts';
import { readFreeBytes } from '../main/storage/read-disk.ts';

const DISK_MEGABYTES = 24;
const BALLAST_MEGABYTES = 4;
const FACT_BYTES = 600;

/** In a mount of our own, which ends with this process. */
function runOnSmallDisk(): number {
  const folder = mkdtempSync(join(tmpdir(), 'packbench-small-disk-'));
  const command = 'mount -t tmpfs -o size="$1"m tmpfs "$2" || exit 77; exec "$3" "$4" "$2"';
  const { status } = spawnSync('unshare', [...(process.getuid?.() === 0 ? [] : ['--map-root-user']), '--mount', 'sh', '-c', command, 'sh', String(DISK_MEGABYTES), folder, process.execPath, import.meta.filename], { stdio: 'inherit' });
  rmSync(folder, { recursive: true, force: true });
  if (status === 77 || status === null) console.error('A small file system cannot be mounted here; nothing was tested.');
  return status ?? 77;
}

function fillDisk(file: string): void {
  for (let chunk = 1_048_576; chunk >= 512; chunk = Math.floor(chunk / 2)) {
    try { for (;;) appendFileSync(file, Buffer.alloc(chunk, 1)); } catch { continue; }
  }
}

/** Facts until the disk takes no more. Returns how many were acknowledged. */
function writeFacts({ db }: Storage, first: number): number {
  for (let number = first; ; number += 1) {
    try {
      db.inTransaction((tx) => tx.prepare("INSERT INTO outbox (client_id, mid, op_id, kind, v, body, device_at_ms, mono_ms, state) VALUES ('c', ?, ?, 'Test', 1, ?, 0, 0, 'pending')").run(number, `op ${number}`, 'x'.repeat(FACT_BYTES)));
    } catch (error) {
      if (error instanceof StationDbProblem) return number - first;
      throw error;
    }
  }
}

function check(isTrue: boolean, what: string): void {
  console.log(`${isTrue ? 'ok  ' : 'BAD '} ${what}`);
  if (!isTrue) process.exitCode = 1;
}

async function testOn(folder: string): Promise<void> {
  const changes: boolean[] = [];
  const open = (): Storage => openStorage(folder, BALLAST_MEGABYTES, (isFull) => changes.push(isFull));
  const count = (storage: Storage): number => (storage.db.read((tx) => tx.prepare('SELECT count(*) AS n FROM outbox').get()) as { n: number }).n;
  let storage = open();
  await storage.guard.tend();
  check(!storage.guard.isFull(), `the ballast of ${BALLAST_MEGABYTES} MB is made`);
  const filler = join(folder, 'somebody-elses-file');
  fillDisk(filler);
  check((readFreeBytes(folder) ?? 1) === 0, 'the disk is filled to its last byte');
  const kept = writeFacts(storage, 1);
  check(kept > 2_000 && changes[0] === true, `${kept} facts were acknowledged after that, from the reserve, and the bench is on notice`);
  check(count(storage) === kept, 'each of them is there when the reserve is gone too');
  storage.db.close();
  storage.lock.release();
  storage = open();
  check(count(storage) === kept, 'and after a new start on the full disk');
  rmSync(filler);
  await storage.guard.tend();
  check(!storage.guard.isFull(), 'with room on the disk the ballast is back');
  check(writeFacts({ ...storage, db: { ...storage.db, inTransaction: onceOnly(storage) } }, kept + 1) === 1 && count(storage) === kept + 1, 'and facts are written as before');
  storage.db.close();
  storage.lock.release();
}

/** The second call reports a full disk, so that one fact is written. */
function onceOnly({ db }: Storage): Storage['db']['inTransaction'] {
  let isSpent = false;
  return (work) => {
    if (isSpent) throw new StationDbProblem('enough');
    isSpent = true;
    return db.inTransaction(work);
  };
}

const folder = process.argv[2];
if (folder === undefined) process.exit(runOnSmallDisk());
await testOn(folder);
