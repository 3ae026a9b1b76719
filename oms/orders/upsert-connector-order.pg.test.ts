import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrderWorld, type OrderWorld } from '../../test/support/order-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { releaseOrder } from '../fulfillment/release-order.ts';
import { sourceOrder } from '../sourcing/source-order.ts';
import type { ConnectorOrder } from './connector-order.ts';
import { upsertConnectorOrder } from './upsert-connector-order.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await createOrderWorld();
  for (const id of ['con_a', 'con_b']) await world.db.insertInto('connectors').values({ connector_id: id, name: id, connector_type: 'SHOPIFY', config_encrypted: Buffer.from('x'), brand_id: 'brd_bramble-and-finch', last_error: null, last_synced_at: null }).execute();
});
afterAll(async () => { await world.close(); });

let externalId = 5_000_000_000;
function shopOrder(more: Partial<ConnectorOrder> = {}): ConnectorOrder {
  externalId += 1;
  return {
    connectorId: 'con_a', brandId: 'brd_bramble-and-finch', externalOrderId: String(externalId), orderNumber: `#${externalId}`, placedAt: new Date('2026-03-02T14:00:00Z'), updatedAt: new Date('2026-03-02T14:00:00Z'),
    isPaid: true, isCancelled: false, customerName: 'Nora Feld', customerEmail: 'nora@example.com', currency: 'USD', discountMinor: 0, shippingMinor: 0, taxMinor: 0, totalMinor: 1499,
    shipTo: { name: 'Nora Feld', company: null, address1: '1 Test Lane', address2: null, city: 'New York', state: 'NY', postalCode: '10022', countryCode: 'US', phone: null },
    latitude: null, longitude: null, customerNote: null, giftMessage: null, tags: [], payload: '{}',
    lines: [{ externalLineId: '1', sku: 'SKU-GIZMO-1', title: 'Gizmo 1', units: 1, unitPriceMinor: 1499, discountMinor: 0, taxMinor: 0 }], ...more,
  };
}

const take = (order: ConnectorOrder) => inTransaction(world.db, (tx) => upsertConnectorOrder(tx, world.services, order));
async function taken(order: ConnectorOrder): Promise<string> {
  const result = await take(order);
  return result.ok ? result.value.orderId : `refused ${result.error.code}`;
}
const openTasks = async (orderId: string): Promise<string[]> => (await world.db.selectFrom('exception_tasks').select('kind').where('order_id', '=', orderId).where('state', '=', 'open').orderBy('kind').execute()).map((row) => row.kind);
const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2, 15, minute));

describe('orders of a shop', () => {
  test('create and paid at the same moment, many times over, give one order each, confirmed and sourced once', async () => {
    for (let round = 0; round < 6; round += 1) {
      const order = shopOrder();
      const results = await Promise.all(Array.from({ length: 8 }, (_, index) => take({ ...order, isPaid: index % 2 === 1, updatedAt: at(index) })));
      expect(results.filter((result) => result.ok && result.value.isCreated)).toHaveLength(1);
      const rows = await world.db.selectFrom('orders').select(['order_id', 'order_number', 'status']).where('external_order_id', '=', order.externalOrderId).execute();
      expect(rows).toEqual([{ order_id: expect.any(String), order_number: order.orderNumber, status: 'CONFIRMED' }]);
      expect((await world.jobs('orders.source')).filter((payload) => JSON.stringify(payload) === JSON.stringify({ orderId: rows[0]?.order_id }))).toHaveLength(1);
      expect(await world.events(rows[0]?.order_id ?? '')).toEqual(['order.created', 'order.confirmed']);
    }
  });

  test('an unpaid order waits and is not sourced until it is paid', async () => {
    const order = shopOrder({ isPaid: false });
    const orderId = await taken(order);
    await sourceOrder(world.services, { orderId });
    expect(await world.status(orderId)).toBe('PENDING');
    await take({ ...order, isPaid: true, updatedAt: at(5) });
    expect(await world.status(orderId)).toBe('CONFIRMED');
  });

  test('a message that comes late does not bring a cancelled order back, nor cancel a newer one', async () => {
    const order = shopOrder();
    const orderId = await taken({ ...order, updatedAt: at(10) });
    await take({ ...order, isCancelled: true, updatedAt: at(5) });
    expect(await world.status(orderId)).toBe('CONFIRMED');
    await take({ ...order, isCancelled: true, updatedAt: at(11) });
    await take({ ...order, updatedAt: at(9) });
    expect(await world.status(orderId)).toBe('CANCELLED');
  });

  test('a cancel counts even when the order now names a product that we do not have', async () => {
    const order = shopOrder();
    const orderId = await taken(order);
    const withStranger = { ...order, isCancelled: true, updatedAt: at(20), lines: [...order.lines, { externalLineId: '2', sku: 'SKU-UNKNOWN', title: '?', units: 1, unitPriceMinor: 1, discountMinor: 0, taxMinor: 0 }] };
    expect(await taken(withStranger)).toBe(orderId);
    expect(await world.status(orderId)).toBe('CANCELLED');
  });

  test('a cancel after the box has left becomes one task for a person, however often it is repeated', async () => {
    const order = shopOrder();
    const orderId = await taken(order);
    await sourceOrder(world.services, { orderId });
    await releaseOrder(world.services, { orderId });
    const label = await world.label(orderId);
    await world.bench().close(orderId, label);
    for (const minute of [30, 30, 31]) await take({ ...order, isCancelled: true, updatedAt: at(minute) });
    expect(await world.status(orderId)).toBe('SHIPPED');
    expect(await world.db.selectFrom('exception_tasks').select('kind').where('order_id', '=', orderId).execute()).toEqual([{ kind: 'CancelledAfterShipped' }]);
    expect(await world.jobs('shopify.push_fulfillment')).toHaveLength(1);
  });

  test('a new address is followed while the box is open, with a new label for a bought one; a late message changes nothing', async () => {
    const order = shopOrder();
    const moved = { ...order, shipTo: { ...order.shipTo, address1: '2 New Lane', postalCode: '10023' } };
    const orderId = await taken(order);
    const street = async (): Promise<unknown> => (await world.db.selectFrom('orders').select('shipping_address').where('order_id', '=', orderId).executeTakeFirstOrThrow()).shipping_address;
    await take({ ...moved, updatedAt: at(1) });
    await take(order);
    expect(await street()).toMatchObject({ address1: '2 New Lane' });
    await sourceOrder(world.services, { orderId });
    await releaseOrder(world.services, { orderId });
    const { purchaseId, parcelId } = await world.label(orderId);
    await take({ ...order, updatedAt: at(2) });
    expect(await street()).toMatchObject({ address1: order.shipTo.address1 });
    expect(await world.jobs('shipping.void_label')).toContainEqual({ purchaseId });
    await world.db.updateTable('parcels').set({ status: 'CLOSED' }).where('parcel_id', '=', parcelId).execute();
    await take({ ...moved, updatedAt: at(3) });
    expect(await street()).toMatchObject({ address1: order.shipTo.address1 });
    expect(await openTasks(orderId)).toEqual(['AddressChangedAfterPacked']);
    expect((await world.events(orderId)).filter((type) => type === 'order.address_changed')).toHaveLength(2);
  });

  test('new lines are followed until a node has the order; after that they stop it, until a person decides or the shop takes them back', async () => {
    const order = shopOrder();
    const orderId = await taken({ ...order, isPaid: false });
    const more = (units: number, minutes: number) => ({ ...order, lines: order.lines.map((line) => ({ ...line, units })), updatedAt: at(minutes) });
    const units = async (): Promise<unknown[]> => (await world.db.selectFrom('order_items').select('quantity').where('order_id', '=', orderId).execute()).map((row) => row.quantity);
    await take(more(3, 1));
    expect(await units()).toEqual([3]);
    await sourceOrder(world.services, { orderId });
    for (const minutes of [2, 3]) await take(more(2, minutes));
    expect(await units()).toEqual([3]);
    const isHeld = async (): Promise<boolean> => (await world.db.selectFrom('orders').select('is_on_hold').where('order_id', '=', orderId).executeTakeFirstOrThrow()).is_on_hold;
    expect([await isHeld(), await openTasks(orderId)]).toEqual([true, ['LinesChangedInShop']]);
    await take(more(3, 4));
    expect([await isHeld(), await openTasks(orderId)]).toEqual([false, []]);
    expect((await world.events(orderId)).slice(-2)).toEqual(['order.held', 'order.hold_released']);
    expect(await world.stockFaults()).toEqual([]);
  });

  test('two shops may both have an order of one number; both are taken and can be told apart', async () => {
    const [first, second] = await Promise.all([taken(shopOrder({ orderNumber: '#1001' })), taken(shopOrder({ orderNumber: '#1001', connectorId: 'con_b' }))]);
    const rows = await world.db.selectFrom('orders').select('order_number').where('order_id', 'in', [first, second]).orderBy('order_number').execute();
    expect(rows).toEqual([{ order_number: '#1001' }, { order_number: expect.stringMatching(/^#1001-[0-9A-Z]{4}$/) }]);
  });

  test('an unknown product refuses the order and leaves nothing behind', async () => {
    const order = shopOrder({ lines: [{ externalLineId: '1', sku: 'SKU-NOPE', title: 'Nope', units: 1, unitPriceMinor: 1, discountMinor: 0, taxMinor: 0 }] });
    expect(await take(order)).toEqual({ ok: false, error: { code: 'UnknownSku', skus: ['SKU-NOPE'] } });
    expect(await world.db.selectFrom('orders').select('order_id').where('external_order_id', '=', order.externalOrderId).execute()).toEqual([]);
  });

  test('long names, emoji, right-to-left text and characters that no database holds are taken', async () => {
    const name = `${'Ж'.repeat(290)} 🦊 שלום`;
    const orderId = await taken(shopOrder({ customerName: name, customerNote: 'nul\0l', giftMessage: 'half \ud83e', payload: '{"note":"a\\u0000b"}' }));
    const row = await world.db.selectFrom('orders').select(['customer_name', 'customer_note', 'gift_message', 'payload']).where('order_id', '=', orderId).executeTakeFirstOrThrow();
    expect(row).toEqual({ customer_name: name, customer_note: 'null', gift_message: 'half \ufffd', payload: { note: 'ab' } });
  });

  test('without coordinates the order still goes to the near store, and the decision says what was assumed', async () => {
    const orderId = await taken(shopOrder());
    await sourceOrder(world.services, { orderId });
    const decision = await world.db.selectFrom('sourcing_decisions').select('explanation').where('order_id', '=', orderId).executeTakeFirstOrThrow();
    expect(JSON.stringify(decision.explanation)).toContain('ZIP area 100');
    expect(JSON.stringify(decision.explanation)).toContain('LEAST_COST_SPLIT');
    const row = await world.db.selectFrom('fulfillment_allocations').select('node_id').where('order_id', '=', orderId).executeTakeFirstOrThrow();
    expect(row.node_id).toBe('nod_str-nyc-01');
  });
});
