/** Moves all open work of a silent bench, one transaction for each order: a long list must not hold up the floor. */
import { err, ok, type Result } from '../../domain/result.ts';
import type { Services } from '../services.ts';
import { selectOpenLeases } from './lease-store.ts';
import { reassignLease, type LeaseRefusal, type MovedLease } from './reassign-lease.ts';
import { selectStation } from './station-store.ts';

export type StationMove = { readonly stationId: string; readonly toStationId: string | null; readonly actor: string; readonly reason: string };
export type StationMoveResult = { readonly moved: readonly MovedLease[]; readonly refused: readonly { readonly orderId: string; readonly refusal: LeaseRefusal }[] };

/** Refused as a whole when the target cannot take any; else order by order, since one may be closed at this moment. */
export async function reassignLeasesOfStation(services: Services, request: StationMove): Promise<Result<StationMoveResult, LeaseRefusal>> {
  const refusal = await checkStations(services, request);
  if (refusal) return err(refusal);
  const moved: MovedLease[] = [];
  const refused: StationMoveResult['refused'][number][] = [];
  for (const lease of await selectOpenLeases(services.db, request.stationId)) {
    const result = await reassignLease(services, { orderId: lease.order_id, nodeId: lease.node_id, toStationId: request.toStationId, actor: request.actor, reason: request.reason });
    if (result.ok) moved.push(result.value);
    else refused.push({ orderId: lease.order_id, refusal: result.error });
  }
  return ok({ moved, refused });
}

async function checkStations(services: Services, { stationId, toStationId }: StationMove): Promise<LeaseRefusal | null> {
  const from = await selectStation(services.db, stationId);
  if (!from) return { code: 'UnknownStation', message: `There is no station ${stationId}.` };
  if (toStationId === null) return null;
  if (toStationId === stationId) return { code: 'LeaseUnchanged', message: `Station ${from.name} has these orders already; choose another.` };
  const to = await selectStation(services.db, toStationId);
  if (!to) return { code: 'UnknownStation', message: `There is no station ${toStationId}.` };
  if (to.state !== 'ACTIVE') return { code: 'StationRevoked', message: `Station ${to.name} was revoked; choose another.` };
  return to.node_id === from.node_id ? null : { code: 'StationAtOtherNode', message: `Station ${to.name} stands at ${to.node_name}; choose one of ${from.node_name}.` };
}
