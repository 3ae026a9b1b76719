/** The SyncStore port over plain maps: the reference that the SQLite store must behave like. Asserts the invariants of SYNC.md 3.4 at every call. */
import { createHash } from 'node:crypto';
import { assert } from '../../domain/assert.ts';
import { packOrderSchema, type EntityType } from '../../domain/wire/documents.ts';
import { bucketOf, rowHash } from '../../domain/wire/row-hash.ts';
import type { BucketSum, FeedRow, Mutation, Outcome } from '../../domain/wire/sync.ts';
import type { SyncStore } from '../../sync/ports.ts';

export type MemoryEntity = { readonly type: EntityType; readonly id: string; readonly gen: string; readonly rev: number; readonly hash: number; readonly body: string };
export type MemoryFact = { clientId: string; mutation: Mutation; outcome: Outcome | null; isCovered: boolean };
export type MemorySyncStore = SyncStore & {
  readonly entities: ReadonlyMap<string, MemoryEntity>; readonly facts: readonly MemoryFact[]; readonly inbox: ReadonlyMap<string, Outcome>; readonly blobs: ReadonlyMap<string, Uint8Array>;
  append(fact: Omit<Mutation, 'mid'>): void;
  /** A copy of the file at this moment, as a backup or a cloned disk would have it. */
  copy(): MemorySyncStore;
};

type State = { clientId: string; epoch: string | null; gen: string; base: number; cursor: number; nextMid: number; isSnapshotOpen: boolean };
type Contents = { state: State; entities: Map<string, MemoryEntity>; facts: MemoryFact[]; inbox: Map<string, Outcome>; blobs: Map<string, Uint8Array>; wanted: Set<string> };

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const keyOf = (type: string, id: string): string => `${type}\n${id}`;

export function createMemorySyncStore(stationId: string, clientId: string): MemorySyncStore {
  return overContents(stationId, {
    state: { clientId, epoch: null, gen: 'none', base: 0, cursor: 0, nextMid: 1, isSnapshotOpen: true }, entities: new Map(), facts: [], inbox: new Map(), blobs: new Map(), wanted: new Set(),
  });
}

function overContents(stationId: string, contents: Contents): MemorySyncStore {
  const { state, entities, facts, inbox, blobs, wanted } = contents;
  const pending = (): MemoryFact[] => facts.filter((fact) => fact.outcome === null && fact.clientId === state.clientId);
  return {
    entities, facts, inbox, blobs,
    append: (fact) => { facts.push({ clientId: state.clientId, mutation: { ...fact, mid: state.nextMid }, outcome: null, isCovered: false }); state.nextMid += 1; },
    copy: () => overContents(stationId, structuredClone(contents)),
    readState: () => ({ clientId: state.clientId, epoch: state.epoch, gen: state.gen, base: state.base, cursor: state.cursor, nextMid: state.nextMid }),
    listPending: (limit) => pending().slice(0, limit).map((fact) => fact.mutation),
    countPending: () => pending().length,
    applyPushResponse: (response) => {
      for (const out of response.outs) {
        const fact = facts.find((candidate) => candidate.mutation.op === out.op && candidate.outcome === null);
        if (!fact) continue;
        fact.outcome = out.outcome;
        if (out.outcome !== 'applied' && out.outcome !== 'applied_with_warning') inbox.set(out.op, out.outcome);
      }
    },
    applyPage: (page) => {
      assert(page.from === state.cursor && page.gen === state.gen, 'a page fits cursor and generation (I5)');
      let last = page.from;
      for (const row of page.rows) {
        assert(row[0] > last, 'positions rise (I5)');
        last = row[0];
        applyRow(contents, stationId, row, page.gen);
      }
      assert(page.to >= last, 'a page ends at or after its last row');
      Object.assign(state, { cursor: page.to, base: page.base });
      for (const [clientId, mid] of Object.entries(page.covered)) for (const fact of facts) if (fact.clientId === clientId && fact.mutation.mid <= mid && fact.outcome !== null) fact.isCovered = true;
      if (page.more || !state.isSnapshotOpen) return;
      for (const [key, entity] of entities) if (entity.gen !== page.gen) entities.delete(key);
      state.isSnapshotOpen = false;
    },
    startGeneration: (gen) => { Object.assign(state, { gen, cursor: 0, base: 0, isSnapshotOpen: true }); },
    adoptEpoch: (epoch, gen, newClientId) => {
      Object.assign(state, { gen, cursor: 0, base: 0, isSnapshotOpen: true });
      if (state.epoch !== null) {
        for (const fact of facts) Object.assign(fact, { outcome: null, isCovered: false });
        renumber(contents, newClientId);
      }
      state.epoch = epoch;
    },
    adoptClientId: (newClientId) => { renumber(contents, newClientId); },
    bucketSums: () => sumBuckets(entities),
    listBucket: (bucket) => [...entities.values()].filter((entity) => bucketOf(entity.type, entity.id, sha256) === bucket).map((entity) => [entity.type, entity.id, entity.hash] as const),
    repair: (rows, missing) => {
      for (const row of rows) applyRow(contents, stationId, row, state.gen);
      for (const [type, id] of missing) entities.delete(keyOf(type, id));
    },
    listWantedBlobs: (limit) => [...wanted].slice(0, limit),
    storeBlob: (hash, bytes) => {
      if (createHash('sha256').update(bytes).digest('hex') !== hash) return false;
      wanted.delete(hash);
      blobs.set(hash, bytes);
      return true;
    },
  };
}

function renumber({ facts, state }: Contents, clientId: string): void {
  const waiting = facts.filter((fact) => fact.outcome === null);
  waiting.forEach((fact, index) => { Object.assign(fact, { clientId, mutation: { ...fact.mutation, mid: index + 1 } }); });
  Object.assign(state, { clientId, nextMid: waiting.length + 1 });
}

function applyRow({ entities, wanted, blobs }: Contents, stationId: string, [, type, id, rev, hash, isDeleted, body]: FeedRow, gen: string): void {
  const known = entities.get(keyOf(type, id));
  if (isDeleted || body === null) { entities.delete(keyOf(type, id)); return; }
  assert(rowHash(body, sha256) === hash, 'a row has the hash it was sent with');
  assert(!known || known.gen !== gen || rev >= known.rev, 'a revision never falls inside a generation (I5)');
  entities.set(keyOf(type, id), { type, id, gen, rev, hash, body });
  if (type !== 'order') return;
  const order = packOrderSchema.parse(JSON.parse(body));
  if (!order.label || order.label.isVoid || order.lease?.stationId !== stationId) return;
  for (const sha of [order.label.zplSha256, order.label.pdfSha256]) if (!blobs.has(sha)) wanted.add(sha);
}

function sumBuckets(entities: ReadonlyMap<string, MemoryEntity>): BucketSum[] {
  const sums = new Map<number, { count: number; sum: number }>();
  for (const { type, id, hash } of entities.values()) {
    const bucket = bucketOf(type, id, sha256);
    const before = sums.get(bucket) ?? { count: 0, sum: 0 };
    sums.set(bucket, { count: before.count + 1, sum: before.sum + hash });
  }
  return [...sums].map(([bucket, sum]) => ({ bucket, ...sum })).toSorted((a, b) => a.bucket - b.bucket);
}
