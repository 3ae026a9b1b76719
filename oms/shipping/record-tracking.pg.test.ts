/** What carriers say, late, twice and in any order. "Defect N" is the number in kuberiva-semantics.md, section 1.2. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import type { TrackingStatus } from '../../domain/orders/shipment-progress.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { recordTracking } from './record-tracking.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

const EAST = 'nod_dc-east';
const at = (hour: number): Date => new Date(Date.UTC(2026, 2, 3, hour));
const say = (shipmentId: string, status: TrackingStatus, hour: number, description = 'words') => inTransaction(world.db, (tx) => recordTracking(tx, world.services, { shipmentId, status, occurredAt: at(hour), description }));
const boxes = async (orderId: string) => world.db.selectFrom('shipments').select(['shipment_id', 'status', 'node_id']).where('order_id', '=', orderId).orderBy('node_id').execute();
const tasks = async (orderId: string) => world.db.selectFrom('exception_tasks').select(['kind', 'state']).where('order_id', '=', orderId).execute();

const allocations = async (orderId: string) => (await world.db.selectFrom('fulfillment_allocations').select('status').where('order_id', '=', orderId).execute()).map((row) => row.status);

async function shipOne(): Promise<{ orderId: string; shipmentId: string }> {
  const orderId = await world.release([['SKU-WIDGET-A', 1]]);
  await world.bench().close(orderId, await world.label(orderId));
  return { orderId, shipmentId: (await boxes(orderId))[0]?.shipment_id ?? '' };
}

/** Five units, two here and three in the east: two boxes. */
async function splitOrder(): Promise<{ orderId: string; closeHere: () => Promise<unknown>; closeThere: () => Promise<unknown> }> {
  await world.keepOnly('SKU-GADGET-Y', 2);
  await world.db.updateTable('inventory_items').set((eb) => ({ quantity_on_hand: eb('quantity_reserved', '+', 3) })).where('sku', '=', 'SKU-GADGET-Y').where('node_id', '=', EAST).execute();
  const orderId = await world.release([['SKU-GADGET-Y', 5]]);
  const [here, there] = [await world.label(orderId), await world.label(orderId, EAST)];
  return { orderId, closeHere: () => world.bench().close(orderId, here), closeThere: () => world.bench(EAST).close(orderId, there) };
}

describe('tracking', () => {
  test('on its way, at the door, delivered: the order follows, each step once in the audit trail', async () => {
    const { orderId, shipmentId } = await shipOne();
    await say(shipmentId, 'IN_TRANSIT', 1);
    expect(await world.status(orderId)).toBe('SHIPPED');
    await say(shipmentId, 'OUT_FOR_DELIVERY', 2);
    expect(await say(shipmentId, 'OUT_FOR_DELIVERY', 2)).toMatchObject({ ok: true, value: { isNew: false, orderStatus: 'OUT_FOR_DELIVERY' } });
    expect(await say(shipmentId, 'DELIVERED', 3)).toEqual({ ok: true, value: { shipmentStatus: 'DELIVERED', orderStatus: 'DELIVERED', isNew: true } });
    expect((await world.events(orderId)).slice(-5)).toEqual(['shipment.in_transit', 'shipment.out_for_delivery', 'order.out_for_delivery', 'shipment.delivered', 'order.delivered']);
  });

  test('a late message is kept and takes nothing back', async () => {
    const { orderId, shipmentId } = await shipOne();
    await say(shipmentId, 'DELIVERED', 9);
    for (const status of ['OUT_FOR_DELIVERY', 'IN_TRANSIT', 'EXCEPTION'] as const) await say(shipmentId, status, 4);
    expect([await world.status(orderId), await boxes(orderId)]).toEqual(['DELIVERED', [{ shipment_id: shipmentId, status: 'DELIVERED', node_id: NEW_YORK_NODE }]]);
    expect(await tasks(orderId)).toEqual([]);
  });

  test('defect 10: one of two boxes delivered neither ships nor delivers the order, and nothing ever goes back', async () => {
    const { orderId, closeHere, closeThere } = await splitOrder();
    await closeThere();
    const [first] = await boxes(orderId);
    await say(first?.shipment_id ?? '', 'DELIVERED', 1);
    expect(await world.status(orderId)).toBe('PICKING');
    await closeHere();
    expect(await world.status(orderId)).toBe('SHIPPED');
    const second = (await boxes(orderId)).find((box) => box.shipment_id !== first?.shipment_id)?.shipment_id ?? '';
    await say(second, 'OUT_FOR_DELIVERY', 2);
    expect(await world.status(orderId)).toBe('OUT_FOR_DELIVERY');
    await say(first?.shipment_id ?? '', 'IN_TRANSIT', 0);
    await say(second, 'DELIVERED', 3);
    expect([await world.status(orderId), (await boxes(orderId)).map((box) => box.status)]).toEqual(['DELIVERED', ['DELIVERED', 'DELIVERED']]);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('defect 20: a label that was bought has not left; trouble on the way, or one box at the door, gives nothing back to the nodes', async () => {
    const { orderId, closeHere, closeThere } = await splitOrder();
    expect([await world.status(orderId), await boxes(orderId)]).toEqual(['PICKING', []]);
    await closeHere();
    await closeThere();
    const [first, second] = await boxes(orderId);
    const before = await allocations(orderId);
    await say(first?.shipment_id ?? '', 'OUT_FOR_DELIVERY', 1);
    await say(second?.shipment_id ?? '', 'EXCEPTION', 1);
    expect([await world.status(orderId), await allocations(orderId), before]).toEqual(['SHIPPED', ['SHIPPED', 'SHIPPED'], ['SHIPPED', 'SHIPPED']]);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('both boxes of an order delivered in the same moment deliver it once', async () => {
    const { orderId, closeHere, closeThere } = await splitOrder();
    await closeHere();
    await closeThere();
    const ids = (await boxes(orderId)).map((box) => box.shipment_id);
    await Promise.all([...ids, ...ids].map((id) => say(id, 'DELIVERED', 5)));
    expect(await world.status(orderId)).toBe('DELIVERED');
    expect((await world.events(orderId)).filter((type) => type === 'order.delivered' || type === 'shipment.delivered').toSorted()).toEqual(['order.delivered', 'shipment.delivered', 'shipment.delivered']);
  });

  test('trouble opens a task that the delivery settles; a box that comes back is left to a person', async () => {
    const { orderId, shipmentId } = await shipOne();
    await say(shipmentId, 'EXCEPTION', 1);
    expect([await boxes(orderId), await tasks(orderId)]).toEqual([[expect.objectContaining({ status: 'EXCEPTION' })], [{ kind: 'ShipmentTrouble', state: 'open' }]]);
    await say(shipmentId, 'DELIVERED', 2);
    expect(await tasks(orderId)).toEqual([{ kind: 'ShipmentTrouble', state: 'settled' }]);
    await say(shipmentId, 'RETURNED', 8);
    expect([await world.status(orderId), (await tasks(orderId)).map((task) => task.state)]).toEqual(['DELIVERED', ['settled', 'open']]);
  });

  test('a shipment that does not exist is refused', async () => {
    expect(await say('shp_none', 'DELIVERED', 1)).toMatchObject({ ok: false, error: { code: 'UnknownShipment' } });
  });
});
