/** SQL of the inventory API: items with their product and node, products over all nodes, adjustments. */
import { sql, type Insertable, type Updateable } from 'kysely';
import type { Db, Tx } from '../db/connect.ts';
import type { Database } from '../db/schema.ts';

export type ItemRow = {
  readonly item_id: string; readonly node_id: string; readonly code: string; readonly sku: string; readonly name: string; readonly weight_grams: number; readonly currency: string; readonly bin_code: string | null;
  readonly quantity_on_hand: number; readonly quantity_reserved: number; readonly quantity_on_order: number; readonly reorder_point: number; readonly reorder_quantity: number; readonly unit_cost_minor: number; readonly is_active: boolean;
  readonly last_counted_at: Date | null; readonly created_at: Date; readonly updated_at: Date;
};
export type ItemFilters = { readonly itemId?: string; readonly nodeId?: string | undefined; readonly sku?: string | undefined; readonly isActiveOnly: boolean; readonly isLowOnly: boolean };

const COLUMNS = [
  'i.item_id', 'i.node_id', 'n.code', 'i.sku', 'p.name', 'p.weight_grams', 'p.currency', 'i.bin_code', 'i.quantity_on_hand', 'i.quantity_reserved', 'i.quantity_on_order', 'i.reorder_point', 'i.reorder_quantity', 'i.unit_cost_minor', 'i.is_active',
  'i.last_counted_at', 'i.created_at', 'i.updated_at',
] as const;

function filtered(db: Db | Tx, { itemId, nodeId, sku, isActiveOnly, isLowOnly }: ItemFilters) {
  return db.selectFrom('inventory_items as i').innerJoin('fulfillment_nodes as n', 'n.node_id', 'i.node_id').innerJoin('products as p', 'p.sku', 'i.sku')
    .$if(itemId !== undefined, (query) => query.where('i.item_id', '=', itemId ?? ''))
    .$if(nodeId !== undefined, (query) => query.where((eb) => eb.or([eb('i.node_id', '=', nodeId ?? ''), eb('n.code', '=', nodeId ?? '')])))
    .$if(sku !== undefined, (query) => query.where('i.sku', '=', sku ?? ''))
    .$if(isActiveOnly, (query) => query.where('i.is_active', '=', true))
    .$if(isLowOnly, (query) => query.where(sql<boolean>`i.quantity_on_hand - i.quantity_reserved <= i.reorder_point`));
}

export async function selectItems(db: Db | Tx, filters: ItemFilters, limit: number, offset: number): Promise<ItemRow[]> {
  return filtered(db, filters).select(COLUMNS).orderBy('i.sku').orderBy('n.code').limit(limit).offset(offset).execute();
}

export async function countItems(db: Db, filters: ItemFilters): Promise<number> {
  return Number((await filtered(db, filters).select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()).total);
}

export async function selectItem(db: Db | Tx, itemId: string): Promise<ItemRow | undefined> {
  return filtered(db, { itemId, isActiveOnly: false, isLowOnly: false }).select(COLUMNS).executeTakeFirst();
}

/** False when the node keeps this SKU already. */
export async function insertItem(tx: Tx, item: Insertable<Database['inventory_items']>): Promise<boolean> {
  return (await tx.insertInto('inventory_items').values(item).onConflict((on) => on.columns(['node_id', 'sku']).doNothing()).returning('item_id').executeTakeFirst()) !== undefined;
}

export async function updateItem(tx: Db | Tx, itemId: string, change: Updateable<Database['inventory_items']>): Promise<void> {
  await tx.updateTable('inventory_items').set({ ...change, updated_at: sql<Date>`now()` }).where('item_id', '=', itemId).execute();
}

/** Locked by (node, SKU), as every writer of stock does. */
export async function updateItemsOfSku(tx: Tx, sku: string, change: Updateable<Database['inventory_items']>): Promise<number> {
  await tx.selectFrom('inventory_items').select('item_id').where('sku', '=', sku).orderBy('node_id').forNoKeyUpdate().execute();
  return Number((await tx.updateTable('inventory_items').set({ ...change, updated_at: sql<Date>`now()` }).where('sku', '=', sku).executeTakeFirst()).numUpdatedRows);
}

export async function markCounted(tx: Tx, itemId: string): Promise<void> {
  await tx.updateTable('inventory_items').set({ last_counted_at: sql<Date>`now()` }).where('item_id', '=', itemId).execute();
}

export async function selectNodeCode(tx: Db | Tx, nodeId: string): Promise<string | undefined> {
  return (await tx.selectFrom('fulfillment_nodes').select('code').where('node_id', '=', nodeId).executeTakeFirst())?.code;
}

export async function selectProductCurrency(tx: Db | Tx, sku: string): Promise<string | undefined> {
  return (await tx.selectFrom('products').select('currency').where('sku', '=', sku).executeTakeFirst())?.currency;
}

/** False when another product has this GTIN. */
export async function insertProduct(tx: Tx, product: Insertable<Database['products']>): Promise<boolean> {
  return (await tx.insertInto('products').values(product).onConflict((on) => on.doNothing()).returning('sku').executeTakeFirst()) !== undefined;
}

export async function updateProduct(tx: Tx, sku: string, change: Updateable<Database['products']>): Promise<void> {
  await tx.updateTable('products').set({ ...change, updated_at: sql<Date>`now()` }).where('sku', '=', sku).execute();
}

export type ProductRow = {
  readonly sku: string; readonly name: string; readonly on_hand: number; readonly reserved: number; readonly nodes: number; readonly unit_cost_minor: number; readonly currency: string; readonly weight_grams: number; readonly reorder_point: number;
  readonly updated_at: Date; readonly total: number;
};

export type ProductFilters = { readonly search: string | undefined; readonly nodeId: string | undefined; readonly isLowOnly: boolean };

/** Each row carries the number of all rows. A product is low when its units anywhere together are at the highest of its reorder points. */
export async function selectProducts(db: Db, { search, nodeId, isLowOnly }: ProductFilters, limit: number, offset: number): Promise<ProductRow[]> {
  const { rows } = await sql<ProductRow>`SELECT p.sku, p.name, sum(i.quantity_on_hand)::int AS on_hand, sum(i.quantity_reserved)::int AS reserved, count(*)::int AS nodes, max(i.unit_cost_minor) AS unit_cost_minor, p.currency, p.weight_grams,
      max(i.reorder_point) AS reorder_point, max(greatest(i.updated_at, p.updated_at)) AS updated_at, count(*) OVER ()::int AS total
    FROM inventory_items i JOIN products p USING (sku) JOIN fulfillment_nodes n USING (node_id)
    WHERE i.is_active AND (${nodeId ?? null}::text IS NULL OR n.node_id = ${nodeId ?? null} OR n.code = ${nodeId ?? null})
      AND (${search ?? null}::text IS NULL OR position(lower(${search ?? null}) IN lower(p.sku)) > 0 OR position(lower(${search ?? null}) IN lower(p.name)) > 0)
    GROUP BY p.sku HAVING NOT ${isLowOnly} OR sum(i.quantity_on_hand - i.quantity_reserved) <= max(i.reorder_point) ORDER BY p.sku LIMIT ${limit} OFFSET ${offset}`.execute(db);
  return rows;
}

export type AdjustmentListRow = {
  readonly adjustment_id: string; readonly item_id: string; readonly reason: string; readonly on_hand_delta: number; readonly reserved_delta: number; readonly on_hand_after: number; readonly reserved_after: number; readonly order_id: string | null;
  readonly note: string | null; readonly reference_id: string | null; readonly created_by: string; readonly created_at: Date;
};
const ADJUSTMENT_COLUMNS = ['adjustment_id', 'item_id', 'reason', 'on_hand_delta', 'reserved_delta', 'on_hand_after', 'reserved_after', 'order_id', 'note', 'reference_id', 'created_by', 'created_at'] as const;

export async function selectAdjustments(db: Db | Tx, itemId: string, limit: number): Promise<AdjustmentListRow[]> {
  return db.selectFrom('inventory_adjustments').select(ADJUSTMENT_COLUMNS).where('item_id', '=', itemId).orderBy('created_at', 'desc').orderBy('adjustment_id', 'desc').limit(limit).execute();
}

export async function selectAdjustment(db: Db | Tx, adjustmentId: string): Promise<AdjustmentListRow | undefined> {
  return db.selectFrom('inventory_adjustments').select(ADJUSTMENT_COLUMNS).where('adjustment_id', '=', adjustmentId).executeTakeFirst();
}

export type NodeStockRow = { readonly sku: string; readonly node_id: string; readonly code: string; readonly name: string; readonly available: number };

/** Of active nodes that have some, most first. */
export async function selectNodeStock(db: Db, skus: readonly string[]): Promise<NodeStockRow[]> {
  const { rows } = await sql<NodeStockRow>`SELECT i.sku, n.node_id, n.code, n.name, i.quantity_on_hand - i.quantity_reserved AS available FROM inventory_items i JOIN fulfillment_nodes n USING (node_id)
    WHERE i.sku = ANY(${skus}::text[]) AND i.is_active AND n.status = 'ACTIVE' AND i.quantity_on_hand > i.quantity_reserved ORDER BY available DESC, n.code`.execute(db);
  return rows;
}

export async function selectKnownSkus(tx: Tx, skus: readonly string[]): Promise<Set<string>> {
  return new Set((await tx.selectFrom('products').select('sku').where('sku', 'in', [...skus]).execute()).map((row) => row.sku));
}

export async function updateProductParts(tx: Tx, sku: string, parts: readonly { readonly sku: string; readonly units: number }[]): Promise<void> {
  await tx.updateTable('products').set({ parts: JSON.stringify(parts) }).where('sku', '=', sku).execute();
}

export async function selectProductParts(db: Db, sku: string): Promise<unknown> {
  return (await db.selectFrom('products').select('parts').where('sku', '=', sku).executeTakeFirst())?.parts;
}
