import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import type { OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { releaseOrder } from '../fulfillment/release-order.ts';
import { buyLabel } from '../shipping/buy-label.ts';
import { sourceOrder } from '../sourcing/source-order.ts';
import { holdOrder } from './hold-order.ts';
import { moveOrder, type MoveRequest } from './move-order.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

const move = (orderId: string, to: OrderStatus, restock: MoveRequest['restock'] = null) => inTransaction(world.db, (tx) => moveOrder(tx, world.services, { orderId, to, actor: 'usr_1', reason: 'test', restock }));
const setStatus = (orderId: string, status: OrderStatus) => world.db.updateTable('orders').set({ status }).where('order_id', '=', orderId).execute();
const adjustments = async (orderId: string) => (await world.db.selectFrom('inventory_adjustments').select(['reason', 'on_hand_delta', 'reserved_delta']).where('order_id', '=', orderId).orderBy('created_at').orderBy('adjustment_id').execute()).map((row) => `${row.reason} ${row.on_hand_delta} ${row.reserved_delta}`);

async function ship(lines: readonly (readonly [string, number])[]): Promise<string> {
  const orderId = await world.release(lines);
  await world.bench().close(orderId, await world.label(orderId));
  return orderId;
}

/** An order that the customer fetches, sourced and released. */
async function releasePickup(sku: string, units: number): Promise<string> {
  const orderId = await world.place([[sku, units]]);
  await world.db.updateTable('orders').set({ fulfillment_type: 'STORE_PICKUP', pickup_node_id: NEW_YORK_NODE }).where('order_id', '=', orderId).execute();
  await sourceOrder(world.services, { orderId });
  await releaseOrder(world.services, { orderId });
  return orderId;
}

describe('a person moves an order', () => {
  test('what the life of an order does not have is refused with what may follow, and nothing moves', async () => {
    const orderId = await world.release([['SKU-WIDGET-A', 1]]);
    expect(await move(orderId, 'DELIVERED')).toEqual({ ok: false, error: { code: 'IllegalStatusChange', message: 'It cannot become DELIVERED. An order that is PICKING (SHIP_TO_HOME) can become PACKING or BACKORDERED or CANCELLED; by hand: CANCELLED.' } });
    expect(await move(orderId, 'PICKING')).toMatchObject({ ok: false, error: { code: 'IllegalStatusChange' } });
    expect(await move('ord_none', 'DELIVERED')).toMatchObject({ ok: false, error: { code: 'UnknownOrder' } });
    expect(await world.status(orderId)).toBe('PICKING');
  });

  test.each([['PICKING', 'PACKING'], ['PACKING', 'READY_TO_SHIP'], ['READY_TO_SHIP', 'SHIPPED'], ['SOURCED', 'PICKING'], ['CONFIRMED', 'SOURCING']] as const)('from %s to %s only a fact leads, and the refusal says whose', async (from, to) => {
    const orderId = await world.place([['SKU-WIDGET-A', 1]]);
    await setStatus(orderId, from);
    expect(await move(orderId, to)).toMatchObject({ ok: false, error: { code: 'StatusSetByFacts', message: expect.stringMatching(/sets it/) } });
    expect(await world.status(orderId)).toBe(from);
  });

  test('a paid order is confirmed and sourced at once', async () => {
    const orderId = await world.place([['SKU-WIDGET-A', 1]]);
    await setStatus(orderId, 'PENDING');
    expect(await move(orderId, 'CONFIRMED')).toEqual({ ok: true, value: 'PENDING' });
    expect(await world.jobs('orders.source')).toContainEqual({ orderId });
  });

  test('cancelled by hand is cancelled like any other: everything is given back', async () => {
    const before = await world.stock('SKU-TOOL-Z');
    const orderId = await world.release([['SKU-TOOL-Z', 2]]);
    expect((await move(orderId, 'CANCELLED')).ok).toBe(true);
    expect([await world.stock('SKU-TOOL-Z'), await world.status(orderId), await world.stockFaults()]).toEqual([before, 'CANCELLED', []]);
  });

  test('delivered by hand says so of every box, and the carrier\'s own word later changes nothing', async () => {
    const orderId = await ship([['SKU-WIDGET-A', 1]]);
    await move(orderId, 'OUT_FOR_DELIVERY');
    expect(await move(orderId, 'DELIVERED')).toEqual({ ok: true, value: 'OUT_FOR_DELIVERY' });
    expect(await world.db.selectFrom('shipments').select('status').where('order_id', '=', orderId).execute()).toEqual([{ status: 'DELIVERED' }]);
    expect((await world.events(orderId)).slice(-4)).toEqual(['shipment.out_for_delivery', 'order.out_for_delivery', 'shipment.delivered', 'order.delivered']);
    expect((await move(orderId, 'REFUNDED')).ok).toBe(true);
    expect(await move(orderId, 'RETURNED', 'none')).toMatchObject({ ok: false, error: { code: 'IllegalStatusChange', message: expect.stringContaining('Nothing follows REFUNDED') } });
  });
});

describe('a return', () => {
  test('needs a decision about its goods, and puts back what was decided, once', async () => {
    const before = await world.stock('SKU-GIZMO-2');
    const orderId = await ship([['SKU-GIZMO-2', 3]]);
    expect(await move(orderId, 'RETURNED')).toMatchObject({ ok: false, error: { code: 'RestockUndecided' } });
    const [line] = await world.db.selectFrom('order_items').select('order_item_id').where('order_id', '=', orderId).execute();
    const lines = (units: number) => ({ lines: [{ orderItemId: line?.order_item_id ?? '', units }], nodeId: null });
    expect(await move(orderId, 'RETURNED', lines(4))).toMatchObject({ ok: false, error: { code: 'UnknownLine' } });
    expect(await Promise.all([move(orderId, 'RETURNED', lines(2)), move(orderId, 'RETURNED', lines(2))])).toContainEqual(expect.objectContaining({ ok: false }));
    expect(await world.stock('SKU-GIZMO-2')).toEqual({ onHand: before.onHand - 1, reserved: before.reserved });
    expect(await adjustments(orderId)).toEqual(['RESERVED 0 3', 'SOLD -3 -3', 'RETURNED 2 0']);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('may go to another node, which need not have kept the product before; nothing goes back when the goods are broken', async () => {
    const orderId = await ship([['SKU-GIZMO-1', 1]]);
    await sql`INSERT INTO fulfillment_nodes SELECT (jsonb_populate_record(n, '{"node_id": "nod_new", "code": "NEW"}')).* FROM fulfillment_nodes n WHERE node_id = ${NEW_YORK_NODE}`.execute(world.db);
    expect(await move(orderId, 'RETURNED', { lines: null, nodeId: 'nod_none' })).toMatchObject({ ok: false, error: { code: 'UnknownNode' } });
    expect((await move(orderId, 'RETURNED', { lines: null, nodeId: 'nod_new' })).ok).toBe(true);
    expect(await world.stock('SKU-GIZMO-1', 'nod_new')).toEqual({ onHand: 1, reserved: 0 });
    const broken = await ship([['SKU-GIZMO-1', 1]]);
    const before = await world.stock('SKU-GIZMO-1');
    expect((await move(broken, 'RETURNED', 'none')).ok).toBe(true);
    expect(await world.stock('SKU-GIZMO-1')).toEqual(before);
  });
});

describe('an order that is fetched', () => {
  test('waits in stock until it is handed over, and leaves it once, however often that is said', async () => {
    const before = await world.stock('SKU-GADGET-X');
    const orderId = await releasePickup('SKU-GADGET-X', 2);
    const label = await world.label(orderId);
    expect((await world.bench().complete(orderId)).outcome).toBe('applied');
    expect(await move(orderId, 'PICKED_UP')).toMatchObject({ ok: false, error: { code: 'IllegalStatusChange' } });
    expect((await world.bench().close(orderId, label)).outcome).toBe('applied');
    expect([await world.status(orderId), await world.stock('SKU-GADGET-X')]).toEqual(['READY_FOR_PICKUP', { onHand: before.onHand, reserved: before.reserved + 2 }]);
    expect((await world.bench().close(orderId, label)).outcome).toBe('conflict_already_packed');
    const results = await Promise.all([move(orderId, 'PICKED_UP'), move(orderId, 'PICKED_UP'), move(orderId, 'PICKED_UP')]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect([await world.status(orderId), await world.stock('SKU-GADGET-X')]).toEqual(['PICKED_UP', { onHand: before.onHand - 2, reserved: before.reserved }]);
    expect(await adjustments(orderId)).toEqual(['RESERVED 0 2', 'SOLD -2 -2']);
    expect(await world.db.selectFrom('order_items').select('quantity_fulfilled').where('order_id', '=', orderId).execute()).toEqual([{ quantity_fulfilled: 2 }]);
    expect((await move(orderId, 'RETURNED', { lines: null, nodeId: null })).ok).toBe(true);
    expect([await world.stock('SKU-GADGET-X'), await world.stockFaults()]).toEqual([before, []]);
  });

  test('has a shelf label of the counter, without any carrier and without postage', async () => {
    const orderId = await releasePickup('SKU-WIDGET-A', 1);
    const { parcel_id: parcelId } = await world.db.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
    await Promise.allSettled([buyLabel(world.services, { parcelId }), buyLabel(world.services, { parcelId })]);
    await buyLabel(world.services, { parcelId });
    const labels = await world.db.selectFrom('labels').select(['tracking_number', 'carrier_code', 'cost_minor', 'is_void']).where('parcel_id', '=', parcelId).execute();
    expect(labels).toEqual([{ tracking_number: expect.stringMatching(/^PU[0-9A-F]{14}$/), carrier_code: 'counter', cost_minor: 0, is_void: false }]);
    expect((await world.bench().close(orderId, { parcelId, trackingNumber: labels[0]?.tracking_number ?? '' })).outcome).toBe('applied');
    expect(await world.status(orderId)).toBe('READY_FOR_PICKUP');
  });

  test('is not handed over while it is on hold, and cancelled on the shelf it is back in stock', async () => {
    const before = await world.stock('SKU-GADGET-X');
    const orderId = await releasePickup('SKU-GADGET-X', 1);
    await world.bench().close(orderId, await world.label(orderId));
    await inTransaction(world.db, (tx) => holdOrder(tx, world.services, { orderId, actor: 'test', reason: 'card refused' }));
    expect(await move(orderId, 'PICKED_UP')).toMatchObject({ ok: false, error: { code: 'OrderOnHold', message: expect.stringContaining('card refused') } });
    expect((await move(orderId, 'CANCELLED')).ok).toBe(true);
    expect([await world.stock('SKU-GADGET-X'), await world.stockFaults()]).toEqual([before, []]);
  });
});
