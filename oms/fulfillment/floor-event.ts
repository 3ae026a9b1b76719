/** What every fact from a bench carries, and what becomes of it. A physical fact is never refused: it is applied, or contradicts and is shown. */
import type { Outcome } from '../../domain/wire/sync.ts';

export type FloorEvent = {
  readonly orderId: string; readonly nodeId: string; readonly stationId: string; readonly stationName: string; readonly operatorName: string; readonly occurredAt: Date; readonly opId: string;
};
export type FloorOutcome = { readonly outcome: Outcome; readonly detail: Record<string, unknown> | null };

export const APPLIED: FloorOutcome = { outcome: 'applied', detail: null };

export function actorOf(event: Pick<FloorEvent, 'stationName' | 'operatorName'>): string {
  return `station:${event.stationName} (${event.operatorName})`;
}
