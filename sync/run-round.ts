/** One round of osync/1: hello, push until drained, pull until caught up, compare, repair, fetch label bytes. */
import { LIMITS, PROTOCOL_VERSION, type HelloRequest, type PullPage } from '../domain/wire/sync.ts';
import type { Result } from '../domain/result.ts';
import { err, ok } from '../domain/result.ts';
import type { SyncStore, Transport, TransportError } from './ports.ts';

export type RoundPorts = {
  readonly store: SyncStore; readonly transport: Transport; readonly appVersion: string;
  readonly nowMs: () => number; readonly newUuid: () => string; readonly onChange: () => void;
};

const PULL_ROWS = 500;
const BLOBS_AT_ONCE = 20;
/** A round is bounded: what is left over goes into the next one, so no single round can starve a nudge. */
const MAX_PAGES = 1_000;

/** `stale`: the hub speaks of another epoch than we know; the next round has to greet it first. */
export type RoundEnd = 'done' | 'stale';
type Step = Promise<Result<RoundEnd, TransportError>>;

/** `isGreeting`: say hello first. Needed at first contact and after any doubt; not for every fact, since the hub works for it. */
export async function runRound(ports: RoundPorts, isGreeting = true): Step {
  for (const step of isGreeting ? [greet, pushAll, pullAll, fetchBlobs] : [pushAll, pullAll, fetchBlobs]) {
    const result = await step(ports);
    if (!result.ok || result.value === 'stale') return result;
  }
  return ok('done');
}

async function greet(ports: RoundPorts): Step {
  const state = ports.store.readState();
  const request: HelloRequest = {
    clientId: state.clientId, appVersion: ports.appVersion, protocol: PROTOCOL_VERSION, epoch: state.epoch, cursor: state.cursor,
    nextMid: state.nextMid, pending: ports.store.countPending(), deviceAtMs: ports.nowMs(),
  };
  const answer = await ports.transport.hello(request);
  if (!answer.ok) return answer;
  const { epoch, protocolMin, protocolMax } = answer.value;
  if (PROTOCOL_VERSION < protocolMin || PROTOCOL_VERSION > protocolMax) return err({ code: 'version', message: `the OMS speaks osync ${protocolMin} to ${protocolMax}, this station ${PROTOCOL_VERSION}` });
  if (state.epoch !== epoch) ports.store.adoptEpoch(epoch, ports.newUuid(), ports.newUuid());
  return ok('done');
}

async function pushAll(ports: RoundPorts): Step {
  for (;;) {
    const state = ports.store.readState();
    const muts = ports.store.listPending(LIMITS.pushMutations);
    if (muts.length === 0) return ok('done');
    const answer = await ports.transport.push({ clientId: state.clientId, epoch: state.epoch, muts });
    if (!answer.ok) return answer;
    // An answer for another file or epoch is nobody's: it must not complete these facts.
    if (answer.value.clientId !== state.clientId || answer.value.epoch !== state.epoch) return ok('stale');
    if (answer.value.fork) ports.store.adoptClientId(ports.newUuid());
    else ports.store.applyPushResponse(answer.value);
    ports.onChange();
    if (!answer.value.fork && answer.value.outs.length === 0) return err({ code: 'server', message: 'the OMS took none of the facts' });
  }
}

async function pullAll(ports: RoundPorts): Step {
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const state = ports.store.readState();
    if (state.epoch === null) return ok('stale');
    const answer = await ports.transport.pull({ clientId: state.clientId, epoch: state.epoch, gen: state.gen, base: state.base, cursor: state.cursor, limit: PULL_ROWS });
    if (!answer.ok) return answer;
    if ('reset' in answer.value) {
      // After a change of epoch the facts go first: the hub may have lost them (SYNC.md 3.3).
      if (answer.value.epoch !== state.epoch) return ok('stale');
      ports.store.startGeneration(ports.newUuid());
      continue;
    }
    if (!isForUs(answer.value, state)) return ok('done');
    ports.store.applyPage(answer.value);
    if (answer.value.rows.length > 0 || Object.keys(answer.value.covered).length > 0) ports.onChange();
    if (!answer.value.more) return compare(ports, answer.value);
  }
  return ok('done');
}

/** Bound to client, generation and position: a stale page of a former file must not fit (SYNC.md 5.4 d). */
function isForUs(page: PullPage, state: { readonly clientId: string; readonly gen: string; readonly cursor: number; readonly epoch: string | null }): boolean {
  return page.clientId === state.clientId && page.gen === state.gen && page.from === state.cursor && page.epoch === state.epoch;
}

async function compare(ports: RoundPorts, page: PullPage): Step {
  if (page.sums === null || sameSums(page.sums, ports.store.bucketSums())) return ok('done');
  const state = ports.store.readState();
  const answer = await ports.transport.verify(state.clientId, ports.store.bucketSums());
  if (!answer.ok) return answer;
  // The hub has moved on meanwhile: the next pull brings it, and the sums are compared again then.
  if (answer.value.head !== state.cursor) return ok('done');
  for (const { bucket, rows } of answer.value.different) {
    const theirs = new Map(rows.map(([type, id, hash]) => [`${type}\n${id}`, hash]));
    const ours = ports.store.listBucket(bucket);
    const mine = new Map(ours.map(([type, id, hash]) => [`${type}\n${id}`, hash]));
    const wanted = rows.filter(([type, id, hash]) => mine.get(`${type}\n${id}`) !== hash).map(([type, id]) => [type, id] as const);
    const missing = ours.filter(([type, id]) => !theirs.has(`${type}\n${id}`)).map(([type, id]) => [type, id] as const);
    const fetched = wanted.length === 0 ? ok({ head: 0, rows: [] }) : await ports.transport.fetchRows(wanted);
    if (!fetched.ok) return fetched;
    ports.store.repair(fetched.value.rows, missing);
  }
  ports.onChange();
  return ok('done');
}

function sameSums(theirs: readonly { bucket: number; count: number; sum: number }[], ours: readonly { bucket: number; count: number; sum: number }[]): boolean {
  const key = (sums: typeof theirs): string => sums.filter((sum) => sum.count > 0).toSorted((a, b) => a.bucket - b.bucket).map((sum) => `${sum.bucket}:${sum.count}:${sum.sum}`).join();
  return key(theirs) === key(ours);
}

async function fetchBlobs(ports: RoundPorts): Step {
  // What cannot be had now is passed over, so that it does not stand in front of the rest.
  const passedOver = new Set<string>();
  for (;;) {
    const wanted = ports.store.listWantedBlobs(BLOBS_AT_ONCE + passedOver.size).filter((sha256) => !passedOver.has(sha256));
    if (wanted.length === 0) return ok('done');
    let stored = 0;
    for (const sha256 of wanted) {
      const answer = await ports.transport.fetchBlob(sha256);
      // A lease that was taken away meanwhile: the feed will say so; the other labels go on.
      if (!answer.ok && answer.error.code !== 'not_found') return answer;
      if (answer.ok && ports.store.storeBlob(sha256, answer.value)) stored += 1;
      else passedOver.add(sha256);
    }
    if (stored > 0) ports.onChange();
  }
}
