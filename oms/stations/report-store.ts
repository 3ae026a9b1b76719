/** SQL of what stations say of themselves. Times are the database's: one clock for all processes of the OMS. */
import { sql } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';

/** True when this report is the first of its five minutes, and so became the one that history keeps. */
export async function upsertReport(tx: Tx, stationId: string, telemetry: string): Promise<boolean> {
  await sql`INSERT INTO station_reports (station_id, telemetry) VALUES (${stationId}, ${telemetry}::jsonb)
    ON CONFLICT (station_id) DO UPDATE SET received_at = excluded.received_at, telemetry = excluded.telemetry`.execute(tx);
  const { rows } = await sql`INSERT INTO station_report_history (station_id, slot_at, telemetry) VALUES (${stationId}, date_bin('5 minutes', now(), 'epoch'), ${telemetry}::jsonb)
    ON CONFLICT DO NOTHING RETURNING slot_at`.execute(tx);
  return rows.length > 0;
}

export async function deleteOldReports(tx: Tx): Promise<void> {
  await sql`DELETE FROM station_report_history WHERE slot_at < now() - interval '24 hours'`.execute(tx);
}

export async function selectReportHistory(db: Db, stationId: string): Promise<{ slot_at: Date; telemetry: unknown }[]> {
  return db.selectFrom('station_report_history').select(['slot_at', 'telemetry']).where('station_id', '=', stationId).where('slot_at', '>', sql<Date>`now() - interval '24 hours'`).orderBy('slot_at').execute();
}
