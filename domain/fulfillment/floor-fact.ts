/** A fact as the office decides on it, and what the decision is made of. */
import type { FactBody } from '../packing/facts.ts';
import type { Outcome } from '../wire/sync.ts';
import type { FloorChange } from './part-state.ts';

export type FloorFact<Body extends FactBody = FactBody> = {
  readonly opId: string; readonly stationId: string; readonly stationName: string;
  /** The bench's own time (ISO 8601), audit data only. */
  readonly occurredAt: string;
  readonly baseRev: number | null; readonly fence: number | null; readonly body: Body;
};

export type Decision = { readonly outcome: Outcome; readonly detail: Record<string, unknown> | null; readonly changes: readonly FloorChange[] };
