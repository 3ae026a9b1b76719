import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import type { Tx } from '../db/connect.ts';
import { packAndShip, readLiveAllocations, releaseReservations, reserveStock, type NewAllocation } from './move-stock.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

async function asAllocations(orderId: string): Promise<NewAllocation[]> {
  const rows = await world.db.selectFrom('order_items').select(['order_item_id', 'sku', 'quantity']).where('order_id', '=', orderId).orderBy('line_number').execute();
  return rows.map((row) => ({ orderId, orderItemId: row.order_item_id, nodeId: NEW_YORK_NODE, sku: row.sku, units: row.quantity }));
}

async function ship(tx: Tx, orderId: string): Promise<void> {
  await packAndShip(tx, world.services, { packedIds: [], shipped: await readLiveAllocations(tx, [orderId]) });
}

describe('stock', () => {
  test('reservations with the same products in opposite order never deadlock, even without a retry', async () => {
    const orderIds = await Promise.all(Array.from({ length: 60 }, (_, index) => world.place(index % 2 === 0 ? [['SKU-GIZMO-1', 1], ['SKU-TOOL-Z', 1]] : [['SKU-TOOL-Z', 1], ['SKU-GIZMO-1', 1]])));
    const wanted = new Map(await Promise.all(orderIds.map(async (orderId) => [orderId, await asAllocations(orderId)] as const)));
    const done = await Promise.all(orderIds.map((orderId) => world.db.transaction().execute((tx) => reserveStock(tx, world.services, wanted.get(orderId) ?? []))));
    expect(done.map((reserved) => reserved?.length)).toEqual(orderIds.map(() => 2));
    await Promise.all(orderIds.map((orderId, index) => world.db.transaction().execute(async (tx) => {
      if (index % 3 === 0) await ship(tx, orderId);
      else await releaseReservations(tx, world.services, orderId);
    })));
    expect(await world.stock('SKU-GIZMO-1')).toMatchObject({ reserved: 0 });
    expect(await world.stock('SKU-TOOL-Z')).toMatchObject({ reserved: 0 });
    expect(await world.stockFaults()).toEqual([]);
  });

  test('a reservation that does not fit changes nothing, not even for the lines that would have fitted', async () => {
    await world.keepOnly('SKU-GADGET-X', 1);
    const orderId = await world.place([['SKU-WIDGET-A', 1], ['SKU-GADGET-X', 1], ['SKU-GADGET-X', 1]]);
    const allocations = await asAllocations(orderId);
    expect(await world.db.transaction().execute((tx) => reserveStock(tx, world.services, allocations))).toBeNull();
    expect(await world.stock('SKU-WIDGET-A')).toMatchObject({ reserved: 0 });
    expect(await world.db.selectFrom('inventory_adjustments').select('adjustment_id').where('order_id', '=', orderId).execute()).toEqual([]);
  });

  test('every movement has its adjustment row, and the rows add up to the stock', async () => {
    const orderId = await world.place([['SKU-WIDGET-B', 4]]);
    const { onHand } = await world.stock('SKU-WIDGET-B');
    const allocations = await asAllocations(orderId);
    await world.db.transaction().execute((tx) => reserveStock(tx, world.services, allocations));
    await world.db.transaction().execute((tx) => ship(tx, orderId));
    await world.db.transaction().execute((tx) => ship(tx, orderId));
    const rows = await world.db.selectFrom('inventory_adjustments').select(['reason', 'on_hand_delta', 'reserved_delta', 'on_hand_after', 'reserved_after']).where('order_id', '=', orderId).orderBy('created_at').execute();
    expect(rows).toEqual([
      { reason: 'RESERVED', on_hand_delta: 0, reserved_delta: 4, on_hand_after: onHand, reserved_after: 4 },
      { reason: 'SOLD', on_hand_delta: -4, reserved_delta: -4, on_hand_after: onHand - 4, reserved_after: 0 },
    ]);
  });

  test('the database itself refuses stock that does not add up', async () => {
    const spoil = world.db.updateTable('inventory_items').set({ quantity_reserved: 9_999 }).where('node_id', '=', NEW_YORK_NODE).where('sku', '=', 'SKU-GIZMO-2').execute();
    await expect(spoil).rejects.toThrow(/check/);
  });
});
