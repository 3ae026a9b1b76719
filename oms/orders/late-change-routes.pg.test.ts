import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import { buildApp } from '../app.ts';
import { insertApiKey } from '../auth/api-key-store.ts';
import { hashToken } from '../auth/bearer-token.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { releaseOrder } from '../fulfillment/release-order.ts';
import type { OmsApp } from '../http/oms-app.ts';
import { claimPurchase } from '../shipping/claim-purchase.ts';
import { recordLabel } from '../shipping/record-purchase.ts';
import { sourceOrder } from '../sourcing/source-order.ts';

const TOKEN = 'pbk_test';
const SKU = 'SKU-GIZMO-1';
let world: OrderWorld;
let app: OmsApp;
beforeAll(async () => {
  world = await createOrderWorld();
  await world.keepOnly(SKU, 500);
  await insertApiKey(world.db, { keyId: 'key_test', name: 'test', sha256: hashToken(TOKEN), scopes: ['*'] });
  app = await buildApp(world.services);
});
afterAll(async () => {
  await app.close();
  await world.close();
});

async function call(method: 'POST' | 'PATCH', url: string, body?: object) {
  const response = await app.inject({ method, url, headers: { authorization: `Bearer ${TOKEN}` }, ...(body ? { payload: body } : {}) });
  return { status: response.statusCode, body: response.json() };
}
const hold = (orderId: string, reason?: string) => call('POST', `/orders/${orderId}/hold`, reason === undefined ? undefined : { reason });
const release = (orderId: string) => call('POST', `/orders/${orderId}/release`);
const NEW_ADDRESS = { address1: '9 Other Road', city: 'Albany', state: 'NY', postal_code: '12207' };
const move = (orderId: string, address: object = NEW_ADDRESS) => call('PATCH', `/orders/${orderId}/shipping-address`, address);
const eventsOf = async (orderId: string, prefix: string): Promise<string[]> => (await world.events(orderId)).filter((type) => type.startsWith(prefix));

describe('hold and release', () => {
  test('a held order is neither sourced nor released until it may go on; each step is audited once, however often it is asked for', async () => {
    const orderId = await world.place([[SKU, 1]]);
    for (const reason of ['address in doubt', 'second thoughts']) expect(await hold(orderId, reason)).toMatchObject({ status: 200, body: { is_on_hold: true, hold_reason: 'address in doubt' } });
    await sourceOrder(world.services, { orderId });
    expect(await world.status(orderId)).toBe('CONFIRMED');
    for (let time = 0; time < 2; time += 1) expect(await release(orderId)).toMatchObject({ status: 200, body: { is_on_hold: false, hold_reason: null } });
    expect(await eventsOf(orderId, 'order.h')).toEqual(['order.held', 'order.hold_released']);
    await sourceOrder(world.services, { orderId });
    await hold(orderId);
    await releaseOrder(world.services, { orderId });
    expect(await world.status(orderId)).toBe('SOURCED');
    await release(orderId);
    expect(await world.jobs('orders.release')).toContainEqual({ orderId });
  });

  test('a release on the bench wakes the lease grant of the node', async () => {
    const orderId = await world.release([[SKU, 1]]);
    await hold(orderId);
    await release(orderId);
    expect(await world.jobs('leases.grant')).toContainEqual({ nodeId: NEW_YORK_NODE });
  });

  test('what has left or was cancelled cannot be held, released or moved; an unknown order is told as such', async () => {
    const orderId = await world.place([[SKU, 1]]);
    await call('POST', `/orders/${orderId}/cancel`);
    for (const answer of [await hold(orderId), await release(orderId), await move(orderId)]) expect(answer).toMatchObject({ status: 409, body: { code: 'OrderIsOver' } });
    for (const answer of [await hold('ord_none'), await release('ord_none'), await move('ord_none')]) expect(answer).toMatchObject({ status: 404, body: { code: 'UnknownOrder' } });
    expect(await eventsOf(orderId, 'order.h')).toEqual([]);
  });
});

describe('another shipping address', () => {
  test('before a label it is plain; the same address again changes nothing', async () => {
    const orderId = await world.place([[SKU, 1]]);
    for (let time = 0; time < 2; time += 1) expect(await move(orderId)).toMatchObject({ status: 200, body: { shipping_address: { name: 'Nora Feld', address1: '9 Other Road', postalCode: '12207', countryCode: 'US' } } });
    expect(await eventsOf(orderId, 'order.address')).toEqual(['order.address_changed']);
    expect(await move(orderId, { ...NEW_ADDRESS, postal_code: '' })).toMatchObject({ status: 400, body: { code: 'BadRequest' } });
  });

  test('a bought label is marked for void and a new one is bought for the same box', async () => {
    const orderId = await world.release([[SKU, 1]]);
    const { parcelId, purchaseId, trackingNumber } = await world.label(orderId);
    expect((await move(orderId)).status).toBe(200);
    expect(await world.jobs('shipping.void_label')).toContainEqual({ purchaseId });
    expect(await world.jobs('shipping.buy_label')).toContainEqual({ parcelId });
    const claim = await inTransaction(world.db, (tx) => claimPurchase(tx, world.services, parcelId, 'demo'));
    expect(claim).toMatchObject({ kind: 'claimed', isPerhapsBought: false, request: { shipTo: { address1: '9 Other Road' } } });
    const labels = await world.db.selectFrom('labels').select(['tracking_number', 'is_void']).where('parcel_id', '=', parcelId).execute();
    expect(labels).toEqual([{ tracking_number: trackingNumber, is_void: true }]);
  });

  test('a label that was being bought for the old address arrives void, and is given back', async () => {
    const orderId = await world.release([[SKU, 1]]);
    const { parcel_id: parcelId } = await world.db.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
    const claim = await inTransaction(world.db, (tx) => claimPurchase(tx, world.services, parcelId, 'demo'));
    const purchaseId = claim.kind === 'claimed' ? claim.purchaseId : claim.kind;
    await move(orderId);
    const bytes = new TextEncoder().encode(purchaseId);
    await inTransaction(world.db, (tx) => recordLabel(tx, world.services, { parcelId, purchaseId, orderId, nodeId: NEW_YORK_NODE }, {
      carrierCode: 'demo', carrierName: 'Demo', serviceCode: 'GROUND', serviceName: 'Ground', trackingNumber: `LATE${purchaseId}`, costMinor: 1, currency: 'USD', files: [{ format: 'zpl', bytes: bytes }, { format: 'pdf', bytes: bytes }],
    }));
    expect(await world.db.selectFrom('labels').select('is_void').where('parcel_id', '=', parcelId).execute()).toEqual([{ is_void: true }]);
    expect(await world.jobs('shipping.void_label')).toContainEqual({ purchaseId });
  });

  test('a closed box refuses it and keeps its label', async () => {
    const orderId = await world.release([[SKU, 1]]);
    const { parcelId } = await world.label(orderId);
    await world.db.updateTable('parcels').set({ status: 'CLOSED' }).where('parcel_id', '=', parcelId).execute();
    expect(await move(orderId)).toMatchObject({ status: 409, body: { code: 'AlreadyPacked' } });
    expect(await world.db.selectFrom('labels').select('is_void').where('parcel_id', '=', parcelId).execute()).toEqual([{ is_void: false }]);
    expect(await eventsOf(orderId, 'order.address')).toEqual([]);
  });

  test('many changes at once end in one of them, one label to buy, and every old label void', async () => {
    const orderId = await world.release([[SKU, 1]]);
    const { parcelId } = await world.label(orderId);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => move(orderId, { ...NEW_ADDRESS, address1: `${index} Other Road` })));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 6 }, () => 200));
    expect((await world.jobs('shipping.buy_label')).filter((job) => JSON.stringify(job) === JSON.stringify({ parcelId }))).toHaveLength(1);
    expect(await world.db.selectFrom('labels').select('label_id').where('parcel_id', '=', parcelId).where('is_void', '=', false).execute()).toEqual([]);
    expect(await eventsOf(orderId, 'order.address')).toHaveLength(6);
  });
});
