/** One round of osync: hello, push until drained, pull until caught up, compare, repair, fetch label bytes, report. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Sha256 } from '../../domain/wire/row-hash.ts';
import { LIMITS, PROTOCOL_VERSION, type HelloRequest } from '../../domain/wire/sync.ts';
import type { StationTelemetry } from '../../domain/wire/telemetry.ts';
import { mayAdoptEpoch } from '../epoch.ts';
import type { ChecksumState, TransportError } from '../ports.ts';
import { askHello, askPush, askReport, type Program } from './calls.ts';
import { fetchBlobs } from './fetch-blobs.ts';
import { toMutations } from './pending-facts.ts';
import { pullFromAnywhere, pullOn } from './pull.ts';
import { ageFacts, purgeFacts } from './purge-facts.ts';
import { adoptClientId, adoptEpoch, adoptNode, readReplicaState } from './replica-state.ts';
import type { ReplicaStore } from './replica-tx.ts';
import { scrubSlice } from './scrub.ts';
import { takeOutcomes } from './take-outcomes.ts';

export type RoundPorts = {
  readonly store: ReplicaStore; readonly appVersion: string; readonly sha256: Sha256;
  readonly nowMs: () => number; readonly newUuid: () => string;
  /** Something that a screen shows has changed. */
  readonly onChange: () => void;
  readonly onChecked: (state: ChecksumState) => void;
  readonly onHead: (head: number) => void;
  readonly telemetry: () => StationTelemetry | null;
};

/** `stale`: the hub speaks of another epoch than we know; the next round has to greet it first. */
export type RoundEnd = 'done' | 'stale';
export type Step = Program<Result<RoundEnd, TransportError>>;

/** `isGreeting`: say hello first. Needed at first contact and after any doubt; not for every fact, since the hub works for it. */
export function* runRound(ports: RoundPorts, isGreeting: boolean): Step {
  for (const step of isGreeting ? [greet, pushAll, pullFromAnywhere, fetchBlobs, finish] : [pushAll, pullOn, fetchBlobs]) {
    const result = yield* step(ports);
    if (!result.ok || result.value === 'stale') return result;
  }
  return ok('done');
}

function* greet({ store, appVersion, nowMs, newUuid, onChange }: RoundPorts): Step {
  const state = store.read(readReplicaState);
  const request: HelloRequest = {
    clientId: state.clientId, appVersion, protocol: PROTOCOL_VERSION, epoch: state.epoch, cursor: state.cursor,
    nextMid: state.nextMid, pending: store.read((tx) => tx.countPendingFacts()), deviceAtMs: nowMs(), acked: store.read((tx) => tx.highestAcked(state.clientId)), nodeId: state.node,
  };
  const answer = yield* askHello(request);
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

/** Tidies up, and tells the office how this bench is. */
function* finish({ store, telemetry, sha256 }: RoundPorts): Step {
  store.inTransaction((tx) => { purgeFacts(tx); scrubSlice(tx, sha256); });
  const report = telemetry();
  if (report === null) return ok('done');
  const answer = yield* askReport(report);
  // A hub of osync/1 has no such address; that is no failure.
  return answer.ok || answer.error.code === 'not_found' ? ok('done') : answer;
}
