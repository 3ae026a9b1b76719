import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestLabel } from '../../test/support/floor-facts.ts';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { sourceOrder } from '../sourcing/source-order.ts';
import type { FactAnswer } from './apply-facts.ts';
import { releaseOrder } from './release-order.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

const start = (orderId: string): Promise<FactAnswer> => world.bench().start(orderId);
const complete = (orderId: string): Promise<FactAnswer> => world.bench().complete(orderId);
const cancel = (orderId: string) => inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId, actor: 'test', reason: 'changed mind' }));
const close = (orderId: string, label: TestLabel, nodeId = NEW_YORK_NODE): Promise<FactAnswer> => world.bench(nodeId).close(orderId, label);
const tasks = async (orderId: string): Promise<string[]> => (await world.db.selectFrom('exception_tasks').select('kind').where('order_id', '=', orderId).execute()).map((row) => row.kind);
const shipments = (orderId: string) => world.db.selectFrom('shipments').select(['tracking_number', 'node_id']).where('order_id', '=', orderId).orderBy('node_id').execute();

describe('release', () => {
  test('a sourced order becomes one parcel to be labelled, and a repeated job does not make a second', async () => {
    const orderId = await world.release([['SKU-WIDGET-A', 2], ['SKU-GIZMO-1', 1]]);
    await releaseOrder(world.services, { orderId });
    expect(await world.status(orderId)).toBe('PICKING');
    const parcels = await world.db.selectFrom('parcels').select(['parcel_id', 'weight_grams', 'pair_code', 'status']).where('order_id', '=', orderId).execute();
    expect(parcels).toEqual([{ parcel_id: expect.any(String), weight_grams: 120 + 2 * 420 + 150, pair_code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{10}$/), status: 'OPEN' }]);
    expect((await world.jobs('shipping.buy_label')).filter((payload) => JSON.stringify(payload).includes(parcels[0]?.parcel_id ?? '?'))).toHaveLength(1);
  });
});

describe('the bench reports', () => {
  test('packed, labelled, closed: stock leaves, the shipment has its tracking number, each step is in the audit trail', async () => {
    const orderId = await world.release([['SKU-GIZMO-2', 3]]);
    const label = await world.label(orderId);
    const before = await world.stock('SKU-GIZMO-2');
    expect(await start(orderId)).toEqual({ outcome: 'applied', detail: null });
    expect(await complete(orderId)).toEqual({ outcome: 'applied', detail: null });
    expect(await world.status(orderId)).toBe('READY_TO_SHIP');
    expect(await close(orderId, label)).toEqual({ outcome: 'applied', detail: null });
    expect(await world.status(orderId)).toBe('SHIPPED');
    expect(await world.stock('SKU-GIZMO-2')).toEqual({ onHand: before.onHand - 3, reserved: before.reserved - 3 });
    expect(await shipments(orderId)).toEqual([{ tracking_number: label.trackingNumber, node_id: NEW_YORK_NODE }]);
    expect((await world.events(orderId)).slice(-4)).toEqual(['order.picking', 'order.packing', 'order.ready_to_ship', 'order.shipped']);
    expect(await world.db.selectFrom('order_items').select('quantity_fulfilled').where('order_id', '=', orderId).execute()).toEqual([{ quantity_fulfilled: 3 }]);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('only the end of the story arrived: the order passes every status between', async () => {
    const orderId = await world.release([['SKU-TOOL-Z', 1]]);
    expect((await close(orderId, await world.label(orderId))).outcome).toBe('applied');
    expect((await world.events(orderId)).slice(-3)).toEqual(['order.packing', 'order.ready_to_ship', 'order.shipped']);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('closed twice, even at the same moment, there is one shipment and one deduction, and a task for a person', async () => {
    const orderId = await world.release([['SKU-WIDGET-B', 5]]);
    const label = await world.label(orderId);
    const before = await world.stock('SKU-WIDGET-B');
    const outcomes = (await Promise.all([close(orderId, label), close(orderId, label)])).map((one) => one.outcome);
    expect(outcomes.toSorted()).toEqual(['applied', 'conflict_already_packed']);
    expect(await shipments(orderId)).toHaveLength(1);
    expect((await world.stock('SKU-WIDGET-B')).onHand).toBe(before.onHand - 5);
    expect(await tasks(orderId)).toEqual(['PackedTwice']);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('a box closed after the cancel is not refused: it is named, a person has to find it, and the stock still adds up', async () => {
    const orderId = await world.release([['SKU-WIDGET-A', 1]]);
    const label = await world.label(orderId);
    await complete(orderId);
    expect((await cancel(orderId)).ok).toBe(true);
    expect((await complete(orderId)).outcome).toBe('applied_with_warning');
    const { outcome, detail } = await close(orderId, label);
    expect(outcome).toBe('conflict_cancelled');
    expect(detail).toMatchObject({ trackingNumber: label.trackingNumber });
    expect(await tasks(orderId)).toEqual(['PackedAfterCancel']);
    expect(await world.status(orderId)).toBe('CANCELLED');
    expect(await shipments(orderId)).toEqual([]);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('a label that is not this parcel\'s never ships the order', async () => {
    const orderId = await world.release([['SKU-WIDGET-A', 1]]);
    const { parcelId } = await world.label(orderId);
    expect((await close(orderId, { parcelId, trackingNumber: 'SOMEBODY-ELSES' })).outcome).toBe('conflict_changed');
    expect(await shipments(orderId)).toEqual([]);
    expect(await tasks(orderId)).toEqual(['UnknownLabelClosed']);
  });

  test('an order that the office does not know is named as such', async () => {
    expect((await start('ord_none')).outcome).toBe('unknown_order');
    expect((await complete('ord_none')).outcome).toBe('unknown_order');
  });

  test('a split order ships when its last box has closed, each box with its own tracking number', async () => {
    await world.keepOnly('SKU-GADGET-Y', 1);
    await world.db.updateTable('inventory_items').set({ quantity_on_hand: 1 }).where('sku', '=', 'SKU-GADGET-Y').where('node_id', '=', 'nod_dc-east').execute();
    const orderId = await world.release([['SKU-GADGET-Y', 2]]);
    const [here, there] = [await world.label(orderId), await world.label(orderId, 'nod_dc-east')];
    await complete(orderId);
    await close(orderId, here);
    expect(await world.status(orderId)).toBe('PICKING');
    await close(orderId, there, 'nod_dc-east');
    expect(await world.status(orderId)).toBe('SHIPPED');
    expect((await shipments(orderId)).map((one) => one.tracking_number).toSorted()).toEqual([here.trackingNumber, there.trackingNumber].toSorted());
    expect(await world.stockFaults()).toEqual([]);
  });
});

describe('cancel', () => {
  const steps: readonly (readonly [string, (orderId: string) => Promise<unknown>])[] = [
    ['confirmed', async () => undefined],
    ['sourced', (orderId) => sourceOrder(world.services, { orderId })],
    ['released', (orderId) => releaseOrder(world.services, { orderId })],
    ['being packed', start],
    ['packed', complete],
  ];
  test.each(steps.map(([name], index) => ({ name, index })))('when $name it gives everything back', async ({ index }) => {
    const before = await world.stock('SKU-GADGET-X');
    const orderId = await world.place([['SKU-GADGET-X', 2]]);
    for (const [, step] of steps.slice(0, index + 1)) await step(orderId);
    expect((await cancel(orderId)).ok).toBe(true);
    expect(await world.stock('SKU-GADGET-X')).toEqual(before);
    expect(await world.status(orderId)).toBe('CANCELLED');
    expect(await cancel(orderId)).toMatchObject({ ok: false, error: { code: 'IllegalStatusChange' } });
    expect(await world.stockFaults()).toEqual([]);
  });

  test('the labels of a cancelled order are void, and a job tells the carrier', async () => {
    const orderId = await world.release([['SKU-GIZMO-1', 1]]);
    const { purchaseId } = await world.label(orderId);
    await cancel(orderId);
    expect(await world.jobs('shipping.void_label')).toContainEqual({ purchaseId });
    expect(await world.db.selectFrom('labels').select('is_void').where('purchase_id', '=', purchaseId).execute()).toEqual([{ is_void: true }]);
  });

  test('the label of a box that has left is not voided when the rest of its order is cancelled', async () => {
    await world.keepOnly('SKU-TOOL-Z', 1);
    await world.db.updateTable('inventory_items').set({ quantity_on_hand: 1 }).where('sku', '=', 'SKU-TOOL-Z').where('node_id', '=', 'nod_dc-east').execute();
    const orderId = await world.release([['SKU-TOOL-Z', 2]]);
    const [here, there] = [await world.label(orderId), await world.label(orderId, 'nod_dc-east')];
    await close(orderId, here);
    await cancel(orderId);
    const labels = await world.db.selectFrom('labels').select(['tracking_number', 'is_void']).where('tracking_number', 'in', [here.trackingNumber, there.trackingNumber]).execute();
    expect(new Map(labels.map((row) => [row.tracking_number, row.is_void]))).toEqual(new Map([[here.trackingNumber, false], [there.trackingNumber, true]]));
    expect(await world.jobs('shipping.void_label')).not.toContainEqual({ purchaseId: here.purchaseId });
    expect(await world.stockFaults()).toEqual([]);
  });

  test('cancel and close at the same moment end in one of two true stories, never in a mixture', async () => {
    for (let round = 0; round < 8; round += 1) {
      const orderId = await world.release([['SKU-WIDGET-A', 1]]);
      const label = await world.label(orderId);
      const [cancelled, closed] = await Promise.all([cancel(orderId), close(orderId, label)]);
      const story = `${cancelled.ok} ${closed.outcome} ${await world.status(orderId)} ${(await shipments(orderId)).length}`;
      expect(['true conflict_cancelled CANCELLED 0', 'false applied SHIPPED 1']).toContain(story);
    }
    expect(await world.stockFaults()).toEqual([]);
  });

  test('a change and its audit row live and die together', async () => {
    const orderId = await world.release([['SKU-WIDGET-A', 1]]);
    const before = await world.events(orderId);
    const broken = inTransaction(world.db, async (tx) => {
      await cancelOrder(tx, world.services, { orderId, actor: 'test', reason: 'x' });
      throw new Error('power cut');
    });
    await expect(broken).rejects.toThrow('power cut');
    expect(await world.events(orderId)).toEqual(before);
    expect(await world.status(orderId)).toBe('PICKING');
    expect(await world.stockFaults()).toEqual([]);
  });
});
