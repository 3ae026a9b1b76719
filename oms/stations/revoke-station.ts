/**
 * Ends a station's access for ever. Its open work goes back to the pool under higher fences and with new labels: a copied file or an old
 * token never holds a valid lease again, and what it reports late is a conflict that a person sees.
 */
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { selectOpenLeases } from './lease-store.ts';
import { moveLease } from './reassign-lease.ts';
import { recordStationEvent } from './record-station-event.ts';
import { lockStation, updateStationRevoked } from './station-store.ts';

export type Revocation = { readonly stationId: string; readonly actor: string; readonly reason: string };

/** A second revocation changes nothing. The value: how many orders went back to the pool. */
export async function revokeStation(services: Services, request: Revocation): Promise<Result<{ readonly releasedOrders: number }, 'UnknownStation'>> {
  const result = await inTransaction(services.db, (tx) => revoke(tx, services, request));
  if (!result.ok) return result;
  services.sequencer.poke();
  services.stationSignals.tell({ kind: 'revoked', stationId: request.stationId });
  return result;
}

/** One transaction, however many orders: there must be no moment at which the revoked bench's labels are valid. */
async function revoke(tx: Tx, services: Services, { stationId, actor, reason }: Revocation): Promise<Result<{ readonly releasedOrders: number }, 'UnknownStation'>> {
  const station = await lockStation(tx, stationId);
  if (!station) return err('UnknownStation');
  if (station.state === 'REVOKED') return ok({ releasedOrders: 0 });
  await updateStationRevoked(tx, stationId);
  let releasedOrders = 0;
  for (const lease of await selectOpenLeases(tx, stationId)) {
    // A refusal means that the order was closed, cancelled or moved between the list and its lock.
    const moved = await moveLease(tx, services, { orderId: lease.order_id, nodeId: lease.node_id, toStationId: null, actor, reason: `station ${station.name} was revoked: ${reason}` });
    if (moved.ok) releasedOrders += 1;
  }
  await recordStationEvent(tx, services, { stationId, eventType: 'station.revoked', actor, detail: { reason, releasedOrders } });
  return ok({ releasedOrders });
}
