/** What a revoked station hands in is kept whole and takes no effect until a person has decided. Nothing a bench has done is thrown away. */
import { outcomeSchema, type Mutation, type Outcome, type PushRequest, type PushResponse } from '../../domain/wire/sync.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import { openTask } from '../exceptions/open-task.ts';
import type { Services } from '../services.ts';
import { currentEpoch } from '../sync/epoch.ts';
import { isStorable } from '../sync/mutation-row.ts';
import { insertQuarantined, selectAppliedOutcomes, selectLastKnownMid } from './quarantine-store.ts';
import type { StationRow } from './require-station.ts';

export const QUARANTINE_TASK = 'FactsQuarantined';
const QUARANTINED: Outcome = 'rejected_invalid';
const DETAIL = { quarantined: true, problem: 'this station was revoked; the office decides about its reports' };

export type Quarantined = { readonly last: number; readonly outs: PushResponse['outs'] };

/** The answer to a push of a revoked station. */
export async function quarantinePush(services: Services, station: StationRow, request: PushRequest): Promise<PushResponse> {
  const { last, outs } = await inTransaction(services.db, (tx) => quarantineFacts(tx, services, station, request));
  services.stationSignals.tell({ kind: 'changed', stationId: station.station_id });
  return { epoch: await currentEpoch(services.db), clientId: request.clientId, last, safe: 0, fork: false, outs };
}

/** A fact that was applied before the revocation keeps its outcome: only the answer was lost then. */
export async function quarantineFacts(tx: Tx, services: Services, station: StationRow, request: PushRequest): Promise<Quarantined> {
  const applied = await selectAppliedOutcomes(tx, request.muts.map((mutation) => mutation.op));
  const kept = request.muts.filter((mutation) => !applied.has(mutation.op));
  await insertQuarantined(tx, station.station_id, kept.map((mutation) => ({ clientId: request.clientId, mid: mutation.mid, opId: mutation.op, body: toBody(mutation) })));
  if (kept.length > 0) {
    const message = `Station ${station.name} was revoked and has handed in reports of work. Look at them under the station, then release or discard them.`;
    await openTask(tx, services, { kind: QUARANTINE_TASK, about: station.station_id, orderId: null, code: 'StationRevoked', message });
  }
  const outs = request.muts.map((mutation) => {
    const known = applied.get(mutation.op);
    return known
      ? { mid: mutation.mid, op: mutation.op, outcome: outcomeSchema.parse(known.outcome), detail: known.detail as Record<string, unknown> | null }
      : { mid: mutation.mid, op: mutation.op, outcome: QUARANTINED, detail: DETAIL };
  });
  return { last: await selectLastKnownMid(tx, request.clientId, station.station_id), outs };
}

/** The JSON text of the whole fact; what jsonb would refuse is kept as base64 of it. */
function toBody(mutation: Mutation): string {
  const text = JSON.stringify(mutation);
  return isStorable(mutation) ? text : JSON.stringify({ unstorableJsonBase64: Buffer.from(text, 'utf8').toString('base64') });
}
