/** What every fact from a bench carries, and what becomes of it. A physical fact is never refused: it is applied, or contradicts and is shown. */
import { makeId } from '../../domain/ids.ts';
import type { Outcome } from '../../domain/wire/sync.ts';
import type { Tx } from '../db/connect.ts';
import type { Services } from '../services.ts';
import { insertException } from './parcel-store.ts';

export type FloorEvent = {
  readonly orderId: string; readonly nodeId: string; readonly stationId: string; readonly stationName: string; readonly operatorName: string; readonly occurredAt: Date; readonly opId: string;
};
export type FloorOutcome = { readonly outcome: Outcome; readonly detail: Record<string, unknown> | null };

export const APPLIED: FloorOutcome = { outcome: 'applied', detail: null };

export function actorOf(event: FloorEvent): string {
  return `station:${event.stationName} (${event.operatorName})`;
}

/** Opens a task that a person must settle, and names the contradiction to the bench. */
export async function contradict(tx: Tx, services: Services, event: FloorEvent, kind: string, outcome: Outcome, detail: Record<string, unknown>): Promise<FloorOutcome> {
  await insertException(tx, { task_id: makeId('tsk', services.clock, services.random), kind, order_id: event.orderId, station_id: event.stationId, op_id: event.opId, detail: JSON.stringify(detail), settled_at: null });
  return { outcome, detail };
}
