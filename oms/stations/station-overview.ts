/** What the office and its dashboard see of a station. Silence and lag are reckoned here, never taken from the station. */
import { z } from 'zod';
import { leaseEndsAtMs } from '../../domain/leases/lease-terms.ts';
import { stationTelemetrySchema, type StationTelemetry } from '../../domain/wire/telemetry.ts';
import type { Services } from '../services.ts';
import { currentEpoch } from '../sync/epoch.ts';
import { selectLeasesOfStation, type StationLease } from './lease-store.ts';
import { selectOpenTasksOfStation, selectOverview, type OverviewRow } from './overview-store.ts';
import { selectStationEvents } from './station-store.ts';

/** Stations ask for news every 30 s at the least (SYNC.md 3.3), so three have been missed. */
export const SILENT_AFTER_MS = 90_000;
const MOST_ROWS = 200;

export const stationSummarySchema = z.object({
  id: z.string(), name: z.string(), node_id: z.string(), node_code: z.string(), node_name: z.string(), state: z.enum(['ACTIVE', 'REVOKED']),
  enrolled_at: z.string(), revoked_at: z.string().nullable(), seen_at: z.string().nullable().describe('Last contact of any kind, by the hub\'s clock.'),
  silent_since: z.string().nullable().describe(`Set when an active station has not called for ${SILENT_AFTER_MS / 1000} s.`),
  lag_rows: z.int().nullable().describe('Positions between the node\'s newest change and what the station reported last; null when it is not known.'),
  reported_at: z.string().nullable(), telemetry: stationTelemetrySchema.nullable().describe('The station\'s last report.'), hello: z.unknown().describe('What a station without reports says of itself in its hello.'),
  grant_ahead: z.object({ orders: z.int(), hours: z.int().nullable() }), open_leases: z.int(), quarantined_facts: z.int(), open_tasks: z.int(),
});
export type StationSummary = z.infer<typeof stationSummarySchema>;

export const stationDetailSchema = stationSummarySchema.extend({
  leases: z.array(z.object({ order_id: z.string(), order_number: z.string(), parcel_status: z.string(), fence: z.int(), kind: z.enum(['assigned', 'claimed']), granted_at: z.string(), ends_at: z.string().nullable(), ship_by: z.string() })).describe(`The ${MOST_ROWS} most urgent.`),
  tasks: z.array(z.object({ id: z.string(), kind: z.string(), order_id: z.string().nullable(), detail: z.unknown(), created_at: z.string() })),
  events: z.array(z.object({ id: z.string(), event_type: z.string(), actor: z.string(), detail: z.unknown(), occurred_at: z.string() })).describe('Newest first.'),
});
export type StationDetail = z.infer<typeof stationDetailSchema>;

export async function readStations(services: Services, stationIds: readonly string[] | null): Promise<StationSummary[]> {
  const epoch = await currentEpoch(services.db);
  return (await selectOverview(services.db, stationIds, SILENT_AFTER_MS)).map((row) => toSummary(row, epoch));
}

export async function readStation(services: Services, stationId: string): Promise<StationDetail | null> {
  const [summary] = await readStations(services, [stationId]);
  if (!summary) return null;
  const leases = await selectLeasesOfStation(services.db, stationId, MOST_ROWS);
  const tasks = await selectOpenTasksOfStation(services.db, stationId, MOST_ROWS);
  const events = await selectStationEvents(services.db, stationId, MOST_ROWS);
  return {
    ...summary, leases: leases.map((lease) => toLease(lease, summary.seen_at)),
    tasks: tasks.map((task) => ({ id: task.task_id, kind: task.kind, order_id: task.order_id, detail: task.detail, created_at: task.created_at.toISOString() })),
    events: events.map((event) => ({ id: event.event_id, event_type: event.event_type, actor: event.actor, detail: event.detail, occurred_at: event.occurred_at.toISOString() })),
  };
}

function toSummary(row: OverviewRow, epoch: string): StationSummary {
  const report = stationTelemetrySchema.safeParse(row.report);
  const telemetry = report.success ? report.data : null;
  return {
    id: row.station_id, name: row.name, node_id: row.node_id, node_code: row.node_code, node_name: row.node_name, state: row.state === 'REVOKED' ? 'REVOKED' : 'ACTIVE',
    enrolled_at: row.enrolled_at.toISOString(), revoked_at: toText(row.revoked_at), seen_at: toText(row.seen_at), silent_since: toText(row.silent_since),
    lag_rows: countLag(telemetry, epoch, row.head), reported_at: toText(row.reported_at), telemetry, hello: row.hello,
    grant_ahead: { orders: row.leases_ahead, hours: row.grant_ahead_hours }, open_leases: row.open_leases, quarantined_facts: row.quarantined_facts, open_tasks: row.open_tasks,
  };
}

/** Positions of another history say nothing about this one. */
function countLag(telemetry: StationTelemetry | null, epoch: string, head: number): number | null {
  return telemetry === null || telemetry.feed.epoch !== epoch ? null : Math.max(0, head - telemetry.feed.cursor);
}

function toLease(lease: StationLease, seenAt: string | null): StationDetail['leases'][number] {
  const endsAtMs = leaseEndsAtMs({ kind: lease.kind, grantedAtMs: lease.granted_at.getTime(), lastContactAtMs: seenAt === null ? null : Date.parse(seenAt) });
  return {
    order_id: lease.order_id, order_number: lease.order_number, parcel_status: lease.parcel_status, fence: lease.fence, kind: lease.kind,
    granted_at: lease.granted_at.toISOString(), ends_at: endsAtMs === null ? null : new Date(endsAtMs).toISOString(), ship_by: lease.ship_by.toISOString(),
  };
}

function toText(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
