/** What is in the simulated hub's database. Rows are never changed in place, so a copy of the tables is a backup. */
import type { PartState } from '../../domain/fulfillment/part-state.ts';
import type { EntityType } from '../../domain/wire/documents.ts';
import type { BucketSum, Mutation } from '../../domain/wire/sync.ts';
import type { ClientRow, DirtyKey, EpochRow, FactOutcome, FeedRowText, FeedState, FeedWrite } from '../../sync/hub/hub-store.ts';

export type HubOrder = {
  readonly part: PartState; readonly number: string; readonly addressRev: number;
  /** Left the feed: a tombstone at its node. */
  readonly isArchived: boolean;
  readonly lines: readonly { readonly lineId: string; readonly sku: string; readonly requiredUnits: number }[];
};
export type StationRow = { readonly stationId: string; readonly nodeId: string; readonly isRevoked: boolean };
export type LogRow = FactOutcome & { readonly clientId: string; readonly mid: number; readonly op: string; readonly stationId: string; readonly mutation: Mutation; readonly position: number };
export type Task = { readonly op: string; readonly orderId: string | null; readonly kind: string };
export type NodeFeed = {
  head: number; floor: number;
  readonly rows: Map<string, FeedRowText>;
  /** Ascending; may hold rows that a later one has replaced. */
  ordered: FeedRowText[];
  readonly sums: Map<number, BucketSum>;
};

export type HubState = {
  epoch: EpochRow; nextXid: bigint; nextSeq: number;
  readonly stations: Map<string, StationRow>; readonly orders: Map<string, HubOrder>; readonly products: Map<string, number>;
  readonly clients: Map<string, ClientRow>; readonly log: Map<string, LogRow>; readonly opOfNumber: Map<string, string>; readonly condemned: Map<string, string>;
  /** How often each fact has had its effect. */
  readonly effects: Map<string, number>;
  readonly tasks: Map<string, Task>; readonly quarantine: Map<string, Mutation>;
  dirty: readonly DirtyKey[];
  readonly feeds: Map<string, NodeFeed>; readonly feedStates: Map<string, ReadonlyMap<string, FeedState>>;
};

export function createHubState(epoch: EpochRow, nodeIds: readonly string[], stations: readonly StationRow[]): HubState {
  return {
    epoch, nextXid: 1n, nextSeq: 1, stations: new Map(stations.map((row) => [row.stationId, row])), orders: new Map(), products: new Map(), clients: new Map(), log: new Map(),
    opOfNumber: new Map(), condemned: new Map(), effects: new Map(), tasks: new Map(), quarantine: new Map(), dirty: [],
    feeds: new Map(nodeIds.map((nodeId) => [nodeId, { head: 0, floor: 0, rows: new Map(), ordered: [], sums: new Map() }])), feedStates: new Map(),
  };
}

export function copyState(state: HubState): HubState {
  return {
    ...state, stations: new Map(state.stations), orders: new Map(state.orders), products: new Map(state.products), clients: new Map(state.clients), log: new Map(state.log),
    opOfNumber: new Map(state.opOfNumber), condemned: new Map(state.condemned), effects: new Map(state.effects), tasks: new Map(state.tasks), quarantine: new Map(state.quarantine),
    feeds: new Map([...state.feeds].map(([nodeId, feed]) => [nodeId, { ...feed, rows: new Map(feed.rows), ordered: [...feed.ordered], sums: new Map(feed.sums) }])),
    feedStates: new Map(state.feedStates),
  };
}

export const keyOf = (type: string, id: string): string => `${type}\n${id}`;

export function writeFeedRow(state: HubState, row: FeedWrite): void {
  const feed = state.feeds.get(row.nodeId);
  if (!feed) return;
  const key = keyOf(row.type, row.id);
  const before = feed.rows.get(key);
  const sum = feed.sums.get(row.bucket) ?? { bucket: row.bucket, count: 0, sum: 0 };
  const live = (hash: number, isDeleted: boolean): { count: number; sum: number } => (isDeleted ? { count: 0, sum: 0 } : { count: 1, sum: hash });
  const [was, is] = [before ? live(before.hash, before.isDeleted) : { count: 0, sum: 0 }, live(row.hash, row.isDeleted)];
  feed.sums.set(row.bucket, { bucket: row.bucket, count: sum.count + is.count - was.count, sum: sum.sum + is.sum - was.sum });
  const stored: FeedRowText = { seq: row.seq, type: row.type, id: row.id, rev: row.rev, hash: row.hash, isDeleted: row.isDeleted, body: row.body };
  feed.rows.set(key, stored);
  feed.ordered.push(stored);
  const states = new Map(state.feedStates.get(key));
  states.set(row.nodeId, { nodeId: row.nodeId, type: row.type, id: row.id, rev: row.rev, hash: row.hash, isDeleted: row.isDeleted });
  state.feedStates.set(key, states);
}

/** By position, the present row of each document only. */
export function readFeedRows(state: HubState, nodeId: string, after: number, limit: number): FeedRowText[] {
  const feed = state.feeds.get(nodeId);
  if (!feed) return [];
  let [low, high] = [0, feed.ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((feed.ordered[middle]?.seq ?? 0) <= after) low = middle + 1; else high = middle;
  }
  const found: FeedRowText[] = [];
  for (let at = low; at < feed.ordered.length && found.length < limit; at += 1) {
    const row = feed.ordered[at];
    if (row && feed.rows.get(keyOf(row.type, row.id)) === row) found.push(row);
  }
  return found;
}

/** Forgets tombstones up to a position. */
export function purgeTombstones(state: HubState, nodeId: string, upTo: number): void {
  const feed = state.feeds.get(nodeId);
  if (!feed) return;
  for (const [key, row] of feed.rows) {
    if (!row.isDeleted || row.seq > upTo) continue;
    feed.rows.delete(key);
    feed.floor = Math.max(feed.floor, row.seq);
    const states = new Map(state.feedStates.get(key));
    states.delete(nodeId);
    state.feedStates.set(key, states);
  }
  feed.ordered = feed.ordered.filter((row) => feed.rows.get(keyOf(row.type, row.id)) === row);
}

export type ProjectedDocument = { readonly nodeId: string; readonly type: EntityType; readonly id: string; readonly body: string };

/** What a document is now, at each node that has it. */
export function projectOne(state: HubState, type: EntityType, id: string, write: (order: HubOrder) => string): ProjectedDocument[] {
  if (type === 'order') {
    const order = state.orders.get(id);
    return !order || order.isArchived ? [] : [{ nodeId: order.part.nodeId, type, id, body: write(order) }];
  }
  const rev = state.products.get(id);
  return rev === undefined ? [] : [...state.feeds.keys()].map((nodeId) => ({ nodeId, type, id, body: `{"sku":"${id}","rev":${rev}}` }));
}
