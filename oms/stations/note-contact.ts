/** A station has called: when, and what it said of itself. */
import { stationTelemetrySchema, type StationTelemetry } from '../../domain/wire/telemetry.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { upsertReport } from './report-store.ts';
import { updateStationContact } from './station-store.ts';

/** `telemetry`: the whole report, the few words of an old station's hello, or nothing. */
export async function noteStationContact(services: Services, stationId: string, telemetry: StationTelemetry | Readonly<Record<string, unknown>> | null): Promise<void> {
  const report = stationTelemetrySchema.safeParse(telemetry);
  await inTransaction(services.db, async (tx) => {
    await updateStationContact(tx, stationId, telemetry === null || report.success ? null : JSON.stringify(telemetry));
    if (report.success) await keepReport(tx, stationId, report.data);
  });
  services.stationSignals.tell({ kind: 'changed', stationId });
}

async function keepReport(tx: Tx, stationId: string, report: StationTelemetry): Promise<void> {
  const isNewSlot = await upsertReport(tx, stationId, toStorable(report));
  if (isNewSlot) await enqueueJob(tx, 'stations.purge_reports', {}, { jobKey: 'purge-reports' });
}

/** PostgreSQL takes neither NUL nor half characters; a printer's words may have both. */
function toStorable(report: StationTelemetry): string {
  return JSON.stringify(report, (_key, value: unknown) => (typeof value === 'string' ? value.replaceAll('\u0000', '\uFFFD').toWellFormed() : value));
}
