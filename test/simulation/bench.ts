/** One machine at a packing table: a station file, the product's sync loop over it, and a packer who works on while the line is dead. */
import { nameEpoch } from '../../sync/epoch.ts';
import { initialiseReplica } from '../../sync/station/replica-state.ts';
import { isApplied, outcomeSchema } from '../../domain/wire/sync.ts';
import type { ReplicaTx, SentFact } from '../../sync/station/replica-tx.ts';
import { startSync, type SyncLoop } from '../../sync/station/start-sync.ts';
import { createLine } from './line.ts';
import { createMemoryReplica } from './memory-replica.ts';
import { workOnce } from './packer.ts';
import { createStationDisk, DiskFull, type StationFile } from './station-disk.ts';
import { EPOCH_START_MS, strikes, type Bench, type World } from './world.ts';

/** The process dies here; what it had not committed is gone. */
export class StationCrash extends Error {}

export function createBench(world: World, name: string, stationId: string, file?: StationFile): Bench {
  const { time, journal } = world;
  const nodeId = (): string => world.hub.memory.state.stations.get(stationId)?.nodeId ?? '';
  const line = createLine(world, stationId, nodeId);
  let process = { isDead: true };
  let loop: SyncLoop | null = null;
  let seen: Position | null = null;
  const bench: Bench = {
    name, stationId, line, disk: createStationDisk(file), lineage: [], numbers: new Set(), replica: null, skewMs: 0, isRetired: false,
    boot: () => {
      if (!process.isDead || bench.isRetired) return;
      const mine = { isDead: false };
      process = mine;
      const inMemory = createMemoryReplica(bench.disk, {
        documents: world.documents, stationId: () => stationId,
        crashPoint: (point) => {
          if (mine.isDead) throw new StationCrash(point);
          if (!strikes(world, 'stationCrash', 0.003)) return;
          journal.trace(`${name} dies at ${point}`);
          bench.die(world.chance.between(100, 4_000));
          throw new StationCrash(point);
        },
      });
      const replica = world.wrapReplica?.(inMemory, bench) ?? inMemory;
      bench.replica = replica;
      try { replica.transaction((tx) => { initialise(world, bench, tx); }); } catch (error) { excuse(world, error); bench.die(500); return; }
      loop = startSync({
        store: replica, appVersion: 'simulated', sha256: world.documents.sha256, chance: () => world.chance.next(), newUuid: () => world.chance.uuid(),
        nowMs: () => EPOCH_START_MS + Math.round(time.nowMs()) + bench.skewMs, monotonicMs: () => time.nowMs(), telemetry: () => null,
        transport: line.transport(() => !mine.isDead),
        timers: { set: (callback, delayMs) => time.after(delayMs, () => { if (!mine.isDead) callback(); }), clear: (handle) => { if (typeof handle === 'function') handle(); } },
        onChange: () => { if (!mine.isDead) seen = observe(world, bench, seen); },
        onRoundFailed: (message) => { if (!mine.isDead) { journal.trace(`${name} ${message}`); if (message.includes('Invariant broken: UNIQUE')) journal.fail(`${name}: ${message}`); } },
      });
    },
    die: (downMs) => {
      if (process.isDead && bench.replica === null) return;
      process.isDead = true;
      bench.replica = null;
      loop = null;
      if (strikes(world, 'powerCut', 0.6)) cutPower(world, bench); else bench.disk.rollBack();
      time.after(downMs, () => bench.boot());
    },
    work: () => {
      const { replica } = bench;
      if (replica === null) return;
      try { workOnce(world, bench, replica); } catch (error) { excuse(world, error); }
      loop?.wake();
    },
    replaceFile: (next, lineage) => {
      bench.die(world.chance.between(300, 3_000));
      bench.disk = createStationDisk(next ?? undefined);
      bench.lineage = [...lineage];
      bench.numbers.clear();
      seen = null;
    },
    hearOf: (hub, nodeIds) => line.hearOf(hub, nodeIds),
    loseSocket: (hub) => { if (hub === line.hub) line.loseSocket(); },
    state: () => loop?.status() ?? null,
  };
  return bench;
}

/** Faults are expected here; anything else is a bug. */
function excuse(world: World, error: unknown): void {
  if (!(error instanceof StationCrash) && !(error instanceof DiskFull)) world.journal.fail(`bench: ${String(error)}`);
}

/** SYNC.md 3.2: a client id is minted with its file. */
function initialise(world: World, bench: Bench, tx: ReplicaTx): void {
  const isNew = tx.readMeta('client_id') === null;
  initialiseReplica(tx, world.chance.uuid());
  const clientId = tx.readMeta('client_id') ?? '';
  if (isNew && world.journal.clients.has(clientId)) world.journal.fail(`I3: ${bench.name} begins a file with the client id of another`);
  world.journal.clients.add(clientId);
}

/** I1: what the screen has shown as saved survives the power cut. */
function cutPower(world: World, bench: Bench): void {
  bench.disk.rollBack();
  const before = [...bench.disk.file.facts.keys()];
  bench.disk.cutPower(world.chance);
  const lost = before.find((op) => !bench.disk.file.facts.has(op));
  if (lost !== undefined) world.journal.fail(`I1: ${bench.name} lost the saved fact ${lost} in a power cut`);
}

type Position = { readonly epoch: string; readonly gen: string; readonly cursor: number };

/** What a screen that draws itself anew would see now. */
function observe(world: World, bench: Bench, before: Position | null): Position {
  const { meta } = bench.disk.file;
  const { gens } = world.journal;
  const now = { epoch: meta.get('epoch') ?? '', gen: meta.get('gen') ?? '', cursor: Number(meta.get('cursor') ?? 0) };
  if (before !== null && before.gen !== now.gen && gens.has(`${bench.name} ${now.gen}`)) world.journal.fail(`I5: ${bench.name} uses the generation ${now.gen} again`);
  gens.add(`${bench.name} ${now.gen}`);
  if (before !== null && before.gen === now.gen && before.epoch === now.epoch && now.cursor < before.cursor) world.journal.fail(`I5: the cursor of ${bench.name} falls from ${before.cursor} to ${now.cursor}`);
  if (before !== null && epochNumberOf(now.epoch) < epochNumberOf(before.epoch)) world.journal.fail(`I9: ${bench.name} goes back from ${before.epoch} to ${now.epoch}`);
  // A hub that has lost its history without notice, or that will lose against the other, cannot know better.
  const isFromLoser = world.hadSplit && meta.get('is_snapshot_open') === '1';
  if (world.hiddenEpoch === null && !isFromLoser && now.epoch === nameEpoch(world.hub.memory.state.epoch)) checkOverlay(world, bench);
  return now;
}

const epochNumberOf = (epoch: string): number => Number(epoch.split('-')[1] ?? 0);

/** A fact counts on the screen until the feed covers it; a refused one has its card instead. */
function isStillShown({ isCovered, outcome }: Pick<SentFact, 'isCovered' | 'outcome'>): boolean {
  return !isCovered && (outcome === null || isApplied(outcomeSchema.parse(outcome)));
}

/** I7: an order never looks less done than what this bench has saved, unless a refusal is shown. */
function checkOverlay(world: World, bench: Bench): void {
  const { file } = bench.disk;
  const told = new Set<string | null>([...file.inbox.values()].map((card) => card.orderId));
  for (const fact of file.uncovered.values()) if (fact.body.startsWith(CLOSED) && isStillShown(fact)) told.add(fact.orderId);
  for (const session of file.sessions.values()) {
    if (session.state !== 'closed' || told.has(session.orderId)) continue;
    const document = file.documents.get(`order\n${session.orderId}`);
    if (!document) continue;
    const { status } = world.documents.readOrder(document.body);
    if (status !== 'SHIPPED' && status !== 'CANCELLED') world.journal.fail(`I7: ${bench.name} closed the box of ${session.orderId}, and shows the order as ${status}`);
  }
}

/** A fact whose kind was garbled is still a box. */
const CLOSED = '{"type":"ParcelClosed"';
