/** The queue as the start screen shows it: what is leased to this bench first, each by its ship-by time, and the counts of all. */
import type { QueueOrder } from '../../domain/rpc/station-contract.ts';
import type { PackOrder } from '../../domain/wire/documents.ts';
import type { Tx } from '../db/open.ts';
import { parsePackOrder } from '../orders/read-orders.ts';
import { countOpenOrders, countReadyOrders, selectLeasedQueue, selectOtherQueue, type QueueRow } from './queue-store.ts';

/** `totalOrders`: all open ones of this place. `readyOrders`: those that could be begun here without a network. */
export type Queue = { readonly orders: readonly QueueOrder[]; readonly totalOrders: number; readonly readyOrders: number };

export function readQueue(tx: Tx, stationId: string, limit: number): Queue {
  const ours = selectLeasedQueue(tx, stationId, limit);
  const others = ours.length < limit ? selectOtherQueue(tx, stationId, limit - ours.length) : [];
  return { orders: [...ours, ...others].map((row) => toQueueOrder(row, stationId)), totalOrders: countOpenOrders(tx), readyOrders: countReadyOrders(tx, stationId) };
}

function toQueueOrder(row: QueueRow, stationId: string): QueueOrder {
  const order = parsePackOrder(row.body);
  return {
    orderId: order.orderId, orderNumber: order.orderNumber, shipBy: order.shipBy, placedAt: order.placedAt, channelName: order.channelName,
    units: order.lines.reduce((sum, line) => sum + line.requiredUnits, 0), lines: order.lines.length, shipToCity: order.shipTo.city,
    serviceName: order.label?.serviceName ?? null, skus: order.lines.map((line) => line.sku),
    state: queueState(order, stationId, row),
  };
}

function queueState(order: PackOrder, stationId: string, { sessionState, hasLabelBytes }: QueueRow): QueueOrder['state'] {
  if (order.isOnHold) return 'hold';
  if (order.lease === null) return 'pool';
  if (order.lease.stationId !== stationId) return 'other';
  if (sessionState !== null) return 'parked';
  return hasLabelBytes ? 'ready' : 'waiting';
}
