/** Bodies of the orders API as seed 000 section 5.1 has them. */
import { z } from 'zod';
import { currencyDecimals } from '../connectors/currency.ts';
import { FULFILLMENT_TYPES, ORDER_STATUSES } from '../../domain/orders/order-lifecycle.ts';
import { isStorable } from './storable-text.ts';

export const channelSchema = z.enum(['WEB', 'MOBILE', 'POS', 'API', 'MARKETPLACE']);
const text = (maxLength: number) => z.string().max(maxLength).refine(isStorable, 'Contains a character that cannot be kept (NUL or half of an emoji).');
const required = (maxLength: number) => text(maxLength).refine((value) => value.trim() !== '', 'Must not be empty.');
const price = z.number().nonnegative('A price cannot be negative.').max(1_000_000);

export const shippingAddressSchema = z.object({
  name: text(500).optional(), company: text(500).optional(), address1: required(500), address2: text(500).optional(), city: required(200),
  state: text(100).optional(), postal_code: required(20), country: z.string().toUpperCase().regex(/^[A-Z]{2}$/, 'Is not a country code of two letters such as US.').default('US'), phone: text(50).optional(),
  latitude: z.number().min(-90).max(90).optional(), longitude: z.number().min(-180).max(180).optional(),
});
export type ShippingAddressBody = z.infer<typeof shippingAddressSchema>;

export const createOrderBodySchema = z.object({
  channel: channelSchema.default('API'),
  fulfillment_type: z.enum(FULFILLMENT_TYPES).default('SHIP_TO_HOME'),
  brand_id: text(100).optional(),
  pickup_node_id: text(100).optional().describe('Where the customer picks the order up; it goes there or waits.'),
  customer_name: required(500),
  customer_email: z.email().optional(),
  currency: z.string().toUpperCase().refine((code) => currencyDecimals(code) !== null, 'Is not a currency code such as USD.').default('USD'),
  line_items: z.array(z.object({
    sku: required(100), product_name: text(500).optional(), quantity: z.int().positive('A quantity is 1 or more.').max(10_000), unit_price: price,
  })).min(1, 'An order needs at least one line.').max(500),
  shipping_amount: price.default(0),
  tax_amount: price.default(0),
  discount_amount: price.default(0),
  shipping_address: shippingAddressSchema,
  tags: z.array(required(100)).max(50).default([]),
  customer_note: text(5_000).optional(),
  gift_message: text(5_000).optional(),
});
export type CreateOrderBody = z.infer<typeof createOrderBodySchema>;

export const reasonSchema = text(500).default('not given');

/** May be left out whole: `curl -X POST .../cancel` is enough. */
export const cancelBodySchema = z.object({ reason: text(500).optional() }).nullish();

/** May be left out whole, like a cancel's. */
export const holdBodySchema = cancelBodySchema;

/** A person's move. `restock` belongs to RETURNED, and is needed there. */
export const moveBodySchema = z.object({
  status: z.enum(ORDER_STATUSES), reason: reasonSchema,
  restock: z.union([z.boolean(), z.array(z.object({ line_item_id: z.string().max(100), quantity: z.int().min(1).max(10_000) })).min(1).max(500)]).optional()
    .describe('Only with RETURNED, and needed there: true puts everything back to stock, false nothing, a list what it names.'),
  restock_node_id: z.string().max(100).optional().describe('Where the goods are now; the node that sent them when left out.'),
});

export const FULFILLMENT_STATUSES = ['UNFULFILLED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'PARTIALLY_DELIVERED', 'DELIVERED'] as const;
const ORDER_SORTS = ['placed_at', 'ship_by', 'total_amount', 'order_number', 'updated_at'] as const;
export type OrderSort = (typeof ORDER_SORTS)[number];
const descending = ORDER_SORTS.map((name) => `-${name}` as const);

/** `?status=PICKING,PACKING` and `?status=PICKING&status=PACKING` are the same. */
const several = <T extends z.ZodType>(one: T) => z.preprocess((value) => (value === undefined ? undefined : [value].flat().flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]))), z.array(one).min(1).max(50).optional());

export const listOrdersQuerySchema = z.object({
  status: several(z.enum(ORDER_STATUSES)), channel: several(channelSchema), fulfillment_type: several(z.enum(FULFILLMENT_TYPES)), fulfillment_status: several(z.enum(FULFILLMENT_STATUSES)),
  email: z.string().optional(), node: z.string().optional().describe('Id or code of a node that has a part of it.'), tag: several(text(100)).describe('Orders that have all of these.'), sku: z.string().optional(),
  order_number: z.string().max(100).optional().describe('Numbers that begin with this.'), is_on_hold: z.stringbool().optional(), connector_id: z.string().optional(), external_order_id: z.string().optional(),
  from_date: z.coerce.date().optional().describe('Placed at or after it.'), to_date: z.coerce.date().optional().describe('Placed before it.'), ship_by_before: z.coerce.date().optional().describe('Has to leave before it.'),
  sort: z.enum([...ORDER_SORTS, ...descending]).default('-placed_at'), page: z.coerce.number().int().min(1).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListOrdersQuery = z.infer<typeof listOrdersQuerySchema>;

export const orderSummarySchema = z.object({
  id: z.string(), order_number: z.string(), channel: z.string(), fulfillment_type: z.string(), status: z.string(), is_on_hold: z.boolean(), customer_name: z.string(), customer_email: z.string().nullable(),
  currency: z.string(), subtotal_amount: z.number(), discount_amount: z.number(), shipping_amount: z.number(), tax_amount: z.number(), total_amount: z.number(),
  external_order_id: z.string().nullable(), placed_at: z.string(), ship_by: z.string(), created_at: z.string(),
});

/** `status` says how far the work on the order is; `fulfillment_status` how much of it, with what follows it, has left and arrived. */
export const listedOrderSchema = orderSummarySchema.extend({ fulfillment_status: z.enum(FULFILLMENT_STATUSES), tags: z.array(z.string()), hold_reason: z.string().nullable(), follows_order_id: z.string().nullable() });

export const orderDetailSchema = listedOrderSchema.extend({
  shipping_address: z.unknown(), pickup_node_id: z.string().nullable(), customer_note: z.string().nullable(), gift_message: z.string().nullable(),
  line_items: z.array(z.object({ id: z.string(), sku: z.string(), product_name: z.string(), quantity: z.number(), quantity_fulfilled: z.number(), quantity_moved: z.number().describe('Sent with a follow-up order.'), unit_price: z.number() })),
  allocations: z.array(z.object({ id: z.string(), order_item_id: z.string(), node_id: z.string(), node_code: z.string(), sku: z.string(), quantity: z.number(), status: z.string() })),
  parcels: z.array(z.object({ id: z.string(), node_id: z.string(), status: z.string(), pair_code: z.string(), tracking_number: z.string().nullable(), carrier: z.string().nullable() })),
  shipments: z.array(z.object({ id: z.string(), parcel_id: z.string(), carrier: z.string(), service: z.string(), tracking_number: z.string(), status: z.string(), shipped_at: z.string(), external_fulfillment_id: z.string().nullable() })),
  follow_ups: z.array(z.object({ id: z.string(), order_number: z.string(), status: z.string() })),
  sourcing: z.object({ strategy: z.string(), decided_at: z.string(), explanation: z.unknown() }).nullable(),
});
export type OrderDetail = z.infer<typeof orderDetailSchema>;

export const orderEventSchema = z.object({ id: z.string(), event_type: z.string(), from_status: z.string().nullable(), to_status: z.string().nullable(), actor: z.string(), detail: z.unknown(), occurred_at: z.string(), correlation_id: z.string().nullable().describe('The X-Request-Id that it came from, also through jobs.') });
