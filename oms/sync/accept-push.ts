/** Takes a batch of facts of one bench. */
import type { PushRequest, PushResponse } from '../../domain/wire/sync.ts';
import { acceptPush as takePush } from '../../sync/hub/accept-push.ts';
import { applyFacts } from '../fulfillment/apply-facts.ts';
import type { Services } from '../services.ts';
import { quarantineFacts } from '../stations/quarantine-facts.ts';
import type { StationRow } from '../stations/require-station.ts';
import { createPostgresHub } from './postgres-hub.ts';
import { toCaller } from './to-caller.ts';

export async function acceptPush(services: Services, station: StationRow, request: PushRequest): Promise<PushResponse> {
  const hub = createPostgresHub(services, {
    applyFacts: (tx, facts) => applyFacts(tx, services, station, facts),
    quarantine: (tx, clientId, mutations) => quarantineFacts(tx, services, station, clientId, mutations),
  });
  const response = await takePush(hub, toCaller(station), request, ({ op, kind }, error) => {
    services.log.error({ op, kind, error: error instanceof Error ? error.stack : String(error) }, 'sync:fact:dead_letter');
  });
  if (station.state === 'ACTIVE') services.sequencer.poke();
  else services.stationSignals.tell({ kind: 'changed', stationId: station.station_id });
  return response;
}
