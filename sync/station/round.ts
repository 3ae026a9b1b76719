/** One round of osync: hello, push until drained, pull until caught up, compare, repair, fetch label bytes, report. */
import { err, ok } from '../../domain/result.ts';
import { LIMITS, OLDEST_PROTOCOL, PROTOCOL_VERSION, type HelloRequest } from '../../domain/wire/sync.ts';
import { mayAdoptEpoch } from '../epoch.ts';
import { askHello, askPush, askReport } from './calls.ts';
import { fetchBlobs } from './fetch-blobs.ts';
import { toMutations } from './pending-facts.ts';
import { pullFromAnywhere, pullOn } from './pull.ts';
import { ageFacts, purgeFacts } from './purge-facts.ts';
import { adoptClientId, adoptEpoch, adoptNode, readReplicaState } from './replica-state.ts';
import type { RoundPorts, Step } from './round-ports.ts';
import { scrubSlice } from './scrub.ts';
import { takeOutcomes } from './take-outcomes.ts';

export type { RoundPorts } from './round-ports.ts';

/** `isGreeting`: say hello first. Needed at first contact and after any doubt; not for every fact, since the hub works for it. */
export function* runRound(ports: RoundPorts, isGreeting: boolean): Step {
  if (isGreeting) {
    const greeted = yield* greet(ports);
    // A hub that has revoked this station still takes its facts, into quarantine: what was done here is not lost.
    if (!greeted.ok && greeted.error.code === 'unauthorized') yield* pushAll(ports);
    if (!greeted.ok || greeted.value === 'stale') return greeted;
  }
  const intake = ports.hasRoom?.() === false ? [] : [isGreeting ? pullFromAnywhere : pullOn, fetchBlobs];
  for (const step of [pushAll, ...intake]) {
    const result = yield* step(ports);
    if (!result.ok || result.value === 'stale') return result;
  }
  if (isGreeting) tidy(ports);
  return yield* report(ports);
}

function* greet({ store, appVersion, nowMs, newUuid, onChange }: RoundPorts): Step {
  const state = store.read(readReplicaState);
  const request: HelloRequest = {
    clientId: state.clientId, appVersion, protocol: PROTOCOL_VERSION, epoch: state.epoch, cursor: state.cursor,
    nextMid: state.nextMid, pending: store.read((tx) => tx.countPendingFacts()), deviceAtMs: nowMs(), acked: store.read((tx) => tx.highestAcked(state.clientId)), nodeId: state.node,
    ackedOp: store.read((tx) => tx.newestLoggedFact()),
  };
  const answer = yield* sayHello(request);
  if (!answer.ok) return answer;
  const { epoch, nodeId, hubAtMs, protocolMin, protocolMax } = answer.value;
  if (PROTOCOL_VERSION < protocolMin) return err({ code: 'version', message: `the OMS speaks osync ${protocolMin} to ${protocolMax}, this station ${PROTOCOL_VERSION}` });
  if (!mayAdoptEpoch(state.epoch, epoch)) return err({ code: 'server', message: `the OMS speaks for the history ${epoch}, which is older than ${state.epoch ?? ''}` });
  if (state.node !== nodeId) store.inTransaction((tx) => adoptNode(tx, nodeId, newUuid()));
  if (state.epoch !== epoch) store.inTransaction((tx) => adoptEpoch(tx, epoch, newUuid(), newUuid()));
  if (state.node !== nodeId || state.epoch !== epoch) onChange();
  store.inTransaction((tx) => ageFacts(tx, hubAtMs));
  return ok('done');
}

/** A hub that was not updated yet refuses a protocol newer than its own. The oldest one's forms are part of ours, so it is spoken then. */
function* sayHello(request: HelloRequest): ReturnType<typeof askHello> {
  const answer = yield* askHello(request);
  return answer.ok || answer.error.code !== 'version' ? answer : yield* askHello({ ...request, protocol: OLDEST_PROTOCOL });
}

function* pushAll({ store, newUuid, onChange }: RoundPorts): Step {
  for (;;) {
    const state = store.read(readReplicaState);
    const muts = store.read((tx) => toMutations(tx.listPendingFacts(state.clientId, LIMITS.pushMutations)));
    if (muts.length === 0) return ok('done');
    const answer = yield* askPush({ clientId: state.clientId, epoch: state.epoch, muts, protocol: PROTOCOL_VERSION });
    if (!answer.ok) return answer;
    const response = answer.value;
    // An answer for another file or epoch is nobody's: it must not complete these facts (SYNC.md 5.4 a).
    if (response.clientId !== state.clientId || response.epoch !== state.epoch) return ok('stale');
    if (response.fork) store.inTransaction((tx) => adoptClientId(tx, newUuid()));
    else store.inTransaction((tx) => takeOutcomes(tx, response));
    onChange();
    if (!response.fork && response.outs.length === 0) return err({ code: 'server', message: 'the OMS took none of the facts' });
  }
}

function tidy({ store, sha256 }: RoundPorts): void {
  store.inTransaction((tx) => { purgeFacts(tx); scrubSlice(tx, sha256); });
}

/** Tells the office how this bench is. */
function* report({ telemetry }: RoundPorts): Step {
  const said = telemetry();
  if (said === null) return ok('done');
  const answer = yield* askReport(said);
  // A hub of osync/1 has no such address, and one that cannot read the report has still taken the facts: only a dead line ends the round.
  return answer.ok || (answer.error.code !== 'unreachable' && answer.error.code !== 'unauthorized') ? ok('done') : answer;
}
