/** Cuts the power after every step of a recording, in many ways each, and opens what is left with the product's own code. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { must } from '../../../domain/assert.ts';
import { openStationDb, type StationDb, type Tx } from '../../../main/db/open.ts';
import { seeded } from '../../support/cut-line.ts';
import { digestStation } from './digest-station.ts';
import { createDisk, type Disk, type Fate, type Image, type Luck } from './disk.ts';
import { listOps, markSchema } from './marking-db.ts';
import type { RecordedStep } from './read-strace.ts';

export type CutOptions = {
  readonly seed: number;
  /** Ways to lose what is not synced that are drawn by lot, per step. */
  readonly drawsPerStep: number;
  /** Up to so many unsynced writes every way to keep or drop them is tried. */
  readonly exhaustiveUpTo: number;
  /** For a look while it runs. */
  readonly onProgress?: (result: CutResult) => void;
};

export type CutResult = {
  steps: number; commits: number; images: number;
  /** Images that the product could not open, or that SQLite calls damaged. */
  unreadable: number;
  /** Images that hold part of a transaction, or numbers with a gap. */
  halfTransactions: number;
  /** Images in which something acknowledged is missing; facts and commits that the worst of them lost. */
  lossyImages: number; worstLostFacts: number; worstLostCommits: number;
  /** What the first bad image looked like. */
  firstProblem: string | null;
};

/** What was acknowledged before a cut. `committed` counts commits. */
type Promised = { committed: number; readonly ops: Set<string> };

export function cutEverywhere(recording: readonly RecordedStep[], options: CutOptions): CutResult {
  const indexOfState = indexStates(recording);
  const result: CutResult = { steps: recording.length, commits: indexOfState.size, images: 0, unreadable: 0, halfTransactions: 0, lossyImages: 0, worstLostFacts: 0, worstLostCommits: 0, firstProblem: null };
  // In memory where that can be had: opening an image syncs, and that is not what is measured here.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'packbench-cut-'));
  const chance = seeded(options.seed);
  const disk = createDisk();
  const promised: Promised = { committed: 0, ops: new Set() };
  try {
    recording.forEach((step, position) => {
      if (step.kind === 'disk') disk.apply(step.operation); else promise(promised, step.text);
      for (const luck of chooseLucks(disk, options, chance)) {
        placeImage(folder, disk.cut(luck), chance);
        judge(result, `after step ${position + 1}`, promised, look(folder, indexOfState));
      }
      options.onProgress?.(result);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return result;
}

const toMark = (text: string): z.infer<typeof markSchema> => markSchema.parse(JSON.parse(text));

/** Where in the station's history a state was. A state that came twice counts as the later: nothing of it can be told apart. */
function indexStates(recording: readonly RecordedStep[]): Map<string, number> {
  const digests = recording.flatMap((step) => { const mark = step.kind === 'mark' ? toMark(step.text) : null; return mark && 'digest' in mark ? [mark.digest] : []; });
  return new Map(digests.map((digest, index) => [digest, index + 1]));
}

function promise(promised: Promised, text: string): void {
  const mark = toMark(text);
  if ('purging' in mark) { for (const op of mark.purging) promised.ops.delete(op); return; }
  promised.committed += 1;
  for (const op of mark.newOps) promised.ops.add(op);
}

/** All or nothing of the unsynced, every combination while they are few, and lots drawn with torn sectors. */
function chooseLucks(disk: Disk, options: CutOptions, chance: () => number): Luck[] {
  const pending = disk.pendingCount();
  if (pending + disk.pendingEntryCount() === 0) return [fixedLuck(() => true, () => 0)];
  const drawn = Array.from({ length: options.drawsPerStep }, () => drawLuck(chance));
  const entries = disk.pendingEntryCount();
  const few = pending <= options.exhaustiveUpTo ? 2 ** pending : 0;
  const combined = Array.from({ length: few * (entries + 1) }, (_, number) => fixedLuck((position) => (number & (1 << position)) !== 0, () => Math.floor(number / few)));
  const extremes = few > 0 ? [] : [fixedLuck(() => true, (count) => count), fixedLuck(() => false, () => 0)];
  return [...combined, ...extremes, ...drawn];
}

function fixedLuck(isKept: (position: number) => boolean, keptEntries: (count: number) => number): Luck {
  return { fateOf: (position) => (isKept(position) ? 'kept' : 'dropped'), isSectorKept: () => true, keptEntries };
}

/** Some cuts leave nearly all, some nearly nothing. */
function drawLuck(chance: () => number): Luck {
  const [keptShare, tornShare, sectorShare] = [chance(), chance() * 0.5, chance()];
  const fateOf = (): Fate => { if (chance() < tornShare) return 'torn'; return chance() < keptShare ? 'kept' : 'dropped'; };
  return { fateOf, isSectorKept: () => chance() < sectorShare, keptEntries: (count) => Math.floor(chance() * (count + 1)) };
}

function placeImage(folder: string, image: Image, chance: () => number): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  for (const [file, bytes] of image) writeFileSync(join(folder, file), bytes);
  // What lies about from before the cut in the shared-memory index means nothing, and SQLite must know that.
  if (chance() < 0.3) writeFileSync(join(folder, 'station.sqlite-shm'), Buffer.alloc(32_768, Math.floor(chance() * 256)));
}

type Found = { readonly kind: 'unreadable'; readonly why: string } | { readonly kind: 'half'; readonly why: string } | { readonly kind: 'state'; readonly committed: number; readonly ops: ReadonlySet<string> };

function look(folder: string, indexOfState: ReadonlyMap<string, number>): Found {
  let db: StationDb;
  try { db = openStationDb(join(folder, 'station.sqlite')); } catch (error) { return { kind: 'unreadable', why: String(error) }; }
  try {
    return db.read((tx) => readState(tx, indexOfState));
  } catch (error) {
    return { kind: 'unreadable', why: String(error) };
  } finally {
    db.close();
  }
}

function readState(tx: Tx, indexOfState: ReadonlyMap<string, number>): Found {
  const integrity = JSON.stringify(tx.prepare('PRAGMA integrity_check').all());
  if (integrity !== '[{"integrity_check":"ok"}]') return { kind: 'unreadable', why: integrity };
  const committed = indexOfState.get(digestStation(tx));
  if (committed === undefined) return { kind: 'half', why: 'the file holds a state that was never committed' };
  const gap = findGap(tx);
  return gap === null ? { kind: 'state', committed, ops: new Set(listOps(tx)) } : { kind: 'half', why: gap };
}

/** Numbers follow each other, and the next one is free. */
function findGap(tx: Tx): string | null {
  const mids = tx.prepare('SELECT mid FROM outbox ORDER BY mid').all().map((row) => z.object({ mid: z.int() }).parse(row).mid);
  if (mids.some((mid, index) => mid !== must(mids[0], 'the first number') + index)) return `numbers with a gap: ${mids.join()}`;
  const next = z.object({ value: z.string() }).optional().parse(tx.prepare("SELECT value FROM meta WHERE key = 'next_mid'").get());
  const last = mids.at(-1);
  return last !== undefined && Number(next?.value) !== last + 1 ? `the next number is ${next?.value ?? 'missing'} after ${last}` : null;
}

function judge(result: CutResult, where: string, promised: Promised, found: Found): void {
  result.images += 1;
  const note = (problem: string): void => { result.firstProblem ??= `${where}: ${problem}`; };
  if (found.kind === 'unreadable') { result.unreadable += 1; note(found.why); return; }
  if (found.kind === 'half') { result.halfTransactions += 1; note(found.why); return; }
  const lostFacts = [...promised.ops].filter((op) => !found.ops.has(op)).length;
  const lostCommits = Math.max(0, promised.committed - found.committed);
  if (lostFacts + lostCommits === 0) return;
  result.lossyImages += 1;
  result.worstLostFacts = Math.max(result.worstLostFacts, lostFacts);
  result.worstLostCommits = Math.max(result.worstLostCommits, lostCommits);
  note(`${lostFacts} acknowledged facts and ${lostCommits} commits are lost`);
}
