import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startDemoCarrier, type DemoCarrierServer } from '../../test/simulators/demo-carrier/start-demo-carrier.ts';
import { createOrderWorld, NEW_YORK_NODE, type OrderWorld } from '../../test/support/order-world.ts';
import { createTestClock, type TestClock } from '../../test/support/services.ts';
import { createDemoCarrier } from '../carriers/demo/demo-carrier.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import type { Services } from '../services.ts';
import { buyLabel } from './buy-label.ts';
import { voidLabel } from './void-label.ts';

let world: OrderWorld;
let carrier: DemoCarrierServer;
let services: Services;
let clock: TestClock;

beforeAll(async () => {
  world = await createOrderWorld();
  carrier = await startDemoCarrier({ token: 'carrier-token', slowMs: 400 });
  clock = createTestClock();
  const client = createDemoCarrier({ baseUrl: carrier.url, token: 'carrier-token', fetch, timeoutMs: 5000 });
  services = { ...world.services, clock, carriers: new Map([['demo', client]]) };
});
afterEach(() => { carrier.setFault('none'); });
afterAll(async () => { await world?.close(); await carrier?.close(); });

type Parcel = { readonly parcelId: string; readonly orderId: string };
async function releasedParcel(): Promise<Parcel> {
  const orderId = await world.release([['SKU-GIZMO-1', 1]]);
  const { parcel_id: parcelId } = await world.db.selectFrom('parcels').select('parcel_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
  return { parcelId, orderId };
}
const purchases = async ({ parcelId }: Parcel) => world.db.selectFrom('label_purchases').select(['purchase_id', 'state', 'idempotency_key', 'attempts']).where('parcel_id', '=', parcelId).orderBy('created_at').execute();
const labels = async ({ parcelId }: Parcel) => world.db.selectFrom('labels').select(['tracking_number', 'zpl_sha256', 'pdf_sha256', 'is_void']).where('parcel_id', '=', parcelId).execute();
const sold = async (parcel: Parcel): Promise<number> => { const keys = new Set((await purchases(parcel)).map((row) => row.idempotency_key)); return carrier.sold().filter((label) => keys.has(label.key)).length; };
const changeAddress = async (orderId: string, change: object): Promise<void> => {
  const { shipping_address: address } = await world.db.selectFrom('orders').select('shipping_address').where('order_id', '=', orderId).executeTakeFirstOrThrow();
  await world.db.updateTable('orders').set({ shipping_address: JSON.stringify({ ...(address as object), ...change }) }).where('order_id', '=', orderId).execute();
};

describe('never two purchases for one parcel', () => {
  test('a label is bought once, its bytes are kept, and stations are asked to take the order', async () => {
    const parcel = await releasedParcel();
    await buyLabel(services, parcel);
    await buyLabel(services, parcel);
    const [label] = await labels(parcel);
    expect((await purchases(parcel)).map((row) => row.state)).toEqual(['bought']);
    expect(carrier.sold().some((one) => one.trackingNumber === label?.tracking_number)).toBe(true);
    const blobs = await world.db.selectFrom('sync.blob').select(['sha256', 'media_type']).where('sha256', 'in', [label?.zpl_sha256 ?? '', label?.pdf_sha256 ?? '']).orderBy('media_type').execute();
    expect(blobs.map((blob) => blob.media_type)).toEqual(['application/pdf', 'application/zpl']);
    expect(await world.jobs('leases.grant')).toContainEqual({ nodeId: NEW_YORK_NODE });
    expect(await world.events(parcel.orderId)).toContain('label.bought');
  });

  test('eight runs at the same time buy one label; the others see that it is being bought', async () => {
    const parcel = await releasedParcel();
    carrier.setFault('slow', 1);
    const runs = await Promise.allSettled(Array.from({ length: 8 }, () => buyLabel(services, parcel)));
    expect(runs.filter((run) => run.status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    expect([(await purchases(parcel)).length, (await labels(parcel)).length, await sold(parcel)]).toEqual([1, 1, 1]);
  });

  test('sold, and the answer lost: the next run finds the label instead of buying another', async () => {
    const parcel = await releasedParcel();
    carrier.setFault('drop_after_sale', 1);
    await expect(buyLabel(services, parcel)).rejects.toThrow(/not bought yet/);
    expect((await purchases(parcel)).map((row) => row.state)).toEqual(['unknown']);
    const callsBefore = carrier.buyCalls();
    await buyLabel(services, parcel);
    expect([carrier.buyCalls() - callsBefore, await sold(parcel), (await labels(parcel)).length]).toEqual([0, 1, 1]);
  });

  test('lost before the sale: asked first, then bought under the same key', async () => {
    const parcel = await releasedParcel();
    carrier.setFault('drop_before_sale', 1);
    await expect(buyLabel(services, parcel)).rejects.toThrow(/not bought yet/);
    const [before] = await purchases(parcel);
    await buyLabel(services, parcel);
    const [after] = await purchases(parcel);
    expect([after?.idempotency_key, after?.state, after?.attempts, await sold(parcel)]).toEqual([before?.idempotency_key, 'bought', 2, 1]);
  });

  test('as long as the carrier cannot be asked, nothing is bought', async () => {
    const parcel = await releasedParcel();
    carrier.setFault('broken', 3);
    for (let run = 0; run < 3; run += 1) await expect(buyLabel(services, parcel)).rejects.toThrow(/not bought yet/);
    expect((await purchases(parcel)).map((row) => row.state)).toEqual(['unknown']);
    await buyLabel(services, parcel);
    expect(await sold(parcel)).toBe(1);
  });

  test('a process that died in the middle of a purchase: nobody else buys for a minute, then the carrier is asked', async () => {
    const parcel = await releasedParcel();
    carrier.setFault('drop_after_sale', 1);
    await expect(buyLabel(services, parcel)).rejects.toThrow(/not bought yet/);
    await world.db.updateTable('label_purchases').set({ state: 'intent', last_error: null, updated_at: new Date(clock.nowMs()) }).where('parcel_id', '=', parcel.parcelId).execute();
    await expect(buyLabel(services, parcel)).rejects.toThrow(/Another run/);
    clock.advance(61_000);
    await buyLabel(services, parcel);
    expect([await sold(parcel), (await labels(parcel)).length]).toEqual([1, 1]);
  });

  test.each(['throttled', 'unauthorized'] as const)('a carrier that is %s has surely not sold: the same key is tried again', async (fault) => {
    const parcel = await releasedParcel();
    carrier.setFault(fault, 1);
    await expect(buyLabel(services, parcel)).rejects.toThrow(/not bought yet/);
    expect((await purchases(parcel)).map((row) => row.state)).toEqual(['intent']);
    await buyLabel(services, parcel);
    expect([await sold(parcel), (await purchases(parcel)).length]).toEqual([1, 1]);
  });
});

describe('what a person must change', () => {
  test('a refused address becomes one task, and the corrected order gets its label and settles it', async () => {
    const parcel = await releasedParcel();
    await changeAddress(parcel.orderId, { postalCode: 'ABCDE' });
    await buyLabel(services, parcel);
    await buyLabel(services, parcel);
    const tasks = async (): Promise<unknown[]> => (await world.db.selectFrom('exception_tasks').select(['kind', 'state']).where('order_id', '=', parcel.orderId).execute());
    expect(await tasks()).toEqual([{ kind: 'LabelRefused', state: 'open' }]);
    await changeAddress(parcel.orderId, { postalCode: '10022' });
    await buyLabel(services, parcel);
    expect([await tasks(), (await labels(parcel)).length]).toEqual([[{ kind: 'LabelRefused', state: 'settled' }], 1]);
  });

  test('a 300-character name is cut on the label and whole in the order; an endless street is a task', async () => {
    const named = await releasedParcel();
    await changeAddress(named.orderId, { name: 'ن'.repeat(300) });
    await buyLabel(services, named);
    expect((await labels(named)).length).toBe(1);
    const street = await releasedParcel();
    await changeAddress(street.orderId, { address1: 'endless '.repeat(40) });
    await buyLabel(services, street);
    expect([(await purchases(street)).length, (await labels(street)).length]).toEqual([0, 0]);
  });
});

describe('cancelled', () => {
  const cancel = (orderId: string) => inTransaction(world.db, (tx) => cancelOrder(tx, services, { orderId, actor: 'test', reason: 'test' }));

  test('a cancelled order\'s label is given back to the carrier', async () => {
    const parcel = await releasedParcel();
    await buyLabel(services, parcel);
    await cancel(parcel.orderId);
    const [purchase] = await purchases(parcel);
    await voidLabel(services, { purchaseId: purchase?.purchase_id ?? '' });
    await voidLabel(services, { purchaseId: purchase?.purchase_id ?? '' });
    expect([(await purchases(parcel)).map((row) => row.state), carrier.sold().find((one) => one.key === purchase?.idempotency_key)?.isVoid]).toEqual([['voided'], true]);
  });

  test('cancelled while the outcome is not known: the label is looked for, and given back if there is one', async () => {
    const parcel = await releasedParcel();
    carrier.setFault('drop_after_sale', 1);
    await expect(buyLabel(services, parcel)).rejects.toThrow(/not bought yet/);
    await cancel(parcel.orderId);
    const [purchase] = await purchases(parcel);
    await voidLabel(services, { purchaseId: purchase?.purchase_id ?? '' });
    expect([(await purchases(parcel)).map((row) => row.state), carrier.sold().find((one) => one.key === purchase?.idempotency_key)?.isVoid]).toEqual([['voided'], true]);
    await buyLabel(services, parcel);
    expect((await purchases(parcel)).length).toBe(1);
  });

  test('cancelled while the carrier was thinking: the label that arrives is void and given back', async () => {
    const parcel = await releasedParcel();
    carrier.setFault('slow', 1);
    const buying = buyLabel(services, parcel);
    await expect.poll(async () => (await purchases(parcel)).length).toBe(1);
    await cancel(parcel.orderId);
    await buying;
    const [purchase] = await purchases(parcel);
    expect((await labels(parcel)).map((label) => label.is_void)).toEqual([true]);
    await voidLabel(services, { purchaseId: purchase?.purchase_id ?? '' });
    expect((await purchases(parcel)).map((row) => row.state)).toEqual(['voided']);
  });
});
