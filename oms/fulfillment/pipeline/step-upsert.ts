/**
 * The one statement that writes steps, as a part that other statements take in: sourcing and the granting of leases note their step
 * without a round trip of their own.
 */
import { sql, type RawBuilder } from 'kysely';
import type { StepCode, StepName, StepState } from '../../../domain/fulfillment/pipeline.ts';

export type StepRow = {
  readonly order_id: string; readonly step: StepName; /** Empty: the whole order's. */ readonly node_id: string; readonly state: StepState;
  readonly started_at: string; readonly finished_at: string | null; readonly code: StepCode | null; readonly message: string | null;
};

/** Each step once. */
export function stepRows(rows: readonly StepRow[]): RawBuilder<unknown> {
  return sql`SELECT order_id, step, node_id, state, 1, started_at, finished_at, code, message FROM json_to_recordset(${JSON.stringify(rows)}::json)
    AS r(order_id text, step text, node_id text, state text, started_at timestamptz, finished_at timestamptz, code text, message text)`;
}

/** A try that was begun before is the same try when it ends. What is done stays done (domain/fulfillment/pipeline.ts, mayFollow). */
export function stepsUpsert(source: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`INSERT INTO pipeline_steps AS s (order_id, step, node_id, state, attempts, started_at, finished_at, code, message) ${source}
    ON CONFLICT (order_id, step, node_id) DO UPDATE SET state = excluded.state, finished_at = excluded.finished_at, code = excluded.code, message = excluded.message,
      attempts = s.attempts + CASE WHEN s.state = 'running' AND excluded.state <> 'running' THEN 0 ELSE 1 END,
      started_at = CASE WHEN s.state = 'running' AND excluded.state <> 'running' THEN s.started_at ELSE excluded.started_at END
    WHERE s.state <> 'done'`;
}
