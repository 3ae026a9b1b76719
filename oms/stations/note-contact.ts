/** A station has said hello: when, and what it said of itself. */
import type { Services } from '../services.ts';
import { updateStationSeen } from './station-store.ts';

export async function noteStationContact(services: Services, stationId: string, telemetry: Readonly<Record<string, unknown>>): Promise<void> {
  await updateStationSeen(services.db, stationId, JSON.stringify(telemetry));
}
