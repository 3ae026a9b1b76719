/** Hands a sourced order to its nodes: one parcel per node, its label to be bought, the lines to be picked. */
import { makeId } from '../../domain/ids.ts';
import { makePairCode } from '../../domain/barcodes/packbench-code.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import { listLiveAllocations, setAllocationStatus, type AllocationRow } from '../inventory/move-stock.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { changeOrderStatus } from '../orders/change-order-status.ts';
import { lockOrderWithLines, noteReleased } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { insertParcel, reopenParcel, selectWeights } from './parcel-store.ts';
import { finishSteps } from './pipeline/note-steps.ts';

/** What an empty box with its filling weighs; real cartonisation comes with the carriers. */
const BOX_GRAMS = 120;

export async function releaseOrder(services: Services, { orderId }: { readonly orderId: string }): Promise<void> {
  const startedMs = services.clock.nowMs();
  await inTransaction(services.db, async (tx) => {
    const order = await lockOrderWithLines(tx, orderId);
    if (!order || order.status !== 'SOURCED' || order.isOnHold) return;
    const allocations = await listLiveAllocations(tx, orderId);
    const nodeIds = [...new Set(allocations.map((row) => row.node_id))];
    for (const nodeId of nodeIds) await releaseToNode(tx, services, orderId, nodeId, allocations.filter((row) => row.node_id === nodeId));
    await noteReleased(tx, orderId);
    await finishSteps(tx, services, nodeIds.map((nodeId) => ({ orderId, step: 'shipping_calculation', nodeId })), startedMs);
    await changeOrderStatus(tx, services, { orderId, to: 'PICKING', actor: 'release' });
  });
  services.sequencer.poke();
}

async function releaseToNode(tx: Tx, services: Services, orderId: string, nodeId: string, rows: readonly AllocationRow[]): Promise<void> {
  const weights = await selectWeights(tx, rows.map((row) => row.sku));
  const known = await reopenParcel(tx, orderId, nodeId);
  const parcelId = known ?? makeId('prc', services.clock, services.random);
  const isNew = known !== null || await insertParcel(tx, {
    parcel_id: parcelId, order_id: orderId, node_id: nodeId, status: 'OPEN', pair_code: makePairCode(services.random.bytes(10)),
    weight_grams: BOX_GRAMS + rows.reduce((sum, row) => sum + row.quantity * (weights.get(row.sku) ?? 0), 0),
  });
  await setAllocationStatus(tx, orderId, nodeId, ['RESERVED'], 'PICKING');
  if (isNew) await enqueueJob(tx, 'shipping.buy_label', { parcelId }, { jobKey: `label:${parcelId}` });
}
