/** A station as the protocol's core knows it. */
import type { Caller } from '../../sync/hub/hub-store.ts';
import type { StationRow } from '../stations/require-station.ts';

export function toCaller(station: StationRow): Caller {
  return { stationId: station.station_id, nodeId: station.node_id, isRevoked: station.state !== 'ACTIVE' };
}
