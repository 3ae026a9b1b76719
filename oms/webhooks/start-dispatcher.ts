/**
 * Sends what is due, many at once but few to one receiver: a slow one keeps neither the others nor the job queue waiting. Several
 * processes may do it side by side. What a killed one had under way is due again after the claim.
 */
import { withCorrelation } from '../http/correlation.ts';
import { claimDueEvents, type ClaimedEvent } from './event-store.ts';
import { deliverWebhook, type DeliveryParts } from './deliver-webhook.ts';

export type Dispatcher = { close(): Promise<void> };
export type DispatcherOptions = { readonly pollMs?: number };

const AT_ONCE = 32;
const PER_ENDPOINT = 4;
const POLL_MS = 500;

/** Longer than any try lasts: afterwards its sender is surely dead. */
export function claimSecondsOf(config: DeliveryParts['config']): number {
  return 2 * config.webhookTimeoutSeconds + 5;
}

export function startDispatcher(parts: DeliveryParts, { pollMs = POLL_MS }: DispatcherOptions = {}): Dispatcher {
  const underWay = new Map<Promise<void>, string>();
  let isClosed = false;
  let wake: (() => void) | null = null;

  const begin = (event: ClaimedEvent): void => {
    const work = withCorrelation(event.correlation_id ?? `webhook:${event.event_id}`, () => deliverWebhook(parts, event)).then(() => undefined, (error: unknown) => { parts.log.warn({ eventId: event.event_id, error: String(error) }, 'webhook:deliver:unknown'); })
      .then(() => { underWay.delete(work); wake?.(); });
    underWay.set(work, event.endpoint_id);
  };
  const busy = (): string[] => [...new Set(underWay.values())].filter((endpointId) => [...underWay.values()].filter((one) => one === endpointId).length >= PER_ENDPOINT);
  /** Each endpoint has at least one place free, so one is asked for as soon as it has some under way. */
  const claim = async (): Promise<number> => {
    const room = AT_ONCE - underWay.size;
    if (room <= 0) return 0;
    const events = await claimDueEvents(parts.db, { events: room, perEndpoint: underWay.size === 0 ? PER_ENDPOINT : 1, claimSeconds: claimSecondsOf(parts.config), busy: busy() });
    events.forEach(begin);
    return events.length;
  };
  const loop = async (): Promise<void> => {
    while (!isClosed) {
      const found = await claim().catch((error: unknown) => { if (!isClosed) parts.log.warn({ error: String(error) }, 'webhook:claim:failed'); return 0; });
      if (found > 0 || isClosed) continue;
      await new Promise<void>((resolve) => { const timer = setTimeout(resolve, pollMs); wake = () => { clearTimeout(timer); resolve(); }; });
      wake = null;
    }
  };
  const done = loop();
  return { close: async () => { isClosed = true; wake?.(); await done; await Promise.all(underWay.keys()); } };
}
