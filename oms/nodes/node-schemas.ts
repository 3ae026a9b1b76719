/** Bodies of the nodes API (seed 000 section 5.3). */
import { z } from 'zod';
import { NODE_STATUSES, NODE_TYPES } from '../../domain/sourcing/strategies.ts';
import { isStorable } from '../orders/storable-text.ts';

const text = (maxLength: number) => z.string().trim().max(maxLength).refine(isStorable, 'Contains a character that cannot be kept (NUL or half of an emoji).');

const nodeFields = {
  name: text(200).min(1), node_type: z.enum(NODE_TYPES), status: z.enum(NODE_STATUSES),
  address_line1: text(500), address_line2: text(500).nullable(), city: text(200), state: text(100).nullable(), postal_code: text(20),
  country: z.string().toUpperCase().regex(/^[A-Z]{2}$/, 'Is not a country code of two letters such as US.'), phone: text(50).nullable(),
  latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180),
  can_ship: z.boolean(), can_pickup: z.boolean(), can_curbside: z.boolean(), can_same_day: z.boolean(),
  daily_order_capacity: z.int().min(0).max(10_000_000), shipping_cost_multiplier: z.number().min(0).max(1_000), avg_processing_hours: z.number().min(0).max(10_000),
  timezone: z.string().refine(isTimezone, 'Is not a time zone such as America/New_York.').describe('Its calendar says when the day\'s capacity starts anew.'),
};

export const createNodeSchema = z.object({
  ...nodeFields, code: z.string().trim().regex(/^[\w.-]{1,50}$/, 'Letters, digits, dots, dashes; 50 at most.'), status: nodeFields.status.default('ACTIVE'),
  address_line1: nodeFields.address_line1.default(''), address_line2: nodeFields.address_line2.default(null), city: nodeFields.city.default(''), state: nodeFields.state.default(null), postal_code: nodeFields.postal_code.default(''),
  country: nodeFields.country.default('US'), phone: nodeFields.phone.default(null),
  can_ship: nodeFields.can_ship.default(true), can_pickup: nodeFields.can_pickup.default(false), can_curbside: nodeFields.can_curbside.default(false), can_same_day: nodeFields.can_same_day.default(false),
  daily_order_capacity: nodeFields.daily_order_capacity.default(500), shipping_cost_multiplier: nodeFields.shipping_cost_multiplier.default(1), avg_processing_hours: nodeFields.avg_processing_hours.default(24),
  timezone: nodeFields.timezone.default('America/New_York'),
});
export const updateNodeSchema = z.object(nodeFields).partial();
export type CreateNodeBody = z.infer<typeof createNodeSchema>;
export type UpdateNodeBody = z.infer<typeof updateNodeSchema>;

export const listNodesSchema = z.object({
  node_type: nodeFields.node_type.optional(), status: nodeFields.status.optional(), can_ship: z.stringbool().optional(), can_pickup: z.stringbool().optional(), can_curbside: z.stringbool().optional(), can_same_day: z.stringbool().optional(),
  page: z.coerce.number().int().min(1).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50),
});
export type NodeFilters = Omit<z.infer<typeof listNodesSchema>, 'page' | 'page_size'>;

export const nodeSchema = z.object({
  id: z.string(), code: z.string(), name: z.string(), node_type: z.string(), status: z.string(), address_line1: z.string(), address_line2: z.string().nullable(), city: z.string(), state: z.string().nullable(), postal_code: z.string(),
  country: z.string(), phone: z.string().nullable(), latitude: z.number(), longitude: z.number(), can_ship: z.boolean(), can_pickup: z.boolean(), can_curbside: z.boolean(), can_same_day: z.boolean(),
  daily_order_capacity: z.int(), current_daily_orders: z.int().describe('Allocated today and not cancelled.'), shipping_cost_multiplier: z.number(), avg_processing_hours: z.number(), timezone: z.string(), created_at: z.string(), updated_at: z.string(),
});
export const capacitySchema = z.object({ node_id: z.string(), code: z.string(), day: z.string(), daily_capacity: z.int(), current_orders: z.int(), available_capacity: z.int(), utilization_pct: z.number() });

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
