/** Bodies of the search API (seed 000 section 5.5). */
import { z } from 'zod';
import { FULFILLMENT_TYPES, ORDER_STATUSES } from '../../domain/orders/order-lifecycle.ts';
import { channelSchema, orderSummarySchema } from '../orders/order-schemas.ts';
import { isStorable } from '../orders/storable-text.ts';
import { currencyDecimals } from '../connectors/currency.ts';

const query = z.string().max(200).refine(isStorable, 'Contains a character that cannot be kept (NUL or half of an emoji).').default('').describe('Words of number, customer, e-mail, address, SKU, product or tracking number; all must be found. Empty: all.');
const amount = z.coerce.number().min(0).max(1_000_000_000);
const currency = z.string().toUpperCase().refine((code) => currencyDecimals(code) !== null, 'Is not a currency code such as USD.').default('USD');
const paging = { page: z.coerce.number().int().min(1).max(1_000).default(1), page_size: z.coerce.number().int().min(1).max(200).default(20) };
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([z.array(item).max(50), item.transform((one) => [one])]);

export const searchOrdersSchema = z.object({
  query, status: oneOrMore(z.enum(ORDER_STATUSES)).optional(), channel: channelSchema.optional(), fulfillment_type: z.enum(FULFILLMENT_TYPES).optional(),
  date_from: z.coerce.date().optional(), date_to: z.coerce.date().optional().describe('Exclusive.'), min_amount: amount.optional(), max_amount: amount.optional(), currency: currency.describe('Of min_amount and max_amount.'),
  sort: z.enum(['relevance', 'newest', 'oldest', 'highest', 'lowest']).default('relevance'), ...paging,
});
export type SearchOrders = z.infer<typeof searchOrdersSchema>;

export const searchProductsSchema = z.object({
  query, product_line: z.string().max(200).optional(), min_price: amount.optional(), max_price: amount.optional(), currency: currency.describe('Of min_price and max_price.'),
  sort: z.enum(['relevance', 'name', 'highest', 'lowest']).default('relevance'), ...paging,
});
export type SearchProducts = z.infer<typeof searchProductsSchema>;

const highlights = z.array(z.object({ field: z.string(), parts: z.array(z.object({ text: z.string(), is_hit: z.boolean() })) })).describe('Fields with a hit, cut where it begins and ends: nothing to escape, nothing to trust.');
const found = { match: z.enum(['exact', 'fuzzy', 'all']).describe('exact: words that begin so. fuzzy: none do, these are similar. all: no query.'), total: z.int().describe('Exact up to 2000. Of more it is what is known to be there: 2000, or with filters one more than was shown so far when another page follows.'), page: z.int(), page_size: z.int() };
export const orderHitsSchema = z.object({ items: z.array(orderSummarySchema.extend({ skus: z.array(z.string()), tracking_numbers: z.array(z.string()), highlights })), ...found });
export const productHitsSchema = z.object({
  items: z.array(z.object({ sku: z.string(), name: z.string(), gtin: z.string(), product_line: z.string().nullable(), price: z.number(), currency: z.string(), highlights })), ...found,
});
