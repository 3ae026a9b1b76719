/** How much work a bench holds for the case that the line is cut: a number of orders, or the hours that the site wants to last. */
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { recordStationEvent } from './record-station-event.ts';
import { lockStation, updateGrantAhead } from './station-store.ts';

export type GrantAheadChange = { readonly stationId: string; readonly orders: number; readonly hours: number | null; readonly actor: string };

/** More is granted at once; what a bench holds beyond a smaller number is not taken away. */
export async function setGrantAhead(services: Services, change: GrantAheadChange): Promise<Result<null, 'UnknownStation' | 'StationRevoked'>> {
  const result = await inTransaction(services.db, async (tx): Promise<Result<null, 'UnknownStation' | 'StationRevoked'>> => {
    const station = await lockStation(tx, change.stationId);
    if (!station) return err('UnknownStation');
    if (station.state !== 'ACTIVE') return err('StationRevoked');
    await updateGrantAhead(tx, change.stationId, change.orders, change.hours);
    await recordStationEvent(tx, services, { stationId: change.stationId, eventType: 'station.grant_ahead_changed', actor: change.actor, detail: { orders: change.orders, hours: change.hours } });
    await enqueueJob(tx, 'leases.grant', { nodeId: station.node_id }, { jobKey: `grant:${station.node_id}` });
    return ok(null);
  });
  if (result.ok) services.stationSignals.tell({ kind: 'changed', stationId: change.stationId });
  return result;
}
