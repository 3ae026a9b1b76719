/** A person's decision about a revoked station's facts: into the normal flow under another station's identity, or put aside with a reason. */
import { makeUuidV7 } from '../../domain/ids.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { LIMITS } from '../../domain/wire/sync.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import { settleTask } from '../exceptions/open-task.ts';
import type { Services } from '../services.ts';
import { acceptPush } from '../sync/accept-push.ts';
import { QUARANTINE_TASK } from './quarantine-facts.ts';
import { countHeld, selectHeld, tryLockQuarantine, updateDecided } from './quarantine-store.ts';
import { readQuarantined } from './read-quarantined.ts';
import { recordStationEvent } from './record-station-event.ts';
import { selectActiveNamesake, selectStation, type StationRow } from './station-store.ts';

export type QuarantineDecision = { readonly stationId: string; /** Null: all that are held. */ readonly opIds: readonly string[] | null; readonly actor: string; readonly reason: string };
/** `toStationId` null: the active station that has the revoked one's name now. */
export type QuarantineRelease = QuarantineDecision & { readonly toStationId: string | null };
export type QuarantineRefusal = { readonly code: 'UnknownStation' | 'NoSuccessor' | 'StationRevoked' | 'StationAtOtherNode' | 'QuarantineBusy'; readonly message: string };
export type Released = { readonly op: string; readonly outcome: string };
type Batch = Result<readonly Released[], QuarantineRefusal>;

const BUSY: QuarantineRefusal = { code: 'QuarantineBusy', message: 'Somebody else is deciding about these reports at this moment. Look again.' };

/**
 * Through the push path, in the order in which they were made, as a station file of its own: the old numbers belong to the old file.
 * Repeatable: a fact that the log knows by its op is not applied again.
 */
export async function releaseQuarantined(services: Services, request: QuarantineRelease): Promise<Batch> {
  const target = await findTarget(services, request);
  if (!target.ok) return target;
  const clientId = makeUuidV7(services.clock.nowMs(), services.random.bytes(10));
  const released: Released[] = [];
  for (;;) {
    const batch = await inTransaction(services.db, (tx) => releaseBatch(tx, services, request, target.value, { clientId, lastMid: released.length }));
    if (!batch.ok) return batch;
    released.push(...batch.value);
    if (batch.value.length < LIMITS.pushMutations) break;
  }
  services.stationSignals.tell({ kind: 'changed', stationId: request.stationId });
  return ok(released);
}

async function releaseBatch(tx: Tx, services: Services, request: QuarantineRelease, target: StationRow, file: { readonly clientId: string; readonly lastMid: number }): Promise<Batch> {
  if (!(await tryLockQuarantine(tx, request.stationId))) return err(BUSY);
  const held = await selectHeld(tx, request.stationId, request.opIds, LIMITS.pushMutations);
  if (held.length === 0) return ok([]);
  const muts = held.map((row, index) => ({ ...readQuarantined(row.body), mid: file.lastMid + index + 1 }));
  const { outs } = await acceptPush(services, target, { clientId: file.clientId, epoch: null, muts });
  const outcomes = outs.map((out) => ({ opId: out.op, outcome: out.outcome }));
  await updateDecided(tx, outcomes, { state: 'released', actor: request.actor, reason: request.reason, releasedTo: target.station_id });
  await recordStationEvent(tx, services, { stationId: request.stationId, eventType: 'quarantine.released', actor: request.actor, detail: { facts: outcomes.length, to: target.station_id, reason: request.reason } });
  await settleWhenEmpty(tx, services, request.stationId);
  return ok(outcomes.map(({ opId, outcome }) => ({ op: opId, outcome })));
}

/** Kept and marked; they never take effect. The value: how many. */
export async function discardQuarantined(services: Services, request: QuarantineDecision): Promise<Result<number, QuarantineRefusal>> {
  if (!(await selectStation(services.db, request.stationId))) return err(unknownStation(request.stationId));
  const result = await inTransaction(services.db, async (tx): Promise<Result<number, QuarantineRefusal>> => {
    if (!(await tryLockQuarantine(tx, request.stationId))) return err(BUSY);
    const held = await selectHeld(tx, request.stationId, request.opIds, Number.MAX_SAFE_INTEGER);
    if (held.length === 0) return ok(0);
    await updateDecided(tx, held.map((row) => ({ opId: row.op_id, outcome: null })), { state: 'discarded', actor: request.actor, reason: request.reason, releasedTo: null });
    await recordStationEvent(tx, services, { stationId: request.stationId, eventType: 'quarantine.discarded', actor: request.actor, detail: { facts: held.length, reason: request.reason } });
    await settleWhenEmpty(tx, services, request.stationId);
    return ok(held.length);
  });
  if (result.ok) services.stationSignals.tell({ kind: 'changed', stationId: request.stationId });
  return result;
}

async function settleWhenEmpty(tx: Tx, services: Services, stationId: string): Promise<void> {
  if ((await countHeld(tx, stationId)) === 0) await settleTask(tx, services, QUARANTINE_TASK, stationId);
}

async function findTarget(services: Services, request: QuarantineRelease): Promise<Result<StationRow, QuarantineRefusal>> {
  const from = await selectStation(services.db, request.stationId);
  if (!from) return err(unknownStation(request.stationId));
  if (request.toStationId === null) {
    const successor = await selectActiveNamesake(services.db, from.node_id, from.name);
    return successor ? ok(successor) : err({ code: 'NoSuccessor', message: `No active station has the name ${from.name} now. Enrol one, or name the station that the work counts for.` });
  }
  const target = await selectStation(services.db, request.toStationId);
  if (!target) return err(unknownStation(request.toStationId));
  if (target.state !== 'ACTIVE') return err({ code: 'StationRevoked', message: `Station ${target.name} was revoked; choose another.` });
  return target.node_id === from.node_id ? ok(target) : err({ code: 'StationAtOtherNode', message: `Station ${target.name} stands at ${target.node_name}; choose one of ${from.node_name}.` });
}

function unknownStation(stationId: string): QuarantineRefusal {
  return { code: 'UnknownStation', message: `There is no station ${stationId}.` };
}
