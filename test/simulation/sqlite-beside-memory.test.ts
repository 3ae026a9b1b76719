/** The simulator's station file and the product's, side by side through the same seeds: every answer of every step must be the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStationDb, type StationDb } from '../../main/db/open.ts';
import { toReplicaTx } from '../../main/sync-store/replica-tx.ts';
import { acknowledgeInboxRow } from '../../main/outbox/outbox-store.ts';
import type { ReplicaTx } from '../../sync/station/replica-tx.ts';
import type { MemoryReplica } from './memory-replica.ts';
import { runSeed } from './run-seed.ts';
import type { Fault } from './swarm.ts';
import type { Bench } from './world.ts';

/** The two cannot die, or be replaced, at the very same moment; the power-cut and kill tests are about that. */
const NOT_HERE = new Set<Fault>(['stationCrash', 'powerCut', 'diskFull', 'wipe', 'rollBack', 'clone', 'bitRot']);
const files: { readonly folder: string; readonly db: StationDb }[] = [];
afterEach(() => { for (const { folder, db } of files.splice(0)) { db.close(); rmSync(folder, { recursive: true, force: true }); } });

type Method = Exclude<keyof ReplicaTx, never>;
/** Nobody relies on the order of these. */
const UNORDERED = new Set<Method>(['listDocuments', 'listOtherGenerations', 'listBuckets']);

/** The memory's rows carry more than the port promises; what SQLite gives is what is compared. */
function alike(method: Method, real: unknown, simulated: unknown): boolean {
  const rows = (value: unknown): unknown[] => (method === 'listBuckets' ? (value as { count: number }[]).filter((sum) => sum.count > 0) : value as unknown[]);
  if (!Array.isArray(real) || !Array.isArray(simulated)) return show(real, real) === show(simulated, real);
  const [mine, theirs] = [rows(real), rows(simulated)];
  const texts = [mine.map((row) => show(row, row)), theirs.map((row) => show(row, mine[0]))] as const;
  if (UNORDERED.has(method)) for (const list of texts) list.sort();
  return texts[0].join('\n') === texts[1].join('\n');
}

function show(value: unknown, like: unknown): string {
  if (typeof value !== 'object' || value === null || typeof like !== 'object' || like === null) return String(value);
  return Object.keys(like).toSorted().map((key) => `${key}=${String((value as Record<string, unknown>)[key])}`).join(' ');
}

function inBoth(simulated: ReplicaTx, real: ReplicaTx, differences: string[]): ReplicaTx {
  return new Proxy(simulated, {
    get: (target, name) => (...given: readonly never[]): unknown => {
      const method = name as Method;
      const call = (tx: ReplicaTx): unknown => (tx[method] as (...values: readonly never[]) => unknown)(...given);
      const [one, other] = [call(target), call(real)];
      if (!alike(method, other, one)) differences.push(`${method}(${given.join(', ').slice(0, 80)}): SQLite ${show(other, other)}, memory ${show(one, other)}`);
      return one;
    },
  });
}

function compareFacts(simulated: ReplicaTx, real: ReplicaTx, differences: string[]): void {
  if (!alike('listFacts', real.listFacts(), simulated.listFacts())) differences.push('the facts that are kept');
}

function besideSqlite(differences: string[]): (replica: MemoryReplica, bench: Bench) => MemoryReplica {
  return (replica, bench) => {
    const folder = mkdtempSync(join(tmpdir(), 'packbench-beside-'));
    const db = openStationDb(join(folder, 'station.sqlite'));
    files.push({ folder, db });
    const transaction: MemoryReplica['transaction'] = (work) => replica.transaction((tx, disk) => db.inTransaction((real) => {
      const both = toReplicaTx(real, bench.skewMs);
      const result = work(inBoth(tx, both, differences), disk);
      // The cards are settled by the floor, not by the engine.
      for (const card of disk.file.inbox.values()) if (card.isSettled) acknowledgeInboxRow(real, card.opId, 'opr_1', 0);
      compareFacts(tx, both, differences);
      return result;
    }));
    return { ...replica, transaction, inTransaction: (work) => transaction((tx) => work(tx)), read: (work) => replica.read((tx) => db.read((real) => work(inBoth(tx, toReplicaTx(real, 0), differences)))) };
  };
}

test('through eight seeds', async () => {
  const results = [];
  for (const seed of [1, 3, 4, 5, 8, 13, 21, 34]) results.push(await runBeside(seed));
  expect(results.flatMap((result) => result.differences).slice(0, 3)).toEqual([]);
  expect(results.flatMap((result) => result.problems)).toEqual([]);
  expect(results.reduce((sum, result) => sum + result.saved, 0)).toBeGreaterThan(200);
});

async function runBeside(seed: number): Promise<{ readonly differences: readonly string[]; readonly problems: readonly string[]; readonly saved: number }> {
  const differences: string[] = [];
  const { problems, saved } = await runSeed(seed, { without: NOT_HERE, always: ['drop', 'restore', 'moveStation'], wrapReplica: besideSqlite(differences) });
  return { differences, problems, saved };
}
