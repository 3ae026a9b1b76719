/** SYNC.md I1 to I10 and the blueprint's promises 1, 2, 3, 8 and 9, after the faults have stopped. */
import { isApplied } from '../../domain/wire/sync.ts';
import { epochToTell, nameEpoch } from '../../sync/epoch.ts';
import { projectOne, type HubState } from './hub-state.ts';
import type { Bench, World } from './world.ts';

/** Every bench has greeted its hub by then. */
const GREET_MS = 36_000;

/** What is not at rest yet; null when everything is. I6, I10. */
export function findUnrest(world: World): string | null {
  const { memory } = world.hub;
  if (!memory.isUp) return 'the hub is down';
  // Found out by the next greeting of a bench, every 30 s; or nobody had seen what is lost.
  if (world.hiddenEpoch !== null && world.time.nowMs() < world.healAtMs + GREET_MS) return 'a restore may still be found out';
  if (memory.state.dirty.length > 0) return `${memory.state.dirty.length} dirty keys`;
  for (const bench of world.benches) {
    const unrest = bench.isRetired ? null : findBenchUnrest(bench, memory.state);
    if (unrest !== null) return `${bench.name}: ${unrest}`;
  }
  return null;
}

function findBenchUnrest({ disk: { file }, replica, stationId }: Bench, state: HubState): string | null {
  if (replica === null) return 'is down';
  const station = state.stations.get(stationId);
  const mine = file.meta.get('epoch') ?? null;
  const wanted = epochToTell(station ?? { isRevoked: false }, mine, nameEpoch(state.epoch));
  if (mine !== wanted) return `follows ${mine ?? 'nobody'}, not ${wanted}`;
  if (file.pending.size > 0) return `${file.pending.size} facts pending`;
  // A revoked bench gives its facts away and gets nothing.
  if (!station || station.isRevoked) return null;
  const feed = state.feeds.get(station.nodeId);
  if (!feed) return 'has no node';
  if (file.uncovered.size > 0) return `${file.uncovered.size} facts not covered`;
  const live = [...feed.rows.values()].filter((row) => !row.isDeleted);
  if (live.length !== file.documents.size) return `${file.documents.size} documents, the hub has ${live.length}`;
  for (const row of live) {
    const mine = file.documents.get(`${row.type}\n${row.id}`);
    if (mine?.hash !== row.hash || mine.body !== row.body) return `${row.type} ${row.id} differs`;
  }
  const sums = [...file.buckets.values()].filter((sum) => sum.count > 0);
  const theirs = new Map([...feed.sums.values()].filter((sum) => sum.count > 0).map((sum) => [sum.bucket, sum]));
  if (sums.length !== theirs.size || sums.some((sum) => theirs.get(sum.bucket)?.count !== sum.count || theirs.get(sum.bucket)?.sum !== sum.sum)) return 'sums differ';
  return replica.listWantedBlobs(1).length > 0 ? 'label bytes are missing' : null;
}

export function checkInvariants(world: World): void {
  const { state } = world.hub.memory;
  checkLog(world, state);
  checkFeed(world, state);
  checkSaved(world, state);
  checkBoxes(world, state);
  for (const bench of world.benches) checkBench(world, bench, state);
}

/** I2, I3: each fact logged once, its effect once, each client's numbers at or below its last. */
function checkLog({ journal }: World, state: HubState): void {
  const numbers = new Set<string>();
  for (const row of state.log.values()) {
    const number = `${row.clientId}:${row.mid}`;
    if (numbers.has(number)) journal.fail(`I3: number ${number} was used twice`);
    numbers.add(number);
    if (row.mid > (state.clients.get(row.clientId)?.lastMid ?? 0)) journal.fail(`I3: ${number} is above its client's last`);
    const effects = state.effects.get(row.op) ?? 0;
    const wanted = row.outcome === 'dead_letter' || row.outcome === 'held' || row.outcome === 'rejected_invalid' || row.mutation.orderId === null ? 0 : 1;
    if (effects !== wanted) journal.fail(`I2: ${row.op} (${row.outcome}) had its effect ${effects} times`);
    const waitsFor = row.mutation.orderId === null ? undefined : state.condemned.get(row.mutation.orderId);
    const before = waitsFor === undefined ? undefined : state.log.get(waitsFor);
    // Pushes of two files about one order may cross; which of them is later nobody can say.
    const isBehind = before?.clientId === row.clientId && before.position < row.position;
    if (isBehind && row.outcome !== 'held') journal.fail(`SYNC 2.2: ${row.op} (${row.outcome}) did not wait behind ${waitsFor ?? ''}`);
    if (!isApplied(row.outcome) && !state.tasks.has(row.op)) journal.fail(`I4: ${row.op} (${row.outcome}) is no task at the office`);
  }
}

/** I8, promise 8: the feed is what the database says. */
function checkFeed({ journal, documents }: World, state: HubState): void {
  const wanted = new Map<string, string>();
  for (const id of state.orders.keys()) for (const one of projectOne(state, 'order', id, (order) => documents.write(order))) wanted.set(`${one.nodeId}\n${one.type}\n${one.id}`, one.body);
  for (const id of state.products.keys()) for (const one of projectOne(state, 'product', id, (order) => documents.write(order))) wanted.set(`${one.nodeId}\n${one.type}\n${one.id}`, one.body);
  for (const [nodeId, feed] of state.feeds) {
    for (const row of feed.rows.values()) {
      const key = `${nodeId}\n${row.type}\n${row.id}`;
      if (!row.isDeleted && wanted.get(key) !== row.body) journal.fail(`I8: the feed of ${nodeId} is behind on ${row.type} ${row.id}`);
      if (!row.isDeleted) wanted.delete(key);
    }
  }
  for (const key of wanted.keys()) journal.fail(`I8: the feed lacks ${key.replaceAll('\n', ' ')}`);
}

/** I1, promise 1: what was shown as saved is at the office, unless its only copy was on a disk that is gone. */
function checkSaved({ journal, swarm, benches }: World, state: HubState): void {
  for (const fact of journal.saved.values()) {
    if (fact.isDestroyed || state.log.has(fact.op) || state.quarantine.has(fact.op)) continue;
    // Known gap: a bench that is revoked cannot make the hub find out that a backup was put back. Its file still has the fact.
    if (swarm.on.has('hiddenRestore') && state.stations.get(fact.stationId)?.isRevoked === true && benches.some((bench) => bench.disk.file.facts.has(fact.op))) continue;
    journal.fail(`I1: ${fact.kind} ${fact.op} of ${fact.stationId} (order ${fact.orderId ?? 'none'}) is lost`);
  }
}

/** Promises 2 and 3: one box of an order is the rightful one; any other contradicts, and somebody is told. */
function checkBoxes({ journal }: World, state: HubState): void {
  const rightful = new Map<string, string>();
  for (const { op, orderId, trackingNumber } of journal.boxes) {
    const row = state.log.get(op);
    if (!row || !isApplied(row.outcome)) continue;
    const other = rightful.get(orderId);
    if (other !== undefined) journal.fail(`promise 3: ${orderId} is in two boxes, ${other} and ${op}, and nobody is told`);
    rightful.set(orderId, op);
    const shipped = state.orders.get(orderId)?.part.shipment?.trackingNumber;
    if (shipped !== trackingNumber) journal.fail(`promise 2: ${orderId} left with ${trackingNumber}, the office says ${shipped ?? 'not at all'}`);
  }
}

/** I4, I5 and the order of facts, by file. */
function checkBench({ journal }: World, bench: Bench, state: HubState): void {
  let last = 0;
  for (const op of bench.lineage) {
    const row = state.log.get(op);
    if (!row) continue;
    if (row.position <= last) journal.fail(`promise 2: ${op} of ${bench.name} was applied out of order`);
    last = row.position;
    if (isApplied(row.outcome)) continue;
    const card = bench.disk.file.inbox.get(op);
    if (card?.outcome !== row.outcome) journal.fail(`I4: ${bench.name} has no card for ${op} (${row.outcome}, shown ${card?.outcome ?? 'nothing'})`);
  }
  const { file } = bench.disk;
  for (const fact of file.facts.values()) {
    const row = state.log.get(fact.opId);
    if (row && fact.outcome !== row.outcome) journal.fail(`I4: ${bench.name} believes that ${fact.opId} is ${fact.outcome ?? 'open'}, the office says ${row.outcome}`);
  }
}
