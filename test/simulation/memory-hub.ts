/** HubStore in memory: transactions that stay open and commit out of order, row locks, crashes, backups and restores. */
import { evolvePart } from '../../domain/fulfillment/part-state.ts';
import { decideFact } from '../../domain/fulfillment/decide-fact.ts';
import { must } from '../../domain/assert.ts';
import type { FactBody } from '../../domain/packing/facts.ts';
import { bucketOf } from '../../domain/wire/row-hash.ts';
import { isApplied, type Mutation } from '../../domain/wire/sync.ts';
import type { Caller, ClientRow, DirtyKey, EpochRow, FactOutcome, FeedTx, FeedWrite, HubStore, LoggedFact, PushTx, SequencerTx } from '../../sync/hub/hub-store.ts';
import { copyState, keyOf, projectOne, purgeTombstones, readFeedRows, writeFeedRow, type HubOrder, type HubState, type LogRow, type Task } from './hub-state.ts';
import type { Documents } from './documents.ts';

/** The process dies here; what it had not committed is gone. */
export class HubCrash extends Error {}
/** A row that another transaction has locked. */
export class Busy extends Error {}

export type HubHooks = {
  /** Throws a HubCrash when the process dies here. */
  readonly crashPoint: (name: string) => void;
  /** A transaction that takes its time: commits out of order come from here. */
  readonly pause: (name: string) => Promise<void>;
  readonly newNonce: () => string;
  readonly isPoisonous: (fact: Mutation) => boolean;
  readonly onCommit: () => void;
  /** A step of the sequencer takes no more keys than this. */
  readonly keysPerStep: number;
  readonly documents: Documents;
};

/** An open transaction: what it wrote is nobody else's to see. */
export type OpenTx = {
  readonly xid: bigint; isDead: boolean;
  orders: Map<string, HubOrder>; products: Map<string, number>; clients: Map<string, ClientRow>; log: LogRow[]; dirty: DirtyKey[]; tasks: Map<string, Task>; effects: string[];
  readonly quarantine: Map<string, Mutation>;
};

export type MemoryHub = {
  readonly store: HubStore;
  state: HubState;
  isUp: boolean;
  /** Counts process starts: an answer of a dead process never travels. */
  incarnation: number;
  begin(): OpenTx;
  lock(tx: OpenTx, key: string): void;
  touch(tx: OpenTx, type: DirtyKey['type'], id: string): void;
  commit(tx: OpenTx): void;
  abort(tx: OpenTx): void;
  kill(): void;
  /** A copy of what is committed. It counts as a backup once `completeBackup` was called with it. */
  copy(): HubState;
  completeBackup(backup: HubState): void;
  lastBackup(): HubState | null;
  restore(backup: HubState): void;
  purge(nodeId: string, upTo: number): void;
};

export function createMemoryHub(initial: HubState, hooks: HubHooks): MemoryHub {
  const open = new Set<OpenTx>();
  const locks = new Map<string, OpenTx>();
  let backup: HubState | null = null;
  let isSequencing = false;
  const release = (tx: OpenTx): void => {
    open.delete(tx);
    for (const [key, holder] of locks) if (holder === tx) locks.delete(key);
  };
  const hub: MemoryHub = {
    state: initial, isUp: true, incarnation: 1,
    begin: () => {
      const tx: OpenTx = { xid: hub.state.nextXid, isDead: false, orders: new Map(), products: new Map(), clients: new Map(), log: [], dirty: [], tasks: new Map(), effects: [], quarantine: new Map() };
      hub.state.nextXid += 1n;
      open.add(tx);
      return tx;
    },
    lock: (tx, key) => {
      const holder = locks.get(key);
      if (holder !== undefined && holder !== tx) throw new Busy(`${key} is locked`);
      locks.set(key, tx);
    },
    touch: (tx, type, id) => {
      tx.dirty.push({ xid: tx.xid, seq: hub.state.nextSeq, type, id });
      hub.state.nextSeq += 1;
    },
    commit: (tx) => {
      if (tx.isDead) throw new HubCrash('the transaction died with its process');
      applyTx(hub.state, tx);
      release(tx);
      hooks.onCommit();
    },
    abort: release,
    kill: () => {
      for (const tx of open) tx.isDead = true;
      open.clear();
      locks.clear();
      isSequencing = false;
      hub.isUp = false;
      hub.incarnation += 1;
    },
    copy: () => copyState(hub.state),
    completeBackup: (made) => { backup = made; },
    lastBackup: () => backup,
    restore: (from) => { hub.kill(); hub.state = copyState(from); },
    purge: (nodeId, upTo) => { if (!isSequencing) purgeTombstones(hub.state, nodeId, upTo); },
    store: { epoch: createEpochStore(() => hub.state, hooks), ...createStore(() => hub, hooks, { open, isSequencing: () => isSequencing, setSequencing: (is) => { isSequencing = is; }, backup: () => backup }) },
  };
  return hub;
}

type Shared = { readonly open: ReadonlySet<OpenTx>; isSequencing(): boolean; setSequencing(is: boolean): void; backup(): HubState | null };

function createStore(hub: () => MemoryHub, hooks: HubHooks, shared: Shared): Omit<HubStore, 'epoch'> {
  return {
    inPush: async (caller, work) => {
      const tx = hub().begin();
      try {
        const result = await work(createPushTx(hub(), tx, caller, hooks));
        await hooks.pause('hub.push');
        hooks.crashPoint('hub.push.before-commit');
        hub().commit(tx);
        hooks.crashPoint('hub.push.after-commit');
        return result;
      } finally {
        hub().abort(tx);
      }
    },
    inSequencer: async (work) => {
      if (shared.isSequencing()) throw new Busy('another sequencer');
      shared.setSequencing(true);
      const { incarnation } = hub();
      const horizon = [...shared.open].reduce((least, tx) => (tx.xid < least ? tx.xid : least), hub().state.nextXid);
      const step: Step = { horizon, deleted: new Set(), writes: [], heads: null, covers: new Map() };
      try {
        const result = await work(createSequencerTx(hub().state, step, hooks));
        await hooks.pause('hub.sequencer');
        if (hub().incarnation !== incarnation) throw new HubCrash('the sequencer died with its process');
        hooks.crashPoint('hub.sequencer.before-commit');
        applyStep(hub().state, step);
        hooks.crashPoint('hub.sequencer.after-commit');
        return result;
      } finally {
        if (hub().incarnation === incarnation) shared.setSequencing(false);
      }
    },
    inFeed: (work) => work(createFeedTx(hub().state, hooks)),
    quarantine: async (_caller, _clientId, mutations) => {
      const tx = hub().begin();
      const known = mutations.flatMap((fact) => hub().state.log.get(fact.op) ?? []);
      for (const fact of mutations) if (!hub().state.quarantine.has(fact.op) && !hub().state.log.has(fact.op)) tx.quarantine.set(fact.op, fact);
      try {
        await hooks.pause('hub.quarantine');
        hub().commit(tx);
        return { last: mutations.at(-1)?.mid ?? 0, known };
      } finally { hub().abort(tx); }
    },
    readSafeMid: (clientId) => Promise.resolve(shared.backup()?.clients.get(clientId)?.lastMid ?? 0),
  };
}

function createEpochStore(read: () => HubState, hooks: HubHooks): HubStore['epoch'] {
  return {
    read: () => Promise.resolve(read().epoch),
    begin: (after: EpochRow, number: number) => {
      const state = read();
      if (state.epoch === after) state.epoch = { systemId: after.systemId, number, nonce: hooks.newNonce() };
      return Promise.resolve();
    },
  };
}

function applyTx(state: HubState, tx: OpenTx): void {
  for (const row of tx.log) if (state.log.has(row.op)) throw new Busy(`op ${row.op} was logged meanwhile`);
  for (const [id, order] of tx.orders) state.orders.set(id, order);
  for (const [id, rev] of tx.products) state.products.set(id, rev);
  for (const [id, client] of tx.clients) state.clients.set(id, { ...client, coveredMid: state.clients.get(id)?.coveredMid ?? 0 });
  for (const row of tx.log) {
    state.log.set(row.op, { ...row, position: state.log.size + 1 });
    state.opOfNumber.set(`${row.clientId}:${row.mid}`, row.op);
    if (row.outcome === 'dead_letter' && row.mutation.orderId !== null) state.condemned.set(row.mutation.orderId, row.op);
  }
  for (const [op, task] of tx.tasks) state.tasks.set(op, task);
  for (const op of tx.effects) state.effects.set(op, (state.effects.get(op) ?? 0) + 1);
  for (const [op, fact] of tx.quarantine) state.quarantine.set(op, fact);
  if (tx.dirty.length > 0) state.dirty = [...state.dirty, ...tx.dirty];
}

function createPushTx(hub: MemoryHub, tx: OpenTx, caller: Caller, hooks: HubHooks): PushTx {
  return {
    lockClient: async (clientId, stationId) => {
      hub.lock(tx, `client:${clientId}`);
      const known = tx.clients.get(clientId) ?? hub.state.clients.get(clientId);
      if (known) return known;
      const row: ClientRow = { clientId, stationId, lastMid: 0, coveredMid: 0 };
      tx.clients.set(clientId, row);
      return row;
    },
    readLogged: async (clientId, mids, ops) => {
      const found = new Map<string, LoggedFact>();
      const wanted = [...mids.map((mid) => hub.state.opOfNumber.get(`${clientId}:${mid}`)), ...ops];
      for (const op of wanted) {
        const row = op === undefined ? undefined : hub.state.log.get(op);
        if (row) found.set(row.op, row);
      }
      return [...found.values()];
    },
    readCondemned: async (orderIds) => new Set(orderIds.filter((id) => hub.state.condemned.has(id))),
    applyFacts: async (facts) => facts.map((fact) => applyOne(hub, tx, caller, fact, hooks)),
    attempt: async (work) => {
      const [orders, tasks, effects, dirty] = [new Map(tx.orders), new Map(tx.tasks), [...tx.effects], [...tx.dirty]];
      try {
        return await work();
      } catch (error) {
        Object.assign(tx, { orders, tasks, effects, dirty });
        throw error;
      }
    },
    isTransient: (error) => error instanceof Busy || error instanceof HubCrash,
    log: async (clientId, entries) => {
      hooks.crashPoint('hub.push.before-log');
      for (const { mutation, outcome, detail } of entries) {
        hub.lock(tx, `op:${mutation.op}`);
        if (hub.state.log.has(mutation.op) || hub.state.opOfNumber.has(`${clientId}:${mutation.mid}`)) throw new Error(`Invariant broken: UNIQUE constraint failed: sync.mutation ${clientId}:${mutation.mid}`);
        tx.log.push({ clientId, mid: mutation.mid, op: mutation.op, stationId: caller.stationId, mutation, outcome, detail, position: 0 });
        if (!isApplied(outcome) && !tx.tasks.has(mutation.op)) tx.tasks.set(mutation.op, { op: mutation.op, orderId: mutation.orderId, kind: outcome });
      }
    },
    setLastMid: async (clientId, lastMid) => {
      tx.clients.set(clientId, { ...must(tx.clients.get(clientId) ?? hub.state.clients.get(clientId), 'client'), lastMid });
      hub.touch(tx, 'client', `${clientId}:${lastMid}`);
    },
  };
}

/** The product's own rules (domain/fulfillment) on one order's part. */
function applyOne(hub: MemoryHub, tx: OpenTx, caller: Caller, fact: Mutation, hooks: HubHooks): FactOutcome {
  if (hooks.isPoisonous(fact)) throw new Error('a fact that nobody foresaw');
  const body = fact.body as FactBody;
  if (body.type !== fact.kind) return { outcome: 'rejected_invalid', detail: { problem: 'kind and body disagree' } };
  if (fact.orderId === null) return { outcome: 'applied', detail: null };
  hub.lock(tx, `order:${fact.orderId}`);
  const order = tx.orders.get(fact.orderId) ?? hub.state.orders.get(fact.orderId);
  const decision = decideFact(order?.part ?? null, { opId: fact.op, stationId: caller.stationId, stationName: caller.stationId, occurredAt: '', baseRev: fact.baseRev, fence: fact.fence, body });
  tx.effects.push(fact.op);
  const changes = decision.changes.filter((change) => change.type !== 'Noted' && change.type !== 'TaskOpened');
  for (const change of decision.changes) if (change.type === 'TaskOpened') tx.tasks.set(fact.op, { op: fact.op, orderId: fact.orderId, kind: change.kind });
  if (order && changes.length > 0) {
    tx.orders.set(fact.orderId, { ...order, part: evolvePart(order.part, changes) });
    hub.touch(tx, 'order', fact.orderId);
  }
  return { outcome: decision.outcome, detail: decision.detail };
}

type Step = { readonly horizon: bigint; readonly deleted: Set<DirtyKey>; writes: readonly FeedWrite[]; heads: ReadonlyMap<string, number> | null; covers: ReadonlyMap<string, number> };

function createSequencerTx(state: HubState, step: Step, hooks: HubHooks): SequencerTx {
  return {
    readDirty: async (limit) => ({ horizon: step.horizon, keys: state.dirty.toSorted((a, b) => (a.xid === b.xid ? a.seq - b.seq : a.xid < b.xid ? -1 : 1)).slice(0, Math.min(limit, hooks.keysPerStep)) }),
    deleteDirty: async (keys) => { for (const key of keys) step.deleted.add(key); },
    projectDocuments: async (keys) => ({ documents: keys.flatMap(({ type, id }) => projectOne(state, type, id, (order) => hooks.documents.write(order))), refused: [] }),
    readFeedStates: async (keys) => keys.flatMap(({ type, id }) => [...(state.feedStates.get(keyOf(type, id))?.values() ?? [])]),
    readHeads: async () => new Map([...state.feeds].map(([nodeId, feed]) => [nodeId, feed.head])),
    writeFeed: async (rows, heads) => { hooks.crashPoint('hub.sequencer.mid-batch'); step.writes = rows; step.heads = heads; },
    coverClients: async (covers) => {
      step.covers = covers;
      return [...covers].flatMap(([clientId, mid]) => {
        const client = state.clients.get(clientId);
        return client && client.coveredMid < mid ? [state.stations.get(client.stationId)?.nodeId ?? ''] : [];
      });
    },
  };
}

function applyStep(state: HubState, step: Step): void {
  if (step.deleted.size > 0) state.dirty = state.dirty.filter((key) => !step.deleted.has(key));
  for (const row of step.writes) writeFeedRow(state, row);
  for (const [nodeId, head] of step.heads ?? []) {
    const feed = state.feeds.get(nodeId);
    if (feed) feed.head = head;
  }
  for (const [clientId, mid] of step.covers) {
    const client = state.clients.get(clientId);
    if (client && client.coveredMid < mid) state.clients.set(clientId, { ...client, coveredMid: mid });
  }
}

function createFeedTx(state: HubState, { documents }: HubHooks): FeedTx {
  return {
    readHead: async (nodeId) => ({ head: state.feeds.get(nodeId)?.head ?? 0, floor: state.feeds.get(nodeId)?.floor ?? 0 }),
    readRows: async (nodeId, after, limit) => readFeedRows(state, nodeId, after, limit),
    readRowsByKey: async (nodeId, keys) => keys.flatMap(({ type, id }) => state.feeds.get(nodeId)?.rows.get(keyOf(type, id)) ?? []).sort((a, b) => a.seq - b.seq),
    readCovered: async (stationId) => {
      const covered: Record<string, number> = {};
      for (const client of state.clients.values()) if (client.stationId === stationId && client.coveredMid > 0) covered[client.clientId] = client.coveredMid;
      return covered;
    },
    readSums: async (nodeId) => [...(state.feeds.get(nodeId)?.sums.values() ?? [])].filter((sum) => sum.count > 0),
    readBucket: async (nodeId, bucket) => {
      const rows = [...(state.feeds.get(nodeId)?.rows.values() ?? [])].filter((row) => !row.isDeleted);
      return rows.filter((row) => bucketOf(row.type, row.id, documents.sha256) === bucket).map(({ type, id, hash }) => ({ type, id, hash }));
    },
  };
}
