/** The one view that every screen draws: who, queue, open order, line to the office, printers, readiness. */
import type { Message, QueueOrder, StationView } from '../../domain/rpc/station-contract.ts';
import type { SyncStatus } from '../../sync/ports.ts';
import type { Tx } from '../db/open.ts';
import { hasLabelBytes } from '../labels/read-blob.ts';
import { currentOperator } from '../operators/sign-in.ts';
import { countOrdersInQueue, listOpenOrders, readPackOrder, type KnownOrder } from '../orders/read-orders.ts';
import { countPackedSince, readPackView, readSessionStates } from '../packing/read-pack-view.ts';
import { readOutboxState } from '../outbox/read-outbox-state.ts';
import type { PrinterView } from '../print-queue/printer-view.ts';
import { readMeta } from '../settings/meta.ts';
import type { StationContext } from '../station-context.ts';

/** The screen shows this many; the count is of all. */
const QUEUE_SHOWN = 100;

export type ViewSources = { readonly revision: number; readonly sync: SyncStatus; readonly printers: readonly PrinterView[] };

export function buildView(tx: Tx, context: StationContext, sources: ViewSources): StationView {
  const stationId = readMeta(tx, 'station_id');
  const operator = currentOperator(tx);
  const pack = readPackView(tx, context);
  const queue = stationId === null ? [] : readQueue(tx, stationId);
  const ready = queue.filter((order) => order.state === 'ready').length;
  return {
    revision: sources.revision,
    screen: stationId === null ? 'enrol' : operator === null ? 'lock' : pack.pack ? 'pack' : 'start',
    station: stationId === null ? null : { stationId, name: readMeta(tx, 'station_name') ?? '', nodeCode: readMeta(tx, 'node_code') ?? '', nodeName: readMeta(tx, 'node_name') ?? '' },
    operator: operator && { operatorId: operator.operatorId, name: operator.name, role: operator.role },
    language: readMeta(tx, 'language') === 'es' ? 'es' : 'en', theme: readMeta(tx, 'theme') === 'light' ? 'light' : 'dark',
    verdict: pack.verdict, blockedByRefusal: pack.blockedByRefusal, pack: pack.pack,
    queue: { orders: queue.slice(0, QUEUE_SHOWN), totalOrders: countOrdersInQueue(tx), packedToday: countPackedSince(tx, startOfLocalDay(context.clock.nowMs())) },
    sync: { ...sources.sync, ...syncCounts(tx) }, printers: [...sources.printers],
    readiness: { orders: ready, labels: ready, hours: ready / context.config.parcelsPerHour },
    inbox: readOutboxState(tx).inbox.map((row) => ({ opId: row.opId, orderNumber: row.orderId ? readPackOrder(tx, row.orderId)?.order.orderNumber ?? null : null, outcome: row.outcome, detail: inboxMessage(row.outcome) })),
  };
}

function syncCounts(tx: Tx): Pick<StationView['sync'], 'waitingFacts' | 'oldestFactAtMs' | 'unreportedOrders'> {
  const { pending, unreportedOrders } = readOutboxState(tx);
  return { waitingFacts: pending.count, oldestFactAtMs: pending.oldestAtMs, unreportedOrders };
}

function inboxMessage(outcome: string): Message {
  return { key: `inbox.${outcome}`, values: {} };
}

/** Midnight of the bench's own wall clock: "packed today" is for the people who stand there. */
function startOfLocalDay(nowMs: number): number {
  const day = new Date(nowMs);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

/** Orders packed here leave the queue at once, before the office knows. */
function readQueue(tx: Tx, stationId: string): QueueOrder[] {
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
