/** The part of Shopify's order webhook (Admin API 2026-10) that we use. Everything else is kept in the raw payload. */
import { z } from 'zod';

/** Small ids come as numbers, those beyond 2^53 as text (lossless-json.ts). */
const idSchema = z.union([z.string().regex(/^\d+$/), z.int().nonnegative()]).transform(String);
/** Shopify writes money as decimal text; a number is taken too, since some apps that imitate it send one. */
const amountSchema = z.union([z.string(), z.number()]).transform(String);
const amounts = z.array(z.object({ amount: amountSchema })).nullish().transform((list) => list ?? []);
const text = z.string().nullish().transform((value) => value ?? null);
/** Numbers are allowed in note attributes' values, and null. */
const attributes = z.array(z.object({ name: z.string(), value: z.unknown() })).nullish().transform((list) => list ?? []);
const taxLines = z.array(z.object({ price: amountSchema })).nullish().transform((list) => list ?? []);

const addressSchema = z.object({
  name: text, first_name: text, last_name: text, company: text, address1: text, address2: text, city: text, province: text, province_code: text,
  zip: text, country_code: text, phone: text, latitude: z.number().nullish(), longitude: z.number().nullish(),
});
export type ShopifyAddress = z.infer<typeof addressSchema>;

const lineSchema = z.object({
  id: idSchema, sku: text, title: text, name: text, quantity: z.int(), current_quantity: z.int().nullish(), price: amountSchema, total_discount: amountSchema.nullish(),
  discount_allocations: z.array(z.object({ amount: amountSchema })).nullish(), tax_lines: taxLines, requires_shipping: z.boolean().nullish(), properties: attributes,
});
export type ShopifyLine = z.infer<typeof lineSchema>;

export const shopifyOrderSchema = z.object({
  id: idSchema, name: z.string().min(1).max(100), created_at: z.iso.datetime({ offset: true }), updated_at: z.iso.datetime({ offset: true }), currency: z.string(),
  total_price: amountSchema, taxes_included: z.boolean().nullish(), total_tax: amountSchema.nullish(), financial_status: text, cancelled_at: text, test: z.boolean().nullish(),
  email: text, contact_email: text, note: text, note_attributes: attributes, tags: text, line_items: z.array(lineSchema).nullish().transform((list) => list ?? []),
  shipping_lines: z.array(z.object({ price: amountSchema, discounted_price: amountSchema.nullish(), discount_allocations: amounts })).nullish().transform((list) => list ?? []),
  shipping_address: addressSchema.nullish(), billing_address: addressSchema.nullish(), customer: z.object({ first_name: text, last_name: text, email: text }).nullish(),
});
export type ShopifyOrder = z.infer<typeof shopifyOrderSchema>;
