/** SQL of the quarantine: facts that a revoked station has handed in. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export type QuarantinedFact = { readonly clientId: string; readonly mid: number; readonly opId: string; readonly body: string };

/** A fact that is here already stays as it is. */
export async function insertQuarantined(tx: Tx, stationId: string, facts: readonly QuarantinedFact[]): Promise<void> {
  if (facts.length === 0) return;
  await tx.insertInto('sync.quarantine').values(facts.map((fact) => ({ client_id: fact.clientId, mid: fact.mid, op_id: fact.opId, station_id: stationId, body: fact.body })))
    .onConflict((on) => on.column('op_id').doNothing()).execute();
}

/** Facts that were applied before the revocation, or released from here. */
export async function selectAppliedOutcomes(tx: Tx, opIds: readonly string[]): Promise<Map<string, { outcome: string; detail: unknown }>> {
  const rows = await tx.selectFrom('sync.mutation').select(['op_id', 'outcome', 'detail']).where('op_id', 'in', [...opIds]).execute();
  return new Map(rows.map((row) => [row.op_id, row]));
}

/** The last mid up to which nothing of this station file is missing, in the log and here together. */
export async function selectLastKnownMid(tx: Tx, clientId: string, stationId: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`WITH logged AS (SELECT coalesce(max(last_mid), 0) AS last FROM sync.client WHERE client_id = ${clientId}::uuid AND station_id = ${stationId})
    SELECT coalesce(max(run.mid), (SELECT last FROM logged))::bigint AS last FROM (SELECT q.mid, row_number() OVER (ORDER BY q.mid) AS place
      FROM (SELECT DISTINCT mid FROM sync.quarantine WHERE client_id = ${clientId}::uuid AND mid > (SELECT last FROM logged)) q) run WHERE run.mid = run.place + (SELECT last FROM logged)`.execute(tx);
  return rows[0]?.last ?? 0;
}

/** False when somebody else is deciding about this station's facts at this moment. */
export async function tryLockQuarantine(tx: Tx, stationId: string): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`SELECT pg_try_advisory_xact_lock(hashtextextended(${`quarantine:${stationId}`}, 0)) AS locked`.execute(tx);
  return rows[0]?.locked ?? false;
}

/** In the order in which each station file made them. `opIds` null: all. */
export async function selectHeld(tx: Tx, stationId: string, opIds: readonly string[] | null, limit: number): Promise<{ op_id: string; body: unknown }[]> {
  if (opIds?.length === 0) return [];
  let query = tx.selectFrom('sync.quarantine').select(['op_id', 'body']).where('station_id', '=', stationId).where('state', '=', 'held');
  if (opIds !== null) query = query.where('op_id', 'in', [...opIds]);
  return query.orderBy('client_id').orderBy('mid').orderBy('quarantine_id').limit(limit).execute();
}

export type Decision = { readonly state: 'released' | 'discarded'; readonly actor: string; readonly reason: string; readonly releasedTo: string | null };

export async function updateDecided(tx: Tx, outcomes: readonly { readonly opId: string; readonly outcome: string | null }[], decision: Decision): Promise<void> {
  await sql`UPDATE sync.quarantine q SET state = ${decision.state}, decided_at = now(), decided_by = ${decision.actor}, reason = ${decision.reason}, released_to = ${decision.releasedTo}, outcome = o.outcome
    FROM unnest(${outcomes.map((one) => one.opId)}::uuid[], ${outcomes.map((one) => one.outcome)}::text[]) AS o(op_id, outcome) WHERE q.op_id = o.op_id AND q.state = 'held'`.execute(tx);
}

export async function countHeld(db: Db | Tx, stationId: string): Promise<number> {
  const row = await db.selectFrom('sync.quarantine').select((eb) => eb.fn.countAll<number>().as('facts')).where('station_id', '=', stationId).where('state', '=', 'held').executeTakeFirstOrThrow();
  return row.facts;
}

export type QuarantineRow = {
  readonly client_id: string; readonly mid: number; readonly op_id: string; readonly body: unknown; readonly received_at: Date; readonly state: string;
  readonly decided_at: Date | null; readonly decided_by: string | null; readonly reason: string | null; readonly released_to: string | null; readonly outcome: string | null;
};

export async function selectQuarantine(db: Db, stationId: string, state: string | null, limit: number, offset: number): Promise<QuarantineRow[]> {
  let query = db.selectFrom('sync.quarantine').select(['client_id', 'mid', 'op_id', 'body', 'received_at', 'state', 'decided_at', 'decided_by', 'reason', 'released_to', 'outcome']).where('station_id', '=', stationId);
  if (state !== null) query = query.where('state', '=', state);
  return query.orderBy('client_id').orderBy('mid').orderBy('quarantine_id').limit(limit).offset(offset).execute();
}
