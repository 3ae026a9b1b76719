/** Sends order.test to one endpoint now and tells what came of it; it is tried once. Works for an endpoint that is switched off, too. */
import { makeId } from '../../domain/ids.ts';
import { must } from '../../domain/assert.ts';
import { readCorrelation } from '../http/correlation.ts';
import type { Services } from '../services.ts';
import { deliverWebhook } from './deliver-webhook.ts';
import { selectEndpoint } from './endpoint-store.ts';
import { insertEvent, selectDeliveries, selectEvent, type DeliveryRow, type EventRow } from './event-store.ts';
import { claimSecondsOf } from './start-dispatcher.ts';

/** Null: there is no such endpoint. */
export async function sendTestEvent(services: Services, endpointId: string): Promise<{ readonly event: EventRow; readonly deliveries: readonly DeliveryRow[] } | null> {
  const { db, clock, random } = services;
  const endpoint = await selectEndpoint(db, endpointId);
  if (!endpoint) return null;
  const eventId = makeId('whe', clock, random);
  const payload = JSON.stringify({ type: 'order.test', event_id: eventId, timestamp: new Date(clock.nowMs()).toISOString(), from_status: null, to_status: null, data: { message: 'This is a test of your webhook endpoint; no order has changed.' } });
  await insertEvent(db, { event_id: eventId, endpoint_id: endpointId, event_type: 'order.test', order_id: null, payload }, claimSecondsOf(services.config));
  await deliverWebhook(services, { event_id: eventId, endpoint_id: endpointId, event_type: 'order.test', payload, attempts: 0, correlation_id: readCorrelation().correlationId ?? null, url: endpoint.url, secret_encrypted: endpoint.secret_encrypted }, { isOnlyTry: true });
  return { event: must(await selectEvent(db, eventId), 'the event just sent'), deliveries: await selectDeliveries(db, [eventId]) };
}
