/** One try of one webhook: signed, sent, and its outcome written. */
import { inTransaction } from '../db/in-transaction.ts';
import type { Services } from '../services.ts';
import { updateEndpoint } from './endpoint-store.ts';
import { abandonEvents, recordTry, type ClaimedEvent } from './event-store.ts';
import { planNextAttempt, type NextAttempt } from './plan-next-attempt.ts';
import { sendWebhook, type Reply } from './send-webhook.ts';
import { signWebhook } from './sign-webhook.ts';

export type DeliveryParts = Pick<Services, 'db' | 'clock' | 'log' | 'config' | 'secretBox'>;

/** `isOnlyTry`: whatever comes of it, there is no other by itself. No transaction is open while the receiver thinks. */
export async function deliverWebhook(parts: DeliveryParts, event: ClaimedEvent, { isOnlyTry = false } = {}): Promise<NextAttempt['status']> {
  const { clock, config } = parts;
  const startedMs = clock.monotonicMs();
  const signed = signWebhook({ eventId: event.event_id, eventType: event.event_type, payload: event.payload, correlationId: event.correlation_id }, parts.secretBox.open(event.secret_encrypted), clock.nowMs());
  const reply = await sendWebhook(event.url, signed, { allowsPrivate: config.allowsPrivateWebhooks, timeoutMs: config.webhookTimeoutSeconds * 1_000 });
  const planned = planNextAttempt(reply, event.attempts + 1, clock.nowMs());
  const next: NextAttempt = isOnlyTry && planned.status === 'FAILED' ? { status: 'ABANDONED', waitMs: 0, disablesEndpoint: false } : planned;
  await record(parts, event, reply, next, Math.max(0, Math.round(clock.monotonicMs() - startedMs)));
  return next.status;
}

async function record({ db, log }: DeliveryParts, event: ClaimedEvent, reply: Reply, next: NextAttempt, elapsedMs: number): Promise<void> {
  const error = reply.error ?? (next.status === 'DELIVERED' ? null : `the receiver answered ${reply.statusCode}`);
  await inTransaction(db, async (tx) => {
    const isKnown = await recordTry(tx, { eventId: event.event_id, elapsedMs, statusCode: reply.statusCode, error, answer: reply.answer, status: next.status, waitMs: next.waitMs });
    if (!isKnown || !next.disablesEndpoint) return;
    await updateEndpoint(tx, event.endpoint_id, { is_active: false, disabled_reason: 'the receiver answered 410 Gone' });
    await abandonEvents(tx, event.endpoint_id, 'its endpoint was switched off: 410 Gone');
  });
  log[next.status === 'DELIVERED' ? 'debug' : 'warn']({ eventId: event.event_id, endpointId: event.endpoint_id, eventType: event.event_type, attempt: event.attempts + 1, status: reply.statusCode, error, elapsedMs }, `webhook:deliver:${next.status.toLowerCase()}`);
}
