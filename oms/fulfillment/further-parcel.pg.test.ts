/** A second parcel of a part, from the bench's request to both boxes' shipments. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeId } from '../../domain/ids.ts';
import { packOrderSchema, type PackOrder } from '../../domain/wire/documents.ts';
import type { FactBody } from '../../domain/packing/facts.ts';
import { BY, makeMutation, partLines, type TestLabel } from '../../test/support/floor-facts.ts';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { projectDocuments } from '../sync/project-documents.ts';
import type { FactAnswer } from './apply-facts.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

const report = (orderId: string, body: FactBody): Promise<FactAnswer> => world.bench().reportOne(makeMutation(orderId, body));
const newParcelId = (): string => makeId('prc', world.services.clock, world.services.random);
const boughtFor = async (parcelId: string): Promise<number> => (await world.jobs('shipping.buy_label')).filter((payload) => JSON.stringify(payload).includes(parcelId)).length;
const parcels = (orderId: string) => world.db.selectFrom('parcels').select(['parcel_id', 'status', 'box_number', 'is_further']).where('order_id', '=', orderId).orderBy('box_number').execute();

async function labelFor(parcelId: string): Promise<TestLabel> {
  const trackingNumber = `PBY${parcelId.slice(-12)}`;
  await sql`INSERT INTO label_purchases (purchase_id, parcel_id, carrier_code, service_code, idempotency_key, request_sha256, state) VALUES (${`pur_${parcelId}`}, ${parcelId}, 'demo', 'GROUND', gen_random_uuid(), 'x', 'bought')`.execute(world.db);
  await sql`INSERT INTO labels (label_id, parcel_id, purchase_id, carrier_code, carrier_name, service_code, service_name, tracking_number, cost_minor, currency, zpl_sha256, pdf_sha256)
    VALUES (${`lbl_${parcelId}`}, ${parcelId}, ${`pur_${parcelId}`}, 'demo', 'Demo Parcel', 'GROUND', 'Ground', ${trackingNumber}, 499, 'USD', 'y', 'y')`.execute(world.db);
  return { parcelId, trackingNumber };
}

async function documentOf(orderId: string): Promise<PackOrder> {
  const { documents } = await inTransaction(world.db, (tx) => projectDocuments(tx, [{ type: 'order', id: orderId }]));
  return packOrderSchema.parse(JSON.parse(documents[0]?.body ?? 'null'));
}

async function closeBoth(orderId: string, first: TestLabel, further: TestLabel): Promise<FactAnswer> {
  return report(orderId, { type: 'ParcelClosed', ...BY, ...first, lines: await partLines(world.services, orderId, NEW_YORK_NODE), boxes: [further] });
}

async function withTwoBoxes(): Promise<{ orderId: string; first: TestLabel; further: TestLabel }> {
  const orderId = await world.release([['SKU-WIDGET-A', 2]]);
  const { parcelId, trackingNumber } = await world.label(orderId);
  const furtherId = newParcelId();
  await report(orderId, { type: 'ParcelAdded', ...BY, parcelId: furtherId });
  return { orderId, first: { parcelId, trackingNumber }, further: await labelFor(furtherId) };
}

test('a bench asks for another box: one parcel, one purchase, however often it is reported, with who asked', async () => {
  const orderId = await world.release([['SKU-WIDGET-A', 2]]);
  const parcelId = newParcelId();
  for (let time = 0; time < 3; time += 1) expect((await report(orderId, { type: 'ParcelAdded', ...BY, parcelId })).outcome).toBe('applied');
  expect((await parcels(orderId)).map((one) => [one.box_number, one.is_further, one.status])).toEqual([[1, false, 'OPEN'], [2, true, 'OPEN']]);
  expect(await boughtFor(parcelId)).toBe(1);
  const added = await world.db.selectFrom('order_events').select(['actor', 'detail']).where('order_id', '=', orderId).where('event_type', '=', 'parcel.added').execute();
  expect(added).toEqual([{ actor: expect.stringContaining('Alex Packer'), detail: expect.objectContaining({ parcelId, box: 2 }) }]);
});

test('its label travels with the part: the bench is told of both boxes and of their numbers', async () => {
  const { orderId, first, further } = await withTwoBoxes();
  expect(await documentOf(orderId)).toMatchObject({
    label: { parcelId: first.parcelId }, boxNumber: 1, boxCount: 2, furtherParcels: [{ parcelId: further.parcelId, boxNumber: 2, label: { trackingNumber: further.trackingNumber, isVoid: false } }],
  });
});

test('the order ships when both labels were scanned back: two shipments, the stock leaves once', async () => {
  const { orderId, first, further } = await withTwoBoxes();
  const before = await world.stock('SKU-WIDGET-A');
  await report(orderId, { type: 'BoxScanned', ...BY, ...further });
  expect(await world.status(orderId)).not.toBe('SHIPPED');
  expect((await closeBoth(orderId, first, further)).outcome).toBe('applied');
  const shipments = await world.db.selectFrom('shipments').select('tracking_number').where('order_id', '=', orderId).execute();
  expect(shipments.map((one) => one.tracking_number).toSorted()).toEqual([first.trackingNumber, further.trackingNumber].toSorted());
  expect((await parcels(orderId)).map((one) => one.status)).toEqual(['CLOSED', 'CLOSED']);
  expect(await world.stock('SKU-WIDGET-A')).toEqual({ onHand: before.onHand - 2, reserved: before.reserved - 2 });
  expect([await world.status(orderId), await world.stockFaults()]).toEqual(['SHIPPED', []]);
});

test('a box that is taken back before its label is printed is void, its label given back, and the order ships without it', async () => {
  const { orderId, first, further } = await withTwoBoxes();
  expect((await report(orderId, { type: 'ParcelDropped', ...BY, parcelId: further.parcelId })).outcome).toBe('applied');
  expect((await parcels(orderId)).map((one) => one.status)).toEqual(['OPEN', 'VOID']);
  expect(await world.jobs('shipping.void_label')).toContainEqual({ purchaseId: `pur_${further.parcelId}` });
  expect(await documentOf(orderId)).not.toHaveProperty('furtherParcels');
  expect((await world.bench().close(orderId, first)).outcome).toBe('applied');
  expect(await world.status(orderId)).toBe('SHIPPED');
});

test('closed with a further label that is void, the boxes are named for a person and nothing ships', async () => {
  const { orderId, first, further } = await withTwoBoxes();
  await world.db.updateTable('labels').set({ is_void: true }).where('parcel_id', '=', further.parcelId).execute();
  const { outcome, detail } = await closeBoth(orderId, first, further);
  expect([outcome, detail?.['wrongTrackingNumber']]).toEqual(['conflict_changed', further.trackingNumber]);
  expect(await world.db.selectFrom('shipments').select('shipment_id').where('order_id', '=', orderId).execute()).toEqual([]);
});

test('cancelled meanwhile, neither label may travel, and no further label is bought', async () => {
  const { orderId, first, further } = await withTwoBoxes();
  await inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId, actor: 'test', reason: 'changed mind' }));
  expect((await closeBoth(orderId, first, further)).outcome).toBe('conflict_cancelled');
  const valid = await world.db.selectFrom('labels').select('tracking_number').where('is_void', '=', false).where('parcel_id', 'in', [first.parcelId, further.parcelId]).execute();
  expect(valid).toEqual([]);
  const third = newParcelId();
  expect((await report(orderId, { type: 'ParcelAdded', ...BY, parcelId: third })).outcome).toBe('applied_with_warning');
  expect(await boughtFor(third)).toBe(0);
});

test('an order that was split over two places says box 1 of 2 here and box 2 of 2 there', async () => {
  await world.keepOnly('SKU-GADGET-Y', 1);
  await world.db.updateTable('inventory_items').set({ quantity_on_hand: 1 }).where('sku', '=', 'SKU-GADGET-Y').where('node_id', '=', 'nod_dc-east').execute();
  const orderId = await world.release([['SKU-GADGET-Y', 2]]);
  const { documents } = await inTransaction(world.db, (tx) => projectDocuments(tx, [{ type: 'order', id: orderId }]));
  const boxes = documents.map((one) => packOrderSchema.parse(JSON.parse(one.body))).map((order) => [order.boxNumber, order.boxCount]);
  expect(boxes.toSorted(([one = 0], [other = 0]) => one - other)).toEqual([[1, 2], [2, 2]]);
});
