/** The request that caused a job travels in its payload, beside what the job needs: its log lines and its webhooks are found by it. */
import { readCorrelation } from '../http/correlation.ts';

const CAUSE = '_cause';

export function withCause<T extends object>(payload: T): T {
  const { correlationId } = readCorrelation();
  return correlationId === undefined ? payload : { ...payload, [CAUSE]: correlationId };
}

/** Null: no request caused it, such as what runs by the clock. */
export function readCause(payload: unknown): string | null {
  const cause: unknown = typeof payload === 'object' && payload !== null && CAUSE in payload ? payload[CAUSE] : null;
  return typeof cause === 'string' ? cause : null;
}
