/** ReplicaStore over a StationDisk. A process that was killed can use it no more. */
import { isApplied, outcomeSchema } from '../../domain/wire/sync.ts';
import type { FactRow, ReplicaStore, ReplicaTx } from '../../sync/station/replica-tx.ts';
import { DiskFull, type StationDisk, type StoredFact } from './station-disk.ts';
import type { Documents } from './documents.ts';

export type ReplicaHooks = {
  /** Throws when the process dies here. */
  readonly crashPoint: (name: string) => void;
  readonly stationId: () => string;
  readonly documents: Documents;
};

export type MemoryReplica = ReplicaStore & { transaction<T>(work: (tx: ReplicaTx, disk: StationDisk) => T): T };

export function createMemoryReplica(disk: StationDisk, hooks: ReplicaHooks): MemoryReplica {
  const tx = createTx(disk);
  const { file } = disk;
  const transaction = <T>(work: (tx: ReplicaTx, disk: StationDisk) => T): T => {
    hooks.crashPoint('station.begin');
    try {
      const result = work(tx, disk);
      if (disk.hasChanges()) {
        hooks.crashPoint('station.before-commit');
        if (disk.isFull) throw new DiskFull('SQLITE_FULL: database or disk is full');
      }
      disk.commit();
      hooks.crashPoint('station.after-commit');
      return result;
    } catch (error) {
      disk.rollBack();
      throw error;
    }
  };
  return {
    transaction,
    inTransaction: (work) => transaction((open) => work(open)),
    read: (work) => { hooks.crashPoint('station.read'); return work(tx); },
    listWantedBlobs: (limit) => {
      const wanted: string[] = [];
      for (const row of file.documents.values()) {
        if (wanted.length >= limit) break;
        const order = row.type === 'order' ? hooks.documents.readOrder(row.body) : null;
        if (!order?.label || order.label.isVoid || order.lease?.stationId !== hooks.stationId()) continue;
        if (file.blobs.get(order.label.zplSha256)?.isWhole !== true) wanted.push(order.label.zplSha256);
      }
      return wanted;
    },
    blobLength: (sha256) => file.blobs.get(sha256)?.text.length ?? 0,
    appendBlob: (sha256, bytes, isLast) => transaction(() => {
      const text = (file.blobs.get(sha256)?.text ?? '') + String.fromCharCode(...bytes);
      const isRight = !isLast || text === labelText(sha256);
      if (isRight) disk.put(file.blobs, sha256, { text, isWhole: isLast });
      else disk.remove(file.blobs, sha256);
      return isLast && isRight;
    }),
  };
}

/** The bytes of a label, from which its name follows. */
export function labelText(sha256: string): string {
  return `^XA${sha256.slice(0, 16)}^XZ`;
}

function createTx(disk: StationDisk): ReplicaTx {
  const { file } = disk;
  const store = (fact: StoredFact): void => {
    disk.put(file.facts, fact.opId, fact);
    if (fact.state === 'pending') disk.put(file.pending, fact.opId, fact); else disk.remove(file.pending, fact.opId);
    if (fact.isCovered) disk.remove(file.uncovered, fact.opId); else disk.put(file.uncovered, fact.opId, fact);
  };
  const claimNumber = (fact: Pick<FactRow, 'clientId' | 'mid' | 'opId'>): void => {
    const number = `${fact.clientId}:${fact.mid}`;
    if (file.numbers.has(number)) throw new Error(`Invariant broken: UNIQUE constraint failed: outbox ${number}`);
    disk.put(file.numbers, number, fact.opId);
  };
  const remove = (fact: StoredFact): void => {
    disk.remove(file.facts, fact.opId);
    disk.remove(file.uncovered, fact.opId);
    disk.remove(file.numbers, `${fact.clientId}:${fact.mid}`);
  };
  const isSettled = (fact: StoredFact): boolean => fact.state === 'acked' && fact.isCovered;
  const newest = (isMeant: (fact: StoredFact) => boolean): string | null =>
    [...file.facts.values()].filter(isMeant).reduce<StoredFact | null>((last, fact) => (last === null || fact.happened > last.happened ? fact : last), null)?.opId ?? null;
  // What a person has still to settle is kept: its card shows the fact.
  const purge = (isMeant: (fact: StoredFact) => boolean): number => {
    const purged = [...file.facts.values()].filter((fact) => isSettled(fact) && isMeant(fact) && file.inbox.get(fact.opId)?.isSettled !== false);
    for (const fact of purged) remove(fact);
    return purged.length;
  };
  return {
    ...createFeedTables(disk),
    insertFact: (fact) => {
      if (file.facts.has(fact.opId)) throw new Error(`Invariant broken: UNIQUE constraint failed: op ${fact.opId}`);
      claimNumber(fact);
      const happened = Number(file.meta.get('row_id') ?? '0') + 1;
      disk.put(file.meta, 'row_id', String(happened));
      store({ ...fact, state: 'pending', outcome: null, isCovered: false, happened });
    },
    readFact: (opId) => file.facts.get(opId) ?? null,
    listPendingFacts: (clientId, limit) => [...file.pending.values()].filter((fact) => fact.clientId === clientId).sort((a, b) => a.mid - b.mid).slice(0, limit),
    listFacts: () => [...file.facts.values()].sort((a, b) => a.happened - b.happened),
    countPendingFacts: () => file.pending.size,
    highestAcked: (clientId) => {
      let highest = 0;
      for (const fact of file.facts.values()) if (fact.clientId === clientId && fact.state === 'acked' && fact.mid > highest) highest = fact.mid;
      return highest;
    },
    newestLoggedFact: () => newest((fact) => fact.state === 'acked' && fact.outcome !== 'quarantined'),
    setFactState: (opId, state, outcome) => { const fact = file.facts.get(opId); if (fact) store({ ...fact, state, outcome }); },
    coverFacts: (clientId, mid) => {
      for (const fact of Array.from(file.uncovered.values())) if (fact.clientId === clientId && fact.mid <= mid && fact.state === 'acked') store({ ...fact, isCovered: true });
    },
    uncoverAllFacts: () => { for (const fact of Array.from(file.facts.values())) if (fact.isCovered) store({ ...fact, isCovered: false }); },
    renumberFact: (opId, clientId, mid) => {
      const fact = file.facts.get(opId);
      if (!fact) return;
      disk.remove(file.numbers, `${fact.clientId}:${fact.mid}`);
      claimNumber({ opId, clientId, mid });
      store({ ...fact, clientId, mid });
    },
    purgeFacts: (clientId, mid) => purge((fact) => fact.clientId === clientId && fact.mid <= mid),
    purgeFactsUpTo: (opId) => { const last = file.facts.get(opId)?.happened ?? 0; return purge((fact) => fact.happened <= last); },
    newestSettledFact: () => newest(isSettled),
    putOutcome: (row) => {
      if (isApplied(outcomeSchema.parse(row.outcome))) { disk.remove(file.inbox, row.opId); return; }
      const before = file.inbox.get(row.opId);
      if (before?.outcome === row.outcome) return;
      disk.put(file.inbox, row.opId, { ...row, isSettled: false });
    },
  };
}

type FeedTables = Pick<ReplicaTx, 'readMeta' | 'writeMeta' | 'readDocument' | 'putDocument' | 'deleteDocument' | 'listOtherGenerations' | 'listDocuments' | 'listBodies' | 'listBuckets' | 'addToBucket'>;

function createFeedTables(disk: StationDisk): FeedTables {
  const { file } = disk;
  const key = (type: string, id: string): string => `${type}\n${id}`;
  return {
    readMeta: (name) => file.meta.get(name) ?? null,
    writeMeta: (name, value) => { if (value === null) disk.remove(file.meta, name); else disk.put(file.meta, name, value); },
    readDocument: (type, id) => file.documents.get(key(type, id)) ?? null,
    putDocument: (row) => disk.put(file.documents, key(row.type, row.id), row),
    deleteDocument: (type, id) => disk.remove(file.documents, key(type, id)),
    listOtherGenerations: (gen) => [...file.documents.values()].filter((row) => row.gen !== gen),
    listDocuments: () => [...file.documents.values()],
    listBodies: (afterType, afterId, limit) => [...file.documents.values()].filter((row) => row.type > afterType || (row.type === afterType && row.id > afterId))
      .sort((a, b) => (a.type === b.type ? (a.id < b.id ? -1 : 1) : a.type < b.type ? -1 : 1)).slice(0, limit),
    listBuckets: () => [...file.buckets.values()],
    addToBucket: (bucket, count, sum) => {
      const before = file.buckets.get(bucket);
      disk.put(file.buckets, bucket, { bucket, count: (before?.count ?? 0) + count, sum: (before?.sum ?? 0) + sum });
    },
  };
}
