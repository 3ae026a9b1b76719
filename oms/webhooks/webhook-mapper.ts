/** Pure translation from rows to the webhooks API's bodies. */
import type { z } from 'zod';
import type { EndpointRow } from './endpoint-store.ts';
import type { DeliveryRow, EventRow } from './event-store.ts';
import type { WebhookStatus } from './event-types.ts';
import type { endpointSchema, eventSchema } from './webhook-schemas.ts';

export function toEndpointBody(row: EndpointRow, secret = '***'): z.infer<typeof endpointSchema> {
  return {
    id: row.endpoint_id, url: row.url, description: row.description, event_types: row.event_types, is_active: row.is_active, disabled_reason: row.disabled_reason, secret,
    created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString(),
  };
}

export function toEventBody(row: EventRow, deliveries: readonly DeliveryRow[]): z.infer<typeof eventSchema> {
  const isWaiting = row.status === 'PENDING' || row.status === 'FAILED';
  return {
    // The table's CHECK has this very list.
    id: row.event_id, endpoint_id: row.endpoint_id, event_type: row.event_type, order_id: row.order_id, status: row.status as WebhookStatus,
    attempts: row.attempts, next_attempt_at: isWaiting ? row.next_attempt_at.toISOString() : null, last_status_code: row.last_status_code, last_error: row.last_error,
    created_at: row.created_at.toISOString(), delivered_at: row.delivered_at?.toISOString() ?? null, payload: JSON.parse(row.payload) as unknown,
    deliveries: deliveries.filter((one) => one.event_id === row.event_id).map((one) => ({ started_at: one.started_at.toISOString(), elapsed_ms: one.elapsed_ms, status_code: one.status_code, error: one.error, answer: one.answer })),
  };
}
