/** SQL of the dashboard's view of stations: one statement for all, so that a list of 200 benches is one question to the database. */
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';

export type OverviewRow = {
  readonly station_id: string; readonly name: string; readonly node_id: string; readonly node_code: string; readonly node_name: string; readonly state: string;
  readonly enrolled_at: Date; readonly revoked_at: Date | null; readonly seen_at: Date | null; readonly silent_since: Date | null; readonly hello: unknown; readonly reported_at: Date | null; readonly report: unknown;
  readonly leases_ahead: number; readonly grant_ahead_hours: number | null; readonly head: number; readonly open_leases: number; readonly quarantined_facts: number; readonly open_tasks: number;
};

/** `stationIds` null: all. */
export async function selectOverview(db: Db, stationIds: readonly string[] | null, silentAfterMs: number): Promise<OverviewRow[]> {
  const ids = stationIds === null ? null : [...stationIds];
  const { rows } = await sql<OverviewRow>`SELECT s.station_id, s.name, s.node_id, n.code AS node_code, n.name AS node_name, s.state, s.enrolled_at, s.revoked_at, s.seen_at, s.telemetry AS hello,
      r.received_at AS reported_at, r.telemetry AS report, s.leases_ahead, s.grant_ahead_hours, coalesce(h.head, 0) AS head,
      CASE WHEN s.state = 'ACTIVE' AND coalesce(s.seen_at, s.enrolled_at) < now() - ${silentAfterMs} * interval '1 millisecond' THEN coalesce(s.seen_at, s.enrolled_at) END AS silent_since,
      coalesce(l.leases, 0) AS open_leases, coalesce(q.facts, 0) AS quarantined_facts, coalesce(t.tasks, 0) AS open_tasks
    FROM stations s JOIN fulfillment_nodes n USING (node_id) LEFT JOIN station_reports r USING (station_id) LEFT JOIN sync.node h ON h.node_id = s.node_id
      LEFT JOIN (SELECT l.station_id, count(*)::int AS leases FROM parcels p JOIN leases l USING (order_id, node_id) WHERE p.status IN ('OPEN', 'PACKED') AND NOT p.is_further AND l.released_at IS NULL GROUP BY l.station_id) l USING (station_id)
      LEFT JOIN (SELECT station_id, count(*)::int AS facts FROM sync.quarantine WHERE state = 'held' GROUP BY station_id) q USING (station_id)
      LEFT JOIN (SELECT station_id, count(*)::int AS tasks FROM exception_tasks WHERE state = 'open' AND station_id IS NOT NULL GROUP BY station_id) t USING (station_id)
    WHERE ${ids}::text[] IS NULL OR s.station_id = ANY(${ids}::text[]) ORDER BY n.code, s.name, s.enrolled_at`.execute(db);
  return rows;
}

export type OpenTaskRow = { readonly task_id: string; readonly kind: string; readonly order_id: string | null; readonly detail: unknown; readonly created_at: Date };

export async function selectOpenTasksOfStation(db: Db, stationId: string, limit: number): Promise<OpenTaskRow[]> {
  return db.selectFrom('exception_tasks').select(['task_id', 'kind', 'order_id', 'detail', 'created_at']).where('state', '=', 'open')
    .where((eb) => eb.or([eb('station_id', '=', stationId), eb.and([eb('kind', '=', 'FactsQuarantined'), eb(sql<string>`detail->>'about'`, '=', stationId)])]))
    .orderBy('created_at').limit(limit).execute();
}
