/** The audit row of a station, in the transaction of the change (promise 10). */
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertStationEvent } from './station-store.ts';

export type StationEventType = 'station.enrolled' | 'station.revoked' | 'station.grant_ahead_changed' | 'quarantine.released' | 'quarantine.discarded';
export type StationEvent = { readonly stationId: string; readonly eventType: StationEventType; readonly actor: string; readonly detail: Readonly<Record<string, unknown>> };

export async function recordStationEvent(tx: Tx, services: Services, event: StationEvent): Promise<void> {
  await insertStationEvent(tx, { eventId: makeId('evt', services.clock, services.random), stationId: event.stationId, eventType: event.eventType, actor: event.actor, detail: JSON.stringify(event.detail) });
}
