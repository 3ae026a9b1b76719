/** What becomes of a delivery after a try. Pure: seed 000 section 10 (5, 10, 20 minutes, then abandoned), Retry-After, 410. */
import type { WebhookStatus } from './event-types.ts';

export type Answer = { readonly statusCode: number | null; readonly retryAfter: string | null };
export type NextAttempt = { readonly status: WebhookStatus; readonly waitMs: number; readonly disablesEndpoint: boolean };

const MINUTE_MS = 60_000;
const BACKOFF_MS = [5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS];
/** A receiver may ask for more than this; then it is asked again after a day. */
const LONGEST_WAIT_MS = 24 * 60 * MINUTE_MS;
const GONE = 410;

/** `attemptsMade`: this one included. */
export function planNextAttempt(answer: Answer, attemptsMade: number, nowMs: number): NextAttempt {
  const { statusCode } = answer;
  if (statusCode !== null && statusCode >= 200 && statusCode < 300) return { status: 'DELIVERED', waitMs: 0, disablesEndpoint: false };
  if (statusCode === GONE) return { status: 'ABANDONED', waitMs: 0, disablesEndpoint: true };
  const backoffMs = BACKOFF_MS[attemptsMade - 1];
  if (backoffMs === undefined) return { status: 'ABANDONED', waitMs: 0, disablesEndpoint: false };
  return { status: 'FAILED', waitMs: Math.max(backoffMs, Math.min(readRetryAfter(answer.retryAfter, nowMs), LONGEST_WAIT_MS)), disablesEndpoint: false };
}

/** Seconds or an HTTP date (RFC 9110 section 10.2.3); 0 when it says nothing that can be read. */
export function readRetryAfter(text: string | null, nowMs: number): number {
  if (text === null) return 0;
  const trimmed = text.trim();
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * 1_000;
  // Date.parse takes many things for a date, bare numbers among them; an HTTP date begins with its weekday.
  const atMs = /^[A-Z][a-z]{2,8},? /.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs);
}
