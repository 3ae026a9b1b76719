/** SQL of stock, reservations and adjustments. Rows are always locked by (node, SKU), so no two orders can wait for each other. */
import { sql, type Insertable, type Selectable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type InventoryRow = Pick<Selectable<Database['inventory_items']>, 'item_id' | 'node_id' | 'sku' | 'quantity_on_hand' | 'quantity_reserved'>;
export type AllocationRow = Pick<Selectable<Database['fulfillment_allocations']>, 'allocation_id' | 'order_id' | 'order_item_id' | 'node_id' | 'sku' | 'quantity' | 'status'>;

const ITEM_COLUMNS = ['item_id', 'node_id', 'sku', 'quantity_on_hand', 'quantity_reserved'] as const;

export async function selectStock(tx: Db | Tx, skus: readonly string[]): Promise<InventoryRow[]> {
  return tx.selectFrom('inventory_items').select(ITEM_COLUMNS).where('sku', 'in', [...new Set(skus)]).execute();
}

/** Locks the rows of these (node, SKU) pairs in one order. */
export async function lockStock(tx: Tx, pairs: readonly { readonly nodeId: string; readonly sku: string }[]): Promise<InventoryRow[]> {
  if (pairs.length === 0) return [];
  const wanted = sql.join(pairs.map(({ nodeId, sku }) => sql`(${nodeId}::text, ${sku}::text)`));
  const { rows } = await sql<InventoryRow>`SELECT item_id, node_id, sku, quantity_on_hand, quantity_reserved FROM inventory_items
    WHERE (node_id, sku) IN (${wanted}) ORDER BY node_id, sku FOR UPDATE`.execute(tx);
  return rows;
}

export async function updateStock(tx: Tx, itemId: string, onHand: number, reserved: number): Promise<void> {
  await tx.updateTable('inventory_items').set({ quantity_on_hand: onHand, quantity_reserved: reserved, updated_at: sql<Date>`now()` }).where('item_id', '=', itemId).execute();
}

export async function insertAdjustment(tx: Tx, adjustment: Insertable<Database['inventory_adjustments']>): Promise<void> {
  await tx.insertInto('inventory_adjustments').values(adjustment).execute();
}

export async function insertAllocations(tx: Tx, allocations: readonly Insertable<Database['fulfillment_allocations']>[]): Promise<void> {
  await tx.insertInto('fulfillment_allocations').values([...allocations]).execute();
}

export async function lockAllocations(tx: Tx, orderId: string, nodeId: string | null, statuses: readonly string[]): Promise<AllocationRow[]> {
  return tx.selectFrom('fulfillment_allocations').select(['allocation_id', 'order_id', 'order_item_id', 'node_id', 'sku', 'quantity', 'status'])
    .where('order_id', '=', orderId).where('status', 'in', [...statuses]).$if(nodeId !== null, (query) => query.where('node_id', '=', nodeId ?? '')).orderBy('allocation_id').forUpdate().execute();
}

export async function updateAllocations(tx: Tx, allocationIds: readonly string[], status: string): Promise<void> {
  if (allocationIds.length === 0) return;
  await tx.updateTable('fulfillment_allocations').set({ status, updated_at: sql<Date>`now()` }).where('allocation_id', 'in', [...allocationIds]).execute();
}
