/** An order's pipeline for people: each step, where it stands, why, and what may be done about it. */
import { z } from 'zod';
import { nextStep, stateOfPipeline, STEP_CODES, STEP_NAMES, STEP_STATES } from '../../../domain/fulfillment/pipeline.ts';
import type { Services } from '../../services.ts';
import { readOrderWithLines } from '../../orders/lock-order-with-lines.ts';
import { listSteps, type ListedStep } from './list-steps.ts';
import { selectParts, selectSteps } from './step-store.ts';

const stepSchema = z.object({
  step: z.enum(STEP_NAMES), node_id: z.string().nullable().describe('Of a part; null for the whole order.'), node_code: z.string().nullable(),
  state: z.enum([...STEP_STATES, 'pending']).describe('waiting: the world must change; retrying: tried again by itself; failed: a person must act.'),
  attempts: z.int(), started_at: z.string().nullable(), finished_at: z.string().nullable(), duration_ms: z.int().nullable(),
  code: z.enum(Object.keys(STEP_CODES) as [keyof typeof STEP_CODES]).nullable(), message: z.string().nullable(),
});
export const pipelineSchema = z.object({
  order_id: z.string(), order_number: z.string(), status: z.string(), is_on_hold: z.boolean().describe('While held, no step begins; nothing is undone.'),
  state: z.enum(['running', 'waiting', 'stopped', 'done', 'undone']), next_step: z.enum(STEP_NAMES).nullable(), steps: z.array(stepSchema),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

/** Null: no such order. */
export async function readPipeline({ db }: Pick<Services, 'db'>, orderId: string): Promise<Pipeline | null> {
  const order = await readOrderWithLines(db, orderId);
  if (!order) return null;
  const steps = listSteps(await selectSteps(db, orderId), await selectParts(db, orderId));
  return {
    order_id: orderId, order_number: order.orderNumber, status: order.status, is_on_hold: order.isOnHold,
    state: stateOfPipeline(steps), next_step: order.status === 'CANCELLED' ? null : nextStep(steps), steps: steps.map(toWire),
  };
}

function toWire({ step, part, state, attempts, startedAt, finishedAt, code, message }: ListedStep): z.infer<typeof stepSchema> {
  const duration = startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null;
  return {
    step, node_id: part?.nodeId ?? null, node_code: part?.nodeCode ?? null, state, attempts, started_at: startedAt?.toISOString() ?? null, finished_at: finishedAt?.toISOString() ?? null,
    duration_ms: duration, code, message,
  };
}
