/** Every call of a station is a contact: it renews what the station has claimed, and after a long silence brings it new work. */
import { inTransaction } from '../db/in-transaction.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { SILENT_FOR_GRANTS_MS } from './lease-store.ts';
import { updateStationContact, type CallingStation } from './station-store.ts';

/** Noted this often at most: a busy bench calls several times a second. */
const NOTED_EVERY_MS = 10_000;

export async function noteReturn(services: Services, station: CallingStation): Promise<void> {
  if (station.silent_ms < NOTED_EVERY_MS) return;
  await inTransaction(services.db, async (tx) => {
    await updateStationContact(tx, station.station_id, null);
    if (station.silent_ms >= SILENT_FOR_GRANTS_MS) await enqueueJob(tx, 'leases.grant', { nodeId: station.node_id }, { jobKey: `grant:${station.node_id}` });
  });
  services.stationSignals.tell({ kind: 'changed', stationId: station.station_id });
}
