/** What sourcing leaves behind: statuses, audit rows, the decisions with their reasons, expectations, steps and the jobs that follow. */
import { makeId } from '../../domain/ids.ts';
import type { FulfillmentType, OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import type { SourcingDecision } from '../../domain/sourcing/decide-sourcing.ts';
import { recordSourcing } from '../../domain/sourcing/explain-sourcing.ts';
import { amountBucket, clusterKey } from '../../domain/sourcing/score-outcome.ts';
import type { SourcingInput } from '../../domain/sourcing/sourcing-input.ts';
import type { Tx } from '../db/connect.ts';
import { openTask } from '../exceptions/open-task.ts';
import { doneStep, stoppedStep, stopStep, type StepPlace } from '../fulfillment/pipeline/note-steps.ts';
import type { StepRow } from '../fulfillment/pipeline/step-upsert.ts';
import { INVALID_TASK, type OrderFault } from '../fulfillment/pipeline/validate-order.ts';
import type { Reserved } from '../inventory/move-stock.ts';
import { enqueueJobs, jobsAdded, type NewJob } from '../jobs/enqueue-jobs.ts';
import { recordOrderEvent, storyParts, type OrderStory } from '../orders/change-order-status.ts';
import type { OrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { LockedOrder } from '../orders/lock-orders.ts';
import type { Services } from '../services.ts';
import { insertDecisions, type DecisionRow, type OutcomeRow } from './sourcing-store.ts';

const ACTOR = 'sourcing';
/** Seed 000's diagram: a back-ordered order is tried again after 30 minutes. */
const RETRY_AFTER_MS = 30 * 60_000;

export type Settled = {
  readonly order: OrderWithLines; readonly input: SourcingInput; readonly decision: SourcingDecision; readonly startedMs: number;
  /** What its sourcing was asked for by (jobs/job-cause.ts). */
  readonly cause: string | undefined;
  /** Null: nothing could be had. */
  readonly reserved: readonly Reserved[] | null;
};

export async function writeDecisions(tx: Tx, services: Services, settled: readonly Settled[]): Promise<void> {
  // Still nothing: the audit trail need not say so every half hour.
  const told = settled.filter((one) => one.reserved !== null || one.order.status !== 'BACKORDERED');
  const jobs = settled.map((one) => toJob(services, one));
  if (told.length === 0) { await enqueueJobs(tx, jobs); return; }
  const sourcing = new Map(told.map(({ order, decision }) => [order.orderId, { ruleId: decision.ruleId, strategy: decision.strategy }]));
  await insertDecisions(tx, {
    stories: storyParts(services, new Map(told.map(({ order }) => [order.orderId, toLocked(order)])), told.flatMap(toStories), sourcing), jobs: jobsAdded(jobs),
    decisions: told.map((one) => toDecisionRow(services, one)), outcomes: told.flatMap((one) => (one.reserved ?? []).map((row) => toOutcome(row, one))), steps: told.flatMap((one) => toSteps(services, one)),
  });
}

function isComplete({ reserved, decision }: Settled): boolean {
  return reserved !== null && decision.missing.length === 0;
}

function toJob({ clock }: Services, one: Settled): NewJob {
  const { cause, order: { orderId } } = one;
  return isComplete(one) ? { name: 'orders.release', payload: { orderId }, jobKey: `release:${orderId}`, cause }
    : { name: 'orders.source', payload: { orderId }, jobKey: `source:${orderId}`, runAt: new Date(clock.nowMs() + RETRY_AFTER_MS), cause };
}

function toLocked({ orderId, fulfillmentType, status, isOnHold, connectorId }: OrderWithLines): LockedOrder {
  return { orderId, fulfillmentType: fulfillmentType as FulfillmentType, status: status as OrderStatus, isOnHold, connectorId };
}

function toStories(one: Settled): OrderStory[] {
  const { decision, reserved, cause, order: { orderId } } = one;
  const codes = [...new Set((reserved === null ? [] : decision.allocations).map((allocation) => allocation.code))];
  const detail = { strategy: decision.strategy, rule: decision.ruleName, nodes: codes, missing: decision.missing, notes: decision.notes };
  return [{ orderId, path: ['SOURCING'], actor: ACTOR, cause, detail: {} }, { orderId, path: [isComplete(one) ? 'SOURCED' : 'BACKORDERED'], actor: ACTOR, cause, detail }];
}

function toDecisionRow(services: Services, { order, decision, reserved }: Settled): DecisionRow {
  return {
    decision_id: makeId('dec', services.clock, services.random), order_id: order.orderId, rule_id: decision.ruleId, strategy: decision.strategy, profile: decision.profile,
    mode: reserved === null ? 'none' : decision.mode, experiment_id: decision.experiment?.experimentId ?? null, explanation: recordSourcing(decision),
  };
}

/** What the pipeline knows of this run, written with the decision. */
function toSteps(services: Services, one: Settled): readonly StepRow[] {
  const { decision, startedMs, order: { orderId } } = one;
  const allocation: StepPlace = { orderId, step: 'inventory_allocation', nodeId: null };
  const missing = decision.missing.map((one) => `${one.units} x ${one.sku}`).join(', ');
  return [
    doneStep(services, { orderId, step: 'validation', nodeId: null }, startedMs),
    isComplete(one) ? doneStep(services, allocation, startedMs) : stoppedStep(services, allocation, { code: 'NoStock', message: `Waits for stock: ${missing || 'another order took it'}.` }, startedMs),
  ];
}

/** Nothing is reserved for an order that cannot be sent. It stays CONFIRMED until a person corrects it, which wakes it. */
export async function refuseOrder(tx: Tx, services: Services, { orderId, orderNumber }: OrderWithLines, fault: OrderFault): Promise<void> {
  await stopStep(tx, services, { orderId, step: 'validation', nodeId: null }, fault);
  await openTask(tx, services, { kind: INVALID_TASK, about: orderId, orderId, code: fault.code, message: `Order ${orderNumber} cannot be fulfilled as it is. ${fault.message}` });
  await recordOrderEvent(tx, services, { orderId, eventType: 'pipeline.stopped', actor: ACTOR, detail: { step: 'validation', code: fault.code, message: fault.message } });
}

/** What the decision expects of one allocation; the learning loop compares it with what happens. */
function toOutcome(row: Reserved, { order, decision, input: { facts, fulfillmentType } }: Settled): OutcomeRow {
  const candidate = decision.candidates.find((one) => one.nodeId === row.nodeId);
  const [amount, region] = [Number(facts['total_amount'] ?? 0), typeof facts['shipping_state'] === 'string' ? facts['shipping_state'] : null];
  return {
    allocation_id: row.allocationId, order_id: order.orderId, node_id: row.nodeId, sku: row.sku, strategy_used: decision.strategy, requested_strategy: decision.requestedStrategy, profile: decision.profile,
    cluster_key: clusterKey({ channel: order.channel, region, amount, fulfillmentType }), channel: order.channel, region, amount_bucket: amountBucket(amount), fulfillment_type: fulfillmentType,
    sourcing_score: candidate?.score ?? 0, predicted_cost: candidate?.cost ?? 0, predicted_distance_km: candidate?.distanceKm ?? 0, ai_score: candidate?.advice?.score ?? null, ai_reasoning: candidate?.advice?.reason ?? null,
    experiment_id: decision.experiment?.experimentId ?? null, experiment_arm: decision.experiment?.arm ?? null, was_backordered: order.status === 'BACKORDERED',
  };
}
