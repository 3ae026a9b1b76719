/** The request that caused a job travels in its payload, beside what the job needs: its log lines and its webhooks are found by it. */
import { readCorrelation } from '../http/correlation.ts';

const CAUSE = '_cause';

/** `cause`: whoever is at work now, unless somebody else's work is done along. */
export function withCause<T extends object>(payload: T, cause: string | undefined = readCorrelation().correlationId): T {
  return cause === undefined ? payload : { ...payload, [CAUSE]: cause };
}

/** Null: no request caused it, such as what runs by the clock. */
export function readCause(payload: unknown): string | null {
  const cause: unknown = typeof payload === 'object' && payload !== null && CAUSE in payload ? payload[CAUSE] : null;
  return typeof cause === 'string' ? cause : null;
}
