/** How mapped objects tempt one to source an order: whole rows, a query for each node and line, a write for each row. Still one transaction. */
import type { Db } from '../oms/db/connect.ts';
import { haversineKm } from '../domain/sourcing/distance.ts';

export async function sourceNaively(db: Db, orderId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const order = await tx.selectFrom('orders').selectAll().where('order_id', '=', orderId).forUpdate().executeTakeFirstOrThrow();
    const lines = await tx.selectFrom('order_items').selectAll().where('order_id', '=', orderId).orderBy('sku').execute();
    await tx.selectFrom('sourcing_rules').selectAll().where('is_active', '=', true).orderBy('priority').execute();
    const nodes = await tx.selectFrom('fulfillment_nodes').selectAll().where('status', '=', 'ACTIVE').where('can_ship', '=', true).execute();
    const candidates = [];
    for (const node of nodes) {
      const stock = await tx.selectFrom('inventory_items').selectAll().where('node_id', '=', node.node_id).where('sku', 'in', lines.map((line) => line.sku)).execute();
      candidates.push({ node, stock, distance: haversineKm({ latitude: order.shipping_latitude ?? 0, longitude: order.shipping_longitude ?? 0 }, node) });
    }
    const chosen = candidates.toSorted((a, b) => a.distance - b.distance).find(({ stock }) => lines.every((line) => stock.some((row) => row.sku === line.sku && row.quantity_on_hand - row.quantity_reserved >= line.quantity)));
    if (!chosen) throw new Error('nobody has it');
    for (const line of lines) {
      const item = await tx.selectFrom('inventory_items').selectAll().where('node_id', '=', chosen.node.node_id).where('sku', '=', line.sku).forUpdate().executeTakeFirstOrThrow();
      await tx.updateTable('inventory_items').set({ quantity_reserved: item.quantity_reserved + line.quantity }).where('item_id', '=', item.item_id).execute();
    }
    // Not in the loop above: row locks would be taken in another order by each order, and many at once would deadlock all the time.
    for (const line of lines) {
      await tx.insertInto('fulfillment_allocations').values({ allocation_id: `alc_${line.order_item_id}`, order_id: orderId, order_item_id: line.order_item_id, node_id: chosen.node.node_id, sku: line.sku, quantity: line.quantity, status: 'RESERVED' }).execute();
    }
    await tx.insertInto('order_events').values({ event_id: `evt_${orderId}`, order_id: orderId, event_type: 'order.sourced', from_status: 'CONFIRMED', to_status: 'SOURCED', actor: 'naive' }).execute();
    await tx.updateTable('orders').set({ status: 'SOURCED' }).where('order_id', '=', orderId).execute();
  });
}
