/** Follows the node's feed to its head, then proves that both hold the same. */
import { ok } from '../../domain/result.ts';
import { bucketOf } from '../../domain/wire/row-hash.ts';
import { LIMITS, type BucketSum, type PullPage } from '../../domain/wire/sync.ts';
import { applyPage, isOlderThanOurs, repairRows } from './apply-page.ts';
import { askFetch, askPull, askVerify } from './calls.ts';
import { readReplicaState, startGeneration, type ReplicaState } from './replica-state.ts';
import { recountBuckets } from './scrub.ts';
import type { RoundPorts, Step } from './round-ports.ts';

/** A page is applied in one go: larger ones would make a scan wait. */
export const PULL_ROWS = 500;
/** At a bench that has nothing to pack yet nobody scans, and larger pages need fewer commits. */
const FIRST_PULL_ROWS = LIMITS.pullRows;
/** A round is bounded: what is left over goes into the next one, so no single round can starve a nudge. */
const MAX_PAGES = 1_000;

/** After a greeting: the hub has compared what it knows with what we know, so a reset means that we are too old for its feed. */
export function* pullFromAnywhere(ports: RoundPorts): Step {
  return yield* pullAll(ports, () => { ports.store.inTransaction((tx) => startGeneration(tx, ports.newUuid())); });
}

/** Without one, a reset may mean that the hub lost its history without noticing; starting over would hide from it what we know. */
export function* pullOn(ports: RoundPorts): Step {
  return yield* pullAll(ports, null);
}

function* pullAll(ports: RoundPorts, startOver: (() => void) | null): Step {
  const { store, sha256 } = ports;
  const isFirst = store.read((tx) => tx.listBuckets()).length === 0;
  const limit = isFirst ? FIRST_PULL_ROWS : PULL_ROWS;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const state = store.read(readReplicaState);
    if (state.epoch === null) return ok('stale');
    const answer = yield* askPull({ clientId: state.clientId, epoch: state.epoch, gen: state.gen, base: state.base, cursor: state.cursor, limit });
    if (!answer.ok) return answer;
    const page = answer.value;
    if ('reset' in page) {
      // After a change of epoch the facts go first: the hub may have lost them (SYNC.md 3.3).
      if (page.epoch !== state.epoch || startOver === null) return ok('stale');
      startOver();
      continue;
    }
    if (!isForUs(page, state)) return ok('done');
    // The office has moved this bench: the greeting says whose feed it follows now.
    if (page.nodeId !== state.node) return ok('stale');
    // What an empty bench has is of this very round; applyPage itself would still refuse a row that fell.
    if (!isFirst && store.read((tx) => isOlderThanOurs(tx, page.rows))) {
      if (startOver === null) return ok('stale');
      startOver();
      continue;
    }
    ports.onHead(page.head);
    store.inTransaction((tx) => applyPage(tx, page, sha256));
    if (page.rows.length > 0 || Object.keys(page.covered).length > 0) ports.onChange();
    if (!page.more) return yield* compare(ports, page, startOver);
  }
  return ok('done');
}

/** Bound to client, generation and position: a stale page of a former file must not fit (SYNC.md 5.4 d). */
function isForUs(page: PullPage, state: ReplicaState): boolean {
  return page.clientId === state.clientId && page.gen === state.gen && page.from === state.cursor && page.epoch === state.epoch;
}

function* compare(ports: RoundPorts, page: PullPage, startOver: (() => void) | null): Step {
  const { store, sha256 } = ports;
  if (page.sums === null) return ok('done');
  if (haveSameSums(page.sums, store.read((tx) => tx.listBuckets()))) { ports.onChecked('ok'); return ok('done'); }
  const sums = store.inTransaction((tx) => { recountBuckets(tx, sha256); return tx.listBuckets(); });
  const { clientId, gen, epoch } = store.read(readReplicaState);
  const answer = yield* askVerify(clientId, sums);
  if (!answer.ok) return answer;
  const now = store.read(readReplicaState);
  // The hub or this file has moved on meanwhile: the next pull brings it, and the sums are compared again then.
  if (answer.value.head !== now.cursor || now.gen !== gen || now.epoch !== epoch) return ok('done');
  for (const { bucket, rows } of answer.value.different) {
    const theirs = new Map(rows.map(([type, id, hash]) => [`${type}\n${id}`, hash]));
    const ours = store.read((tx) => tx.listDocuments()).filter((key) => bucketOf(key.type, key.id, sha256) === bucket);
    const mine = new Map(ours.map(({ type, id, hash }) => [`${type}\n${id}`, hash]));
    const wanted = rows.filter(([type, id, hash]) => mine.get(`${type}\n${id}`) !== hash).map(([type, id]) => [type, id] as const);
    const missing = ours.filter(({ type, id }) => !theirs.has(`${type}\n${id}`)).map(({ type, id }) => [type, id] as const);
    const fetched = wanted.length === 0 ? ok({ head: now.cursor, rows: [] }) : yield* askFetch(wanted);
    if (!fetched.ok) return fetched;
    const fresh = store.read(readReplicaState);
    if (fetched.value.head !== fresh.cursor || fresh.gen !== gen || fresh.epoch !== epoch) return ok('done');
    if (store.read((tx) => isOlderThanOurs(tx, fetched.value.rows))) { startOver?.(); return ok('stale'); }
    store.inTransaction((tx) => repairRows(tx, fetched.value.rows, missing, sha256));
  }
  ports.onChecked('repairing');
  ports.onChange();
  return ok('done');
}

function haveSameSums(theirs: readonly BucketSum[], ours: readonly BucketSum[]): boolean {
  const key = (sums: readonly BucketSum[]): string => sums.filter((sum) => sum.count > 0).toSorted((a, b) => a.bucket - b.bucket).map((sum) => `${sum.bucket}:${sum.count}:${sum.sum}`).join();
  return key(theirs) === key(ours);
}
