/** Writes what a batch of facts has changed: one statement for each kind of row, whatever the number of facts. */
import type { Folded, OrderFact } from '../../domain/fulfillment/fold-facts.ts';
import type { Decision, FloorFact } from '../../domain/fulfillment/floor-fact.ts';
import type { FloorChange, ParcelStatus, PartState } from '../../domain/fulfillment/part-state.ts';
import { assert, must } from '../../domain/assert.ts';
import type { Tx } from '../db/connect.ts';
import { openFactTasks } from '../exceptions/open-fact-tasks.ts';
import { packAndShip } from '../inventory/move-stock.ts';
import { enqueueJobs, type NewJob } from '../jobs/enqueue-jobs.ts';
import { recordOrderStories, type OrderStory } from '../orders/change-order-status.ts';
import { noteFulfilledUnits } from '../orders/lock-orders.ts';
import type { Services } from '../services.ts';
import { retireParcelLabel } from '../shipping/retire-parcel-label.ts';
import { retireUnusedLabels } from '../shipping/retire-unused-labels.ts';
import { actorOf } from './floor-event.ts';
import { openFurtherParcel } from './further-parcel.ts';
import type { LoadedParts } from './load-parts.ts';
import { writeParcels, type ParcelStatusRow } from './parcel-store.ts';

type Effect<T extends FloorChange['type']> = OrderFact & { readonly change: Extract<FloorChange, { type: T }> };

export async function writeDecisions(tx: Tx, services: Services, before: LoadedParts, facts: readonly OrderFact[], { decisions, parts }: Folded): Promise<void> {
  const effects = facts.flatMap((one, index) => changesOf(decisions[index]).map((change) => ({ ...one, change })));
  const shipped = effects.filter((one): one is Effect<'PartShipped'> => one.change.type === 'PartShipped');
  await recordOrderStories(tx, services, before.orders, effects.flatMap(toStory));
  await writeStock(tx, services, before, effects, shipped);
  await writeFurtherParcels(tx, services, before, effects);
  await writeBoxes(tx, before, parts, shipped);
  await openFactTasks(tx, services, effects.flatMap(({ orderId, fact, change }) => (change.type === 'TaskOpened' ? [{ kind: change.kind, orderId, stationId: fact.stationId, opId: fact.opId, detail: change.detail }] : [])));
  const condemned = effects.flatMap(({ change }) => (change.type === 'LabelCondemned' ? [change.trackingNumber] : []));
  await enqueueJobs(tx, [...toJobs(before, facts, shipped), ...(await retireUnusedLabels(tx, condemned)).map((purchaseId): NewJob => ({ name: 'shipping.void_label', payload: { purchaseId } }))]);
}

function changesOf(decision: Decision | undefined): readonly FloorChange[] {
  return must(decision, 'a decision for each fact').changes;
}

function toStory({ orderId, fact, change }: OrderFact & { readonly change: FloorChange }): OrderStory[] {
  const actor = actorOfFact(fact);
  if (change.type === 'StatusAdvanced') return [{ orderId, actor, detail: change.detail, path: change.path }];
  return change.type === 'Noted' ? [{ orderId, actor, detail: change.detail, eventType: change.eventType }] : [];
}

function actorOfFact({ stationName, body }: FloorFact): string {
  return 'operatorName' in body ? actorOf({ stationName, operatorName: body.operatorName }) : `station:${stationName}`;
}

/** What is packed and shipped in one batch is written once, as shipped. */
async function writeStock(tx: Tx, services: Services, before: LoadedParts, effects: readonly { readonly change: FloorChange }[], shipped: readonly Effect<'PartShipped'>[]): Promise<void> {
  const left = shipped.flatMap(({ change }) => change.allocations.map((one) => must(before.allocations.get(one.allocationId), `allocation ${one.allocationId}`)));
  const leftIds = new Set(left.map((row) => row.allocation_id));
  const packedIds = new Set(effects.flatMap(({ change }) => (change.type === 'PartPacked' || change.type === 'PartShelved' ? change.allocationIds : [])));
  await packAndShip(tx, services, { packedIds: [...packedIds].filter((id) => !leftIds.has(id)), shipped: left });
  await noteFulfilledUnits(tx, left.map((row) => ({ orderItemId: row.order_item_id, units: row.quantity })));
}

async function writeBoxes(tx: Tx, before: LoadedParts, parts: Folded['parts'], shipped: readonly Effect<'PartShipped'>[]): Promise<void> {
  const changed = [...parts.values()].flatMap((part): ParcelStatusRow[] => {
    const former = before.parts.get(part.orderId);
    const statuses = new Map((former ? boxesOf(former) : []).map((box) => [box.parcelId, box.status]));
    return boxesOf(part).filter((box) => box.status !== (statuses.get(box.parcelId) ?? 'OPEN')).map((box) => ({ parcel_id: box.parcelId, status: box.status }));
  });
  const boxes = shipped.flatMap(({ orderId, change }) => {
    const part = must(before.parts.get(orderId), `order ${orderId}`);
    const first = { parcelId: must(part.parcel, `the parcel of ${orderId}`).parcelId, shipmentId: change.shipmentId, trackingNumber: change.shipment.trackingNumber };
    return [first, ...change.further].map((box) => ({ shipment_id: box.shipmentId, order_id: orderId, parcel_id: box.parcelId, node_id: part.nodeId, tracking_number: box.trackingNumber, shipped_at: change.shipment.shippedAt }));
  });
  const written = await writeParcels(tx, changed, boxes);
  assert(written === boxes.length, `${boxes.length} boxes have left with their labels, not ${written}`);
}

function boxesOf({ parcel, further }: PartState): readonly { readonly parcelId: string; readonly status: ParcelStatus }[] {
  return parcel ? [parcel, ...further] : further;
}

/** Rare, and one at a time: a box that is asked for is there before anything is written about it. */
async function writeFurtherParcels(tx: Tx, services: Services, before: LoadedParts, effects: readonly (OrderFact & { readonly change: FloorChange })[]): Promise<void> {
  for (const { orderId, change } of effects) {
    if (change.type === 'ParcelOpened') await openFurtherParcel(tx, services, { parcelId: change.parcelId, orderId, nodeId: must(before.parts.get(orderId), `order ${orderId}`).nodeId });
    if (change.type === 'ParcelRetired') await retireParcelLabel(tx, change.parcelId);
  }
}

/** The shop is told of each box; a bench that has finished an order may be given the next. */
function toJobs(before: LoadedParts, facts: readonly OrderFact[], shipped: readonly Effect<'PartShipped'>[]): NewJob[] {
  const toShop = shipped.filter(({ orderId }) => before.orders.get(orderId)?.connectorId !== null)
    .map(({ change: { shipmentId } }): NewJob => ({ name: 'shopify.push_fulfillment', payload: { shipmentId }, jobKey: `fulfillment:${shipmentId}` }));
  const nodeIds = new Set(facts.flatMap(({ orderId, fact }) => (fact.body.type === 'ParcelClosed' ? [before.parts.get(orderId)?.nodeId] : [])));
  return [...toShop, ...[...nodeIds].flatMap((nodeId): NewJob[] => (nodeId === undefined ? [] : [{ name: 'leases.grant', payload: { nodeId }, jobKey: `grant:${nodeId}` }]))];
}
