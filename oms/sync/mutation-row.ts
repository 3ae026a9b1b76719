/**
 * A fact as the log can keep it. The log takes every fact whatever is in it: PostgreSQL refuses NUL, lone surrogates and values out
 * of range, and a fact that cannot be written would block all that come after it.
 */
import type { Insertable } from 'kysely';
import type { Mutation } from '../../domain/wire/sync.ts';
import type { FactOutcome } from '../../sync/hub/hub-store.ts';
import type { Database } from '../db/schema.ts';

const SMALLEST_V = -32_768;
const LARGEST_V = 32_767;
/** 9999-12-31: a clock that says more is broken, and PostgreSQL's text form of it would need an era. */
const LATEST_MS = 253_402_214_400_000;

export function toMutationRow(clientId: string, mutation: Mutation, { outcome, detail }: FactOutcome): Insertable<Database['sync.mutation']> {
  return {
    client_id: clientId, mid: mutation.mid, op_id: mutation.op, kind: cleanText(mutation.kind), order_id: mutation.orderId === null ? null : cleanText(mutation.orderId),
    base_rev: mutation.baseRev, fence: mutation.fence, v: Math.max(SMALLEST_V, Math.min(LARGEST_V, mutation.v)), body: toJsonb(mutation.body ?? null),
    device_at: toDate(mutation.at), outcome, detail: detail === null ? null : toJsonb(detail),
  };
}

/** The device's own time, brought into the calendar; it is audit data and decides nothing. */
export function toDate(atMs: number): Date {
  return new Date(Math.max(0, Math.min(LATEST_MS, atMs)));
}

/** True when every text in it can be kept and shown; else the fact is quarantined. */
export function isStorable(mutation: Mutation): boolean {
  return cleanText(mutation.kind) === mutation.kind && (mutation.orderId === null || cleanText(mutation.orderId) === mutation.orderId) && !needsQuarantine(JSON.stringify(mutation.body ?? null));
}

/** JSON text that jsonb takes; what it would refuse is kept whole, as base64 of the JSON text. */
function toJsonb(value: unknown): string {
  const text = JSON.stringify(value);
  return needsQuarantine(text) ? JSON.stringify({ unstorableJsonBase64: Buffer.from(text, 'utf8').toString('base64') }) : text;
}

/** JSON.stringify writes NUL and lone surrogates as escapes. An escaped backslash before a harmless `u0000` is quarantined too: rare, and nothing is lost. */
function needsQuarantine(json: string): boolean {
  return /\\u(?:0000|d[89a-f])/i.test(json);
}

function cleanText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}
