/** What a revoked station hands in is kept whole and takes no effect until a person has decided. Nothing a bench has done is thrown away. */
import { outcomeSchema, type Mutation, type Outcome } from '../../domain/wire/sync.ts';
import type { Tx } from '../db/connect.ts';
import { openTask } from '../exceptions/open-task.ts';
import type { Services } from '../services.ts';
import { isStorable } from '../sync/mutation-row.ts';
import { insertQuarantined, selectAppliedOutcomes, selectLastKnownMid } from './quarantine-store.ts';
import type { StationRow } from './require-station.ts';

export const QUARANTINE_TASK = 'FactsQuarantined';

/** What became of it under this or another client id, before the station was revoked. */
export type KnownOutcome = { readonly op: string; readonly outcome: Outcome; readonly detail: Record<string, unknown> | null };
/** `last`: up to where nothing of this station file is missing. */
export type Quarantined = { readonly last: number; readonly known: readonly KnownOutcome[] };

/** A fact that was applied before the revocation keeps its outcome: only the answer was lost then. */
export async function quarantineFacts(tx: Tx, services: Services, station: StationRow, clientId: string, mutations: readonly Mutation[]): Promise<Quarantined> {
  const applied = await selectAppliedOutcomes(tx, mutations.map((mutation) => mutation.op));
  const kept = mutations.filter((mutation) => !applied.has(mutation.op));
  await insertQuarantined(tx, station.station_id, kept.map((mutation) => ({ clientId, mid: mutation.mid, opId: mutation.op, body: toBody(mutation) })));
  if (kept.length > 0) {
    const message = `Station ${station.name} was revoked and has handed in reports of work. Look at them under the station, then release or discard them.`;
    await openTask(tx, services, { kind: QUARANTINE_TASK, about: station.station_id, orderId: null, code: 'StationRevoked', message });
  }
  const known = [...applied].map(([op, row]) => ({ op, outcome: outcomeSchema.parse(row.outcome), detail: row.detail as Record<string, unknown> | null }));
  return { last: await selectLastKnownMid(tx, clientId, station.station_id), known };
}

/** The JSON text of the whole fact; what jsonb would refuse is kept as base64 of it. */
function toBody(mutation: Mutation): string {
  const text = JSON.stringify(mutation);
  return isStorable(mutation) ? text : JSON.stringify({ unstorableJsonBase64: Buffer.from(text, 'utf8').toString('base64') });
}
