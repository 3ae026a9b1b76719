/**
 * The pipeline itself (seed 002): for each step what starts it and what takes it back. A step's work is the use case that its job runs;
 * it ends by writing its row and the next step's job in the transaction of the work, so a killed process leaves either all of it or none.
 * An undo is a part of the caller's transaction, which has the order's row locked.
 */
import type { StepName } from '../../../domain/fulfillment/pipeline.ts';
import type { Tx } from '../../db/connect.ts';
import { releaseReservations } from '../../inventory/move-stock.ts';
import type { NewJob } from '../../jobs/enqueue-jobs.ts';
import { wakeBackorders } from '../../orders/wake-backorders.ts';
import type { Services } from '../../services.ts';
import { voidLabelsOfOrder, voidParcelsOfOrder } from '../../shipping/mark-for-void.ts';
import { releaseLeasesOfOrder } from '../../stations/release-leases.ts';

/** `parcelId`, `nodeId`: of the part, for a step that works on parts. */
export type StepTarget = { readonly orderId: string; readonly nodeId: string; readonly parcelId: string };
/** `nodeId`: one part only; null: the whole order. */
export type UndoTarget = { readonly orderId: string; readonly nodeId: string | null };
export type PipelineStep = { job(target: StepTarget): NewJob; undo(tx: Tx, services: Services, whose: UndoTarget): Promise<void> };

const sourceJob = ({ orderId }: StepTarget): NewJob => ({ name: 'orders.source', payload: { orderId }, jobKey: `source:${orderId}` });

export const PIPELINE: Readonly<Record<StepName, PipelineStep>> = {
  // Both in one transaction: an order that was valid when it was looked at is reserved for as it was.
  validation: { job: sourceJob, undo: async () => { /* It only looked. */ } },
  inventory_allocation: {
    job: sourceJob,
    // A part's reservation ends with what takes the part away: a count, another node.
    undo: async (tx, services, { orderId, nodeId }) => { if (nodeId !== null) return; for (const [sku, units] of await releaseReservations(tx, services, orderId)) await wakeBackorders(tx, sku, units); },
  },
  shipping_calculation: { job: ({ orderId }) => ({ name: 'orders.release', payload: { orderId }, jobKey: `release:${orderId}` }), undo: (tx, _services, { orderId, nodeId }) => voidParcelsOfOrder(tx, orderId, nodeId) },
  document_generation: { job: ({ parcelId }) => ({ name: 'shipping.buy_label', payload: { parcelId }, jobKey: `label:${parcelId}` }), undo: (tx, _services, { orderId, nodeId }) => voidLabelsOfOrder(tx, orderId, nodeId) },
  fulfillment_creation: { job: ({ nodeId }) => ({ name: 'leases.grant', payload: { nodeId }, jobKey: `grant:${nodeId}` }), undo: (tx, _services, { orderId, nodeId }) => releaseLeasesOfOrder(tx, orderId, nodeId) },
};
