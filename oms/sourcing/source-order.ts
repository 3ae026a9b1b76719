/** Finds the node that packs an order and reserves its stock there, or back-orders it. One transaction, repeatable. */
import { z } from 'zod';
import { makeId } from '../../domain/ids.ts';
import { findDestination } from '../../domain/sourcing/destination.ts';
import { decideSourcing, type SourcingDecision, type SourcingInput } from '../../domain/sourcing/decide-sourcing.ts';
import { addressSchema } from '../../domain/wire/documents.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import { readAvailability } from '../inventory/read-availability.ts';
import { reserveStock } from '../inventory/move-stock.ts';
import { enqueueJob } from '../jobs/enqueue.ts';
import { changeOrderStatus } from '../orders/change-order-status.ts';
import { lockOrderWithLines, noteSourcing, type OrderWithLines } from '../orders/lock-order-with-lines.ts';
import { fromMinorUnits } from '../orders/money.ts';
import type { Services } from '../services.ts';
import { countAllocatedToday, insertDecision, selectActiveRules, selectNodes } from './sourcing-store.ts';

const ACTOR = 'sourcing';
/** Stock may go to another order between the look and the lock; then the decision is made anew. */
const ATTEMPTS = 4;
/** Seed 000's diagram: a back-ordered order is tried again after 30 minutes. */
const RETRY_AFTER_MS = 30 * 60_000;

export async function sourceOrder(services: Services, { orderId }: { readonly orderId: string }): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const isSettled = await inTransaction(services.db, (tx) => trySource(tx, services, orderId, attempt === ATTEMPTS));
    if (isSettled) break;
  }
  services.sequencer.poke();
}

/** False when somebody else took the stock meanwhile: nothing was changed. */
async function trySource(tx: Tx, services: Services, orderId: string, isLastAttempt: boolean): Promise<boolean> {
  const order = await lockOrderWithLines(tx, orderId);
  // Sourced, held or cancelled before: a repeated job has nothing to do.
  if (!order || !['CONFIRMED', 'BACKORDERED'].includes(order.status) || order.isOnHold) return true;
  const decision = decideSourcing(await readInput(tx, order));
  const allocations = decision.allocations;
  const isReserved = allocations.length > 0 && (await reserveStock(tx, services, orderId, allocations));
  if (allocations.length > 0 && !isReserved && !isLastAttempt) return false;
  if (!isReserved) await enqueueJob(tx, 'orders.source', { orderId }, { jobKey: `source:${orderId}`, runAt: new Date(services.clock.nowMs() + RETRY_AFTER_MS) });
  // Still nothing: the audit trail need not say so every half hour.
  if (!isReserved && order.status === 'BACKORDERED') return true;
  await changeOrderStatus(tx, services, { orderId, to: 'SOURCING', actor: ACTOR });
  await recordDecision(tx, services, orderId, decision);
  await noteSourcing(tx, orderId, decision.ruleId, decision.strategy);
  await changeOrderStatus(tx, services, { orderId, to: isReserved ? 'SOURCED' : 'BACKORDERED', actor: ACTOR, detail: { strategy: decision.strategy, rule: decision.ruleName, nodes: nodeCodes(decision), notes: decision.notes } });
  if (isReserved) await enqueueJob(tx, 'orders.release', { orderId }, { jobKey: `release:${orderId}` });
  return true;
}

async function readInput(tx: Tx, order: OrderWithLines): Promise<SourcingInput> {
  const allocatedToday = await countAllocatedToday(tx);
  const address = addressSchema.parse(order.shipTo);
  return {
    facts: {
      channel: order.channel, fulfillment_type: order.fulfillmentType, status: order.status, total_amount: fromMinorUnits(order.totalMinor, order.currency), currency: order.currency,
      customer_email: order.customerEmail, shipping_country: address.countryCode, shipping_state: address.state,
    },
    fulfillmentType: order.fulfillmentType, destination: findDestination(order.destination, address), lines: order.lines,
    nodes: (await selectNodes(tx)).map((node) => ({
      nodeId: node.node_id, code: node.code, nodeType: node.node_type, status: node.status, latitude: node.latitude, longitude: node.longitude,
      capabilities: (['can_ship', 'can_pickup', 'can_curbside', 'can_same_day'] as const).filter((name) => node[name]),
      remainingCapacity: node.daily_order_capacity - (allocatedToday.get(node.node_id) ?? 0),
    })),
    rules: (await selectActiveRules(tx)).map((rule) => ({
      ruleId: rule.rule_id, name: rule.name, priority: rule.priority, strategy: rule.strategy, conditions: conditionsSchema.parse(rule.conditions), allowedNodeTypes: rule.allowed_node_types,
      requiredCapabilities: rule.required_capabilities, excludedNodes: rule.excluded_nodes, maxSplitNodes: rule.max_split_nodes, maxDistanceKm: rule.max_distance_km,
    })),
    availableByNode: await readAvailability(tx, order.lines.map((line) => line.sku)),
  };
}

const conditionsSchema = z.array(z.object({ field: z.string(), operator: z.string(), value: z.unknown() }));

async function recordDecision(tx: Tx, services: Services, orderId: string, decision: SourcingDecision): Promise<void> {
  const { candidates, rejections, notes, allocations, ruleName } = decision;
  await insertDecision(tx, {
    decision_id: makeId('dec', services.clock, services.random), order_id: orderId, rule_id: decision.ruleId, strategy: decision.strategy,
    explanation: JSON.stringify({ ruleName, notes, candidates, rejections, allocations }),
  });
}

function nodeCodes(decision: SourcingDecision): string[] {
  const used = new Set(decision.allocations.map((one) => one.nodeId));
  return decision.candidates.filter((candidate) => used.has(candidate.nodeId)).map((candidate) => candidate.code);
}
