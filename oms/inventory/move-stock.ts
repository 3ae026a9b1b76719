/** Reserving, releasing and shipping stock. An allocation is the reservation; each movement has its adjustment row (promise 7). */
import { assert, must } from '../../domain/assert.ts';
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertAdjustment, insertAllocations, lockAllocations, lockStock, updateAllocations, updateStock, type AllocationRow } from './inventory-store.ts';

export type NewAllocation = { readonly orderItemId: string; readonly nodeId: string; readonly sku: string; readonly units: number };
export type { AllocationRow };

/** False, with nothing changed, when the stock went to somebody else meanwhile: the caller decides anew. */
export async function reserveStock(tx: Tx, services: Services, orderId: string, allocations: readonly NewAllocation[]): Promise<boolean> {
  const moves = sumByPlace(allocations);
  const rows = new Map((await lockStock(tx, moves)).map((row) => [placeKey(row.node_id, row.sku), row]));
  for (const { nodeId, sku, units } of moves) {
    const row = rows.get(placeKey(nodeId, sku));
    if (!row || row.quantity_on_hand - row.quantity_reserved < units) return false;
  }
  for (const move of moves) await applyMove(tx, services, orderId, rows, { ...move, onHandDelta: 0, reservedDelta: move.units, reason: 'RESERVED' });
  await insertAllocations(tx, allocations.map((one) => ({
    allocation_id: makeId('alc', services.clock, services.random), order_id: orderId, order_item_id: one.orderItemId, node_id: one.nodeId, sku: one.sku, quantity: one.units, status: 'RESERVED',
  })));
  return true;
}

/** Gives back whatever the order still holds. Repeating it changes nothing. */
export async function releaseReservations(tx: Tx, services: Services, orderId: string): Promise<void> {
  const held = await lockAllocations(tx, orderId, null, ['RESERVED', 'PICKING', 'PACKED']);
  await moveAll(tx, services, orderId, held, (units) => ({ onHandDelta: 0, reservedDelta: -units, reason: 'RESERVATION_RELEASED' }));
  await updateAllocations(tx, held.map((row) => row.allocation_id), 'CANCELLED');
}

/** Takes the order's part at this node out of the building. Returns what was shipped; empty when it had been before. */
export async function shipAllocations(tx: Tx, services: Services, orderId: string, nodeId: string): Promise<AllocationRow[]> {
  const held = await lockAllocations(tx, orderId, nodeId, ['RESERVED', 'PICKING', 'PACKED']);
  await moveAll(tx, services, orderId, held, (units) => ({ onHandDelta: -units, reservedDelta: -units, reason: 'SOLD' }));
  await updateAllocations(tx, held.map((row) => row.allocation_id), 'SHIPPED');
  return held;
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

type Move = { readonly onHandDelta: number; readonly reservedDelta: number; readonly reason: string };

async function moveAll(tx: Tx, services: Services, orderId: string, held: readonly AllocationRow[], toMove: (units: number) => Move): Promise<void> {
  const moves = sumByPlace(held.map((row) => ({ orderItemId: row.order_item_id, nodeId: row.node_id, sku: row.sku, units: row.quantity })));
  const rows = new Map((await lockStock(tx, moves)).map((row) => [placeKey(row.node_id, row.sku), row]));
  for (const move of moves) await applyMove(tx, services, orderId, rows, { ...move, ...toMove(move.units) });
}

type Place = { readonly nodeId: string; readonly sku: string; readonly units: number };

async function applyMove(tx: Tx, services: Services, orderId: string, rows: ReadonlyMap<string, { item_id: string; quantity_on_hand: number; quantity_reserved: number }>, move: Place & Move): Promise<void> {
  const row = must(rows.get(placeKey(move.nodeId, move.sku)), `stock of ${move.sku} at ${move.nodeId}`);
  const onHand = row.quantity_on_hand + move.onHandDelta;
  const reserved = row.quantity_reserved + move.reservedDelta;
  assert(reserved >= 0 && onHand >= reserved, `stock of ${move.sku} stays on_hand ${onHand} >= reserved ${reserved} >= 0`);
  await updateStock(tx, row.item_id, onHand, reserved);
  await insertAdjustment(tx, {
    adjustment_id: makeId('adj', services.clock, services.random), item_id: row.item_id, reason: move.reason, on_hand_delta: move.onHandDelta,
    reserved_delta: move.reservedDelta, on_hand_after: onHand, reserved_after: reserved, order_id: orderId, note: null,
  });
}

/** Two lines of one SKU at one node are one movement. */
function sumByPlace(allocations: readonly NewAllocation[]): Place[] {
  const sums = new Map<string, Place>();
  for (const { nodeId, sku, units } of allocations) {
    const key = placeKey(nodeId, sku);
    sums.set(key, { nodeId, sku, units: (sums.get(key)?.units ?? 0) + units });
  }
  return [...sums.values()];
}

function placeKey(nodeId: string, sku: string): string {
  return `${nodeId}\n${sku}`;
}
