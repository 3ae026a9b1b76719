/** Bodies of the webhooks API (seed 000 section 5.7). */
import { z } from 'zod';
import { isStorable } from '../orders/storable-text.ts';
import { WEBHOOK_EVENT_TYPES, WEBHOOK_STATUSES } from './event-types.ts';

const url = z.string().trim().min(1).max(2_000).describe('https:// address of the receiver.');
const description = z.string().trim().max(500).refine(isStorable, 'Contains a character that cannot be kept (NUL or half of an emoji).').nullable();
/** order.test comes when it is asked for, so nobody subscribes to it. */
const eventTypes = z.array(z.enum(WEBHOOK_EVENT_TYPES)).min(1).max(WEBHOOK_EVENT_TYPES.length).transform((types) => [...new Set(types)]).describe('What to be told of.');
const secret = z.string().regex(/^[\x21-\x7e]{16,200}$/, 'Is not 16 to 200 visible ASCII characters.')
  .refine((text) => !text.startsWith('whsec_') || Buffer.from(text.slice(6), 'base64').length >= 16, 'Has fewer than 16 bytes of base64 behind whsec_.')
  .describe('What deliveries are signed with; left out, one is made.');

export const createEndpointSchema = z.strictObject({ url, description: description.default(null), event_types: eventTypes.default([...WEBHOOK_EVENT_TYPES]), secret: secret.optional(), is_active: z.boolean().default(true) });
export const updateEndpointSchema = z.strictObject({ url, description, event_types: eventTypes, secret, is_active: z.boolean() }).partial();
export type CreateEndpointBody = z.infer<typeof createEndpointSchema>;
export type UpdateEndpointBody = z.infer<typeof updateEndpointSchema>;

export const endpointSchema = z.object({
  id: z.string(), url: z.string(), description: z.string().nullable(), event_types: z.array(z.string()), is_active: z.boolean(), disabled_reason: z.string().nullable().describe('Why we switched it off; null when a person did.'),
  secret: z.string().describe('Told in full once, when it is made; *** afterwards.'), created_at: z.string(), updated_at: z.string(),
});

export const eventSchema = z.object({
  id: z.string().describe('Stable: every try and every replay has it, in the headers webhook-id and X-OMS-Delivery.'), endpoint_id: z.string(), event_type: z.string(), order_id: z.string().nullable(), status: z.enum(WEBHOOK_STATUSES),
  attempts: z.int().describe('Tries since it was made or replayed.'), next_attempt_at: z.string().nullable(), last_status_code: z.int().nullable(), last_error: z.string().nullable(), created_at: z.string(), delivered_at: z.string().nullable(), payload: z.unknown(),
  deliveries: z.array(z.object({ started_at: z.string(), elapsed_ms: z.int(), status_code: z.int().nullable(), error: z.string().nullable(), answer: z.string().nullable().describe('The first 1024 bytes.') })).describe('Every try, oldest first.'),
});

const paging = { page: z.coerce.number().int().min(1).max(100_000).default(1), page_size: z.coerce.number().int().min(1).max(200).default(50) };
export const listEndpointsSchema = z.object(paging);
export const listEventsSchema = z.object({ endpoint_id: z.string().optional(), status: z.enum(WEBHOOK_STATUSES).optional(), event_type: z.enum(WEBHOOK_EVENT_TYPES).optional(), order_id: z.string().optional(), ...paging });
export const endpointListSchema = z.object({ items: z.array(endpointSchema), total: z.int(), page: z.int(), page_size: z.int() });
export const eventListSchema = z.object({ items: z.array(eventSchema), total: z.int(), page: z.int(), page_size: z.int() });
