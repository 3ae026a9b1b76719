/** Finds the nodes that pack an order and reserves its stock there, or back-orders it. One transaction, repeatable. */
import { makeId } from '../../domain/ids.ts';
import type { FulfillmentType, OrderStatus } from '../../domain/orders/order-lifecycle.ts';
import { decideSourcing, type SourcingDecision } from '../../domain/sourcing/decide-sourcing.ts';
import { recordSourcing } from '../../domain/sourcing/explain-sourcing.ts';
import { profileNamed } from '../../domain/sourcing/profile.ts';
import { amountBucket, clusterKey } from '../../domain/sourcing/score-outcome.ts';
import type { SourcingInput } from '../../domain/sourcing/sourcing-input.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import { openTask } from '../exceptions/open-task.ts';
import { doneStep, stoppedStep, stopStep, type StepPlace } from '../fulfillment/pipeline/note-steps.ts';
import type { StepRow } from '../fulfillment/pipeline/step-upsert.ts';
import { INVALID_TASK, validateOrder, type OrderFault } from '../fulfillment/pipeline/validate-order.ts';
import { reserveStock, type Reserved } from '../inventory/move-stock.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { recordOrderEvent, recordOrderStories, type OrderStory } from '../orders/change-order-status.ts';
import { lockOrderWithLines, type OrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { readSourcingInput } from './read-sourcing-input.ts';
import { insertDecision, type OutcomeRow } from './sourcing-store.ts';

const ACTOR = 'sourcing';
/** Stock may go to another order between the look and the lock; then the decision is made anew. */
const ATTEMPTS = 4;
/** Seed 000's diagram: a back-ordered order is tried again after 30 minutes. */
const RETRY_AFTER_MS = 30 * 60_000;
const SOURCEABLE = ['CONFIRMED', 'BACKORDERED'];

export async function sourceOrder(services: Services, { orderId }: { readonly orderId: string }): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const isSettled = await inTransaction(services.db, (tx) => trySource(tx, services, orderId, attempt === ATTEMPTS));
    if (isSettled) break;
  }
  services.sequencer.poke();
}

/** False when somebody else took the stock or the node's last place meanwhile: nothing was changed. */
async function trySource(tx: Tx, services: Services, orderId: string, isLastAttempt: boolean): Promise<boolean> {
  const order = await lockOrderWithLines(tx, orderId);
  // Sourced, held or cancelled before: a repeated job has nothing to do.
  if (!order || !SOURCEABLE.includes(order.status) || order.isOnHold) return true;
  const valid = validateOrder(order);
  if (!valid.ok) { await refuseOrder(tx, services, order, valid.error); return true; }
  const startedMs = services.clock.nowMs();
  const input = await readSourcingInput(tx, services, order);
  const decision = decideSourcing(input, profileNamed(services.config.sourcingProfile));
  const reserved = decision.allocations.length === 0 ? null : await reserveStock(tx, services, orderId, decision.allocations);
  if (decision.allocations.length > 0 && reserved === null && !isLastAttempt) return false;
  const isComplete = reserved !== null && decision.missing.length === 0;
  if (!isComplete) await enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}`, runAt: new Date(services.clock.nowMs() + RETRY_AFTER_MS) });
  // Still nothing: the audit trail need not say so every half hour.
  if (reserved === null && order.status === 'BACKORDERED') return true;
  await writeDecision(tx, services, order, { input, decision, reserved, isComplete, startedMs });
  if (isComplete) await enqueueJob(tx, 'orders.release', { orderId }, { jobKey: `release:${orderId}` });
  return true;
}

type Settled = { readonly input: SourcingInput; readonly decision: SourcingDecision; /** Null: nothing could be had. */ readonly reserved: readonly Reserved[] | null; readonly isComplete: boolean; readonly startedMs: number };

async function writeDecision(tx: Tx, services: Services, order: OrderWithLines, settled: Settled): Promise<void> {
  const { decision, input, reserved, isComplete } = settled;
  const { orderId, fulfillmentType, status, isOnHold, connectorId } = order;
  const codes = [...new Set((reserved === null ? [] : decision.allocations).map((one) => one.code))];
  const detail = { strategy: decision.strategy, rule: decision.ruleName, nodes: codes, missing: decision.missing, notes: decision.notes };
  const stories: OrderStory[] = [{ orderId, path: ['SOURCING'], actor: ACTOR, detail: {} }, { orderId, path: [isComplete ? 'SOURCED' : 'BACKORDERED'], actor: ACTOR, detail }];
  await recordOrderStories(tx, services, new Map([[orderId, { orderId, fulfillmentType: fulfillmentType as FulfillmentType, status: status as OrderStatus, isOnHold, connectorId }]]), stories, { ruleId: decision.ruleId, strategy: decision.strategy });
  await insertDecision(tx, {
    decision_id: makeId('dec', services.clock, services.random), order_id: orderId, rule_id: decision.ruleId, strategy: decision.strategy, profile: decision.profile,
    mode: reserved === null ? 'none' : decision.mode, experiment_id: decision.experiment?.experimentId ?? null, explanation: JSON.stringify(recordSourcing(decision)),
  }, (reserved ?? []).map((row) => toOutcome(row, order, input, decision)), toSteps(services, orderId, settled));
}

/** What the pipeline knows of this run, written with the decision. */
function toSteps(services: Services, orderId: string, { decision, isComplete, startedMs }: Settled): readonly StepRow[] {
  const allocation: StepPlace = { orderId, step: 'inventory_allocation', nodeId: null };
  const missing = decision.missing.map((one) => `${one.units} x ${one.sku}`).join(', ');
  return [
    doneStep(services, { orderId, step: 'validation', nodeId: null }, startedMs),
    isComplete ? doneStep(services, allocation, startedMs) : stoppedStep(services, allocation, { code: 'NoStock', message: `Waits for stock: ${missing || 'another order took it'}.` }, startedMs),
  ];
}

/** Nothing is reserved for an order that cannot be sent. It stays CONFIRMED until a person corrects it, which wakes it. */
async function refuseOrder(tx: Tx, services: Services, { orderId, orderNumber }: OrderWithLines, fault: OrderFault): Promise<void> {
  await stopStep(tx, services, { orderId, step: 'validation', nodeId: null }, fault);
  await openTask(tx, services, { kind: INVALID_TASK, about: orderId, orderId, code: fault.code, message: `Order ${orderNumber} cannot be fulfilled as it is. ${fault.message}` });
  await recordOrderEvent(tx, services, { orderId, eventType: 'pipeline.stopped', actor: ACTOR, detail: { step: 'validation', code: fault.code, message: fault.message } });
}

/** What the decision expects of one allocation; the learning loop compares it with what happens. */
function toOutcome(row: Reserved, order: OrderWithLines, { facts, fulfillmentType }: SourcingInput, decision: SourcingDecision): OutcomeRow {
  const candidate = decision.candidates.find((one) => one.nodeId === row.nodeId);
  const [amount, region] = [Number(facts['total_amount'] ?? 0), typeof facts['shipping_state'] === 'string' ? facts['shipping_state'] : null];
  return {
    allocation_id: row.allocationId, order_id: order.orderId, node_id: row.nodeId, sku: row.sku, strategy_used: decision.strategy, requested_strategy: decision.requestedStrategy, profile: decision.profile,
    cluster_key: clusterKey({ channel: order.channel, region, amount, fulfillmentType }), channel: order.channel, region, amount_bucket: amountBucket(amount), fulfillment_type: fulfillmentType,
    sourcing_score: candidate?.score ?? 0, predicted_cost: candidate?.cost ?? 0, predicted_distance_km: candidate?.distanceKm ?? 0, ai_score: candidate?.advice?.score ?? null, ai_reasoning: candidate?.advice?.reason ?? null,
    experiment_id: decision.experiment?.experimentId ?? null, experiment_arm: decision.experiment?.arm ?? null, was_backordered: order.status === 'BACKORDERED',
  };
}
