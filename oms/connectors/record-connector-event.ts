/** The connector's diary: what came in, what went out, and what failed with a reason. */
import { makeId } from '../../domain/ids.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertConnectorEvent } from './connector-store.ts';

export type NewConnectorEvent = {
  readonly connectorId: string; readonly orderId?: string | null; readonly externalOrderId?: string | null; readonly eventType: string; readonly direction: 'inbound' | 'outbound';
  readonly payload?: object; readonly response?: object; readonly failure?: { readonly code: string; readonly message: string };
};

export async function recordConnectorEvent(tx: Tx, services: Services, event: NewConnectorEvent): Promise<void> {
  await insertConnectorEvent(tx, {
    event_id: makeId('evt', services.clock, services.random), connector_id: event.connectorId, order_id: event.orderId ?? null, external_order_id: event.externalOrderId ?? null,
    event_type: event.eventType, direction: event.direction, status: event.failure ? 'failed' : 'success', payload: event.payload ? JSON.stringify(event.payload) : null,
    response: event.response ? JSON.stringify(event.response) : null, error_code: event.failure?.code ?? null, error_message: event.failure?.message ?? null,
  });
}
