/**
 * Finds the nodes that pack orders and reserves their stock there, or back-orders them: many in one transaction, one after the other as
 * they are given, so each decision is the one that it would be alone. Repeatable.
 */
import { decideSourcing } from '../../domain/sourcing/decide-sourcing.ts';
import { profileNamed } from '../../domain/sourcing/profile.ts';
import { inTransaction } from '../db/in-transaction.ts';
import type { Tx } from '../db/connect.ts';
import { validateOrder } from '../fulfillment/pipeline/validate-order.ts';
import { reserveStock } from '../inventory/move-stock.ts';
import { lockOrdersWithLines, type OrderWithLines } from '../orders/lock-order-with-lines.ts';
import type { Services } from '../services.ts';
import { readSourcingInputs, type SourcingInputs } from './read-sourcing-input.ts';
import { refuseOrder, writeDecisions, type Settled } from './write-decisions.ts';

/** Stock may go to somebody else between the look and the lock; then the decisions are made anew. */
const ATTEMPTS = 4;
/** So often for many; an order alone is then the surer way. */
const ATTEMPTS_TOGETHER = 2;
const SOURCEABLE = ['CONFIRMED', 'BACKORDERED'];

export type SourcingOptions = {
  /** Written at the very end of the transaction, for the orders that it settled. */
  readonly after?: (tx: Tx, settledIds: readonly string[]) => Promise<void>;
  /** By order: what it is sourced for, where that is not the work at hand (jobs/job-cause.ts). */
  readonly causes?: ReadonlyMap<string, string>;
};
/** By order, of those that could not be sourced because of an error of their own; nothing of theirs was changed. */
export type SourcingErrors = ReadonlyMap<string, unknown>;
type Outcome = { readonly errors: SourcingErrors; /** To be sourced alone. */ readonly putOff: readonly string[] };

export async function sourceOrders(services: Services, orderIds: readonly string[], options: SourcingOptions = {}): Promise<SourcingErrors> {
  const attempts = orderIds.length === 1 ? ATTEMPTS : ATTEMPTS_TOGETHER;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const outcome = await inTransaction(services.db, (tx) => trySource(tx, services, { orderIds, isLastAttempt: orderIds.length === 1 && attempt === attempts, ...options }));
    if (outcome === null) continue;
    services.sequencer.poke();
    return new Map([...outcome.errors, ...(await sourceOneByOne(services, outcome.putOff, options))]);
  }
  return sourceOneByOne(services, orderIds, options);
}

async function sourceOneByOne(services: Services, orderIds: readonly string[], options: SourcingOptions): Promise<SourcingErrors> {
  const errors = new Map<string, unknown>();
  for (const orderId of orderIds) for (const [id, error] of await sourceOrders(services, [orderId], options)) errors.set(id, error);
  return errors;
}

type Attempt = SourcingOptions & { readonly orderIds: readonly string[]; readonly isLastAttempt: boolean };

/** Null when somebody else took stock or a node's last place meanwhile: nothing was changed. */
async function trySource(tx: Tx, services: Services, { orderIds, isLastAttempt, after, causes }: Attempt): Promise<Outcome | null> {
  const startedMs = services.clock.nowMs();
  const locked = new Map((await lockOrdersWithLines(tx, orderIds)).map((order) => [order.orderId, order]));
  // Sourced, held or cancelled before: a repeated job has nothing to do.
  const waiting = orderIds.flatMap((orderId) => {
    const order = locked.get(orderId);
    return order && SOURCEABLE.includes(order.status) && !order.isOnHold ? [order] : [];
  });
  const sourceable = await refuseInvalid(tx, services, waiting);
  const inputs = sourceable.length === 0 ? null : await readSourcingInputs(tx, services, sourceable);
  // What an order holds counts against its nodes already, which the tally of this batch does not know.
  const putOff = orderIds.length === 1 ? [] : sourceable.filter((order) => inputs?.holdsSome(order));
  const { decided, errors } = inputs ? decideInTurn(services, sourceable.filter((order) => !putOff.includes(order)), inputs, startedMs) : { decided: [], errors: new Map<string, unknown>() };
  const allocations = decided.flatMap(({ order, decision }) => decision.allocations.map(({ orderItemId, nodeId, sku, units }) => ({ orderId: order.orderId, orderItemId, nodeId, sku, units })));
  const reserved = allocations.length === 0 ? [] : await reserveStock(tx, services, allocations);
  if (reserved === null && !isLastAttempt) return null;
  const reservedByOrder = Map.groupBy(reserved ?? [], (row) => row.orderId);
  await writeDecisions(tx, services, decided.map((one): Settled => ({ ...one, cause: causes?.get(one.order.orderId), reserved: reservedByOrder.get(one.order.orderId) ?? null })));
  const unsettled = new Set([...errors.keys(), ...putOff.map((order) => order.orderId)]);
  await after?.(tx, orderIds.filter((orderId) => !unsettled.has(orderId)));
  return { errors, putOff: putOff.map((order) => order.orderId) };
}

async function refuseInvalid(tx: Tx, services: Services, orders: readonly OrderWithLines[]): Promise<OrderWithLines[]> {
  const sound: OrderWithLines[] = [];
  for (const order of orders) {
    const valid = validateOrder(order);
    if (valid.ok) sound.push(order);
    else await refuseOrder(tx, services, order, valid.error);
  }
  return sound;
}

type Decided = Omit<Settled, 'reserved' | 'cause'>;

/** An order that cannot be decided about keeps no other from being sourced. */
function decideInTurn(services: Services, orders: readonly OrderWithLines[], inputs: SourcingInputs, startedMs: number): { decided: Decided[]; errors: Map<string, unknown> } {
  const [decided, errors]: [Decided[], Map<string, unknown>] = [[], new Map()];
  const profile = profileNamed(services.config.sourcingProfile);
  for (const order of orders) {
    try {
      const input = inputs.of(order);
      const decision = decideSourcing(input, profile);
      inputs.take(decision.allocations);
      decided.push({ order, input, decision, startedMs });
    } catch (error) { errors.set(order.orderId, error); }
  }
  return { decided, errors };
}
