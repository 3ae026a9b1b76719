/** An OMS process over its database: answers calls, runs the sequencer, dies and comes back. */
import { acceptPush } from '../../sync/hub/accept-push.ts';
import { answerHello } from '../../sync/hub/answer-hello.ts';
import type { Caller } from '../../sync/hub/hub-store.ts';
import { compareBuckets, readPage, readRowsByKey } from '../../sync/hub/read-page.ts';
import { runSequencerStep } from '../../sync/hub/sequence.ts';
import { nameEpoch } from '../../sync/epoch.ts';
import { rowHash } from '../../domain/wire/row-hash.ts';
import type { PullPage } from '../../domain/wire/sync.ts';
import { err, ok } from '../../domain/result.ts';
import type { Call, Reply, TransportError } from '../../sync/ports.ts';
import { createMemoryHub, HubCrash, type MemoryHub } from './memory-hub.ts';
import { copyState, type HubState } from './hub-state.ts';
import { labelText } from './memory-replica.ts';
import { EPOCH_START_MS, strikes, type HubProcess, type World } from './world.ts';

const POLL_MS = 250;
/** Without one of these no hub may begin another history. */
const LOSES_HISTORY = ['restore', 'hiddenRestore', 'failover', 'splitBrain'] as const;
/** Without one of these no comparison may find anything: rot, a history lost without notice, a hub that loses against another. */
const MAY_DIFFER = ['bitRot', 'hiddenRestore', 'splitBrain'] as const;

export function createHubProcess(world: World, name: string, state: HubState): HubProcess {
  const { time, journal } = world;
  let isRetired = false;
  let watermark = emptyWatermark();
  const crashPoint = (point: string): void => {
    if (!strikes(world, 'hubCrash', 0.012)) return;
    journal.trace(`${name} dies at ${point}`);
    hub.crash(world.chance.between(200, 2_500));
    throw new HubCrash(point);
  };
  const watch = (): void => { watermark = checkWatermark(world, memory.state, watermark); };
  const memory: MemoryHub = createMemoryHub(state, {
    crashPoint, newNonce: () => world.chance.uuid().slice(0, 8), isPoisonous: (fact) => world.poison.has(fact.op), documents: world.documents, keysPerStep: world.keysPerStep,
    pause: (point) => (strikes(world, 'slowCommit', 0.25) ? time.sleep(world.chance.between(1, point === 'hub.sequencer' ? 600 : 1_500)) : Promise.resolve()),
    onCommit: () => { watch(); stepSoon(); },
  });
  const stepSoon = createSequencing(world, () => hub, () => isRetired, watch);
  const hub: HubProcess = {
    name, memory,
    answer: async (stationId, call) => {
      if (!memory.isUp) return null;
      const { incarnation } = memory;
      const { epoch } = memory.state;
      const reply = await answerCall(world, memory, stationId, call).catch((error: unknown) => {
        noteBug(world, error);
        return error instanceof HubCrash ? null : failed(call, { code: 'server', message: String(error) });
      });
      if (memory.state.epoch !== epoch && !LOSES_HISTORY.some((fault) => world.swarm.on.has(fault))) journal.fail(`I9: ${name} begins another history though nothing was lost`);
      // Another history: every bench is told at once.
      if (memory.isUp && memory.state.epoch !== epoch) for (const bench of world.benches) bench.hearOf(hub, new Set(world.nodeIds));
      return memory.incarnation === incarnation ? reply : null;
    },
    crash: (downMs, onStart) => {
      memory.kill();
      watermark = emptyWatermark();
      for (const bench of world.benches) bench.loseSocket(hub);
      if (isRetired) return;
      const { incarnation } = memory;
      time.after(downMs, () => time.spawn(async () => {
        if (isRetired || memory.incarnation !== incarnation) return;
        await onStart?.();
        memory.isUp = true;
        stepSoon();
      }));
    },
    retire: () => { isRetired = true; memory.kill(); world.hubs.delete(hub); for (const bench of world.benches) bench.loseSocket(hub); },
    ...createCopies(world, memory, () => isRetired || world.hub !== hub),
  };
  stepSoon();
  return hub;
}

/** The sequencer of a process. Returns what makes it work soon. */
function createSequencing(world: World, hub: () => HubProcess, isRetired: () => boolean, watch: () => void): () => void {
  const { time } = world;
  let isStepDue = false;
  let isPolling = false;
  const stepSoon = (): void => {
    if (isStepDue) return;
    isStepDue = true;
    time.after(4, () => { isStepDue = false; time.spawn(step); });
  };
  // What waits for the horizon is looked at again and again; without it nothing is to be done.
  const pollLater = (): void => {
    if (isPolling || hub().memory.state.dirty.length === 0) return;
    isPolling = true;
    time.after(POLL_MS, () => { isPolling = false; if (!isRetired()) time.spawn(step); });
  };
  const step = async (): Promise<void> => {
    if (!hub().memory.isUp || hub().memory.state.dirty.length === 0) { pollLater(); return; }
    const { incarnation } = hub().memory;
    try {
      const { isFull, nodeIds } = await runSequencerStep(hub().memory.store, world.documents.sha256);
      if (hub().memory.incarnation !== incarnation) return;
      watch();
      for (const bench of world.benches) bench.hearOf(hub(), nodeIds);
      if (isFull || hub().memory.state.dirty.length > world.keysPerStep) stepSoon();
    } catch (error) {
      noteBug(world, error);
    }
    pollLater();
  };
  return stepSoon;
}

/** Replica and backups. `isOver`: only the hub that will be left may call anything safe. */
function createCopies({ time }: World, memory: MemoryHub, isOver: () => boolean): Pick<HubProcess, 'replica' | 'refreshReplica' | 'startBackup'> {
  let replica = memory.copy();
  let [replicaAtMs, backupAtMs] = [time.nowMs(), Number.NEGATIVE_INFINITY];
  return {
    replica: () => replica,
    refreshReplica: () => { replica = memory.copy(); replicaAtMs = time.nowMs(); },
    startBackup: (durationMs) => {
      const [copy, atMs, { incarnation }] = [memory.copy(), time.nowMs(), memory];
      time.after(durationMs, () => {
        // A crash ends it, a restore all the more; and the one that was begun last counts.
        if (isOver() || memory.incarnation !== incarnation || backupAtMs > atMs) return;
        backupAtMs = atMs;
        memory.completeBackup(copy);
        if (replicaAtMs < atMs) { replica = copyState(copy); replicaAtMs = atMs; }
      });
    },
  };
}

/** Deadlocks and crashes are faults; what the code itself calls impossible is a bug. */
function noteBug(world: World, error: unknown): void {
  if (error instanceof Error && !(error instanceof HubCrash) && (error.message.startsWith('Invariant broken') || error instanceof TypeError)) world.journal.fail(`hub: ${error.message}`);
}

async function answerCall(world: World, { store, state }: MemoryHub, stationId: string, call: Call): Promise<Reply> {
  if (world.journal.counts.calls > world.stormCalls) world.journal.fail('I10: a storm of calls');
  const station = state.stations.get(stationId);
  if (!station) return failed(call, { code: 'unauthorized', message: 'who is there?' });
  const caller: Caller = station;
  const hubAtMs = EPOCH_START_MS + Math.round(world.time.nowMs());
  if (call.kind === 'hello') {
    const hello = await answerHello(store, caller, call.request, hubAtMs);
    return hello === null ? failed(call, { code: 'version', message: 'too old' }) : { kind: 'hello', answer: ok(hello) };
  }
  if (call.kind === 'push') return { kind: 'push', answer: ok(await acceptPush(store, caller, call.request, () => undefined)) };
  if (caller.isRevoked) return failed(call, { code: 'unauthorized', message: 'This station was revoked.' });
  switch (call.kind) {
    case 'pull': {
      const page = await readPage(store, caller, { ...call.query, limit: Math.min(call.query.limit, world.pageRows) });
      if (!('reset' in page)) checkPage(world, page, call.query.cursor);
      return { kind: 'pull', answer: ok(page) };
    }
    case 'verify':
      if (!MAY_DIFFER.some((fault) => world.swarm.on.has(fault))) world.journal.fail(`I6: ${stationId} has caught up, and its sums differ`);
      return { kind: 'verify', answer: ok(await compareBuckets(store, caller, call.sums)) };
    case 'fetch': return { kind: 'fetch', answer: ok(await readRowsByKey(store, caller, call.keys.map(([type, id]) => ({ type, id })))) };
    case 'blob': return answerBlob(state, caller, call);
    case 'report': return { kind: 'report', answer: ok(null) };
    default: throw new TypeError('Invariant broken: an unknown call');
  }
}

/** Label bytes go to the holder of the lease alone. */
function answerBlob(state: HubState, caller: Caller, call: Extract<Call, { kind: 'blob' }>): Reply {
  const order = state.orders.get(call.sha256.split('/')[0] ?? '');
  const label = order?.part.labels.find((one) => one.trackingNumber === call.sha256);
  if (!label || label.isVoid || order?.part.lease?.stationId !== caller.stationId) return failed(call, { code: 'not_found', message: 'not yours' });
  return { kind: 'blob', answer: ok({ bytes: new TextEncoder().encode(labelText(call.sha256).slice(call.fromByte)), isLast: true }) };
}

/** The same error in the shape of the call's reply. */
export function failed(call: Call, error: TransportError): Reply {
  return { kind: call.kind, answer: err(error) };
}

/** On every page: continuity, order and hashes, with other eyes than the station's. */
function checkPage(world: World, page: PullPage, cursor: number): void {
  world.journal.counts.pages += 1;
  world.journal.counts.rows += page.rows.length;
  if (page.from !== cursor || page.to < page.from || (!page.more && page.to !== page.head)) world.journal.fail(`I5: page ${page.from}..${page.to} of ${page.head} for cursor ${cursor}`);
  let last = page.from;
  for (const [seq, type, id, , hash, isDeleted, body] of page.rows) {
    if (seq <= last || seq > page.to) world.journal.fail(`I5: row ${seq} after ${last} in page ${page.from}..${page.to}`);
    last = seq;
    if (!isDeleted && (body === null || rowHash(body, world.documents.sha256) !== hash)) world.journal.fail(`I6: the hash of ${type} ${id} is wrong`);
  }
}

type Watermark = { readonly epoch: string; readonly heads: ReadonlyMap<string, number>; readonly mids: ReadonlyMap<string, number> };
const emptyWatermark = (): Watermark => ({ epoch: '', heads: new Map(), mids: new Map() });

/** I9: within a history, no head and no last mid ever falls. A process that was restored starts anew. */
function checkWatermark(world: World, state: HubState, before: Watermark): Watermark {
  const now: Watermark = {
    epoch: nameEpoch(state.epoch), heads: new Map([...state.feeds].map(([nodeId, feed]) => [nodeId, feed.head])), mids: new Map([...state.clients].map(([clientId, client]) => [clientId, client.lastMid])),
  };
  if (now.epoch !== before.epoch) return now;
  for (const [nodeId, head] of before.heads) if ((now.heads.get(nodeId) ?? 0) < head) world.journal.fail(`I9: the head of ${nodeId} falls from ${head}`);
  for (const [clientId, mid] of before.mids) if ((now.mids.get(clientId) ?? 0) < mid) world.journal.fail(`I9: the last mid of ${clientId} falls from ${mid}`);
  return now;
}
