/** The picture that a batch of facts is decided on: every order of it, locked, with its part at the station's node. Four statements. */
import type { LiveAllocation, PartState } from '../../domain/fulfillment/part-state.ts';
import type { Tx } from '../db/connect.ts';
import { readLiveAllocations, type AllocationRow } from '../inventory/move-stock.ts';
import { lockOrders, type LockedOrder } from '../orders/lock-orders.ts';
import { readLeases } from '../stations/read-leases.ts';
import { selectParcels, type ParcelRow } from './parcel-store.ts';

export type LoadedParts = {
  readonly orders: ReadonlyMap<string, LockedOrder>; readonly parts: ReadonlyMap<string, PartState>;
  /** By allocation id. */
  readonly allocations: ReadonlyMap<string, AllocationRow>;
};

/** Orders that do not exist are missing from it. */
export async function loadParts(tx: Tx, nodeId: string, orderIds: readonly string[]): Promise<LoadedParts> {
  const orders = await lockOrders(tx, orderIds);
  const known = [...orders.keys()];
  if (known.length === 0) return { orders, parts: new Map(), allocations: new Map() };
  const allocations = await readLiveAllocations(tx, known);
  const parcels = new Map((await selectParcels(tx, nodeId, known)).map((row) => [row.order_id, row]));
  const leases = await readLeases(tx, nodeId, known);
  const byOrder = Map.groupBy(allocations, (row) => row.order_id);
  const parts = new Map([...orders].map(([orderId, order]): [string, PartState] => {
    const lease = leases.get(orderId);
    return [orderId, {
      orderId, nodeId, fulfillmentType: order.fulfillmentType, status: order.status, isOnHold: order.isOnHold, allocations: (byOrder.get(orderId) ?? []).map(toLiveAllocation),
      ...toParcelPart(parcels.get(orderId)), lease: lease ? { stationId: lease.station_id, stationName: lease.station_name, fence: lease.fence } : null,
    }];
  }));
  return { orders, parts, allocations: new Map(allocations.map((row) => [row.allocation_id, row])) };
}

function toLiveAllocation(row: AllocationRow): LiveAllocation {
  return { allocationId: row.allocation_id, orderItemId: row.order_item_id, nodeId: row.node_id, sku: row.sku, units: row.quantity, isPacked: row.status === 'PACKED' };
}

function toParcelPart(row: ParcelRow | undefined): Pick<PartState, 'parcel' | 'labels' | 'further' | 'shipment'> {
  if (!row) return { parcel: null, labels: [], further: [], shipment: null };
  const shipment = row.tracking_number === null || row.shipped_at === null ? null : { trackingNumber: row.tracking_number, shippedAt: row.shipped_at.toISOString(), stationName: row.shipped_by };
  return { parcel: { parcelId: row.parcel_id, status: row.status }, labels: row.labels ?? [], further: row.further ?? [], shipment };
}
