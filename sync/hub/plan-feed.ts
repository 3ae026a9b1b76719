/** Which feed rows a step writes: what changed, and a tombstone at every node that has lost its document. Pure. */
import { bucketOf, rowHash, type Sha256 } from '../../domain/wire/row-hash.ts';
import type { Document, DocumentKey, FeedState, FeedWrite } from './hub-store.ts';

export type FeedPlan = { readonly writes: readonly FeedWrite[]; readonly heads: ReadonlyMap<string, number> };

/** `keys` are all documents in question; one without an entry in `documents` is gone everywhere. */
export function planFeed(keys: readonly DocumentKey[], documents: readonly Document[], states: readonly FeedState[], heads: ReadonlyMap<string, number>, sha256: Sha256): FeedPlan {
  const now = group(documents);
  const before = group(states);
  const rising = new Map(heads);
  const writes: FeedWrite[] = [];
  const nextSeq = (nodeId: string): number => {
    const seq = (rising.get(nodeId) ?? 0) + 1;
    rising.set(nodeId, seq);
    return seq;
  };
  for (const { type, id } of keys) {
    const bucket = bucketOf(type, id, sha256);
    const shown = now.get(`${type}\n${id}`) ?? [];
    const known = new Map((before.get(`${type}\n${id}`) ?? []).map((state) => [state.nodeId, state]));
    for (const { nodeId, body } of shown) {
      const state = known.get(nodeId);
      const hash = rowHash(body, sha256);
      // What is as it was is not sent again.
      if (state && !state.isDeleted && state.hash === hash) continue;
      writes.push({ nodeId, type, id, seq: nextSeq(nodeId), rev: (state?.rev ?? 0) + 1, hash, bucket, isDeleted: false, body });
    }
    const here = new Set(shown.map((document) => document.nodeId));
    for (const state of known.values()) {
      if (here.has(state.nodeId) || state.isDeleted) continue;
      writes.push({ nodeId: state.nodeId, type, id, seq: nextSeq(state.nodeId), rev: state.rev + 1, hash: 0, bucket, isDeleted: true, body: null });
    }
  }
  return { writes, heads: rising };
}

function group<T extends DocumentKey>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = `${item.type}\n${item.id}`;
    const members = groups.get(key);
    if (members) members.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
