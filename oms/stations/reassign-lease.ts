/**
 * A person moves an order's part from one bench to another, or to the pool. The former holder may be offline and hold the label, so it is
 * fenced off, its label is marked for void, and the next holder gets a new one: a late box becomes a conflict, never a silent second shipment.
 */
import { err, ok, type Result } from '../../domain/result.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { recordOrderEvent } from '../orders/change-order-status.ts';
import { lockOrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { relabelFurtherParcels, relabelParcel } from '../shipping/relabel-parcel.ts';
import { fenceOff, grantLeaseRows, lockPart } from './lease-store.ts';
import { selectStation } from './station-store.ts';

export type LeaseMove = { readonly orderId: string; readonly nodeId: string; /** Null: to the pool. */ readonly toStationId: string | null; readonly actor: string; readonly reason: string };
export type MovedLease = { readonly orderId: string; readonly nodeId: string; readonly from: string | null; readonly to: string | null; readonly fence: number; readonly isRelabelled: boolean };
export type LeaseRefusal = { readonly code: 'UnknownOrder' | 'NoPartAtNode' | 'OrderCancelled' | 'ParcelClosed' | 'UnknownStation' | 'StationRevoked' | 'StationAtOtherNode' | 'LeaseUnchanged'; readonly message: string };

export async function reassignLease(services: Services, move: LeaseMove): Promise<Result<MovedLease, LeaseRefusal>> {
  const moved = await inTransaction(services.db, (tx) => moveLease(tx, services, move));
  if (!moved.ok) return moved;
  services.sequencer.poke();
  for (const stationId of [moved.value.from, moved.value.to]) if (stationId !== null) services.stationSignals.tell({ kind: 'changed', stationId });
  return moved;
}

/** The same within the caller's transaction. Locks the order, then its parcel. */
export async function moveLease(tx: Tx, services: Services, move: LeaseMove): Promise<Result<MovedLease, LeaseRefusal>> {
  const order = await lockOrderWithLines(tx, move.orderId);
  if (!order) return refuse('UnknownOrder', `There is no order ${move.orderId}.`);
  const part = await lockPart(tx, move.orderId, move.nodeId);
  if (!part) return refuse('NoPartAtNode', `No part of order ${order.orderNumber} is packed at node ${move.nodeId}.`);
  if (order.status === 'CANCELLED') return refuse('OrderCancelled', `Order ${order.orderNumber} was cancelled: there is nothing to pack.`);
  if (part.parcel_status === 'CLOSED' || part.parcel_status === 'VOID') return refuse('ParcelClosed', `The parcel of order ${order.orderNumber} is closed: there is nothing left to pack.`);
  if (part.holder === move.toStationId) return refuse('LeaseUnchanged', part.holder === null ? `Order ${order.orderNumber} is in the pool already.` : `Station ${part.holder} has order ${order.orderNumber} already.`);
  const target = move.toStationId === null ? ok(null) : await checkTarget(tx, move.toStationId, move.nodeId);
  if (!target.ok) return target;
  const fence = move.toStationId === null ? await fenceOff(tx, move.orderId, move.nodeId) : (await grantLeaseRows(tx, move.nodeId, [{ orderId: move.orderId, stationId: move.toStationId }], 'assigned')).get(move.orderId);
  if (fence === undefined) return refuse('StationRevoked', `Station ${move.toStationId} was revoked at this moment.`);
  // Without a holder, or before the label was bought, its bytes have gone to no bench.
  const isRelabelled = part.holder !== null && part.has_label;
  if (isRelabelled) await relabelParcel(tx, services, { orderId: move.orderId, parcelId: part.parcel_id, actor: move.actor, reason: move.reason });
  if (part.holder !== null) await relabelFurtherParcels(tx, services, { orderId: move.orderId, nodeId: move.nodeId, actor: move.actor, reason: move.reason });
  await recordOrderEvent(tx, services, { orderId: move.orderId, eventType: 'lease.reassigned', actor: move.actor, detail: { nodeId: move.nodeId, from: part.holder, to: move.toStationId, fence, reason: move.reason, isRelabelled } });
  if (move.toStationId === null && !isRelabelled) await enqueueJob(tx, 'leases.grant', { nodeId: move.nodeId }, { jobKey: `grant:${move.nodeId}` });
  return ok({ orderId: move.orderId, nodeId: move.nodeId, from: part.holder, to: move.toStationId, fence, isRelabelled });
}

async function checkTarget(tx: Tx, stationId: string, nodeId: string): Promise<Result<null, LeaseRefusal>> {
  const station = await selectStation(tx, stationId);
  if (!station) return refuse('UnknownStation', `There is no station ${stationId}.`);
  if (station.state !== 'ACTIVE') return refuse('StationRevoked', `Station ${station.name} was revoked; choose another.`);
  if (station.node_id !== nodeId) return refuse('StationAtOtherNode', `Station ${station.name} stands at ${station.node_name}; choose one of the order's node.`);
  return ok(null);
}

function refuse(code: LeaseRefusal['code'], message: string): { readonly ok: false; readonly error: LeaseRefusal } {
  return err({ code, message });
}
