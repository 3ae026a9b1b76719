/** A fact as it came from a station, read: what the floor's rules decide on, what a person answered, or what cannot be read at all. */
import { z } from 'zod';
import type { OrderFact } from '../../domain/fulfillment/fold-facts.ts';
import { factBodySchema, type FactBody } from '../../domain/packing/facts.ts';
import type { Mutation } from '../../domain/wire/sync.ts';
import { isStorable, toDate } from '../sync/mutation-row.ts';
import { APPLIED, type FloorOutcome } from './floor-event.ts';

export type FactStation = { readonly station_id: string; readonly node_id: string; readonly name: string };

export type PersonAnswer = Extract<FactBody, { type: 'RecallSettled' | 'OutcomeAcknowledged' | 'LabelDestroyed' }>;
export type ReadFact =
  /** Nothing but the log needs it, or nobody can read it. */
  | { readonly kind: 'settled'; readonly outcome: FloorOutcome }
  | ({ readonly kind: 'floor' } & OrderFact)
  /** Rare: told to the card's task by a use case of its own. */
  | { readonly kind: 'answer'; readonly orderId: string | null; readonly opId: string; readonly occurredAt: Date; readonly body: PersonAnswer };

const uuid = z.uuid();

export function readFact(station: FactStation, mutation: Mutation): ReadFact {
  if (!isStorable(mutation)) return reject('a text in it has characters that cannot be stored');
  const parsed = factBodySchema.safeParse(mutation.body);
  if (!parsed.success) return reject(parsed.error.message.slice(0, 500));
  const body = parsed.data;
  if (body.type !== mutation.kind) return reject('kind and body disagree');
  switch (body.type) {
    // The scans of an order are its journal; what they add up to comes with PackingCompleted.
    case 'ItemScanned': case 'ItemUnscanned': return { kind: 'settled', outcome: APPLIED };
    case 'OutcomeAcknowledged': case 'RecallSettled': return uuid.safeParse(body.opId).success ? toAnswer(mutation, body) : reject('opId is no id of a fact');
    case 'LabelDestroyed': return body.result === 'declared' ? toAnswer(mutation, body) : toFloorFact(station, mutation, body);
    case 'PackingStarted': case 'PackingCompleted': case 'ParcelClosed': return mutation.orderId === null ? reject('it names no order') : toFloorFact(station, mutation, body);
    default: return toFloorFact(station, mutation, body);
  }
}

function toAnswer(mutation: Mutation, body: PersonAnswer): ReadFact {
  return { kind: 'answer', orderId: mutation.orderId, opId: mutation.op, occurredAt: toDate(mutation.at), body };
}

function toFloorFact(station: FactStation, mutation: Mutation, body: FactBody): ReadFact {
  if (mutation.orderId === null) return { kind: 'settled', outcome: APPLIED };
  const fact = {
    opId: mutation.op, stationId: station.station_id, stationName: station.name, occurredAt: toDate(mutation.at).toISOString(), baseRev: mutation.baseRev, fence: mutation.fence, body,
  };
  return { kind: 'floor', orderId: mutation.orderId, fact };
}

function reject(problem: string): ReadFact {
  return { kind: 'settled', outcome: { outcome: 'rejected_invalid', detail: { problem } } };
}
