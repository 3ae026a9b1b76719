/** Daily numbers against what they count, after anything that happens to orders, at once and while they are added up. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrderWorld, type OrderWorld } from '../../test/support/order-world.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { sourceOrder } from '../sourcing/source-order.ts';
import { addUpDayChanges, selectDays } from './analytics-store.ts';

let world: OrderWorld;
beforeAll(async () => { world = await createOrderWorld(); });
afterAll(async () => { await world.close(); });

/** Counted anew from the orders themselves. */
async function countAnew(): Promise<unknown[]> {
  return (await sql`SELECT (o.placed_at AT TIME ZONE 'UTC')::date::text AS day, o.currency, count(*)::int AS orders, count(*) FILTER (WHERE o.status = 'CANCELLED')::int AS cancelled, sum(u.units)::int AS units,
      coalesce(sum(o.total_minor) FILTER (WHERE o.status <> 'CANCELLED'), 0)::int AS total_minor
    FROM orders o CROSS JOIN LATERAL (SELECT sum(quantity - quantity_moved) AS units FROM order_items i WHERE i.order_id = o.order_id) u GROUP BY 1, 2 ORDER BY 1, 2`.execute(world.db)).rows;
}
const read = (): Promise<unknown[]> => selectDays(world.db, '2020-01-01', 10_000);

test('totals and changes together are what the orders say, however they changed and whoever adds up meanwhile', async () => {
  const orderIds = await Promise.all(Array.from({ length: 30 }, (_, index) => world.place([['SKU-GIZMO-1', 1 + (index % 3)], ['SKU-TOOL-Z', 2]])));
  const addUp = (): Promise<void> => inTransaction(world.db, addUpDayChanges);
  await Promise.all([
    ...orderIds.slice(0, 10).map((orderId) => sourceOrder(world.services, { orderId })), addUp(), addUp(),
    ...orderIds.slice(10, 20).map((orderId) => inTransaction(world.db, (tx) => cancelOrder(tx, world.services, { orderId, actor: 'test', reason: 'test' }))), addUp(),
    ...orderIds.slice(20, 22).map((orderId) => sql`UPDATE orders SET placed_at = placed_at - interval '3 days', currency = 'EUR' WHERE order_id = ${orderId}`.execute(world.db)), addUp(),
    ...orderIds.slice(22, 24).map((orderId) => sql`UPDATE orders SET total_minor = total_minor + 500 WHERE order_id = ${orderId}`.execute(world.db)),
    ...orderIds.slice(24, 26).map((orderId) => sql`UPDATE order_items SET quantity = quantity + 1 WHERE order_id = ${orderId}`.execute(world.db)), addUp(),
    ...orderIds.slice(26, 28).map((orderId) => sql`DELETE FROM order_items WHERE order_id = ${orderId} AND line_number = 2`.execute(world.db)),
  ]);
  expect(await read()).toEqual(await countAnew());
  await addUp();
  expect((await sql`SELECT FROM order_day_changes`.execute(world.db)).rows).toEqual([]);
  expect(await read()).toEqual(await countAnew());
});

test('while changes are being added up, a reader sees each of them once', async () => {
  const before = await read();
  await world.db.transaction().execute(async (tx) => {
    await sql`INSERT INTO order_day_changes (day, currency, channel, fulfillment_type, orders, cancelled, units, total_minor) SELECT '2025-01-01', 'USD', 'WEB', 'SHIP_TO_HOME', 1, 0, 1, 1 FROM generate_series(1, 50)`.execute(tx);
    await addUpDayChanges(tx);
    expect(await read()).toEqual(before);
  });
  expect(await selectDays(world.db, '2025-01-01', 1)).toEqual([{ day: '2025-01-01', currency: 'USD', orders: 50, cancelled: 0, units: 50, total_minor: 50 }]);
});
