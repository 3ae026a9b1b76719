/** Orders that go in parts. "Defect N" is the number in kuberiva-semantics.md, section 1.2. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiWorld, type ApiWorld } from '../../test/support/api-world.ts';
import { NEW_YORK_NODE } from '../../test/support/order-world.ts';
import { releaseOrder } from '../fulfillment/release-order.ts';
import { sourceOrder } from '../sourcing/source-order.ts';

let world: ApiWorld;
beforeAll(async () => { world = await createApiWorld(); });
afterAll(async () => { await world.close(); });

const EAST = 'nod_dc-east';
const source = (orderId: string) => sourceOrder(world.services, { orderId });
const detail = async (orderId: string) => (await world.call('GET', `/orders/${orderId}`)).body;
const lineOf = async (orderId: string): Promise<string> => (await detail(orderId)).line_items[0].id;
const receive = (sku: string, units: number, node = 'str-nyc-01') => world.call('POST', `/inventory/itm_${node}_${sku.toLowerCase()}/adjust`, { reason: 'RECEIVED', quantity_delta: units });
const leave = async (orderId: string, nodeId = NEW_YORK_NODE): Promise<void> => { await world.bench(nodeId).close(orderId, await world.label(orderId, nodeId)); };

/** Sourced, released and closed at the bench. */
async function send(orderId: string): Promise<void> {
  await source(orderId);
  await releaseOrder(world.services, { orderId });
  await leave(orderId);
}

describe('what has no stock yet', () => {
  test('defect 10: two of five leave now and three when they have come: neither order ever goes back, and the family says how far it is', async () => {
    await world.keepOnly('SKU-GADGET-Y', 2);
    const orderId = await world.place([['SKU-GADGET-Y', 5], ['SKU-GADGET-Y', 1]]);
    await source(orderId);
    expect(await world.status(orderId)).toBe('BACKORDERED');
    const before = await detail(orderId);
    const { status, body } = await world.call('POST', `/orders/${orderId}/split`, { line_items: [{ line_item_id: before.line_items[0].id, quantity: 3 }, { line_item_id: before.line_items[1].id, quantity: 1 }], reason: 'customer agreed' });
    expect([status, body.order_number]).toEqual([201, `${before.order_number}-2`]);
    await send(orderId);
    await source(body.follow_up_id);
    expect([await world.status(orderId), await world.status(body.follow_up_id)]).toEqual(['SHIPPED', 'BACKORDERED']);
    const after = await detail(orderId);
    expect(after).toMatchObject({ fulfillment_status: 'PARTIALLY_SHIPPED', follow_ups: [{ id: body.follow_up_id, status: 'BACKORDERED' }], line_items: [{ quantity: 5, quantity_fulfilled: 2, quantity_moved: 3 }, { quantity: 1, quantity_fulfilled: 0, quantity_moved: 1 }] });
    expect(after.total_amount + (await detail(body.follow_up_id)).total_amount).toBe(before.total_amount);
    await receive('SKU-GADGET-Y', 4);
    expect(await world.jobs('orders.source')).toContainEqual(expect.objectContaining({ orderId: body.follow_up_id }));
    await send(body.follow_up_id);
    expect([await world.status(orderId), await world.status(body.follow_up_id), (await detail(orderId)).fulfillment_status]).toEqual(['SHIPPED', 'SHIPPED', 'SHIPPED']);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('an order that held a part of its stock has all it needs once the rest follows', async () => {
    await world.call('PATCH', '/sourcing-rules/rul_default', { allows_partial: true });
    await world.keepOnly('SKU-GIZMO-2', 1);
    const orderId = await world.place([['SKU-GIZMO-2', 3]]);
    await source(orderId);
    const { body } = await world.call('POST', `/orders/${orderId}/split`);
    expect([await world.status(orderId), (await world.events(orderId)).slice(-3)]).toEqual(['SOURCED', ['order.split', 'order.sourcing', 'order.sourced']]);
    expect(await world.jobs('orders.release')).toContainEqual(expect.objectContaining({ orderId }));
    expect((await detail(body.follow_up_id)).line_items).toEqual([expect.objectContaining({ sku: 'SKU-GIZMO-2', quantity: 2 })]);
    await world.call('PATCH', '/sourcing-rules/rul_default', { allows_partial: false });
    expect(await world.stockFaults()).toEqual([]);
  });

  test('what is reserved, everything at once, an unknown line and an order that has left are refused', async () => {
    const sourced = await world.release([['SKU-WIDGET-A', 2]]);
    expect(await world.call('POST', `/orders/${sourced}/split`)).toMatchObject({ status: 409, body: { code: 'UnitsNotFree' } });
    expect(await world.call('POST', `/orders/${sourced}/split`, { line_items: [{ line_item_id: await lineOf(sourced), quantity: 1 }] })).toMatchObject({ status: 409, body: { code: 'UnitsNotFree', detail: expect.stringContaining('at most 0') } });
    const fresh = await world.place([['SKU-WIDGET-A', 2]]);
    expect(await world.call('POST', `/orders/${fresh}/split`)).toMatchObject({ status: 409, body: { code: 'UnitsNotFree' } });
    expect(await world.call('POST', `/orders/${fresh}/split`, { line_items: [{ line_item_id: 'lin_x', quantity: 1 }] })).toMatchObject({ status: 422, body: { code: 'UnknownLine' } });
    await leave(sourced);
    expect(await world.call('POST', `/orders/${sourced}/split`)).toMatchObject({ status: 409, body: { code: 'OrderIsOver' } });
    expect(await world.call('POST', '/orders/ord_none/split')).toMatchObject({ status: 404 });
  });

  test('split many times at the same moment: every unit is in one order, and every number is given once', async () => {
    const orderId = await world.place([['SKU-WIDGET-B', 6]]);
    const line = await lineOf(orderId);
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.call('POST', `/orders/${orderId}/split`, { line_items: [{ line_item_id: line, quantity: 1 }] })));
    expect(answers.filter((one) => one.status === 201)).toHaveLength(5);
    const { follow_ups: followUps, line_items: [kept] } = await detail(orderId);
    expect([new Set(followUps.map((one: { order_number: string }) => one.order_number)).size, kept.quantity - kept.quantity_moved]).toEqual([5, 1]);
  });
});

describe('cancelling', () => {
  test('an order takes what was split off it along; of one that has left, only what follows can be cancelled', async () => {
    const [whole, left] = [await world.place([['SKU-WIDGET-B', 3]]), await world.place([['SKU-WIDGET-B', 3]])];
    const followUps: string[] = [];
    for (const orderId of [whole, left]) followUps.push((await world.call('POST', `/orders/${orderId}/split`, { line_items: [{ line_item_id: await lineOf(orderId), quantity: 2 }] })).body.follow_up_id);
    for (const orderId of followUps) await source(orderId);
    await world.call('POST', `/orders/${whole}/cancel`);
    await send(left);
    expect(await world.call('POST', `/orders/${left}/cancel`)).toMatchObject({ status: 409 });
    expect(await Promise.all([whole, followUps[0] ?? '', left, followUps[1] ?? ''].map(world.status))).toEqual(['CANCELLED', 'CANCELLED', 'SHIPPED', 'SOURCED']);
    await world.call('POST', `/orders/${followUps[1]}/cancel`);
    expect([(await detail(left)).fulfillment_status, await world.stockFaults()]).toEqual(['SHIPPED', []]);
  });
});

describe('a short', () => {
  const short = (orderId: string, line: string, quantity: number, more: object = {}) => world.call('POST', `/orders/${orderId}/short`, { node_id: NEW_YORK_NODE, line_items: [{ line_item_id: line, quantity }], ...more });

  test('of a part: what is there goes now, what is missing is counted off, found elsewhere and follows', async () => {
    await world.keepOnly('SKU-TOOL-Z', 5);
    const orderId = await world.release([['SKU-TOOL-Z', 3]]);
    await receive('SKU-TOOL-Z', 2, 'dc-east');
    const before = await world.stock('SKU-TOOL-Z');
    const { status, body } = await short(orderId, await lineOf(orderId), 2);
    expect(status).toBe(200);
    expect(await world.stock('SKU-TOOL-Z')).toEqual({ onHand: before.onHand - 2, reserved: before.reserved - 2 });
    await leave(orderId);
    await source(body.follow_up_id);
    expect([await world.status(orderId), await world.status(body.follow_up_id), (await detail(orderId)).fulfillment_status]).toEqual(['SHIPPED', 'SOURCED', 'PARTIALLY_SHIPPED']);
    const reasons = await world.db.selectFrom('inventory_adjustments').select(['reason', 'on_hand_delta']).where('order_id', '=', orderId).orderBy('created_at').orderBy('adjustment_id').execute();
    expect(reasons.map((row) => `${row.reason} ${row.on_hand_delta}`)).toEqual(['RESERVED 0', 'RESERVATION_RELEASED 0', 'CYCLE_COUNT -2', 'SOLD -1']);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('of everything: the order waits, its label is void, and it comes to the same node again with the same box and a new label', async () => {
    await world.keepOnly('SKU-GADGET-X', 1);
    const orderId = await world.release([['SKU-GADGET-X', 1]]);
    const { parcelId, purchaseId } = await world.label(orderId);
    expect((await short(orderId, await lineOf(orderId), 1, { cause: 'DAMAGED' })).body).toEqual({ follow_up_id: null });
    expect([await world.status(orderId), (await detail(orderId)).parcels.map((one: { status: string }) => one.status)]).toEqual(['BACKORDERED', ['VOID']]);
    expect(await world.jobs('shipping.void_label')).toContainEqual(expect.objectContaining({ purchaseId }));
    await source(orderId);
    expect(await world.status(orderId)).toBe('BACKORDERED');
    await receive('SKU-GADGET-X', 1);
    await source(orderId);
    await releaseOrder(world.services, { orderId });
    expect([await world.status(orderId), (await detail(orderId)).parcels.map((one: { id: string; status: string }) => `${one.id} ${one.status}`)]).toEqual(['PICKING', [`${parcelId} OPEN`]]);
    expect(await world.jobs('shipping.buy_label')).toContainEqual(expect.objectContaining({ parcelId }));
    expect(await world.stockFaults()).toEqual([]);
  });

  test('of one node of two: that node is out of it, the other goes on', async () => {
    await world.keepOnly('SKU-GIZMO-1', 1);
    await receive('SKU-GIZMO-1', 2, 'dc-east');
    const orderId = await world.release([['SKU-GIZMO-1', 3]]);
    const { body } = await short(orderId, await lineOf(orderId), 1);
    expect((await detail(orderId)).parcels.map((one: { node_id: string; status: string }) => `${one.node_id} ${one.status}`).toSorted()).toEqual([`${EAST} OPEN`, `${NEW_YORK_NODE} VOID`]);
    await leave(orderId, EAST);
    expect([await world.status(orderId), (await detail(body.follow_up_id)).line_items[0].quantity]).toEqual(['SHIPPED', 1]);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('at the bench: what is left gets a new label, and is packed with what it has now', async () => {
    const orderId = await world.release([['SKU-WIDGET-A', 3]]);
    const { parcelId, purchaseId } = await world.label(orderId);
    await world.bench().start(orderId);
    const { body } = await short(orderId, await lineOf(orderId), 1);
    expect([await world.status(orderId), await world.db.selectFrom('labels').select('is_void').where('parcel_id', '=', parcelId).execute()]).toEqual(['PACKING', [{ is_void: true }]]);
    expect([await world.jobs('shipping.void_label'), await world.jobs('shipping.buy_label')]).toEqual([expect.arrayContaining([expect.objectContaining({ purchaseId })]), expect.arrayContaining([expect.objectContaining({ parcelId })])]);
    expect((await detail(body.follow_up_id)).line_items).toEqual([expect.objectContaining({ quantity: 1 })]);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('more than the node holds is refused, and so is a box that is packed', async () => {
    const orderId = await world.release([['SKU-WIDGET-A', 2]]);
    const line = await lineOf(orderId);
    expect(await short(orderId, line, 3)).toMatchObject({ status: 422, body: { code: 'UnknownLine' } });
    expect(await short('ord_none', line, 1)).toMatchObject({ status: 404 });
    await world.bench().complete(orderId);
    expect(await short(orderId, line, 1)).toMatchObject({ status: 409, body: { code: 'BenchAtWork' } });
    expect(await world.stockFaults()).toEqual([]);
  });
});
