/** Pure translation from stock rows to the API's bodies. Weights are pounds there and grams here. */
import type { z } from 'zod';
import { fromMinorUnits } from '../orders/money.ts';
import type { adjustmentSchema, itemSchema, productSchema } from './inventory-schemas.ts';
import type { AdjustmentListRow, ItemRow, ProductRow } from './item-store.ts';

const GRAMS_PER_POUND = 453.592_37;

export function toGrams(pounds: number): number {
  return Math.round(pounds * GRAMS_PER_POUND);
}

function toPounds(grams: number): number {
  return Math.round((grams / GRAMS_PER_POUND) * 10_000) / 10_000;
}

export function toItemBody(row: ItemRow): z.infer<typeof itemSchema> {
  const available = row.quantity_on_hand - row.quantity_reserved;
  return {
    id: row.item_id, node_id: row.node_id, node_code: row.code, sku: row.sku, product_name: row.name, weight_lbs: toPounds(row.weight_grams), bin_code: row.bin_code, quantity_on_hand: row.quantity_on_hand, quantity_reserved: row.quantity_reserved,
    quantity_available: available, quantity_on_order: row.quantity_on_order, reorder_point: row.reorder_point, reorder_quantity: row.reorder_quantity, unit_cost: fromMinorUnits(row.unit_cost_minor, row.currency), currency: row.currency,
    is_active: row.is_active, is_low_stock: available <= row.reorder_point, last_counted_at: row.last_counted_at?.toISOString() ?? null, created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString(),
  };
}

export function toAdjustmentBody(row: AdjustmentListRow): z.infer<typeof adjustmentSchema> {
  return {
    id: row.adjustment_id, inventory_item_id: row.item_id, reason: row.reason, quantity_delta: row.on_hand_delta, quantity_before: row.on_hand_after - row.on_hand_delta, quantity_after: row.on_hand_after, reserved_delta: row.reserved_delta,
    reserved_after: row.reserved_after, order_id: row.order_id, reference_id: row.reference_id, notes: row.note, created_by: row.created_by, created_at: row.created_at.toISOString(),
  };
}

export function toProductBody(row: ProductRow): z.infer<typeof productSchema> {
  const available = row.on_hand - row.reserved;
  return {
    sku: row.sku, product_name: row.name, total_on_hand: row.on_hand, total_available: available, total_reserved: row.reserved, nodes_count: row.nodes, unit_cost: fromMinorUnits(row.unit_cost_minor, row.currency), weight_lbs: toPounds(row.weight_grams),
    reorder_point: row.reorder_point, is_low_stock: available <= row.reorder_point, updated_at: row.updated_at.toISOString(),
  };
}
