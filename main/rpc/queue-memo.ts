/**
 * The queue and its counts, read anew only after something that may have changed it: with hundreds of orders that reading is most of a view,
 * and counting an item changes nothing in it.
 */
import type { QueueOrder } from '../../domain/rpc/station-contract.ts';
import type { Tx } from '../db/open.ts';
import { hasLabelBytes } from '../labels/read-blob.ts';
import { countOrdersInQueue, listOpenOrders, type KnownOrder } from '../orders/read-orders.ts';
import { readSessionStates } from '../packing/read-pack-view.ts';

export type Queue = { readonly orders: readonly QueueOrder[]; readonly totalOrders: number; readonly readyOrders: number };
export type QueueMemo = { read(tx: Tx, stationId: string | null): Queue; forget(): void };

export function createQueueMemo(): QueueMemo {
  let known: { readonly stationId: string | null; readonly queue: Queue } | null = null;
  return {
    read: (tx, stationId) => {
      if (known?.stationId !== stationId) known = { stationId, queue: readQueue(tx, stationId) };
      return known.queue;
    },
    forget: () => { known = null; },
  };
}

function readQueue(tx: Tx, stationId: string | null): Queue {
  const orders = stationId === null ? [] : listQueue(tx, stationId);
  return { orders, totalOrders: countOrdersInQueue(tx), readyOrders: orders.filter((order) => order.state === 'ready').length };
}

/** Orders packed here leave the queue at once, before the office knows. */
function listQueue(tx: Tx, stationId: string): QueueOrder[] {
  const sessions = readSessionStates(tx);
  return listOpenOrders(tx, stationId, 1_000)
    .filter(({ order }) => sessions.get(order.orderId) !== 'closed')
    .map((known) => toQueueOrder(tx, known, stationId, sessions.get(known.order.orderId)));
}

function toQueueOrder(tx: Tx, { order }: KnownOrder, stationId: string, sessionState: string | undefined): QueueOrder {
  return {
    orderId: order.orderId, orderNumber: order.orderNumber, shipBy: order.shipBy, placedAt: order.placedAt, channelName: order.channelName,
    units: order.lines.reduce((sum, line) => sum + line.requiredUnits, 0), lines: order.lines.length, shipToCity: order.shipTo.city,
    serviceName: order.label?.serviceName ?? null, skus: order.lines.map((line) => line.sku),
    state: queueState(tx, order, stationId, sessionState),
  };
}

function queueState(tx: Tx, order: KnownOrder['order'], stationId: string, sessionState: string | undefined): QueueOrder['state'] {
  if (order.isOnHold) return 'hold';
  if (order.lease === null) return 'pool';
  if (order.lease.stationId !== stationId) return 'other';
  if (sessionState !== undefined) return 'parked';
  return hasLabelBytes(tx, order) ? 'ready' : 'waiting';
}
