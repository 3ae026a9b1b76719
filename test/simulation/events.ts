/** The disasters of a run, each at its own random times. */
import { epochNumber, nameEpoch } from '../../sync/epoch.ts';
import { createBench } from './bench.ts';
import { createHubProcess } from './hub-process.ts';
import { copyState } from './hub-state.ts';
import { actAtOffice, openLongTransaction } from './office.ts';
import { copyFile, type StationFile } from './station-disk.ts';
import type { Fault } from './swarm.ts';
import { strikes, type Bench, type World } from './world.ts';

/** `everyMs`: of the turns at which it may strike; `atMost`: its greatest probability at each. */
type Disaster = { readonly fault: Fault; readonly everyMs: number; readonly atMost: number; strike(world: World): void };

const pickBench = (world: World): Bench | undefined => world.disasterChance.pick(world.benches.filter((bench) => !bench.isRetired));
const onBench = (strike: (world: World, bench: Bench) => void) => (world: World): void => { const bench = pickBench(world); if (bench) strike(world, bench); };

export const DISASTERS: readonly Disaster[] = [
  { fault: 'partition', everyMs: 3_000, atMost: 0.6, strike: onBench(partition) },
  { fault: 'hubCrash', everyMs: 8_000, atMost: 0.3, strike: (world) => world.hub.crash(world.disasterChance.between(200, 3_000)) },
  { fault: 'longTransaction', everyMs: 2_000, atMost: 0.7, strike: (world) => openLongTransaction(world, world.disasterChance.between(200, 8_000)) },
  { fault: 'compaction', everyMs: 2_000, atMost: 0.7, strike: compact },
  { fault: 'backup', everyMs: 4_000, atMost: 0.8, strike: (world) => world.hub.startBackup(world.disasterChance.between(10, 2_000)) },
  { fault: 'restore', everyMs: 9_000, atMost: 0.4, strike: (world) => restore(world, true) },
  { fault: 'hiddenRestore', everyMs: 12_000, atMost: 0.4, strike: (world) => restore(world, false) },
  { fault: 'failover', everyMs: 12_000, atMost: 0.4, strike: (world) => failOver(world, false) },
  { fault: 'splitBrain', everyMs: 12_000, atMost: 0.4, strike: (world) => failOver(world, true) },
  { fault: 'stationCrash', everyMs: 6_000, atMost: 0.4, strike: onBench((world, bench) => bench.die(world.disasterChance.between(100, 4_000))) },
  { fault: 'diskFull', everyMs: 5_000, atMost: 0.5, strike: onBench(fillDisk) },
  { fault: 'bitRot', everyMs: 5_000, atMost: 0.5, strike: onBench(rot) },
  { fault: 'clockSkew', everyMs: 4_000, atMost: 0.6, strike: onBench((world, bench) => { bench.skewMs = world.disasterChance.between(-7_200_000, 7_200_000); }) },
  { fault: 'wrongYear', everyMs: 10_000, atMost: 0.4, strike: onBench((world, bench) => { bench.skewMs = world.disasterChance.between(-5, 1) * 365 * 86_400_000; }) },
  { fault: 'wipe', everyMs: 14_000, atMost: 0.3, strike: onBench((world, bench) => destroy(world, bench, null)) },
  { fault: 'rollBack', everyMs: 9_000, atMost: 0.4, strike: onBench(rollBack) },
  { fault: 'clone', everyMs: 16_000, atMost: 0.3, strike: onBench(cloneBench) },
  { fault: 'moveStation', everyMs: 12_000, atMost: 0.3, strike: onBench(moveStation) },
  { fault: 'revoke', everyMs: 20_000, atMost: 0.3, strike: onBench(revoke) },
];

/** Schedules everything that happens until `endMs`. */
export function scheduleEvents(world: World, endMs: number): void {
  repeat(world, endMs, 300, 2_200, () => actAtOffice(world));
  repeat(world, endMs, 1_000, 3_000, () => world.hub.refreshReplica());
  for (const disaster of DISASTERS) {
    if (world.swarm.on.has(disaster.fault)) repeat(world, endMs, disaster.everyMs / 2, disaster.everyMs * 1.5, () => { if (strikes(world, disaster.fault, disaster.atMost)) disaster.strike(world); });
  }
  // Without backups there is nothing to restore.
  const needsBackups = world.swarm.on.has('restore') || world.swarm.on.has('hiddenRestore');
  if (needsBackups) repeat(world, endMs, 2_000, 7_000, () => world.hub.startBackup(world.disasterChance.between(10, 1_000)));
  for (const bench of world.benches) scheduleWork(world, bench, endMs);
}

function scheduleWork(world: World, bench: Bench, endMs: number): void {
  const keepsCopies = world.swarm.on.has('rollBack');
  repeat(world, endMs, 250, 1_800, () => { if (!bench.isRetired) bench.work(); });
  if (keepsCopies) repeat(world, endMs, 2_000, 9_000, () => images.set(bench, { file: bench.disk.copy(), lineage: [...bench.lineage] }));
}

function repeat(world: World, endMs: number, leastMs: number, mostMs: number, work: () => void): void {
  const next = (): void => {
    const delayMs = world.disasterChance.between(leastMs, mostMs);
    if (world.time.nowMs() + delayMs < endMs) world.time.after(delayMs, () => { work(); next(); });
  };
  next();
}

function partition(world: World, bench: Bench): void {
  bench.line.isCut = true;
  bench.line.loseSocket();
  world.time.after(world.disasterChance.between(500, 15_000), () => { bench.line.isCut = false; });
}

function compact(world: World): void {
  const nodeId = world.disasterChance.pick(world.nodeIds) ?? '';
  const head = world.hub.memory.state.feeds.get(nodeId)?.head ?? 0;
  world.hub.memory.purge(nodeId, world.disasterChance.between(0, head));
}

/** `isNoticed`: the hub remembers outside of its database where it was (oms/sync/history-memory.ts). */
function restore(world: World, isNoticed: boolean): void {
  const { hub } = world;
  const backup = hub.memory.lastBackup();
  if (backup === null) return;
  const known = Math.max(epochNumber(nameEpoch(hub.memory.state.epoch)), epochNumber(nameEpoch(backup.epoch)));
  hub.memory.restore(backup);
  hub.refreshReplica();
  world.hiddenEpoch = isNoticed ? null : nameEpoch(hub.memory.state.epoch);
  hub.crash(world.disasterChance.between(300, 2_500), async () => {
    // Only what was lost without notice stays so: whoever reads the memory later finds the restore out.
    if (isNoticed) await hub.memory.store.epoch.begin(hub.memory.state.epoch, known + 1, 'restored');
  });
}

/** The replica takes over. With `isSplit` nobody has stopped the old hub, and some benches still talk to it. */
function failOver(world: World, isSplit: boolean): void {
  const old = world.hub;
  if (world.hubs.size > 1) return;
  const state = copyState(old.replica());
  const fresh = createHubProcess(world, `hub${world.hubs.size + 1}`, state);
  const backup = old.memory.lastBackup();
  if (backup !== null) fresh.memory.completeBackup(backup);
  world.hubs.add(fresh);
  world.hub = fresh;
  state.epoch = { systemId: state.epoch.systemId, number: state.epoch.number + 1, nonce: world.disasterChance.uuid().slice(0, 8) };
  world.hiddenEpoch = null;
  const switchLine = (bench: Bench): void => { bench.line.loseSocket(); bench.line.hub = world.hub; };
  world.hadSplit ||= isSplit;
  if (!isSplit) { old.retire(); for (const bench of world.benches) switchLine(bench); return; }
  for (const bench of world.benches) if (world.disasterChance.is(0.6)) switchLine(bench);
  for (let turn = 0; turn < 4; turn += 1) {
    world.time.after(world.disasterChance.between(1_000, 10_000), () => { const bench = pickBench(world); if (bench && world.hubs.has(old)) { bench.line.loseSocket(); bench.line.hub = bench.line.hub === old ? world.hub : old; } });
  }
  world.time.after(world.disasterChance.between(4_000, 12_000), () => endSplit(world, old));
}

export function endSplit(world: World, old: World['hub']): void {
  if (!world.hubs.has(old) || old === world.hub) return;
  old.retire();
  for (const bench of world.benches) if (bench.line.hub === old) { bench.line.loseSocket(); bench.line.hub = world.hub; }
}

function fillDisk(world: World, bench: Bench): void {
  const { disk } = bench;
  disk.isFull = true;
  world.time.after(world.disasterChance.between(500, 6_000), () => { disk.isFull = false; });
}

/** The disk lies: a body, its hash or a sum is not what was written. */
function rot(world: World, bench: Bench): void {
  const { documents, buckets } = bench.disk.file;
  const key = world.disasterChance.pick([...documents.keys()]);
  const row = key === undefined ? undefined : documents.get(key);
  const bucket = world.disasterChance.pick([...buckets.values()]);
  const kind = world.disasterChance.between(0, 2);
  if (kind === 0 && row && key !== undefined) documents.set(key, { ...row, body: `${row.body} ` });
  if (kind === 1 && row && key !== undefined) documents.set(key, { ...row, hash: row.hash ^ 1 });
  if (kind === 2 && bucket) buckets.set(bucket.bucket, { ...bucket, sum: bucket.sum + 1 });
}

type Image = { readonly file: StationFile; readonly lineage: readonly string[] };
const images = new WeakMap<Bench, Image>();

function rollBack(world: World, bench: Bench): void {
  const image = images.get(bench);
  if (image) destroy(world, bench, image);
}

/** What only this disk had is gone, unless a backup of the hub has it: that must never be lost. */
function destroy(world: World, bench: Bench, image: Image | null): void {
  const kept = new Set([...(image?.file.facts.keys() ?? []), ...world.benches.filter((other) => other !== bench).flatMap((other) => [...other.disk.file.facts.keys()])]);
  const backup = world.hub.memory.lastBackup();
  for (const op of bench.lineage) {
    const fact = world.journal.saved.get(op);
    if (fact && !kept.has(op) && backup?.log.has(op) !== true && backup?.quarantine.has(op) !== true) fact.isDestroyed = true;
  }
  bench.replaceFile(image === null ? null : copyFile(image.file), image?.lineage ?? []);
}

/** Two machines that believe to be the same bench. */
function cloneBench(world: World, bench: Bench): void {
  if (world.benches.length >= 5) return;
  const copy = createBench(world, `${bench.name}'`, bench.stationId, bench.disk.copy());
  copy.lineage = [...bench.lineage];
  copy.line.hub = bench.line.hub;
  world.benches.push(copy);
  copy.boot();
  scheduleWork(world, copy, world.healAtMs);
}

function changeStation(world: World, bench: Bench, change: (row: { readonly stationId: string; readonly nodeId: string; readonly isRevoked: boolean }) => { readonly stationId: string; readonly nodeId: string; readonly isRevoked: boolean }): void {
  const { stations } = world.hub.memory.state;
  const row = stations.get(bench.stationId);
  if (row) stations.set(bench.stationId, change(row));
}

function moveStation(world: World, bench: Bench): void {
  changeStation(world, bench, (row) => ({ ...row, nodeId: world.nodeIds.find((nodeId) => nodeId !== row.nodeId) ?? row.nodeId }));
}

function revoke(world: World, bench: Bench): void {
  const left = [...world.hub.memory.state.stations.values()].filter((row) => !row.isRevoked);
  if (left.length > 1) changeStation(world, bench, (row) => ({ ...row, isRevoked: true }));
}
