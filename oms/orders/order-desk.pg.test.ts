/** Many requests in one transaction: each is answered for itself. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrderWorld, type OrderWorld } from '../../test/support/order-world.ts';
import { createOrderDesk } from './order-desk.ts';
import { createOrderBodySchema } from './order-schemas.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

const body = (sku: string, customer = 'Nora Feld') => createOrderBodySchema.parse({
  customer_name: customer, line_items: [{ sku, quantity: 1, unit_price: 10 }], shipping_address: { address1: '1 Test Lane', city: 'New York', state: 'NY', postal_code: '10022' },
});
const countOrders = async (): Promise<number> => Number((await world.db.selectFrom('orders').select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n);

test('sixty requests at once under twenty keys are twenty orders, each with its lines, its trail and one job', async () => {
  const take = createOrderDesk(world.services);
  const before = await countOrders();
  const results = await Promise.all(Array.from({ length: 60 }, (_, index) => take({ body: body('SKU-GIZMO-1'), actor: 'test', idempotencyKey: `key-${index % 20}` })));
  const orderIds = results.map((result) => (result.ok ? result.value.orderId : 'refused'));
  expect([new Set(orderIds).size, (await countOrders()) - before]).toEqual([20, 20]);
  expect(orderIds.slice(20, 40)).toEqual(orderIds.slice(0, 20));
  expect(results.filter((result) => result.ok && result.value.made !== null)).toHaveLength(20);
  expect(await world.events(orderIds[7] ?? '')).toEqual(['order.created', 'order.confirmed']);
  expect((await world.jobs('orders.source')).filter((payload) => JSON.stringify(payload).includes(orderIds[7] ?? ''))).toHaveLength(1);
});

test('the answer is the order as it was written', async () => {
  const result = await createOrderDesk(world.services)({ body: body('SKU-TOOL-Z'), actor: 'test', idempotencyKey: null });
  expect(result).toMatchObject({ ok: true, value: { made: { order: { status: 'CONFIRMED', customer_name: 'Nora Feld', total_minor: 1_000, placed_at: expect.any(Date), tags: [] }, items: [{ sku: 'SKU-TOOL-Z', line_number: 1, quantity: 1, quantity_moved: 0 }] } } });
});

test('what is refused, and what PostgreSQL itself throws out, keeps no other request of the batch from being taken', async () => {
  const take = createOrderDesk(world.services);
  const before = await countOrders();
  const settled = await Promise.allSettled([
    take({ body: body('SKU-GIZMO-1'), actor: 'test', idempotencyKey: null }), take({ body: body('SKU-GIZMO-1'), actor: 'test', idempotencyKey: null }), take({ body: body('SKU-NONE'), actor: 'test', idempotencyKey: null }),
    take({ body: { ...body('SKU-GIZMO-1'), customer_name: 'Nul \u0000' }, actor: 'test', idempotencyKey: null }), take({ body: body('SKU-GIZMO-2'), actor: 'test', idempotencyKey: null }),
  ]);
  expect(settled.map((one) => (one.status === 'rejected' ? 'thrown' : one.value.ok ? 'taken' : one.value.error.code))).toEqual(['taken', 'taken', 'UnknownSku', 'thrown', 'taken']);
  expect((await countOrders()) - before).toBe(3);
});

test('the same key with another body is refused, also within one batch', async () => {
  const take = createOrderDesk(world.services);
  const [, first, second] = await Promise.all(['SKU-TOOL-Z', 'SKU-GIZMO-1', 'SKU-GIZMO-2'].map((sku, index) => take({ body: body(sku), actor: 'test', idempotencyKey: index === 0 ? null : 'same' })));
  expect([first?.ok, second]).toEqual([true, { ok: false, error: expect.objectContaining({ code: 'IdempotencyKeyReused' }) }]);
});
