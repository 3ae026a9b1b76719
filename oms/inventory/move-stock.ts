/** Reserving, releasing and shipping stock. An allocation is the reservation; each movement has its adjustment row (promise 7). */
import { assert, must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import {
  hasAllocationRow, insertAdjustments, lockAllocations, lockPlaces, lockStock, selectAllocatedUnits, selectLiveAllocations, updateAllocationStatuses, updateAllocations, updateStock, writeReservation, type AdjustmentRow, type AllocationRow, type InventoryRow, type LockedPlaces, type StockAfter,
} from './inventory-store.ts';
import { insertItem } from './item-store.ts';

export type NewAllocation = { readonly orderId: string; readonly orderItemId: string; readonly nodeId: string; readonly sku: string; readonly units: number };
export type { AllocationRow };

export type Reserved = NewAllocation & { readonly allocationId: string };

/**
 * For many orders at once, all or none: null, with nothing changed, when stock or a node's last place of today went to somebody else
 * meanwhile. The caller decides anew.
 */
export async function reserveStock(tx: Tx, services: Services, allocations: readonly NewAllocation[]): Promise<readonly Reserved[] | null> {
  const moves = [...Map.groupBy(allocations, (one) => one.orderId)].flatMap(([orderId, ofOrder]) => sumByPlace(ofOrder).map((place) => ({ ...place, orderId })));
  const locked = await lockPlaces(tx, distinctPlaces(moves));
  const rows = new Map(locked.stock.map((row) => [placeKey(row.node_id, row.sku), row]));
  for (const { nodeId, sku, units } of sumByPlace(allocations)) {
    const row = rows.get(placeKey(nodeId, sku));
    if (!row || row.quantity_on_hand - row.quantity_reserved < units) return null;
  }
  if (!haveRoom(locked, moves)) return null;
  const reserved = allocations.map((one): Reserved => ({ ...one, allocationId: makeId('alc', services.clock, services.random) }));
  await writeReservation(tx, {
    ...settleMoves(services, rows, moves.map((move) => ({ ...move, onHandDelta: 0, reservedDelta: move.units, reason: 'RESERVED' }))),
    allocations: reserved.map((one) => ({ allocation_id: one.allocationId, order_id: one.orderId, order_item_id: one.orderItemId, node_id: one.nodeId, sku: one.sku, quantity: one.units, status: 'RESERVED' })),
  });
  return reserved;
}

/** Whether each node takes today as many orders as are for it. */
function haveRoom({ rooms }: LockedPlaces, moves: readonly { readonly orderId: string; readonly nodeId: string }[]): boolean {
  const ordersByNode = new Map([...Map.groupBy(moves, (move) => move.nodeId)].map(([nodeId, ofNode]) => [nodeId, new Set(ofNode.map((move) => move.orderId)).size]));
  return rooms.every((row) => row.room >= (ordersByNode.get(row.node_id) ?? 0));
}

/** Gives back whatever the order still holds, and says what that was. Repeating it changes nothing. */
export async function releaseReservations(tx: Tx, services: Services, orderId: string): Promise<ReadonlyMap<string, number>> {
  const held = await lockAllocations(tx, orderId, null, ['RESERVED', 'PICKING', 'PACKED']);
  await moveAll(tx, services, held, (units) => ({ onHandDelta: 0, reservedDelta: -units, reason: 'RESERVATION_RELEASED' }));
  await updateAllocations(tx, held.map((row) => row.allocation_id), 'CANCELLED');
  return new Map([...Map.groupBy(held, (row) => row.sku)].map(([sku, rows]) => [sku, rows.reduce((sum, row) => sum + row.quantity, 0)]));
}

export type PackedAndShipped = { readonly packedIds: readonly string[]; readonly shipped: readonly AllocationRow[] };

/** Parts of many orders are packed, or leave the building. Live allocations, their orders locked by the caller; each is named once. */
export async function packAndShip(tx: Tx, services: Services, { packedIds, shipped }: PackedAndShipped): Promise<void> {
  await moveAll(tx, services, shipped, (units) => ({ onHandDelta: -units, reservedDelta: -units, reason: 'SOLD' }));
  await updateAllocationStatuses(tx, [...packedIds.map((id) => ({ allocation_id: id, status: 'PACKED' })), ...shipped.map((row) => ({ allocation_id: row.allocation_id, status: 'SHIPPED' }))]);
}

/** What the order was sent. */
export async function listShippedAllocations(tx: Tx, orderId: string): Promise<AllocationRow[]> {
  return lockAllocations(tx, orderId, null, ['SHIPPED']);
}

/** Returned goods are on hand again. A node that never kept the product begins to. */
export async function takeBack(tx: Tx, services: Services, orderId: string, returned: readonly Place[]): Promise<void> {
  const moves = sumByPlace(returned).map((place) => ({ ...place, orderId, onHandDelta: place.units, reservedDelta: 0, reason: 'RETURNED' }))
    .toSorted((a, b) => (placeKey(a.nodeId, a.sku) < placeKey(b.nodeId, b.sku) ? -1 : 1));
  for (const { nodeId, sku } of moves) await insertItem(tx, { item_id: makeId('itm', services.clock, services.random), node_id: nodeId, sku, quantity_on_hand: 0, bin_code: null });
  await moveStock(tx, services, moves);
}

/** Live allocations of the order, what is sent included, by line. */
export async function readAllocatedUnits(tx: Tx, orderId: string): Promise<ReadonlyMap<string, number>> {
  return selectAllocatedUnits(tx, orderId);
}

export async function setAllocationStatus(tx: Tx, orderId: string, nodeId: string, from: readonly string[], to: string): Promise<AllocationRow[]> {
  const rows = await lockAllocations(tx, orderId, nodeId, from);
  await updateAllocations(tx, rows.map((row) => row.allocation_id), to);
  return rows;
}

/** Live allocations of the order at any node; none left means that everything has shipped or was cancelled. */
export async function listLiveAllocations(tx: Tx, orderId: string): Promise<AllocationRow[]> {
  return lockAllocations(tx, orderId, null, ['RESERVED', 'PICKING', 'PACKED']);
}

/** Whether stock was ever reserved for the order, cancelled reservations included: its lines are then referred to. */
export async function hasAllocations(tx: Tx, orderId: string): Promise<boolean> {
  return hasAllocationRow(tx, orderId);
}

/** The same for many orders that the caller has locked. */
export async function readLiveAllocations(tx: Tx, orderIds: readonly string[]): Promise<AllocationRow[]> {
  return selectLiveAllocations(tx, orderIds);
}

type Delta = { readonly onHandDelta: number; readonly reservedDelta: number; readonly reason: string };
type Place = { readonly nodeId: string; readonly sku: string; readonly units: number };
export type StockMove = Place & Delta & { readonly orderId: string };

async function moveAll(tx: Tx, services: Services, held: readonly AllocationRow[], toDelta: (units: number) => Delta): Promise<void> {
  const moves = [...Map.groupBy(held, (row) => row.order_id)].flatMap(([orderId, rows]) =>
    sumByPlace(rows.map((row) => ({ nodeId: row.node_id, sku: row.sku, units: row.quantity }))).map((place) => ({ ...place, orderId, ...toDelta(place.units) })));
  await moveStock(tx, services, moves);
}

/** Stock rows are locked in one order whatever the orders are, so no two batches wait for each other. */
export async function moveStock(tx: Tx, services: Services, moves: readonly StockMove[]): Promise<void> {
  if (moves.length === 0) return;
  const locked = new Map((await lockStock(tx, distinctPlaces(moves))).map((row) => [placeKey(row.node_id, row.sku), row]));
  const { stock, adjustments } = settleMoves(services, locked, moves);
  await updateStock(tx, stock);
  await insertAdjustments(tx, adjustments);
}

/** Moves are applied one after the other; each stock row is written once, each movement has its adjustment. */
function settleMoves(services: Services, locked: ReadonlyMap<string, InventoryRow>, moves: readonly StockMove[]): { stock: StockAfter[]; adjustments: AdjustmentRow[] } {
  const stock = new Map<string, StockAfter>();
  // Rows of one transaction share their time: they are read in the order of their ids.
  const ids = moves.map(() => makeId('adj', services.clock, services.random)).toSorted();
  const adjustments = moves.map((move, index): AdjustmentRow => {
    const key = placeKey(move.nodeId, move.sku);
    const row = must(locked.get(key), `stock of ${move.sku} at ${move.nodeId}`);
    const before = stock.get(key) ?? { on_hand: row.quantity_on_hand, reserved: row.quantity_reserved };
    const [onHand, reserved] = [before.on_hand + move.onHandDelta, before.reserved + move.reservedDelta];
    assert(reserved >= 0 && onHand >= reserved, `stock of ${move.sku} stays on_hand ${onHand} >= reserved ${reserved} >= 0`);
    stock.set(key, { item_id: row.item_id, on_hand: onHand, reserved });
    return {
      adjustment_id: must(ids[index], 'adjustment id'), item_id: row.item_id, reason: move.reason, on_hand_delta: move.onHandDelta,
      reserved_delta: move.reservedDelta, on_hand_after: onHand, reserved_after: reserved, order_id: move.orderId,
    };
  });
  return { stock: [...stock.values()], adjustments };
}

/** Two lines of one SKU at one node are one movement. */
function sumByPlace(allocations: readonly Place[]): Place[] {
  const sums = new Map<string, Place>();
  for (const { nodeId, sku, units } of allocations) {
    const key = placeKey(nodeId, sku);
    sums.set(key, { nodeId, sku, units: (sums.get(key)?.units ?? 0) + units });
  }
  return [...sums.values()];
}

function distinctPlaces(moves: readonly Place[]): Place[] {
  return [...new Map(moves.map((move) => [placeKey(move.nodeId, move.sku), move])).values()];
}

function placeKey(nodeId: string, sku: string): string {
  return `${nodeId}\n${sku}`;
}
