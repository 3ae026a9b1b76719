/** A station's first contact: where both sides stand. Missed grants of work are made up for. */
import type { HelloRequest, HelloResponse } from '../../domain/wire/sync.ts';
import { answerHello } from '../../sync/hub/answer-hello.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import type { Services } from '../services.ts';
import { noteStationContact } from '../stations/note-contact.ts';
import type { StationRow } from '../stations/require-station.ts';
import { updateSkew } from './mutation-store.ts';
import { createPostgresHub } from './postgres-hub.ts';
import { toCaller } from './to-caller.ts';

/** Null when the station speaks an older protocol than this hub still understands. */
export async function greetStation(services: Services, station: StationRow, request: HelloRequest): Promise<HelloResponse | null> {
  const hubAtMs = services.clock.nowMs();
  const answer = await answerHello(createPostgresHub(services), toCaller(station), request, hubAtMs);
  if (answer === null) return null;
  const skewMs = Math.round(request.deviceAtMs - hubAtMs);
  await inTransaction(services.db, async (tx) => {
    await updateSkew(tx, request.clientId, station.station_id, skewMs);
    await enqueueJob(tx, 'leases.grant', { nodeId: station.node_id }, { jobKey: `grant:${station.node_id}` });
  });
  await noteStationContact(services, station.station_id, { appVersion: request.appVersion, pendingFacts: request.pending, cursor: request.cursor, skewMs });
  return answer;
}
