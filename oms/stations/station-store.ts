/** SQL of stations and their pairing codes. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

export type StationRow = { readonly station_id: string; readonly name: string; readonly node_id: string; readonly node_code: string; readonly node_name: string; readonly state: string; readonly enrolled_at: Date; readonly seen_at: Date | null; readonly telemetry: unknown };

function withNode(db: Db | Tx) {
  return db.selectFrom('stations as s').innerJoin('fulfillment_nodes as n', 'n.node_id', 's.node_id')
    .select(['s.station_id', 's.name', 's.node_id', 'n.code as node_code', 'n.name as node_name', 's.state', 's.enrolled_at', 's.seen_at', 's.telemetry']);
}

export async function selectStationByToken(db: Db, tokenSha256: string): Promise<StationRow | undefined> {
  return withNode(db).where('s.token_sha256', '=', tokenSha256).executeTakeFirst();
}

export async function selectStations(db: Db): Promise<StationRow[]> {
  return withNode(db).orderBy('n.code').orderBy('s.name').execute();
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

/** A bench that is enrolled again under its name keeps its id and its leases; the old token ends. */
export async function upsertStation(tx: Tx, station: { readonly stationId: string; readonly name: string; readonly nodeId: string; readonly tokenSha256: string }): Promise<string> {
  const row = await tx.insertInto('stations').values({ station_id: station.stationId, name: station.name, node_id: station.nodeId, token_sha256: station.tokenSha256, seen_at: null })
    .onConflict((on) => on.columns(['node_id', 'name']).doUpdateSet({ token_sha256: station.tokenSha256, state: 'ACTIVE' })).returning('station_id').executeTakeFirstOrThrow();
  return row.station_id;
}

export async function updateStationSeen(db: Db, stationId: string, telemetry: string): Promise<void> {
  await db.updateTable('stations').set({ seen_at: sql<Date>`now()`, telemetry }).where('station_id', '=', stationId).execute();
}

export async function updateStationState(db: Db, stationId: string, state: string): Promise<boolean> {
  const row = await db.updateTable('stations').set({ state }).where('station_id', '=', stationId).returning('station_id').executeTakeFirst();
  return row !== undefined;
}
