/** Applies one fact to the business. Never refuses a physical fact: what contradicts becomes an outcome and a task. */
import { assertNever } from '../../domain/assert.ts';
import { factBodySchema, type FactBody } from '../../domain/packing/facts.ts';
import type { Mutation } from '../../domain/wire/sync.ts';
import type { Tx } from '../db/connect.ts';
import { acknowledgeTask, settleRecall } from '../exceptions/settle-recall.ts';
import { openTask } from '../exceptions/open-task.ts';
import { closeParcel } from '../fulfillment/close-parcel.ts';
import { completePacking } from '../fulfillment/complete-packing.ts';
import { APPLIED, contradict, type FloorEvent, type FloorOutcome } from '../fulfillment/floor-event.ts';
import { startPacking } from '../fulfillment/start-packing.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { recordOrderEvent } from '../orders/change-order-status.ts';
import { lockOrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { readLease } from '../stations/read-lease.ts';
import type { StationRow } from '../stations/require-station.ts';
import { toDate } from './mutation-row.ts';
import { hasDeadLetter } from './mutation-store.ts';

export async function applyFact(tx: Tx, services: Services, station: StationRow, mutation: Mutation): Promise<FloorOutcome> {
  const parsed = factBodySchema.safeParse(mutation.body);
  // Kept whole in the log, quarantined alone: it never blocks what comes after.
  if (!parsed.success || parsed.data.type !== mutation.kind) return { outcome: 'rejected_invalid', detail: { problem: parsed.success ? 'kind and body disagree' : parsed.error.message.slice(0, 500) } };
  const body = parsed.data;
  if (body.type === 'OutcomeAcknowledged') return acknowledgeTask(tx, { opId: body.opId, by: `${station.name} (${body.operatorName})`, at: toDate(mutation.at) });
  if (mutation.orderId === null) return APPLIED;
  if (await hasDeadLetter(tx, mutation.orderId)) return { outcome: 'held', detail: { reason: 'an earlier fact of this order could not be applied' } };
  const event: FloorEvent = {
    orderId: mutation.orderId, nodeId: station.node_id, stationId: station.station_id, stationName: station.name,
    operatorName: 'operatorName' in body ? body.operatorName : 'printer', occurredAt: toDate(mutation.at), opId: mutation.op,
  };
  const fenced = await checkFence(tx, services, event, mutation, body);
  return fenced ?? applyKnown(tx, services, event, body);
}

/** An older fence means that the lease went to another bench meanwhile. The fact is kept; the box must be found. */
async function checkFence(tx: Tx, services: Services, event: FloorEvent, mutation: Mutation, body: FactBody): Promise<FloorOutcome | null> {
  if (mutation.fence === null || body.type !== 'ParcelClosed') return null;
  const lease = await readLease(tx, event.orderId, event.nodeId);
  if (!lease || lease.station_id === null || (lease.station_id === event.stationId && lease.fence === mutation.fence)) return null;
  return contradict(tx, services, event, 'PackedWithoutLease', 'conflict_reassigned', { holder: lease.station_id, fence: lease.fence, reportedFence: mutation.fence });
}

async function applyKnown(tx: Tx, services: Services, event: FloorEvent, body: FactBody): Promise<FloorOutcome> {
  switch (body.type) {
    case 'PackingStarted': return startPacking(tx, services, event);
    case 'PackingCompleted': return completePacking(tx, services, event);
    case 'ParcelClosed': {
      const outcome = await closeParcel(tx, services, { ...event, parcelId: body.parcelId, trackingNumber: body.trackingNumber });
      // A bench that has finished one order may be given the next.
      await enqueueJob(tx, 'leases.grant', { nodeId: event.nodeId }, { jobKey: `grant:${event.nodeId}` });
      return outcome;
    }
    case 'RecallSettled': return settleRecall(tx, services, { ...event, contradictedOpId: body.opId, trackingNumber: body.trackingNumber, result: body.result });
    case 'LabelDestroyed':
      if (body.result === 'declared') await openTask(tx, services, { kind: 'VoidLabelMissing', about: body.trackingNumber, orderId: event.orderId, code: 'VoidLabelMissing', message: `The void label ${body.trackingNumber} was printed at ${event.stationName} and could not be found there. Look for it: a box that carries it would be turned back.` });
      return journal(tx, services, event, body);
    case 'DocumentReprinted': case 'PackingParked': case 'DocumentPrinted': case 'PackingStopped': case 'ParcelRelabelled': return journal(tx, services, event, body);
    case 'ItemScanned': case 'ItemUnscanned': case 'OutcomeAcknowledged': return APPLIED;
    default: return assertNever(body);
  }
}

async function journal(tx: Tx, services: Services, event: FloorEvent, body: FactBody): Promise<FloorOutcome> {
  if (!(await lockOrderWithLines(tx, event.orderId))) return { outcome: 'unknown_order', detail: null };
  await recordOrderEvent(tx, services, { orderId: event.orderId, eventType: `floor.${body.type}`, actor: `station:${event.stationName}`, detail: { ...body } });
  return APPLIED;
}
