/** Bodies of the inventory API (seed 000 section 5.2). */
import { z } from 'zod';
import { ADJUSTMENT_REASONS } from '../../domain/inventory/adjustment.ts';
import { isStorable } from '../orders/storable-text.ts';

const MAX_UNITS = 100_000_000;
const text = (maxLength: number) => z.string().trim().min(1).max(maxLength).refine(isStorable, 'Contains a character that cannot be kept (NUL or half of an emoji).');
const sku = text(100);
const cost = z.number().min(0).max(1_000_000);
const units = z.int().min(0).max(MAX_UNITS);
const pounds = z.number().min(0).max(10_000);

const productFields = { product_name: text(500), weight_lbs: pounds };
const itemFields = { reorder_point: units, reorder_quantity: z.int().min(1).max(MAX_UNITS), unit_cost: cost, is_active: z.boolean().describe('Stock that is switched off is not offered to orders.') };

export const createItemSchema = z.object({
  node_id: z.string().max(100), sku, quantity_on_hand: units.default(0), reorder_point: itemFields.reorder_point.default(10), reorder_quantity: itemFields.reorder_quantity.default(100), unit_cost: cost.default(0), bin_code: text(50).nullable().default(null),
  product_name: productFields.product_name.optional().describe('With gtin: makes the product when the catalogue does not have the SKU yet.'), gtin: z.string().regex(/^(\d{8}|\d{12,14})$/, 'A GTIN has 8, 12, 13 or 14 digits.').optional(), weight_lbs: pounds.default(0),
});
export const updateItemSchema = z.object({ ...itemFields, quantity_on_order: units, bin_code: text(50).nullable() }).partial();
export const updateProductSchema = z.object({ ...productFields, ...itemFields }).partial();
export const adjustSchema = z.object({
  reason: z.enum(ADJUSTMENT_REASONS), quantity_delta: z.int().min(-MAX_UNITS).max(MAX_UNITS), reference_id: text(200).nullish(), notes: text(2_000).nullish(), created_by: text(200).optional().describe('Whoever is logged in, when left out.'),
});
export const transferSchema = z.object({ from_node_id: z.string().max(100), to_node_id: z.string().max(100), sku, quantity: z.int().min(1).max(MAX_UNITS), notes: text(2_000).nullish() });
export const availabilitySchema = z.object({ items: z.array(z.object({ sku, quantity: z.int().min(1).max(MAX_UNITS).default(1) })).min(1).max(500) });
export type CreateItemBody = z.infer<typeof createItemSchema>;
export type UpdateItemBody = z.infer<typeof updateItemSchema>;
export type UpdateProductBody = z.infer<typeof updateProductSchema>;
export type AdjustBody = z.infer<typeof adjustSchema>;
export type TransferBody = z.infer<typeof transferSchema>;

const pageFields = { page: z.coerce.number().int().min(1).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50) };
export const listItemsSchema = z.object({ node_id: z.string().optional(), sku: z.string().optional(), low_stock_only: z.stringbool().default(false).describe('Available units at or below the reorder point.'), ...pageFields });
export const listProductsSchema = z.object({ search: z.string().max(200).optional(), node_id: z.string().optional(), low_stock_only: z.stringbool().default(false), ...pageFields });

export const itemSchema = z.object({
  id: z.string(), node_id: z.string(), node_code: z.string(), sku: z.string(), product_name: z.string(), weight_lbs: z.number(), bin_code: z.string().nullable(), quantity_on_hand: z.int(), quantity_reserved: z.int(), quantity_available: z.int(),
  quantity_on_order: z.int(), reorder_point: z.int(), reorder_quantity: z.int(), unit_cost: z.number(), currency: z.string(), is_active: z.boolean(), is_low_stock: z.boolean(), last_counted_at: z.string().nullable(), created_at: z.string(), updated_at: z.string(),
});
export const adjustmentSchema = z.object({
  id: z.string(), inventory_item_id: z.string(), reason: z.string(), quantity_delta: z.int(), quantity_before: z.int(), quantity_after: z.int(), reserved_delta: z.int(), reserved_after: z.int(), order_id: z.string().nullable(),
  reference_id: z.string().nullable(), notes: z.string().nullable(), created_by: z.string(), created_at: z.string(),
});
export const itemDetailSchema = itemSchema.extend({ recent_adjustments: z.array(adjustmentSchema) });
export const productSchema = z.object({
  sku: z.string(), product_name: z.string(), total_on_hand: z.int(), total_available: z.int(), total_reserved: z.int(), nodes_count: z.int(), unit_cost: z.number(), weight_lbs: z.number(), reorder_point: z.int(), is_low_stock: z.boolean(), updated_at: z.string(),
});
export const availabilityResultSchema = z.object({
  sku: z.string(), requested_quantity: z.int(), available_by_node: z.array(z.object({ node_id: z.string(), node_code: z.string(), node_name: z.string(), quantity_available: z.int() })), total_available: z.int(), fulfillable: z.boolean(),
  fulfillable_by_one_node: z.boolean(),
});
export const transferResultSchema = z.object({ reference: z.string(), from: itemSchema, to: itemSchema });
