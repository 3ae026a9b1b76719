/** The station that a fact counts for, whether it works still or was revoked. */
import type { Tx } from '../db/connect.ts';
import { selectStation, type StationRow } from './station-store.ts';

export async function readFactStation(tx: Tx, stationId: string): Promise<StationRow | null> {
  return (await selectStation(tx, stationId)) ?? null;
}
