/** SQL of stations, their pairing codes and their audit trail. Contact times are the database's: one clock for all processes of the OMS. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export type StationRow = { readonly station_id: string; readonly name: string; readonly node_id: string; readonly node_code: string; readonly node_name: string; readonly state: string; readonly enrolled_at: Date; readonly seen_at: Date | null; readonly telemetry: unknown };
/** `silent_ms`: since the last noted contact, or the enrolment. */
export type CallingStation = StationRow & { readonly silent_ms: number };

function withNode(db: Db | Tx) {
  return db.selectFrom('stations as s').innerJoin('fulfillment_nodes as n', 'n.node_id', 's.node_id')
    .select(['s.station_id', 's.name', 's.node_id', 'n.code as node_code', 'n.name as node_name', 's.state', 's.enrolled_at', 's.seen_at', 's.telemetry']);
}

export async function selectStationByToken(db: Db, tokenSha256: string): Promise<CallingStation | undefined> {
  return withNode(db).select(sql<number>`extract(epoch FROM now() - coalesce(s.seen_at, 'epoch'))::float8 * 1000`.as('silent_ms')).where('s.token_sha256', '=', tokenSha256).executeTakeFirst();
}

export async function selectStation(db: Db | Tx, stationId: string): Promise<StationRow | undefined> {
  return withNode(db).where('s.station_id', '=', stationId).executeTakeFirst();
}

export async function selectActiveNamesake(db: Db | Tx, nodeId: string, name: string): Promise<StationRow | undefined> {
  return withNode(db).where('s.node_id', '=', nodeId).where('s.name', '=', name).where('s.state', '=', 'ACTIVE').executeTakeFirst();
}

/** Keeps grants away until the transaction ends: they take a key share of the row (lease-store). */
export async function lockStation(tx: Tx, stationId: string): Promise<{ station_id: string; node_id: string; name: string; state: string } | undefined> {
  return tx.selectFrom('stations').select(['station_id', 'node_id', 'name', 'state']).where('station_id', '=', stationId).forUpdate().executeTakeFirst();
}

export async function selectNodeByCode(db: Db | Tx, code: string): Promise<{ node_id: string; code: string; name: string } | undefined> {
  return db.selectFrom('fulfillment_nodes').select(['node_id', 'code', 'name']).where('code', '=', code).executeTakeFirst();
}

export async function insertPairingCode(db: Db, code: { readonly sha256: string; readonly stationName: string; readonly nodeId: string; readonly expiresAt: Date }): Promise<void> {
  await db.insertInto('pairing_codes').values({ code_sha256: code.sha256, station_name: code.stationName, node_id: code.nodeId, expires_at: code.expiresAt, used_at: null }).execute();
}

export async function lockPairingCode(tx: Tx, sha256: string): Promise<{ station_name: string; node_id: string; expires_at: Date; used_at: Date | null } | undefined> {
  return tx.selectFrom('pairing_codes').select(['station_name', 'node_id', 'expires_at', 'used_at']).where('code_sha256', '=', sha256).forUpdate().executeTakeFirst();
}

export async function markPairingCodeUsed(tx: Tx, sha256: string): Promise<void> {
  await tx.updateTable('pairing_codes').set({ used_at: sql<Date>`now()` }).where('code_sha256', '=', sha256).execute();
}

/** False when another active station of the node has this name. */
export async function insertStation(tx: Tx, station: { readonly stationId: string; readonly name: string; readonly nodeId: string; readonly tokenSha256: string }): Promise<boolean> {
  const { rows } = await sql`INSERT INTO stations (station_id, name, node_id, token_sha256) VALUES (${station.stationId}, ${station.name}, ${station.nodeId}, ${station.tokenSha256})
    ON CONFLICT (node_id, name) WHERE state = 'ACTIVE' DO NOTHING RETURNING station_id`.execute(tx);
  return rows.length > 0;
}

/** `hello`: JSON of what an old station says of itself in its hello; null leaves the last. */
export async function updateStationContact(tx: Db | Tx, stationId: string, hello: string | null): Promise<void> {
  await tx.updateTable('stations').set({ seen_at: sql<Date>`now()`, ...(hello === null ? {} : { telemetry: hello }) }).where('station_id', '=', stationId).execute();
}

export async function updateStationRevoked(tx: Tx, stationId: string): Promise<void> {
  await tx.updateTable('stations').set({ state: 'REVOKED', revoked_at: sql<Date>`now()` }).where('station_id', '=', stationId).execute();
}

export async function updateGrantAhead(tx: Tx, stationId: string, orders: number, hours: number | null): Promise<void> {
  await tx.updateTable('stations').set({ leases_ahead: orders, grant_ahead_hours: hours }).where('station_id', '=', stationId).execute();
}

export type NewStationEvent = { readonly eventId: string; readonly stationId: string; readonly eventType: string; readonly actor: string; readonly detail: string };

export async function insertStationEvent(tx: Tx, event: NewStationEvent): Promise<void> {
  await tx.insertInto('station_events').values({ event_id: event.eventId, station_id: event.stationId, event_type: event.eventType, actor: event.actor, detail: event.detail }).execute();
}

export async function selectStationEvents(db: Db, stationId: string, limit: number): Promise<{ event_id: string; event_type: string; actor: string; detail: unknown; occurred_at: Date }[]> {
  return db.selectFrom('station_events').select(['event_id', 'event_type', 'actor', 'detail', 'occurred_at']).where('station_id', '=', stationId).orderBy('occurred_at', 'desc').limit(limit).execute();
}
